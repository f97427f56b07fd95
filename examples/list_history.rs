//! Reads the history of sent messages: the latest from the list, those of a month from an export.
//!
//! `cargo run --example list_history --features csv,sandbox` runs it in the sandbox; with
//! `-- --live` it reads the account from the environment or ovh.conf. It changes nothing there,
//! except that it creates and deletes a document.

mod support;

use std::error::Error;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ovh_sms::sandbox::Sandbox;
use ovh_sms::types::DocumentWayType;
use ovh_sms::{Client, Service};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if support::is_live() {
        let service = Client::from_env()?.default_service();
        let service = service.ok_or("set the SMS account: OVH_SMS_SERVICE")?;
        return run(&service, Utc::now()).await;
    }
    println!("Sandbox: nothing leaves this machine (--live reads your account).");
    let builder = Sandbox::builder().step_delay(Duration::from_millis(100));
    let sandbox = builder.night_deferral(false).start().await?;
    let service = sandbox.service()?;
    for text in ["Bonjour", "À demain"] {
        let job = service
            .api()
            .jobs_create(text)
            .sender("SANDBOX".to_owned())
            .no_stop_clause(true)
            .receivers(vec!["+33600000001".to_owned()]);
        job.send().await?;
    }
    sandbox.advance(Duration::from_secs(60));
    run(&service, sandbox.now()).await
}

async fn run(service: &Service, now: DateTime<Utc>) -> Result<(), Box<dyn Error>> {
    println!("of the last day, from the list:");
    let day = service.api().outgoing_list();
    let mut messages = day
        .creation_datetime_from(now - TimeDelta::days(1))
        .stream();
    while let Some(message) = messages.next().await {
        let message = message?;
        println!(
            "  {}: {}",
            message.receiver.as_deref().unwrap_or("?"),
            message.message.as_deref().unwrap_or_default()
        );
    }
    println!("of the last 30 days, from an export:");
    let export = service.export(DocumentWayType::Outgoing, now - TimeDelta::days(30), now);
    let (mut rows, mut delivered) = (0, 0);
    for row in export.await? {
        rows += 1;
        delivered += u64::from(row?.delivered_at.is_some());
    }
    println!("  {rows} messages, {delivered} delivered");
    Ok(())
}
