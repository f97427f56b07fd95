//! Makes the pictures of the guide from the page of a running sandbox, in docs/guide/pictures.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ovh_sms::sandbox::{Fault, Outcome, Sandbox};
use ovh_sms::{Client, Credentials, Message, Service};
use ovh_sms_page_tests::Browser;

/// Noon of a working day.
const NOON: &str = "2026-01-15T12:00:00+01:00";

/// The most bytes of a picture.
const MOST: usize = 60 * 1024;

/// The size of a picture in pixels.
const SIZE: (u32, u32) = (1080, 620);

/// A picture: its name, the section of the page, and a script that opens parts of it.
struct Picture {
    name: &'static str,
    section: &'static str,
    ready: &'static str,
    script: &'static str,
}

const PICTURES: [Picture; 3] = [
    Picture {
        name: "conversation",
        section: "phones/%2B33600000001",
        ready: "document.querySelectorAll('.messages li').length === 3",
        script: "",
    },
    Picture {
        name: "requests",
        section: "requests",
        ready: "document.querySelector('.rows .reason') !== null",
        script: "document.querySelector('.rows .reason').closest('details').open = true;",
    },
    Picture {
        name: "faults",
        section: "faults",
        ready: "document.querySelectorAll('.rows li').length === 2",
        script: "",
    },
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let sandbox = Sandbox::builder()
        .start_at(NOON.parse()?)
        .speed(0.0)
        .sender("SHOP")
        .start()
        .await?;
    fill(&sandbox).await?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/pictures");
    std::fs::create_dir_all(&folder)?;
    let browser = Browser::start("en").await?;
    browser.size(SIZE.0, SIZE.1).await?;
    let mut embedded = String::new();
    for picture in &PICTURES {
        browser.open("about:blank").await?;
        let address = format!("{}/#/{}", sandbox.origin(), picture.section);
        browser.open(&address).await?;
        browser.until(picture.ready).await?;
        browser
            .until("document.getElementById('connection').textContent === ''")
            .await?;
        browser.run(picture.script, Vec::new()).await?;
        let data = browser.picture().await?;
        let bytes = STANDARD.decode(&data)?;
        if bytes.len() > MOST {
            bail!(
                "{} has {} bytes, at most {MOST} are allowed",
                picture.name,
                bytes.len()
            );
        }
        let path = folder.join(format!("{}.webp", picture.name));
        std::fs::write(&path, &bytes)
            .with_context(|| format!("{} can't be written", path.display()))?;
        println!("{}: {} bytes", path.display(), bytes.len());
        embedded.push_str(&format!(
            "[{}]: data:image/webp;base64,{data}\n",
            picture.name
        ));
    }
    // For the documentation of the crate, which can't refer to files.
    std::fs::write(folder.join("embedded.md"), embedded)?;
    browser.close().await?;
    sandbox.stop().await;
    Ok(())
}

/// Makes the calls that the pictures show.
async fn fill(sandbox: &Sandbox) -> anyhow::Result<()> {
    let service = sandbox.service()?;
    let order = Message::transactional(
        "Your order 4711 is on its way. Track it: https://shop.example/t/4711",
    )
    .from("SHOP")
    .to("+33600000001")
    .tag("order-4711");
    send(&service, order).await?;
    let question = Message::transactional("Is Tuesday ok? Reply YES or NO ✓")
        .allow_replies()
        .to("+33600000001");
    send(&service, question).await?;
    sandbox.advance(Duration::from_secs(60));
    sandbox.phone("+33600000001").reply("YES");
    let code = Message::transactional("Your code is 424242")
        .from("SHOP")
        .to("+33600000002");
    send(&service, code).await?;
    sandbox.phone("+33600000003").outcome(Outcome::Absent);
    let parcel = Message::transactional("Your parcel arrives tomorrow.")
        .from("SHOP")
        .to("+33600000003");
    send(&service, parcel).await?;
    // A call with the wrong secret.
    let wrong = Credentials::application_key(
        sandbox.application_key(),
        "not-the-secret",
        sandbox.consumer_key(),
    )?;
    let client = Client::builder()
        .endpoint(sandbox.endpoint())
        .credentials(wrong)
        .build()?;
    let refused = client
        .service(sandbox.service_name())
        .api()
        .jobs_list()
        .send()
        .await;
    if refused.is_ok() {
        bail!("a wrong signature was accepted");
    }
    sandbox.faults().add(Fault::status(503).on("jobs_create"));
    sandbox
        .faults()
        .add(Fault::latency(Duration::from_secs(2)).on("outgoing_list"));
    Ok(())
}

async fn send(service: &Service, message: Message) -> anyhow::Result<()> {
    let report = service.send(message).await?;
    match report.is_complete() {
        true => Ok(()),
        false => bail!("a message was not sent: {report:?}"),
    }
}
