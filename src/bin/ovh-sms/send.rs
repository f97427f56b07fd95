//! `ovh-sms send`: a message to one or many receivers.

use ovh_sms::types::{JobsCreateBody, SmsSendingReport};
use ovh_sms::{PhoneNumber, ServiceName};

use crate::connect::connect;
use crate::failure::{DONE, FAILED, Failure};
use crate::output;

/// Sends a message to one or many receivers, and prints the report.
///
/// Receivers are international numbers: +33600000000 or 0033600000000. If any of them can't be a
/// number, nothing is sent. Receivers that the service refuses are listed as invalid.
///
/// Example: ovh-sms send --sandbox --to +33600000000 "Bonjour"
#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// The text; a single character outside GSM-7, such as ê, makes each part 70 characters long
    /// instead of 160.
    message: String,
    /// A receiver, such as +33600000000; may be given several times.
    #[arg(
        long = "to",
        value_name = "NUMBER",
        required = true,
        allow_hyphen_values = true
    )]
    to: Vec<String>,
    /// The sender's name; by default a short number that receivers in France can answer.
    #[arg(long, value_name = "NAME")]
    sender: Option<String>,
    /// Leaves out the STOP clause: for alerts and codes. Without it the service appends 11
    /// characters, takes the message as advertising, and holds it back at night.
    #[arg(long)]
    no_stop: bool,
    /// The SMS account, such as sms-ab12345-1; by default OVH_SMS_SERVICE, or the only one.
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Sends to a sandbox on this machine instead of OVHcloud.
    #[arg(long)]
    sandbox: bool,
    /// Prints the report as one JSON object.
    #[arg(long)]
    json: bool,
}

/// Sends, and tells what became of it.
pub(crate) async fn run(send: Send) -> Result<u8, Failure> {
    let body = body(&send)?;
    let service = send
        .service
        .as_deref()
        .map(str::parse::<ServiceName>)
        .transpose();
    let service = service.map_err(|error| Failure::usage(format!("{error}.")))?;
    let connection = connect(send.sandbox, service.map(String::from)).await?;
    let report = connection
        .service
        .api()
        .jobs_create()
        .body(body)
        .send()
        .await?
        .into_inner();
    match send.json {
        true => output::json(&report)?,
        false => print(&report)?,
    }
    let sent = report
        .valid_receivers
        .as_ref()
        .is_some_and(|valid| !valid.is_empty());
    Ok(if sent { DONE } else { FAILED })
}

/// What is sent, checked as far as this machine can.
fn body(send: &Send) -> Result<JobsCreateBody, Failure> {
    if send.message.trim().is_empty() {
        return Err(Failure::usage("The message is empty; nothing was sent."));
    }
    let mut bad = Vec::new();
    let mut receivers = Vec::new();
    for text in &send.to {
        match text.parse::<PhoneNumber>() {
            Ok(number) => receivers.push(number.to_string()),
            Err(error) => bad.push(format!("  {error}")),
        }
    }
    if !bad.is_empty() {
        return Err(Failure::usage(format!(
            "Nothing was sent, since not every receiver is a number:\n{}",
            bad.join("\n")
        )));
    }
    let mut body = JobsCreateBody::builder()
        .message(send.message.as_str())
        .receivers(receivers)
        .no_stop_clause(send.no_stop);
    body = match &send.sender {
        Some(sender) => body.sender(sender.as_str()),
        None => body.sender_for_response(true),
    };
    body.try_into()
        .map_err(|error| Failure::usage(format!("The message can't be sent: {error}.")))
}

fn print(report: &SmsSendingReport) -> Result<(), Failure> {
    let valid = report.valid_receivers.as_deref().unwrap_or_default();
    let invalid = report.invalid_receivers.as_deref().unwrap_or_default();
    let ids = report.ids.as_deref().unwrap_or_default();
    output::line(format_args!(
        "Accepted for {} of {} receivers.",
        valid.len(),
        valid.len() + invalid.len()
    ))?;
    for (at, receiver) in valid.iter().enumerate() {
        match ids.get(at) {
            Some(id) => output::line(format_args!("  {receiver}  id {id}"))?,
            None => output::line(format_args!("  {receiver}"))?,
        }
    }
    for receiver in invalid {
        output::line(format_args!("  {receiver}  invalid, not sent"))?;
    }
    output::line(format_args!(
        "Credits removed: {}",
        report.total_credits_removed.unwrap_or_default()
    ))?;
    if let Some(tag) = &report.tag {
        output::line(format_args!("Tag: {tag}"))?;
    }
    Ok(())
}
