//! What became of a send: as JSON, as lines for a person, as an exit code.

use ovh_sms::PhoneNumber;
use ovh_sms::service::{Outcome, SendReport};
use serde_json::json;

use crate::failure::{DONE, FAILED, Failure, PARTLY, UNKNOWN};
use crate::output;

/// The exit code.
pub(super) fn code(report: &SendReport) -> u8 {
    let sent = report.sent().next().is_some();
    match (report.unknown().next(), report.not_sent().next()) {
        (Some(_), _) => UNKNOWN,
        (None, Some(_)) if sent => PARTLY,
        _ if sent => DONE,
        _ => FAILED,
    }
}

/// The object that `docs/json/send.schema.json` describes: the API's own words, and ours for what
/// it does not tell.
pub(super) fn as_json(report: &SendReport) -> serde_json::Value {
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

/// Prints it for a person.
pub(super) fn print(report: &SendReport) -> Result<(), Failure> {
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
            Outcome::Blacklisted => {
                output::line(format_args!("  {number}  blacklisted, not sent"))?
            }
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
