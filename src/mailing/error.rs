//! Why a mailing could not be sent, and what that means for its receivers.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::slot::Slot;
use crate::error::Error;
use crate::transfer::TransferError;

/// Why a mailing could not be sent, followed or cleaned up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailingError {
    /// A request failed. Before the batch is asked for, nothing was sent; see
    /// [`nothing_was_sent`](Self::nothing_was_sent).
    #[error("{0}")]
    Api(#[from] Error),
    /// The rows could not be uploaded; nothing was sent.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The temporary file of rows can't be read; nothing was sent.
    #[error("the temporary file of rows can't be read: {0}")]
    Io(#[from] std::io::Error),
    /// The time to send at is past; nothing was sent.
    #[error("the time to send at, {at}, is past: give another one or none")]
    Past {
        /// The time.
        at: DateTime<Utc>,
    },
    /// A batch of that name, with another message or other rows, was sent before; nothing was sent
    /// now.
    #[error(
        "a mailing of this name was sent with other rows or another message (batch {}): to send this one too, give it a name of its own",
        .batch.map(|id| id.to_string()).unwrap_or_else(|| "unknown".to_owned())
    )]
    NameTaken {
        /// The batch of that name.
        batch: Option<Uuid>,
    },
    /// All nine slots are in use; nothing was sent.
    #[error("all nine slots of receivers are in use: delete one (`receivers_delete`)")]
    NoFreeSlot,
    /// The slot that was asked for is in use, or somebody else filled it meanwhile; nothing was
    /// sent.
    #[error("slot {slot} holds another list of receivers")]
    SlotTaken {
        /// The slot.
        slot: Slot,
    },
    /// The slot does not hold all rows; nothing was sent.
    #[error("slot {slot} holds {found} of {expected} receivers; it was not sent to")]
    SlotIncomplete {
        /// The slot.
        slot: Slot,
        /// How many there should be.
        expected: u64,
        /// How many there are.
        found: i64,
    },
    /// This run or an earlier one asked for the batch, no answer came, and the batch is not listed:
    /// it may have been sent, or may still be.
    #[error(
        "the batch {name:?} may have been sent, and is not listed{}: look at the account's batches and history. Running again looks again; `resend_if_absent_after` would send it, at the risk of sending twice",
        if *.in_history { ", though messages with its tag are in the history" } else { "" }
    )]
    Unknown {
        /// The name to look for.
        name: String,
        /// Messages with its tag are in the history: it was sent, at least in part.
        in_history: bool,
        /// The request that failed last, if one did.
        #[source]
        source: Option<Error>,
    },
    /// The note that the batch is about to be asked for could not be kept, so it was not; nothing
    /// was sent.
    #[error("it can't be noted that the mailing is about to be sent: {0}")]
    Note(#[source] std::io::Error),
    /// It was [stopped](super::SendWatch::stop) before the batch was asked for; nothing was sent.
    #[error("the mailing was stopped before it was sent")]
    Stopped,
    /// The service is still making the messages, and needs the list of receivers for that.
    #[error("the batch is still being worked on; clean up later")]
    StillWorking,
}

impl MailingError {
    /// Whether it is certain that this run sent nothing.
    ///
    /// Of earlier runs it tells only what this one could read: an [`Api`](Self::Api) error from
    /// before their traces could be looked at says nothing about them.
    #[must_use]
    pub fn nothing_was_sent(&self) -> bool {
        !matches!(self, Self::Unknown { .. } | Self::StillWorking)
    }
}
