//! Messages sent and received, in a compact form, so that a million of them fit into memory.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::values::credits::Credits;
use crate::values::numbers::Number;

/// The data that the messages of one call share.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Parcel {
    pub(crate) text: Box<str>,
    pub(crate) tag: Box<str>,
    /// Empty for a short number.
    pub(crate) sender: Box<str>,
    /// The short number that accepts replies, if the message was sent from one.
    pub(crate) short_number: Option<u64>,
    pub(crate) user: Option<Box<str>>,
    pub(crate) number: Option<Number>,
    pub(crate) batch: Option<Uuid>,
    pub(crate) length: u32,
    pub(crate) parts: u32,
    pub(crate) stop_clause: bool,
    /// The requested delay in minutes.
    pub(crate) differed: i64,
    /// The minutes during which delivery is tried.
    pub(crate) validity: i64,
    /// The milliseconds that lists hide the message after it was sent.
    pub(crate) list_delay: i64,
}

/// Short digests of the fields that lists filter by, stored beside each message: reading a million
/// parcels would take ten times as long as comparing the digests first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Digests {
    pub(crate) tag: u32,
    pub(crate) sender: u32,
    pub(crate) batch: u32,
}

impl Digests {
    pub(crate) fn of(parcel: &Parcel) -> Self {
        Self {
            tag: digest(parcel.tag.as_bytes()),
            sender: digest(parcel.sender.as_bytes()),
            batch: parcel.batch.map_or(0, |id| digest(id.as_bytes())),
        }
    }
}

/// Computes a digest of some bytes (FNV-1a).
pub(crate) fn digest(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

/// The state of a delivery, with the codes of `deliveryReceipt`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub(crate) enum Receipt {
    #[default]
    Pending = 0,
    Delivered = 1,
    Failed = 2,
    Waiting = 4,
    Error = 16,
}

impl Receipt {
    /// Returns the code.
    pub(crate) fn number(self) -> i64 {
        i64::from(self as u8)
    }

    /// Returns the words of OVHcloud's table of DLR ids, for callbacks and exports.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "Creating or pending",
            Self::Delivered => "Success",
            Self::Failed => "Failed",
            Self::Waiting => "Waiting",
            Self::Error => "Error / not billed",
        }
    }
}

/// A message to one receiver. Times are milliseconds since 1970; 0 means "not yet".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) id: i64,
    pub(crate) receiver: Number,
    pub(crate) created: i64,
    pub(crate) sent: i64,
    pub(crate) delivered: i64,
    pub(crate) credits: Credits,
    pub(crate) ptt: u16,
    pub(crate) receipt: Receipt,
    /// Whether it was deleted from the history; it stays on the phone.
    pub(crate) hidden: bool,
    /// Whether it was cancelled before it was sent, and so no longer exists.
    pub(crate) cancelled: bool,
    /// When lists begin to show it, once it is sent.
    pub(crate) shown: i64,
    pub(crate) digests: Digests,
    #[serde(skip)]
    pub(crate) parcel: Arc<Parcel>,
}

impl Message {
    pub(crate) fn is_sent(&self) -> bool {
        self.sent != 0
    }

    /// Returns whether the history shows the message at a time.
    pub(crate) fn is_listed(&self, now: i64) -> bool {
        self.is_sent() && !self.hidden && self.shown <= now
    }
}

/// A received message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Incoming {
    pub(crate) id: i64,
    pub(crate) created: i64,
    pub(crate) sender: Number,
    pub(crate) message: String,
    /// The tag of the message to which it replies; empty if it is not a reply.
    pub(crate) tag: String,
    pub(crate) user: Option<String>,
    pub(crate) number: Option<Number>,
    /// The cost of receiving it.
    #[serde(default)]
    pub(crate) credits: Credits,
}
