//! The smaller objects of an account: senders, users, slots, batches, lookups and others.

use std::collections::BTreeMap;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::values::credits::Credits;
use crate::values::numbers::Number;

/// A sender name or number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sender {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) comment: Option<String>,
    pub(crate) referer: String,
    pub(crate) status: String,
    pub(crate) kind: String,
    pub(crate) media: Option<String>,
    /// The code that was sent to the phone, while the sender waits for it.
    pub(crate) code: Option<String>,
    pub(crate) documents: BTreeMap<Uuid, SenderDocument>,
}

/// A supporting document of a sender; its bytes are a content with the same id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SenderDocument {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) created: DateTime<Utc>,
}

/// An API user of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) alert: Map<String, Value>,
    pub(crate) call_back: Option<String>,
    pub(crate) stop_call_back: Option<String>,
    pub(crate) ip_restrictions: Vec<String>,
    /// Its own credits; `None` if it spends the account's.
    pub(crate) quota: Option<Credits>,
}

/// The reason and the time of a blacklist entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Blacklisted {
    pub(crate) since: DateTime<Utc>,
    pub(crate) message: Option<i64>,
    pub(crate) batch: Option<Uuid>,
}

/// A receiver list in a slot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Slot {
    pub(crate) id: i64,
    pub(crate) user: Option<String>,
    pub(crate) description: String,
    pub(crate) auto_update: bool,
    /// The source of the list, if it was fetched.
    #[serde(default)]
    pub(crate) url: Option<String>,
    pub(crate) filled: DateTime<Utc>,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Slot {
    /// Returns the position of the column with the numbers.
    pub(crate) fn number_column(&self) -> usize {
        self.columns
            .iter()
            .position(|name| name == "number")
            .unwrap_or(0)
    }
}

/// The progress of background work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Progress {
    Todo,
    Doing,
    Done,
    Error,
}

impl Progress {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Error => "error",
        }
    }
}

/// The cleaning of a slot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) progress: Progress,
    pub(crate) step: String,
    pub(crate) slot: i64,
    pub(crate) user: Option<String>,
}

/// The status of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BatchStatus {
    Pending,
    Inserting,
    Inserted,
    Completed,
    Failed,
    ToCancel,
    Canceling,
    Canceled,
}

impl BatchStatus {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Inserting => "INSERTING",
            Self::Inserted => "INSERTED",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::ToCancel => "TO_CANCEL",
            Self::Canceling => "CANCELING",
            Self::Canceled => "CANCELED",
        }
    }
}

/// A batch.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Batch {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) message: String,
    pub(crate) from: Option<String>,
    pub(crate) short: bool,
    pub(crate) no_stop: bool,
    pub(crate) tag: Option<String>,
    pub(crate) receivers: Option<Vec<String>>,
    pub(crate) slot: Option<String>,
    pub(crate) deferred: Option<DateTime<Utc>>,
    pub(crate) status: BatchStatus,
    pub(crate) total: usize,
    pub(crate) processed: usize,
    pub(crate) estimated: Credits,
    pub(crate) errors: Vec<(String, String)>,
    pub(crate) stoplisted: usize,
    pub(crate) created: DateTime<Utc>,
    pub(crate) updated: DateTime<Utc>,
    pub(crate) started: Option<DateTime<Utc>>,
    pub(crate) sent: Option<DateTime<Utc>>,
    pub(crate) finished: Option<DateTime<Utc>>,
    /// Ids for its messages, until the messages are created.
    pub(crate) reserved: Vec<i64>,
}

/// A number lookup (HLR).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Lookup {
    pub(crate) number: Number,
    pub(crate) asked: DateTime<Utc>,
    pub(crate) progress: Progress,
}

/// A phonebook with its contacts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Phonebook {
    pub(crate) name: String,
    pub(crate) phone_key: String,
    pub(crate) contacts: BTreeMap<i64, Contact>,
    /// The content with the last export, and the time of its request.
    pub(crate) export: Option<(Uuid, DateTime<Utc>)>,
}

/// A contact of a phonebook, in the API's form without its id.
pub(crate) type Contact = Map<String, Value>;

/// The import of contacts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PhonebookTask {
    pub(crate) book: String,
    pub(crate) document: Uuid,
    pub(crate) progress: Progress,
}

/// A message template.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Template {
    pub(crate) activity: String,
    pub(crate) comment: String,
    pub(crate) submitted: DateTime<Utc>,
    pub(crate) description: String,
    pub(crate) message: String,
    pub(crate) status: String,
}

/// A web chat on a virtual number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    pub(crate) secret: String,
    pub(crate) created: DateTime<Utc>,
}

/// Whether an SMPP account is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum SmppStatus {
    #[default]
    WaitingIp,
    UpdatingIp,
    Success,
}

/// Settings of an SMPP account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Smpp {
    pub(crate) status: SmppStatus,
    pub(crate) allowed: Vec<IpAddr>,
    pub(crate) password: String,
}
