//! What came of a send: per receiver, and as a whole.

use std::collections::BTreeMap;
use std::time::Duration;

use super::clock::ServerClock;
use super::in_flight::SendId;
use crate::message::Message;
use crate::number::PhoneNumber;

/// What came of a receiver's message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The service has it and will send it, or has sent it. Accepted is not delivered: see
    /// [`Service::track`](crate::Service::track).
    Sent {
        /// The message's id, in `outgoing` and in receipts. `None` if the answer had none.
        ///
        /// For several receivers OVHcloud answers ids and receivers as two lists of the same order,
        /// which it does not promise; `track` reads each message and tells its true receiver.
        id: Option<i64>,
        /// How this is known.
        evidence: Evidence,
    },
    /// The service refused the number: not valid, or blacklisted. Nothing was sent or billed.
    Invalid,
    /// The number is on the account's blacklist; it was left out, as
    /// [`check_blacklist`](crate::service::Sending::check_blacklist) asked.
    Blacklisted,
    /// Surely not sent: nothing has reached the service, or it refused the request.
    NotSent,
    /// Nobody knows: the request was lost on its way, or its answer was, and looking for the
    /// message did not settle it. Sending it again may send it twice; look again first, with
    /// [`Service::look_again`](crate::Service::look_again).
    Unknown,
}

/// How it is known that a message was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// The service said so.
    Response,
    /// The response was lost, and the message was found among the outgoing ones: with the tag, this
    /// receiver and this text. A random tag is on no other message. A tag of your own may be: then
    /// it was also made while the request was under way, and yet could be another program's message
    /// with the same tag: see [`SendReport::uncertain`].
    FoundOutgoing,
    /// The response was lost, and a message without a tag was found among the outgoing ones, with
    /// this receiver and text, made while the request was under way. It could be another program's.
    FoundAlike,
    /// The response was lost, and a pending job was found with this receiver and text, made while
    /// the request was under way. Jobs carry no tag: if another program sent the same text to the
    /// same number in the same moment, this could be its job.
    FoundPending,
}

/// A receiver, and what came of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceiverReport {
    /// The number.
    pub number: PhoneNumber,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a send, receiver by receiver, in the message's order.
///
/// From [`Service::send`](crate::Service::send): in its `Ok` every receiver is sent, invalid or
/// blacklisted; a report with anything else comes in a [`SendError`](crate::SendError).
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it tells which receivers the service refused"]
pub struct SendReport {
    pub(crate) message: Message,
    /// The tag that is sent, and whether it was made for this send.
    pub(crate) tag: String,
    pub(crate) tag_is_ours: bool,
    /// Tags that the service made of it, the last one at the end.
    pub(crate) changed_tags: Vec<String>,
    pub(crate) receivers: Vec<ReceiverReport>,
    pub(crate) credits_removed: Option<f64>,
    pub(crate) credits_left: Option<f64>,
    pub(crate) surplus: Vec<(PhoneNumber, i64)>,
    /// When the requests with an unknown outcome were under way, by the place of the receiver.
    pub(crate) lost: BTreeMap<usize, UnderWay>,
    /// The server's clock, once it was asked.
    pub(crate) clock: Option<ServerClock>,
    /// Which send of this program it is; none before it began.
    pub(crate) send: Option<SendId>,
}

/// When a request was under way, by the client's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnderWay {
    pub(crate) began: Duration,
    pub(crate) ended: Duration,
}

impl SendReport {
    pub(crate) fn new(message: Message, tag: String, tag_is_ours: bool) -> Self {
        let receivers = message
            .receivers()
            .iter()
            .map(|&number| ReceiverReport {
                number,
                outcome: Outcome::NotSent,
            })
            .collect();
        Self {
            message,
            tag,
            tag_is_ours,
            changed_tags: Vec::new(),
            receivers,
            credits_removed: None,
            credits_left: None,
            surplus: Vec::new(),
            lost: BTreeMap::new(),
            clock: None,
            send: None,
        }
    }

    /// Every receiver with its outcome, in the order of the message.
    #[must_use]
    pub fn receivers(&self) -> &[ReceiverReport] {
        &self.receivers
    }

    /// What came of one receiver's message; `None` if the message did not name it.
    #[must_use]
    pub fn outcome(&self, number: PhoneNumber) -> Option<Outcome> {
        self.receivers
            .iter()
            .find(|one| one.number == number)
            .map(|one| one.outcome)
    }

    /// The ids of the messages that were sent: what receipts and the history name.
    pub fn ids(&self) -> impl Iterator<Item = i64> + '_ {
        self.receivers.iter().filter_map(|one| match one.outcome {
            Outcome::Sent { id, .. } => id,
            _ => None,
        })
    }

    /// The receivers whose message was sent.
    pub fn sent(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| matches!(outcome, Outcome::Sent { .. }))
    }

    /// The receivers that the service refused, or that the blacklist left out.
    pub fn invalid(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| matches!(outcome, Outcome::Invalid | Outcome::Blacklisted))
    }

    /// The receivers whose message was surely not sent: these can be sent to again.
    pub fn not_sent(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| outcome == Outcome::NotSent)
    }

    /// The receivers of whom nobody knows: sending to them again may send twice.
    pub fn unknown(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| outcome == Outcome::Unknown)
    }

    fn with(&self, wanted: impl Fn(Outcome) -> bool) -> impl Iterator<Item = PhoneNumber> {
        self.receivers
            .iter()
            .filter(move |one| wanted(one.outcome))
            .map(|one| one.number)
    }

    /// Whether every receiver is settled for good: sent, invalid or blacklisted.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.not_sent().next().is_none() && self.unknown().next().is_none()
    }

    /// The receivers whose message was found after its response was lost, where what was found
    /// could be the message of another program: see [`Evidence`]. They are among
    /// [`sent`](Self::sent), and are not sent to again. Empty if the service itself, or a random
    /// tag, proves each message.
    pub fn uncertain(&self) -> impl Iterator<Item = PhoneNumber> + '_ {
        self.with(|outcome| match outcome {
            Outcome::Sent { evidence, .. } => !self.proves(evidence),
            _ => false,
        })
    }

    /// Whether the evidence can't be of another program's message.
    pub(crate) fn proves(&self, evidence: Evidence) -> bool {
        match evidence {
            Evidence::Response => true,
            Evidence::FoundOutgoing => self.tag_is_ours && self.changed_tags.is_empty(),
            Evidence::FoundAlike | Evidence::FoundPending => false,
        }
    }

    /// The tag of the messages: that of the message, or the random one that was made; what the
    /// service made of it, if it did.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.changed_tags.last().unwrap_or(&self.tag)
    }

    /// The credits that the messages took, as far as the service told; may be a fraction.
    #[must_use]
    pub fn credits_removed(&self) -> Option<f64> {
        self.credits_removed
    }

    /// The credits left on the account after the last request that told them.
    #[must_use]
    pub fn credits_left(&self) -> Option<f64> {
        self.credits_left
    }

    /// Messages beyond one a receiver: what was sent twice after all, because a message that was
    /// sent again had been delayed and not lost. Only
    /// [`resend_if_absent_after`](crate::service::Sending::resend_if_absent_after) can bring that about.
    #[must_use]
    pub fn sent_twice(&self) -> &[(PhoneNumber, i64)] {
        &self.surplus
    }

    /// The message.
    pub fn message(&self) -> &Message {
        &self.message
    }

    pub(crate) fn add_credits(&mut self, credits: Option<f64>) {
        if let Some(credits) = credits {
            self.credits_removed = Some(self.credits_removed.unwrap_or_default() + credits);
        }
    }

    /// The places of the receivers with this outcome.
    pub(crate) fn places(&self, outcome: Outcome) -> Vec<usize> {
        let all = self.receivers.iter().enumerate();
        all.filter(|(_, one)| one.outcome == outcome)
            .map(|(place, _)| place)
            .collect()
    }

    /// The outcome of this receiver is unknown, unless it was settled already.
    pub(crate) fn lose(&mut self, place: usize, request: UnderWay) {
        let Some(one) = self.receivers.get_mut(place) else {
            return;
        };
        if !matches!(one.outcome, Outcome::NotSent | Outcome::Unknown) {
            return;
        }
        one.outcome = Outcome::Unknown;
        // Sent again and lost again: it may be of either request.
        let lost = self.lost.entry(place).or_insert(request);
        lost.ended = lost.ended.max(request.ended);
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
