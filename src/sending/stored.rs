//! The JSON form of a send report, for other processes: no clock and no id of this process is in it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::report::{Evidence, Outcome, ReceiverReport, SendReport, Span, Window};
use crate::Credits;
use crate::message::Message;
use crate::name::Tag;
use crate::number::PhoneNumber;

/// The fields of a report in JSON. Unknown fields are ignored; a missing list is an error, because
/// an empty one would have another meaning.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredReport {
    service: String,
    #[serde(deserialize_with = "crate::message::deserialize_sent")]
    message: Message,
    tag: String,
    /// Stated although it follows from the message: a message whose tag was lost must not turn a
    /// chosen tag into a random one.
    random_tag: bool,
    changed_tags: Vec<String>,
    receivers: Vec<ReceiverReport>,
    #[serde(default)]
    credits_removed: Option<Credits>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cost_unknown: bool,
    #[serde(default)]
    credits_left: Option<Credits>,
    sent_twice: Vec<SentTwice>,
    lost: Vec<LostRequest>,
}

/// A second message of a receiver.
#[derive(Serialize, Deserialize)]
struct SentTwice {
    #[serde(deserialize_with = "crate::number::reported")]
    number: PhoneNumber,
    id: i64,
}

/// When the request of a receiver with an unknown outcome was in flight.
#[derive(Serialize, Deserialize)]
struct LostRequest {
    #[serde(deserialize_with = "crate::number::reported")]
    number: PhoneNumber,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// Whether dates within this time identify the message.
    confirmed: bool,
}

impl From<SendReport> for StoredReport {
    fn from(mut report: SendReport) -> Self {
        report.detach();
        let lost = report.places(Outcome::Unknown).into_iter();
        let lost = lost.filter_map(|place| {
            let Some(Window::Stored(span)) = report.lost.get(&place) else {
                return None;
            };
            Some(LostRequest {
                number: report.number(place)?,
                from: span.from,
                to: span.to,
                confirmed: span.is_confirmed,
            })
        });
        let sent_twice = report.surplus.iter();
        Self {
            lost: lost.collect(),
            sent_twice: sent_twice
                .map(|&(number, id)| SentTwice { number, id })
                .collect(),
            service: report.service,
            message: report.message,
            tag: report.tag,
            random_tag: report.tag_is_ours,
            changed_tags: report.changed_tags,
            receivers: report.receivers,
            credits_removed: report.credits_removed,
            cost_unknown: report.is_cost_unknown,
            credits_left: report.credits_left,
        }
    }
}

impl TryFrom<StoredReport> for SendReport {
    type Error = &'static str;

    fn try_from(stored: StoredReport) -> Result<Self, Self::Error> {
        let numbers = stored.receivers.iter().map(|one| one.number);
        if !numbers.eq(stored.message.receivers().iter().copied()) {
            return Err("the report's receivers are not those of its message");
        }
        let is_right = match stored.message.own_tag() {
            Some(own) => !stored.random_tag && own.as_str() == stored.tag,
            None => stored.random_tag && Tag::is_random(&stored.tag),
        };
        if !is_right {
            return Err("the report's tag contradicts its message");
        }
        let mut report = Self::new(
            stored.service,
            stored.message,
            stored.tag,
            stored.random_tag,
        );
        for lost in stored.lost {
            if lost.from > lost.to {
                return Err("a request of the report ends before it begins");
            }
            let mut places = stored.receivers.iter();
            let place = places
                .position(|one| one.number == lost.number && one.outcome == Outcome::Unknown)
                .ok_or("a lost request of the report is of no receiver with an unknown outcome")?;
            let span = Span {
                from: lost.from,
                to: lost.to,
                is_confirmed: lost.confirmed,
            };
            report.lost.insert(place, Window::Stored(span));
        }
        report.receivers = stored.receivers;
        report.changed_tags = stored.changed_tags;
        report.credits_removed = stored.credits_removed;
        report.is_cost_unknown = stored.cost_unknown;
        report.credits_left = stored.credits_left;
        let twice = stored.sent_twice.into_iter();
        report.surplus = twice.map(|one| (one.number, one.id)).collect();
        Ok(report)
    }
}

/// The fields of an outcome in JSON.
#[derive(Deserialize)]
pub(super) struct StoredOutcome {
    outcome: String,
    #[serde(default)]
    id: Option<i64>,
    #[serde(default)]
    evidence: Option<String>,
}

/// Reads an outcome or an evidence that this version does not know as `Unknown`: it must not count
/// as sent, nor as safe to send again.
impl TryFrom<StoredOutcome> for Outcome {
    type Error = &'static str;

    fn try_from(stored: StoredOutcome) -> Result<Self, Self::Error> {
        Ok(match stored.outcome.as_str() {
            "sent" => {
                let evidence = stored
                    .evidence
                    .ok_or("the outcome `sent` has no evidence")?;
                Evidence::from_name(&evidence).map_or(Self::Unknown, |evidence| Self::Sent {
                    id: stored.id,
                    evidence,
                })
            }
            "invalid" => Self::Invalid,
            "blacklisted" => Self::Blacklisted,
            "not_sent" => Self::NotSent,
            _ => Self::Unknown,
        })
    }
}

impl Evidence {
    /// Finds the evidence with this name in JSON.
    fn from_name(name: &str) -> Option<Self> {
        use serde::de::IntoDeserializer;
        use serde::de::value::{Error, StrDeserializer};

        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        Self::deserialize(name).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_is_read_as_it_was_written() {
        let sent = |id, evidence| Outcome::Sent { id, evidence };
        for outcome in [
            sent(Some(7), Evidence::Response),
            sent(None, Evidence::FoundOutgoing),
            sent(Some(7), Evidence::FoundAlike),
            sent(Some(7), Evidence::FoundPending),
            Outcome::Invalid,
            Outcome::Blacklisted,
            Outcome::NotSent,
            Outcome::Unknown,
        ] {
            let json = serde_json::to_string(&outcome).unwrap();
            assert_eq!(
                serde_json::from_str::<Outcome>(&json).unwrap(),
                outcome,
                "{json}"
            );
        }
        let newer = r#"{"outcome": "postponed"}"#;
        assert_eq!(
            serde_json::from_str::<Outcome>(newer).unwrap(),
            Outcome::Unknown
        );
    }
}
