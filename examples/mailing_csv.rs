//! Sends a mailing from a CSV file: checks, estimates, sends, follows and cleans up.
//!
//! `cargo run --example mailing_csv --features csv,sandbox` runs it in the sandbox; with
//! `-- --live clients.csv` it sends real messages, with the credentials from the environment or
//! ovh.conf and the sender in `OVH_SMS_SENDER`.

mod support;

use std::error::Error;
use std::time::Duration;

use ovh_sms::mailing::{Mailing, OutsideGsm};
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, SenderName, Service};

const CLIENTS: &str = "\
Number,Nom,Ville
+33600000001,Zoé,Roubaix
0033 6 00 00 00 02,Ali,Lille
+33600000003,François,Paris
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if let Some([path]) = support::live_with(" clients.csv") {
        println!("Live: the messages are sent and billed.");
        let sender = std::env::var("OVH_SMS_SENDER")?.parse()?;
        let service = Client::from_env()?.default_service();
        let service = service.ok_or("set the SMS account: OVH_SMS_SERVICE")?;
        return run(&service, &std::fs::read(path)?, sender).await;
    }
    println!("Sandbox: nothing leaves this machine (--live sends for real).");
    let builder = Sandbox::builder().step_delay(Duration::from_millis(100));
    let sandbox = builder.night_deferral(false).start().await?;
    let service = sandbox.service()?;
    run(&service, CLIENTS.as_bytes(), "SANDBOX".parse()?).await
}

async fn run(service: &Service, file: &[u8], sender: SenderName) -> Result<(), Box<dyn Error>> {
    // The name identifies the mailing: running this again sends nothing twice.
    let mut mailing = Mailing::marketing("ouverture-dimanche", "Le magasin ouvre ce dimanche.")
        .from(sender)
        // Advertising: the service appends the STOP clause and waits for opening hours.
        .outside_gsm(OutsideGsm::Transliterate)
        .max_parts(1)
        .from_csv(file)?;
    println!(
        "{} receivers, {} parts",
        mailing.receivers(),
        mailing.parts()
    );
    let estimate = mailing.estimate(service).await?;
    println!("about {} credits", estimate.credits);
    if estimate.is_affordable() == Some(false) {
        return Err("the account does not have enough credits".into());
    }

    let mut sent = mailing.send(service).await?;
    let verb = if sent.was_found() {
        "was sent before"
    } else {
        "is being sent"
    };
    println!("{} {verb}", mailing.name());
    let end = sent
        .follow(|batch| {
            let (done, all) = (batch.processed_records, batch.total_records);
            println!("  {}/{}", done.unwrap_or_default(), all.unwrap_or_default());
        })
        .await?;
    println!(
        "status: {}",
        end.status
            .as_ref()
            .map_or("unknown", |status| status.as_str())
    );
    for rejected in sent.rejected() {
        println!(
            "no message for {:?}: {:?}",
            rejected.receiver, rejected.message
        );
    }
    let statistics = sent.statistics().await?;
    println!(
        "{} sent, {} credits",
        statistics.sent.unwrap_or_default(),
        statistics.credits.unwrap_or_default()
    );
    sent.clean_up().await?;
    println!("slot and document deleted");
    Ok(())
}
