//! Requests senders: a known name, a number that is validated by a code, and a name that OVHcloud's
//! staff check.
//!
//! `cargo run --example sender_validation --features sandbox` runs it in the sandbox; with
//! `-- --live` it only lists the senders of the account.

mod support;

use std::time::Duration;

use ovh_sms::sandbox::Sandbox;
use ovh_sms::types::StatusSender;
use ovh_sms::{Client, Error, SenderName, Service};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if support::is_live() {
        println!("Live: lists the account's senders; requests nothing.");
        let service = Client::from_env()?
            .default_service()
            .ok_or("set OVH_SMS_SERVICE to the SMS account")?;
        return Ok(list(&service).await?);
    }
    println!("Sandbox: nothing leaves this machine (--live lists real senders).");
    let sandbox = Sandbox::start().await?;
    let service = sandbox.service()?;
    let senders = service.senders();

    // Names from the customer's details at OVHcloud are valid at once.
    for known in senders.available().await? {
        println!("valid at once: {}", known.sender.unwrap_or_default());
    }

    // A number is validated by the code that is sent to it.
    let number: SenderName = "+33600000000".parse()?;
    senders.create(&number, "").await?;
    let inbox = sandbox.phone("+33600000000").inbox();
    let code = inbox
        .last()
        .and_then(|message| message.text.rsplit(' ').next().map(str::to_owned));
    let sender = senders.validate(&number, &code.unwrap_or_default()).await?;
    println!("{number}: {}", status(sender.status.as_ref()));

    // Any other name is checked by OVHcloud's staff, who require a reason and possibly a document.
    let name: SenderName = "MP RENOV".parse()?;
    let sender = senders.create(&name, "The name of our company").await?;
    println!("{name}: {}", status(sender.status.as_ref()));
    let document = senders
        .upload_document(&name, "registration.pdf", b"%PDF-1.7".to_vec())
        .await?;
    println!(
        "{name}: {} bytes uploaded",
        document.size.unwrap_or_default()
    );
    sandbox.advance(Duration::from_secs(72 * 3600));
    let sender = senders.wait_until_checked(&name).await?;
    println!("{name}: {}", status(sender.status.as_ref()));

    Ok(list(&service).await?)
}

fn status(status: Option<&StatusSender>) -> &str {
    status.map_or("unknown", StatusSender::as_str)
}

async fn list(service: &Service) -> Result<(), Error> {
    for sender in service.usable_senders().await? {
        println!("usable: {sender}");
    }
    Ok(())
}
