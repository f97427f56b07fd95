//! What the sandbox knows of a phone: what becomes of messages to it, and notes it was sent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What becomes of messages to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Outcome {
    /// Delivered after the sandbox's delivery delay: `ptt` 4, receipt 1.
    #[default]
    Delivered,
    /// Delivered after this time on the sandbox's clock.
    DeliveredAfter(Duration),
    /// The phone is off (`ptt` 24, receipt 4) and is back after this time; delivered then, unless
    /// the message has expired in between.
    AbsentThenDelivered(Duration),
    /// The phone stays off: `ptt` 24, receipt 4, and `ptt` 8, receipt 2 once the message expires.
    Absent,
    /// No such subscriber: `ptt` 23, receipt 2.
    Invalid,
    /// Not delivered, for the reason of this `ptt`; receipt 2.
    Failed(u16),
    /// An error of the service with this `ptt`: receipt 16, and the credits come back.
    Error(u16),
    /// Nothing is ever heard of it: `ptt` 0, receipt 0.
    Silent,
}

/// A text that reached a phone without being a message of the history, such as a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) from: String,
    pub(crate) text: String,
    pub(crate) received: i64,
}

/// A phone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Handset {
    pub(crate) outcome: Outcome,
    pub(crate) notes: Vec<Note>,
}
