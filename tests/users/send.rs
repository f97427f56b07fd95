//! Sends a message to a few receivers and prints what it costs.
// Written for /sms of 2020-08-10.

use crate::api::{self, Client, types};

pub async fn send(
    client: &Client,
    account: &str,
    receivers: &[String],
) -> Result<(), ovh_sms::Error> {
    let estimate = client
        .estimate("Bonjour", false, types::TypeSender::Alpha)
        .send()
        .await?;
    println!(
        "{} parts of {} characters",
        estimate.parts.unwrap_or(1),
        estimate.max_characters_per_part.unwrap_or_default()
    );
    let report = api::service(client, account)
        .jobs_create("Bonjour")
        .sender("Example")
        .receivers(receivers)
        .charset(types::Charset::Utf8)
        .class(types::Class::PhoneDisplay)
        .coding(types::Coding::SevenBit)
        .priority(types::Priority::High)
        .no_stop_clause(false)
        .validity_period(2880)
        .tag("welcome")
        .send()
        .await?;
    println!(
        "{} credits",
        report.total_credits_removed.unwrap_or_default()
    );
    for id in report.into_inner().ids.unwrap_or_default() {
        println!("{id}");
    }
    Ok(())
}
