//! Does what OVHcloud's guide "send SMS with the API in PHP" does: lists the SMS accounts, sends a
//! first message, shows the report and the pending jobs.
//!
//! `cargo run --example send_sms --features sandbox` runs it in the sandbox; with `-- --live` it
//! sends a real message, with the credentials from the environment or ovh.conf.

mod support;

use ovh_sms::sandbox::Sandbox;
use ovh_sms::types::{Charset, Class, Coding, Priority};
use ovh_sms::{Client, Error};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if support::is_live() {
        println!("Live: the message is sent and billed.");
        let receiver = std::env::var("OVH_SMS_RECEIVER")
            .map_err(|_| "set OVH_SMS_RECEIVER to the number that gets the message")?;
        return Ok(run(&Client::from_env()?, &receiver).await?);
    }
    println!("Sandbox: nothing leaves this machine (--live sends for real).");
    let sandbox = Sandbox::start().await?;
    Ok(run(&sandbox.client()?, "+33600000000").await?)
}

async fn run(client: &Client, receiver: &str) -> Result<(), Error> {
    let accounts = client.api().services_list().send().await?.into_inner();
    for name in &accounts {
        let account = client.service(name).api().service_get().send().await?;
        println!(
            "{name}: {} credits, {}",
            account.credits_left.unwrap_or_default(),
            account.description.as_deref().unwrap_or("no description"),
        );
    }
    let Some(name) = accounts.first() else {
        println!("There is no SMS account: order one first.");
        return Ok(());
    };

    let service = client.service(name);
    let report = service
        .api()
        .jobs_create("Bonjour les SMS OVH par api.ovh.com")
        .charset(Charset::Utf8)
        .class(Class::PhoneDisplay)
        .coding(Coding::SevenBit)
        // The service appends "STOP" and its number, and delays the message at night.
        .no_stop_clause(false)
        .priority(Priority::High)
        .receivers([receiver])
        .sender_for_response(true)
        .validity_period(2880)
        .send()
        .await?;
    println!(
        "credits removed: {}",
        report.total_credits_removed.unwrap_or_default()
    );
    println!("ids: {:?}", report.ids.as_deref().unwrap_or_default());
    println!(
        "valid receivers: {:?}",
        report.valid_receivers.as_deref().unwrap_or_default()
    );
    println!(
        "invalid receivers: {:?}",
        report.invalid_receivers.as_deref().unwrap_or_default()
    );

    let pending = service.api().jobs_list().send().await?;
    println!("pending jobs: {:?}", *pending);
    Ok(())
}
