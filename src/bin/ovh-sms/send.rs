//! `ovh-sms send`: a message to one or many receivers.

use ovh_sms::message::{Message, StopClause};
use ovh_sms::service::{Outcome, SendReport};
use ovh_sms::{Error, PhoneNumber};
use serde_json::json;

use crate::args::Global;
use crate::failure::{DONE, FAILED, Failure, PARTLY, UNKNOWN};
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
    /// The sender's name, one of the account's validated senders; by default OVHcloud chooses.
    #[arg(long, value_name = "NAME")]
    sender: Option<String>,
    /// Sends from a short number that receivers can answer for 48 hours; in France only.
    #[arg(long, conflicts_with = "sender")]
    answerable: bool,
    /// Leaves out the STOP clause: for alerts and codes. Without it the service appends 11
    /// characters, takes the message as advertising, and holds it back at night.
    #[arg(long)]
    no_stop: bool,
}

/// Sends, and tells what became of it.
pub(crate) async fn run(send: Send, global: &Global) -> Result<u8, Failure> {
    let message = message(&send)?;
    let account = global.account().await?;
    let report = match account.service.send(message).await {
        Ok(report) => report,
        // Some receivers are sent to, or nobody knows: the report says which.
        Err(Error::Send(error)) => {
            output::note(format_args!("{error}."));
            error.report
        }
        Err(error) => return Err(error.into()),
    };
    let printed = match global.json {
        true => output::json(&as_json(&report)),
        false => print(&report),
    };
    if let Err(failure) = printed {
        // What became of the message decides the exit code, not what became of the report.
        failure.tell();
        let sent = report.sent().count();
        output::note(format_args!(
            "{sent} messages were accepted, with the tag {}.",
            report.tag()
        ));
    }
    Ok(code(&report))
}

fn code(report: &SendReport) -> u8 {
    let sent = report.sent().next().is_some();
    match (report.unknown().next(), report.not_sent().next()) {
        (Some(_), _) => UNKNOWN,
        (None, Some(_)) if sent => PARTLY,
        _ if sent => DONE,
        _ => FAILED,
    }
}

/// What is sent, checked as far as this machine can.
fn message(send: &Send) -> Result<Message, Failure> {
    let mut bad = Vec::new();
    let mut receivers = Vec::new();
    for text in &send.to {
        match text.parse::<PhoneNumber>() {
            Ok(number) => receivers.push(number),
            Err(error) => bad.push(format!("  {error}")),
        }
    }
    if !bad.is_empty() {
        return Err(Failure::usage(format!(
            "Nothing was sent, since not every receiver is a number:\n{}",
            bad.join("\n")
        )));
    }
    let stop = StopClause::from(!send.no_stop && !send.answerable);
    let mut message = Message::new(send.message.as_str(), stop).to_all(receivers);
    if let Some(sender) = &send.sender {
        message = message.from(sender.as_str());
    }
    if send.answerable {
        message = message.answerable();
    }
    match message.check() {
        Ok(()) => Ok(message),
        Err(error) => Err(Failure::usage(format!("Nothing was sent: {error}."))),
    }
}

/// The report in the API's own words.
fn as_json(report: &SendReport) -> serde_json::Value {
    let numbers = |numbers: Vec<PhoneNumber>| {
        numbers
            .iter()
            .map(PhoneNumber::to_string)
            .collect::<Vec<_>>()
    };
    let nothing_sent = report.sent().next().is_none() && report.unknown().next().is_none();
    json!({
        "ids": report.ids().collect::<Vec<_>>(),
        "validReceivers": numbers(report.sent().collect()),
        "invalidReceivers": numbers(report.invalid().collect()),
        "notSentReceivers": numbers(report.not_sent().collect()),
        "unknownReceivers": numbers(report.unknown().collect()),
        "totalCreditsRemoved": report.credits_removed().or(nothing_sent.then_some(0.0)),
        "creditsLeft": report.credits_left(),
        "tag": report.tag(),
    })
}

fn print(report: &SendReport) -> Result<(), Failure> {
    let all = report.receivers().len();
    output::line(format_args!(
        "Accepted for {} of {all} receivers.",
        report.sent().count()
    ))?;
    for receiver in report.receivers() {
        let number = receiver.number;
        match receiver.outcome {
            Outcome::Sent { id: Some(id), .. } => {
                output::line(format_args!("  {number}  id {id}"))?
            }
            Outcome::Sent { .. } => output::line(format_args!("  {number}"))?,
            Outcome::Invalid => output::line(format_args!("  {number}  invalid, not sent"))?,
            Outcome::NotSent => output::line(format_args!("  {number}  not sent"))?,
            _ => output::line(format_args!("  {number}  unknown: it may have been sent"))?,
        }
    }
    if let Some(credits) = report.credits_removed() {
        output::line(format_args!("Credits removed: {credits}"))?;
    }
    if let Some(credits) = report.credits_left() {
        output::line(format_args!("Credits left: {credits}"))?;
    }
    output::line(format_args!("Tag: {}", report.tag()))
}
