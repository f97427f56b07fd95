//! Errors of a message that are found before it is sent.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::{ADVISED_PARTS, ContactKind, MAX_PARTS};
use crate::name::NameError;
use crate::number::{NumberError, PhoneNumber};
use ovh_api::runtime::printable::quoted;

/// A contradiction in a message, found before anything was sent.
///
/// Phone numbers are masked in the error's text and in `Debug`.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum MessageError {
    /// The text is empty, or contains only spaces and characters that are not visible.
    #[error("the message has no text: nothing in it is visible")]
    EmptyText,
    /// The message has more parts than OVHcloud accepts.
    #[error(
        "the message has {parts} parts: OVHcloud accepts at most {MAX_PARTS} and advises at most {ADVISED_PARTS}"
    )]
    TooLong {
        /// The number of parts, including the STOP clause.
        parts: usize,
    },
    /// The message has no receiver.
    #[error("the message has no receiver: add one with `to`")]
    NoReceiver,
    /// A receiver is not an international phone number.
    #[error(transparent)]
    Receiver(#[from] NumberError),
    /// The same receiver occurs twice, possibly in two spellings. The message would be paid for
    /// twice, or one of the entries is a mistake for another number.
    #[error("{} is among the receivers twice: remove one of the two", .number.masked())]
    Duplicate {
        /// The number.
        number: PhoneNumber,
    },
    /// A sender or a tag that OVHcloud does not accept.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A sender is combined with [`allow_replies`](super::Message::allow_replies): the message
    /// comes from the short number, and receivers would not see the sender.
    #[error(
        "a message that allows replies comes from a short number and ignores its sender {}: \
         remove `from` or `allow_replies`",
        quoted(.sender)
    )]
    SenderIgnored {
        /// The sender, masked if it may be a phone number.
        sender: String,
    },
    /// A STOP clause is combined with [`allow_replies`](super::Message::allow_replies).
    #[error(
        "messages from a short number have no STOP clause: make the message \
         transactional (its receivers can reply STOP), or remove `allow_replies`"
    )]
    NoClause,
    /// A message from a short number has a receiver outside France.
    #[error(
        "{} is not a French number: short numbers reach French receivers only",
        .number.masked()
    )]
    NotFrench {
        /// The number.
        number: PhoneNumber,
    },
    /// A message from a short number contains contact information, which OVHcloud refuses.
    #[error(
        "a message from a short number cannot contain contact information, and {} is {kind}: \
         remove it, send from a named sender, or set `allow_contact_information` to send it nevertheless",
        quoted(.found)
    )]
    ContactInformation {
        /// The kind of contact information.
        kind: ContactKind,
        /// The text that was found, masked if it may be a phone number.
        found: String,
    },
    /// The time to send has passed, according to the server's clock.
    #[error("the time to send, {at}, has passed: the server's time is {now}")]
    Past {
        /// The requested time.
        at: DateTime<Utc>,
        /// The server's time.
        now: DateTime<Utc>,
    },
    /// The validity is zero: operators would have no time to deliver the message.
    #[error("the validity of the message is zero: set one minute or more")]
    NoValidity,
}
