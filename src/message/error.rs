//! What can be wrong with a message before it is sent.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::{ADVISED_PARTS, ContactKind, MAX_PARTS};
use crate::name::NameError;
use crate::number::{NumberError, PhoneNumber};

/// Why a message is not sent: a contradiction in it, found before anything left.
///
/// The text may hold somebody's number: think before logging it.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum MessageError {
    /// There is nothing but spaces.
    #[error("the message has no text")]
    EmptyText,
    /// More parts than OVHcloud takes.
    #[error(
        "the message has {parts} parts: {MAX_PARTS} is what OVHcloud takes, {ADVISED_PARTS} what it advises"
    )]
    TooLong {
        /// Its parts, the STOP clause included.
        parts: usize,
    },
    /// Nobody to send to.
    #[error("the message has no receiver: name one with `to`")]
    NoReceiver,
    /// A receiver that is no international number.
    #[error(transparent)]
    Receiver(#[from] NumberError),
    /// The same receiver twice, perhaps in two spellings: one of them would pay twice, or not get
    /// what was meant for somebody else.
    #[error("{number} is among the receivers twice")]
    Duplicate {
        /// The number.
        number: PhoneNumber,
    },
    /// A sender or a tag that OVHcloud would not take.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A sender together with [`allow_replies`](super::Message::allow_replies): the short number wins, and
    /// nobody would see the sender.
    #[error(
        "a message that allows replies comes from a short number, and sender {sender:?} would not be seen: \
         leave one of them out"
    )]
    SenderIgnored {
        /// The sender.
        sender: String,
    },
    /// A STOP clause together with [`allow_replies`](super::Message::allow_replies).
    #[error(
        "no STOP clause is appended to messages from a short number: make the message \
         transactional, its receivers can answer STOP, or leave allow_replies out"
    )]
    NoClause,
    /// A receiver outside of France for a message from a short number.
    #[error("short numbers reach French receivers only, and {number} is not one")]
    NotFrench {
        /// The number.
        number: PhoneNumber,
    },
    /// Contact information in a message from a short number, which OVHcloud refuses.
    #[error(
        "a message from a short number cannot have contact information, and {found:?} is {kind}: \
         leave it out, or send from a name"
    )]
    ContactInformation {
        /// What it is.
        kind: ContactKind,
        /// The piece of text.
        found: String,
    },
    /// A time that is over, by the server's clock.
    #[error("the message is to leave at {at}, and it is {now} already")]
    Past {
        /// The time asked for.
        at: DateTime<Utc>,
        /// The server's time.
        now: DateTime<Utc>,
    },
    /// Operators would have no time to deliver it.
    #[error("the message is valid for no time at all: give a minute or more")]
    NoValidity,
}
