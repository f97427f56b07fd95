//! The result of a send: per receiver, and as a whole.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::clock::ServerClock;
use super::in_flight::SendId;
use super::stored::{StoredOutcome, StoredReport};
use crate::Credits;
use crate::message::Message;
use crate::number::PhoneNumber;

/// The outcome of a receiver's message.
///
/// In JSON it is an object: `{"outcome": "sent", "id": 1, "evidence": "response"}`, or
/// `{"outcome": "unknown"}` and so on. An unknown outcome name, or an unknown evidence, is read as
/// [`Unknown`](Self::Unknown).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case", try_from = "StoredOutcome")]
#[non_exhaustive]
pub enum Outcome {
    /// The service accepted the message and will send it, or has sent it. Accepted does not mean
    /// delivered: see [`Service::track`](crate::Service::track).
    Sent {
        /// The message's id, in `outgoing` and in receipts. `None` if the response had none.
        ///
        /// For several receivers OVHcloud returns ids and receivers as two lists. They have the
        /// same order, which OVHcloud does not guarantee. `track` reads each message and returns
        /// its actual receiver.
        id: Option<i64>,
        /// How it is known that the message was sent.
        evidence: Evidence,
    },
    /// The service refused the number: invalid or blacklisted. Nothing was sent or billed.
    Invalid,
    /// The number is on the account's blacklist and was left out, as requested with
    /// [`check_blacklist`](crate::service::Sending::check_blacklist).
    Blacklisted,
    /// The message was certainly not sent: no request reached the service, or the service refused
    /// the request.
    NotSent,
    /// It is not known whether the message was sent: the request or its response was lost, and the
    /// lookup found no proof. Sending the message again may send it twice. Look again first,
    /// with [`Service::look_again`](crate::Service::look_again).
    Unknown,
}

/// The evidence that a message was sent.
///
/// In JSON it is `"response"`, `"found_outgoing"`, `"found_alike"` or `"found_pending"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// The service's response lists it.
    Response,
    /// The response was lost, and an outgoing message with the tag, this receiver and this text was
    /// found. No other message has a random tag, so a random tag proves the send. Other messages
    /// may have a tag that you chose. In that case the message was also created while the request
    /// was in flight, but it could still belong to another program that uses the same tag: see
    /// [`SendReport::uncertain`].
    FoundOutgoing,
    /// The response was lost, and an outgoing message without a tag was found, with this receiver
    /// and text, created while the request was in flight. It could belong to another program.
    FoundAlike,
    /// The response was lost, and a pending job was found with this receiver and text, created
    /// while the request was in flight. Jobs carry no tag: if another program sent the same text to
    /// the same number at the same moment, this could be its job.
    FoundPending,
}

/// A receiver and the outcome of its message.
///
/// In JSON the fields of the outcome stand next to the number:
/// `{"number": "+33600000012", "outcome": "not_sent"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReceiverReport {
    /// The number.
    #[serde(deserialize_with = "crate::number::reported")]
    pub number: PhoneNumber,
    /// The outcome.
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl ReceiverReport {
    /// Creates a report of one receiver, for tests.
    #[must_use]
    pub fn new(number: PhoneNumber, outcome: Outcome) -> Self {
        Self { number, outcome }
    }
}

/// The result of a send, receiver by receiver, in the message's order.
///
/// [`Service::send`](crate::Service::send) returns it: in `Ok`, every receiver is sent, invalid or
/// blacklisted. A report with any other outcome comes in a [`SendError`](crate::SendError).
///
/// # Storing a report
///
/// A report can be stored as JSON, and another process can continue with
/// [`Service::look_again`](crate::Service::look_again). A restored report cannot send anything.
/// **The JSON is personal data**: it contains the text and the numbers.
///
/// - A random tag proves a message in every process.
/// - With a tag that you chose, a message is found by its date too. The report then holds when its
///   request was in flight, by the server's clock. If that clock was not confirmed, or if the same
///   message was sent to the same number at about the same time, the outcome stays unknown.
///   Messages found without a random tag are in [`uncertain`](Self::uncertain).
/// - An outcome that is read as unknown is never changed to not sent.
///
/// | field | value |
/// |---|---|
/// | `service` | the name of the account |
/// | `message` | the [`Message`] |
/// | `tag`, `random_tag`, `changed_tags` | the tag that was sent, whether it was generated, and the tags that the service used instead |
/// | `receivers` | [`ReceiverReport`]s in the order of the message |
/// | `credits_removed`, `credits_left` | numbers or `null` |
/// | `cost_unknown` | `true` if a response stated a cost without saying of which receivers |
/// | `sent_twice` | objects with `number` and `id` |
/// | `lost` | for unknown outcomes, when the request was in flight: `number`, `from`, `to` (RFC 3339), and `confirmed`: whether a date within this time identifies the message |
///
/// Unknown fields are ignored. A report that contradicts itself or its message is an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "StoredReport", into = "StoredReport")]
#[must_use = "it lists the receivers that the service refused"]
pub struct SendReport {
    /// The name of the account.
    pub(crate) service: String,
    pub(crate) message: Message,
    /// The tag that is sent, and whether it was generated for this send.
    pub(crate) tag: String,
    pub(crate) tag_is_ours: bool,
    /// The tags to which the service changed it, the latest at the end.
    pub(crate) changed_tags: Vec<String>,
    pub(crate) receivers: Vec<ReceiverReport>,
    pub(crate) credits_removed: Option<Credits>,
    /// Whether a response stated a cost without saying of which receivers.
    pub(crate) is_cost_unknown: bool,
    pub(crate) credits_left: Option<Credits>,
    pub(crate) surplus: Vec<(PhoneNumber, i64)>,
    /// When the requests with an unknown outcome were in flight, by the position of the receiver.
    pub(crate) lost: BTreeMap<usize, Window>,
    /// The server's clock, once it was read.
    pub(crate) clock: Option<ServerClock>,
    /// The id of the send in a client of this process; `None` before the send began, and for a
    /// restored report.
    pub(crate) send: Option<SendId>,
}

/// When a request with an unknown outcome was in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// By the clock of the client that sent it.
    Here(UnderWay),
    /// By clocks that all processes share.
    Stored(Span),
}

/// When a request was in flight, by the client's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnderWay {
    pub(crate) began: Duration,
    pub(crate) ended: Duration,
    /// The same end by the machine's clock, which may be wrong.
    pub(crate) ended_at: Option<DateTime<Utc>>,
    /// Whether another send of this client had the same content at about the same time.
    pub(crate) has_rival: bool,
}

/// When a request was in flight, for other processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    /// Whether the times are the server's, according to several sources, and no other send of that
    /// process had the same content.
    pub(crate) is_confirmed: bool,
}

impl UnderWay {
    /// Converts to times that other processes can use.
    fn stored(self, clock: Option<&ServerClock>) -> Option<Span> {
        let confirmed = clock.filter(|clock| clock.is_confirmed());
        if let Some((from, to)) = confirmed.and_then(|clock| clock.around(self.began, self.ended)) {
            return Some(Span {
                from,
                to,
                is_confirmed: !self.has_rival,
            });
        }
        let took = self.ended.saturating_sub(self.began);
        let to = self.ended_at?;
        let from = to.checked_sub_signed(TimeDelta::from_std(took).ok()?)?;
        Some(Span {
            from,
            to,
            is_confirmed: false,
        })
    }
}

impl SendReport {
    pub(crate) fn new(service: String, message: Message, tag: String, tag_is_ours: bool) -> Self {
        let receivers = message
            .receivers()
            .iter()
            .map(|&number| ReceiverReport {
                number,
                outcome: Outcome::NotSent,
            })
            .collect();
        Self {
            service,
            message,
            tag,
            tag_is_ours,
            changed_tags: Vec::new(),
            receivers,
            credits_removed: None,
            is_cost_unknown: false,
            credits_left: None,
            surplus: Vec::new(),
            lost: BTreeMap::new(),
            clock: None,
            send: None,
        }
    }

    /// Returns every receiver with its outcome, in the order of the message.
    #[must_use]
    pub fn receivers(&self) -> &[ReceiverReport] {
        &self.receivers
    }

    /// Returns the outcome of one receiver's message; `None` if the receiver is not in the message.
    #[must_use]
    pub fn outcome(&self, number: PhoneNumber) -> Option<Outcome> {
        self.receivers
            .iter()
            .find(|one| one.number == number)
            .map(|one| one.outcome)
    }

    /// Returns the ids of the messages that were sent, as used in receipts and in the history.
    pub fn ids(&self) -> impl Iterator<Item = i64> + '_ {
        self.receivers.iter().filter_map(|one| match one.outcome {
            Outcome::Sent { id, .. } => id,
            _ => None,
        })
    }

    /// Returns the receivers whose message was sent.
    pub fn sent(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| matches!(outcome, Outcome::Sent { .. }))
    }

    /// Returns the receivers that the service refused or that were left out because of the
    /// blacklist.
    pub fn invalid(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| matches!(outcome, Outcome::Invalid | Outcome::Blacklisted))
    }

    /// Returns the receivers whose message was certainly not sent: it is safe to send to them
    /// again.
    pub fn not_sent(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| outcome == Outcome::NotSent)
    }

    /// Returns the receivers whose outcome is unknown: sending to them again may send twice.
    pub fn unknown(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| outcome == Outcome::Unknown)
    }

    fn with(&self, wanted: impl Fn(Outcome) -> bool) -> impl Iterator<Item = PhoneNumber> {
        self.receivers
            .iter()
            .filter(move |one| wanted(one.outcome))
            .map(|one| one.number)
    }

    /// Returns whether every receiver has a final outcome: sent, invalid or blacklisted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.not_sent().next().is_none() && self.unknown().next().is_none()
    }

    /// Returns the receivers whose message was found after its response was lost, where the message
    /// found could belong to another program: see [`Evidence`].
    ///
    /// They are also in [`sent`](Self::sent), and are not sent to again. Empty if the service's
    /// response or a random tag proves each message.
    pub fn uncertain(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| match outcome {
            Outcome::Sent { evidence, .. } => !self.proves(evidence),
            _ => false,
        })
    }

    /// Returns whether the evidence excludes another program's message.
    pub(crate) fn proves(&self, evidence: Evidence) -> bool {
        match evidence {
            Evidence::Response => true,
            Evidence::FoundOutgoing => self.tag_is_ours && self.changed_tags.is_empty(),
            Evidence::FoundAlike | Evidence::FoundPending => false,
        }
    }

    /// Returns the tag of the messages: the message's own tag or the generated one.
    ///
    /// If the service changed it, this is the changed tag.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.changed_tags.last().unwrap_or(&self.tag)
    }

    /// Returns the credits that the messages cost, as far as the service stated them; can be a
    /// fraction. `None` also after a response that contradicts itself about some receivers: it does
    /// not say whose cost it states.
    #[must_use]
    pub fn credits_removed(&self) -> Option<Credits> {
        self.credits_removed.filter(|_| !self.is_cost_unknown)
    }

    /// Returns the credits left on the account after the last request whose response stated them.
    #[must_use]
    pub fn credits_left(&self) -> Option<Credits> {
        self.credits_left
    }

    /// Returns the messages beyond one per receiver, with their ids: messages that were sent twice,
    /// because the first one was delayed and not lost.
    ///
    /// This can only happen with
    /// [`resend_if_absent_after`](crate::service::Sending::resend_if_absent_after).
    #[must_use]
    pub fn sent_twice(&self) -> &[(PhoneNumber, i64)] {
        &self.surplus
    }

    /// Returns the message.
    pub fn message(&self) -> &Message {
        &self.message
    }

    pub(crate) fn add_credits(&mut self, credits: Option<Credits>) {
        // A negative number is not a cost.
        if let Some(credits) = credits.filter(|credits| !credits.is_negative()) {
            self.credits_removed = Some(self.credits_removed.unwrap_or_default() + credits);
        }
    }

    /// Returns the positions of the receivers with this outcome.
    pub(crate) fn places(&self, outcome: Outcome) -> Vec<usize> {
        let all = self.receivers.iter().enumerate();
        all.filter(|(_, one)| one.outcome == outcome)
            .map(|(place, _)| place)
            .collect()
    }

    /// Marks the outcome of this receiver as unknown, unless it is already settled.
    pub(crate) fn lose(&mut self, place: usize, request: UnderWay) {
        let Some(one) = self.receivers.get_mut(place) else {
            return;
        };
        if !matches!(one.outcome, Outcome::NotSent | Outcome::Unknown) {
            return;
        }
        one.outcome = Outcome::Unknown;
        // Sent again and lost again: a message found may come from either request.
        match self.lost.entry(place).or_insert(Window::Here(request)) {
            Window::Here(lost) => {
                lost.ended = lost.ended.max(request.ended);
                lost.ended_at = request.ended_at;
                lost.has_rival |= request.has_rival;
            }
            // A restored report sends nothing.
            Window::Stored(span) => span.is_confirmed = false,
        }
    }

    /// Removes what only the client that sent the message can use: its clock and its ids.
    pub(crate) fn detach(&mut self) {
        let clock = self.clock.take();
        self.send = None;
        self.lost.retain(|_, window| {
            if let Window::Here(request) = *window {
                let Some(span) = request.stored(clock.as_ref()) else {
                    return false;
                };
                *window = Window::Stored(span);
            }
            true
        });
    }

    /// Marks the lost requests for which `has_rival` is true: another send had the same content.
    pub(crate) fn mark_rivals(&mut self, has_rival: impl Fn(PhoneNumber, Duration) -> bool) {
        for (&place, window) in &mut self.lost {
            if let (Window::Here(request), Some(one)) = (window, self.receivers.get(place)) {
                request.has_rival |= has_rival(one.number, request.began);
            }
        }
    }

    pub(crate) fn settle(&mut self, place: usize, outcome: Outcome) {
        if let Some(one) = self.receivers.get_mut(place) {
            one.outcome = outcome;
        }
    }

    pub(crate) fn number(&self, place: usize) -> Option<PhoneNumber> {
        self.receivers.get(place).map(|one| one.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> SendReport {
        let message = Message::transactional("Bonjour").to("+33600000000");
        SendReport::new("sms-ab12345-1".to_owned(), message, "t".to_owned(), true)
    }

    fn request(ended: u64, has_rival: bool) -> UnderWay {
        UnderWay {
            began: Duration::from_secs(1),
            ended: Duration::from_secs(ended),
            ended_at: None,
            has_rival,
        }
    }

    #[test]
    fn a_rival_of_one_lost_request_counts_for_all_of_a_receiver() {
        for (first, second, has_rival) in [
            (false, false, false),
            (false, true, true),
            (true, false, true),
            (true, true, true),
        ] {
            let mut report = report();
            report.lose(0, request(5, first));
            report.lose(0, request(3, second));
            assert_eq!(
                report.lost[&0],
                Window::Here(request(5, has_rival)),
                "{first} {second}"
            );
        }
    }

    #[test]
    fn a_settled_receiver_is_not_lost() {
        for outcome in [
            Outcome::Invalid,
            Outcome::Blacklisted,
            Outcome::Sent {
                id: Some(1),
                evidence: Evidence::Response,
            },
        ] {
            let mut report = report();
            report.receivers[0].outcome = outcome;
            report.lose(0, request(5, false));
            assert_eq!(report.receivers[0].outcome, outcome);
            assert!(report.lost.is_empty());
            report.lose(7, request(5, false));
            assert!(report.lost.is_empty());
        }
    }

    #[test]
    fn the_credits_that_are_left_are_those_of_the_last_response() {
        let mut report = report();
        assert_eq!(report.credits_left(), None);
        report.credits_left = Some(Credits::from(12));
        assert_eq!(report.credits_left(), Some(Credits::from(12)));
    }
}
