//! The outcome of a send: as JSON, as text, and as an exit code.

use std::collections::HashSet;

use ovh_sms::service::{Evidence, Outcome, SendReport};
use ovh_sms::{Credits, PhoneNumber};
use serde_json::{Value, json};

use super::{Send, Times};
use crate::exit::{DONE, FAILED, PARTLY, UNKNOWN};
use crate::failure::Failure;
use crate::price::counted;
use crate::terminal::output;

/// What the report says about the request itself.
pub(super) struct About {
    /// The sender, in words.
    sender: String,
    /// When the message leaves, in words.
    leaves: String,
    json: [(&'static str, Value); 3],
}

impl About {
    pub(super) fn of(send: &Send, times: &Times) -> Self {
        let sender = send.sender.as_ref().map(ToString::to_string);
        let leaves = match times.expected {
            None => "at once".to_owned(),
            Some(time) => format!(
                "{}{}",
                send.zone.format(time),
                match times.is_deferred() {
                    true => " (estimate: advertising is deferred)",
                    false => "",
                }
            ),
        };
        Self {
            leaves,
            json: [
                ("sender", json!(sender)),
                ("leavesAt", json!(times.expected)),
                ("deferred", json!(times.is_deferred())),
            ],
            sender: match (sender, send.allow_replies) {
                (Some(name), _) => output::plain(&name),
                (None, true) => "a short number".to_owned(),
                (None, false) => "chosen by OVHcloud".to_owned(),
            },
        }
    }
}

impl About {
    /// Returns an object with the fields about the request.
    pub(super) fn added_to(&self, mut object: Value) -> Value {
        if let Some(fields) = object.as_object_mut() {
            let own = self.json.iter();
            fields.extend(own.map(|(name, value)| ((*name).to_owned(), value.clone())));
        }
        object
    }

    /// Prints the lines about the request.
    pub(super) fn print(&self) -> Result<(), Failure> {
        output::line(format_args!("Sender: {}", self.sender))?;
        output::line(format_args!("Leaves: {}", self.leaves))
    }
}

/// Returns the exit code.
pub(super) fn code(report: &SendReport) -> u8 {
    let sent = report.sent().next().is_some();
    let unknown = report.unknown().chain(report.uncertain()).next();
    match (unknown, report.not_sent().next()) {
        (Some(_), _) => UNKNOWN,
        (None, Some(_)) if sent => PARTLY,
        _ if sent => DONE,
        _ => FAILED,
    }
}

/// Returns the object that `docs/json/send.schema.json` describes: the API's field names, and our
/// own for what the API does not return.
pub(super) fn as_json(report: &SendReport, about: &About) -> Value {
    let numbers = |numbers: Vec<PhoneNumber>| {
        numbers
            .iter()
            .map(PhoneNumber::to_string)
            .collect::<Vec<_>>()
    };
    let uncertain: HashSet<PhoneNumber> = report.uncertain().collect();
    let certain = report.sent().filter(|number| !uncertain.contains(number));
    let unknown = report.unknown().chain(report.uncertain());
    let found = report
        .receivers()
        .iter()
        .filter_map(|one| match one.outcome {
            Outcome::Sent { id, evidence } => Some(json!({
                "receiver": one.number.to_string(),
                "id": id,
                "evidence": word(evidence)?,
                "certain": !uncertain.contains(&one.number),
            })),
            _ => None,
        });
    let nothing_sent = report.sent().next().is_none() && report.unknown().next().is_none();
    about.added_to(json!({
        "ids": report.receivers().iter().filter(|one| !uncertain.contains(&one.number)).filter_map(|one| match one.outcome {
            Outcome::Sent { id, .. } => id,
            _ => None,
        }).collect::<Vec<_>>(),
        "validReceivers": numbers(certain.collect()),
        "invalidReceivers": numbers(report.invalid().collect()),
        "notSentReceivers": numbers(report.not_sent().collect()),
        "unknownReceivers": numbers(unknown.collect()),
        "found": found.collect::<Vec<_>>(),
        "totalCreditsRemoved": report.credits_removed().or(nothing_sent.then_some(Credits::ZERO)),
        "creditsLeft": report.credits_left(),
        "tag": report.tag(),
    }))
}

/// Prints the report as text.
pub(super) fn print(report: &SendReport, about: &About) -> Result<(), Failure> {
    let all = report.receivers().len();
    let uncertain: HashSet<PhoneNumber> = report.uncertain().collect();
    output::line(format_args!(
        "Accepted for {} of {}.",
        report.sent().count() - uncertain.len(),
        counted(all, "receiver")
    ))?;
    for receiver in report.receivers() {
        let number = receiver.number;
        match receiver.outcome {
            Outcome::Sent { id, evidence } if uncertain.contains(&number) => {
                let id = id.map(|id| format!("id {id}, ")).unwrap_or_default();
                output::line(format_args!("  {number}  unknown: {id}{}", words(evidence)))?;
            }
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
    if report.sent().next().is_some() {
        about.print()?;
    }
    if let Some(credits) = report.credits_removed() {
        output::line(format_args!("Credits removed: {credits}"))?;
    }
    if let Some(credits) = report.credits_left() {
        output::line(format_args!("Credits left: {credits}"))?;
    }
    output::line(format_args!("Tag: {}", output::plain(report.tag())))
}

/// Returns the JSON name of what was found after the response was lost; `None` if the service
/// itself confirmed that the message was accepted.
fn word(evidence: Evidence) -> Option<&'static str> {
    match evidence {
        Evidence::FoundOutgoing => Some("foundOutgoing"),
        Evidence::FoundAlike => Some("foundAlike"),
        Evidence::FoundPending => Some("foundPending"),
        _ => None,
    }
}

/// Returns what was found, and why it proves nothing.
fn words(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::FoundPending => {
            "a pending job with this text was found; it may be another program's"
        }
        Evidence::FoundOutgoing => {
            "a sent message with this text and tag was found; it may be another program's"
        }
        _ => "a sent message with this text was found; it may be another program's",
    }
}
