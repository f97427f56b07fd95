//! The state of a phone: the outcome of messages to it, and texts that it received outside the
//! history.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::values::numbers::Number;

/// The outcome of messages to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Outcome {
    /// Delivered after the sandbox's delivery delay: `ptt` 4, receipt 1.
    #[default]
    Delivered,
    /// Delivered after this time on the sandbox's clock.
    DeliveredAfter(Duration),
    /// The phone is off (`ptt` 24, receipt 4) and on again after this time. The message is then
    /// delivered, unless it has expired.
    AbsentThenDelivered(Duration),
    /// The phone stays off: `ptt` 24, receipt 4, and `ptt` 8, receipt 2 once the message expires.
    Absent,
    /// Unknown subscriber: `ptt` 23, receipt 2.
    Invalid,
    /// Not delivered, with this `ptt` as the reason; receipt 2.
    Failed(u16),
    /// The service fails to send the message: receipt 16 with this `ptt`, and the credits are refunded.
    Error(u16),
    /// No receipt ever arrives: `ptt` 0, receipt 0.
    Silent,
}

impl Outcome {
    /// Returns the outcome of a name, with the time and the code that some have.
    pub(crate) fn named(word: &str, time: Option<Duration>, ptt: Option<u16>) -> Option<Self> {
        Some(match (word, time, ptt) {
            ("delivered", None, None) => Self::Delivered,
            ("delivered", Some(time), None) => Self::DeliveredAfter(time),
            ("absent", None, None) => Self::Absent,
            ("absent", Some(time), None) => Self::AbsentThenDelivered(time),
            ("invalid", None, None) => Self::Invalid,
            ("silent", None, None) => Self::Silent,
            ("failed", None, Some(ptt)) => Self::Failed(ptt),
            ("error", None, Some(ptt)) => Self::Error(ptt),
            _ => return None,
        })
    }
}

/// A text that a phone received and that is not in the history, such as a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) from: String,
    pub(crate) text: String,
    pub(crate) received: i64,
}

/// The phones that have received or been set anything.
pub(crate) type Phones = HashMap<Number, Handset>;

/// A phone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Handset {
    /// The outcome that was set; `None` for that of the number.
    pub(crate) outcome: Option<Outcome>,
    pub(crate) notes: Vec<Note>,
    /// Sent back to each message that arrives.
    #[serde(default)]
    pub(crate) reply: Option<AutoReply>,
}

/// A reply that a phone sends by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AutoReply {
    pub(crate) text: String,
    /// The time from the arrival of the message to the reply, in milliseconds.
    pub(crate) after: i64,
}
