//! Sends a code for a login, and reads whether it was delivered.
// Written for /sms of 2020-08-10.

use crate::api::{ServiceApi, types};

pub async fn send_code(
    service: ServiceApi<'_>,
    receiver: &str,
    code: u32,
) -> Result<Option<i64>, ovh_sms::Error> {
    let body = types::JobsCreateBody::new(format!("Your code is {code}"))
        .receivers([receiver])
        .priority(types::Priority::High)
        .no_stop_clause(true)
        .validity_period(5);
    let report: types::SmsSendingReport = service
        .jobs_create("replaced by the body")
        .body(body)
        .await?
        .into_inner();
    let refused = report.invalid_receivers.unwrap_or_default();
    if refused.iter().any(|number| number == receiver) {
        return Ok(None);
    }
    Ok(report.ids.unwrap_or_default().first().copied())
}

pub async fn is_delivered(service: ServiceApi<'_>, id: i64) -> Result<bool, ovh_sms::Error> {
    let sent: types::Outgoing = service.outgoing_get(id).send().await?.into_inner();
    Ok(sent.delivered_at.is_some())
}
