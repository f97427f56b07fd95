//! The state of a phone: the outcome of messages to it, and texts that it received outside the
//! history.

use std::time::Duration;

use serde::{Deserialize, Serialize};

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

/// A text that a phone received and that is not in the history, such as a code.
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
