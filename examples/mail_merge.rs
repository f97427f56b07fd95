//! Mail merge: previews what a file would send, lists its faults by line and column, then sends.
//!
//! `cargo run --example mail_merge --features csv,sandbox` runs it in the sandbox; with `-- --live`
//! it sends a message to the French number in `OVH_SMS_RECEIVER`.

mod support;

use std::error::Error;
use std::time::Duration;

use ovh_sms::mailing::{CheckError, Mailing};
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Service};

const MESSAGE: &str = "Bonjour #prénom#, rendez-vous #jour# à #heure#.";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if support::is_live() {
        println!("Live: the message is sent and billed.");
        let receiver = std::env::var("OVH_SMS_RECEIVER")
            .map_err(|_| "set OVH_SMS_RECEIVER to the number that gets the message")?;
        let service = Client::from_env()?.default_service();
        let service = service.ok_or("set the SMS account: OVH_SMS_SERVICE")?;
        let file = format!("number;prenom;jour;heure\n{receiver};Zoé;lundi;9h\n");
        return run(&service, &file).await;
    }
    println!("Sandbox: nothing leaves this machine (--live sends for real).");
    let builder = Sandbox::builder().step_delay(Duration::from_millis(100));
    let sandbox = builder.night_deferral(false).start().await?;
    let service = sandbox.service()?;
    show_faults()?;
    let file =
        "number;Prénom;Jour;Heure\n+33600000001;Zoé;lundi;9h\n+33600000002;Ali;mardi;10h30\n";
    run(&service, file).await?;
    sandbox.advance(Duration::from_secs(60));
    for number in ["+33600000001", "+33600000002"] {
        for message in sandbox.phone(number).inbox() {
            println!("{number} got: {}", message.text);
        }
    }
    Ok(())
}

/// Shows faults that spreadsheets cause in a file, and how they are reported.
fn show_faults() -> Result<(), Box<dyn Error>> {
    let file = "number;prenom;jour;heure\n33600000001;Zoé;lundi;9h\n+33600000002;Loïc;mardi;10h\n";
    match Mailing::transactional("rappel", MESSAGE)
        .allow_replies()
        .from_csv(file.as_bytes())
    {
        Err(CheckError::Rows(faults)) => println!("{faults}"),
        other => println!("{:?}", other?.parts()),
    }
    Ok(())
}

async fn run(service: &Service, file: &str) -> Result<(), Box<dyn Error>> {
    let mailing = Mailing::transactional("rappel", MESSAGE).allow_replies();
    let mut mailing = mailing.from_csv(file.as_bytes())?;
    for preview in mailing.preview(3)? {
        let segments = &preview.segments;
        println!(
            "{}: {} [{}, {} part]",
            preview.number, preview.text, segments.encoding, segments.parts
        );
    }
    let mut sent = mailing.send(service).await?;
    sent.follow(|_| {}).await?;
    sent.clean_up().await?;
    println!("{} messages sent", mailing.receivers());
    Ok(())
}
