//! The JSON form of a message. Reading it runs the same checks as sending it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};

use super::{Message, StopClause};
use crate::name::{SenderName, Tag};
use crate::number::{PhoneNumber, ReportedNumber};

/// The fields of a message in JSON. Unknown fields are ignored.
#[derive(serde::Serialize, serde::Deserialize)]
struct StoredMessage<N> {
    text: String,
    /// Required: neither kind of message is a safe default.
    stop_clause: StopClause,
    receivers: Vec<N>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender: Option<SenderName>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    allow_replies: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    allow_contact_information: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_for_seconds: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<Tag>,
}

/// Fails if [`Message::check`] does, so that each message that is written can be read.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.check().map_err(S::Error::custom)?;
        StoredMessage {
            text: self.text.clone(),
            stop_clause: self.stop,
            receivers: self.receivers.clone(),
            sender: self.sender.clone(),
            allow_replies: self.allow_replies,
            allow_contact_information: self.allow_contact_information,
            at: self.at,
            valid_for_seconds: self.valid_for.map(|time| time.as_secs_f64()),
            tag: self.tag.clone(),
        }
        .serialize(serializer)
    }
}

/// Fails if [`Message::check`] does.
impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        message(StoredMessage::<PhoneNumber>::deserialize(deserializer)?)
    }
}

/// Reads a message that was sent: its numbers are not checked against their countries' plans,
/// which may have changed.
pub(crate) fn deserialize_sent<'de, D: Deserializer<'de>>(from: D) -> Result<Message, D::Error> {
    message(StoredMessage::<ReportedNumber>::deserialize(from)?)
}

fn message<N: Into<PhoneNumber>, E: serde::de::Error>(
    stored: StoredMessage<N>,
) -> Result<Message, E> {
    let valid_for = stored
        .valid_for_seconds
        .map(Duration::try_from_secs_f64)
        .transpose()
        .map_err(E::custom)?;
    let message = Message {
        text: stored.text,
        stop: stored.stop_clause,
        receivers: stored.receivers.into_iter().map(Into::into).collect(),
        sender: stored.sender,
        allow_replies: stored.allow_replies,
        allow_contact_information: stored.allow_contact_information,
        at: stored.at,
        valid_for,
        tag: stored.tag,
        refused: None,
    };
    message.check().map_err(E::custom)?;
    Ok(message)
}
