//! Sends a message and follows it until it is delivered or has failed.
//!
//! `cargo run --example track_delivery --features sandbox` runs it in the sandbox; with `-- --live`
//! it sends a real message, with the credentials from the environment or ovh.conf.

mod support;

use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms::sandbox::{Outcome, Sandbox};
use ovh_sms::{Client, Error, Service};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if support::is_live() {
        println!("Live: the message is sent and billed.");
        let receiver = std::env::var("OVH_SMS_RECEIVER")
            .map_err(|_| "set OVH_SMS_RECEIVER to the number that gets the message")?;
        let service = Client::from_env()?
            .default_service()
            .ok_or("set OVH_SMS_SERVICE to the SMS account that sends")?;
        let slowly = (Duration::from_secs(2), Duration::from_secs(60));
        return Ok(run(&service, &[&receiver], slowly).await?);
    }
    println!("Sandbox: nothing leaves this machine (--live sends for real).");
    let sandbox = Sandbox::start().await?;
    // One phone is off for a while, and another phone's operator rejects the text as spam.
    let while_off = Duration::from_secs(3);
    sandbox
        .phone("+33600000001")
        .outcome(Outcome::AbsentThenDelivered(while_off));
    sandbox.phone("+33600000002").outcome(Outcome::Failed(28));
    let receivers = ["+33600000000", "+33600000001", "+33600000002"];
    let quickly = (Duration::from_millis(100), Duration::from_millis(500));
    Ok(run(&sandbox.service()?, &receivers, quickly).await?)
}

async fn run(
    service: &Service,
    receivers: &[&str],
    (first, longest): (Duration, Duration),
) -> Result<(), Error> {
    // A message that allows replies needs no sender.
    let message = Message::transactional("Votre colis arrive demain matin.")
        .allow_replies()
        .to_all(receivers.iter().copied());
    let parts = message.segments().parts;
    let report = service.send(message).await?;
    let credits = report.credits_removed().unwrap_or_default();
    println!(
        "sent to {}, {parts} part each, {credits} credits",
        report.sent().count()
    );

    let mut tracking = service.track(&report).every(first, longest);
    while let Some(receipt) = tracking.next().await {
        let receipt = receipt?;
        let number = receipt
            .number
            .map(|number| number.to_string())
            .unwrap_or_default();
        let reason = receipt.ptt.map(|ptt| ptt.to_string()).unwrap_or_default();
        println!("{number}: {} ({reason})", receipt.status);
        if let Some(ptt) = receipt
            .ptt
            .filter(|_| receipt.is_final() && !receipt.is_delivered())
        {
            println!("  what to do: {}", ptt.advice());
        }
    }
    println!("{} still open", tracking.open().count());
    Ok(())
}
