//! Asks a question by SMS, reads the replies, and responds to each once.
//!
//! `cargo run --example reply_bot --features sandbox` runs it in the sandbox; with `-- --live` it
//! sends real messages, with the credentials from the environment or ovh.conf.

mod support;

use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Error, Service};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if support::is_live() {
        println!("Live: the messages are sent and billed.");
        let receiver = std::env::var("OVH_SMS_RECEIVER")
            .map_err(|_| "set OVH_SMS_RECEIVER to the number that gets the message")?;
        let service = Client::from_env()?
            .default_service()
            .ok_or("set OVH_SMS_SERVICE to the SMS account that sends")?;
        ask(&service, &[&receiver]).await?;
        return Ok(reply(&service, Duration::from_secs(48 * 3600)).await?);
    }
    println!("Sandbox: nothing leaves this machine (--live sends for real).");
    let sandbox = Sandbox::start().await?;
    let service = sandbox.service()?;
    ask(&service, &["+33600000000", "+33600000001"]).await?;
    sandbox.advance(Duration::from_secs(60));
    sandbox.phone("+33600000000").reply("Oui, merci");
    sandbox.phone("+33600000001").reply("quand ?");
    reply(&service, Duration::ZERO).await?;
    sandbox.advance(Duration::from_secs(60));
    for number in ["+33600000000", "+33600000001"] {
        for message in sandbox.phone(number).inbox() {
            println!("{number} got: {}", message.text);
        }
    }
    Ok(())
}

async fn ask(service: &Service, receivers: &[&str]) -> Result<(), Error> {
    let question = Message::transactional("Votre rendez-vous de demain 9h : OUI ou NON ?")
        .allow_replies()
        .tag("rdv42")
        .to_all(receivers.iter().copied());
    let report = service.send(question).await?;
    println!("asked {}", report.sent().count());
    Ok(())
}

/// Responds to replies that arrive within this time. A reply is deleted when the next one is
/// requested, so a bot that is restarted continues where it stopped.
async fn reply(service: &Service, time: Duration) -> Result<(), Error> {
    let mut answers = service
        .replies()
        .tag("rdv42")
        .delete_handled()
        .deadline(time);
    while let Some(answer) = answers.next().await {
        let answer = answer?;
        let Some(number) = answer.number else {
            continue;
        };
        let question = service
            .original(&answer)
            .await?
            .and_then(|message| message.message);
        println!(
            "{number} replied to {:?}: {}",
            question.unwrap_or_default(),
            answer.text
        );
        let text = match answer.text.trim().to_lowercase() {
            yes if yes.starts_with("oui") => "C'est note, a demain !",
            no if no.starts_with("non") => "Nous avons annule votre rendez-vous.",
            _ => "Nous n'avons pas compris : repondez OUI ou NON.",
        };
        let _ = service
            .send(Message::transactional(text).allow_replies().to(number))
            .await?;
    }
    println!("no more replies");
    Ok(())
}
