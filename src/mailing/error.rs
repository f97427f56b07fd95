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
    #[error(transparent)]
    Api(#[from] Error),
    /// The rows could not be uploaded; nothing was sent.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The temporary file of rows can't be read; nothing was sent.
    #[error("the temporary file of rows cannot be read: {0}")]
    Io(std::io::Error),
    /// The time to send at is past; nothing was sent.
    #[error("the time to send at, {at}, is past: give another one or none")]
    Past {
        /// The time.
        at: DateTime<Utc>,
    },
    /// A batch or a slot of that name holds another message or other rows; this run asked for
    /// nothing.
    #[error(
        "the name is in use by a mailing with other rows or another message ({}): a name is for one mailing, and who got that one is in the account's history",
        .batch.map_or_else(|| "a run that is not finished".to_owned(), |id| format!("batch {id}"))
    )]
    NameTaken {
        /// The batch of that name; `None` if only a slot carries the name.
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
    /// This run or another one may have asked for the batch, and the batch is not listed: it may
    /// have been sent, or may still be. The next run looks again, and does not send it unless
    /// [`resend_if_absent_after`](super::Mailing::resend_if_absent_after) allows that.
    #[error(
        "the batch {name:?} may have been sent, and is not listed{}{}: look at the account's batches and history, or run again to look again",
        if *.in_history { ", though messages with its tag are in the history" } else { "" },
        .other_run.map_or_else(String::new, |slot| format!(", and slot {slot} was filled for it by a run that is not in this journal"))
    )]
    Unknown {
        /// The name to look for.
        name: String,
        /// Messages with its tag are in the history: it was sent, at least in part.
        in_history: bool,
        /// A slot that another run filled for this mailing: it may be at work, or have ended
        /// anywhere. It is left as it is.
        other_run: Option<Slot>,
        /// The request that failed last, if one did.
        #[source]
        source: Option<Error>,
    },
    /// The note that the batch is about to be asked for could not be kept, so it was not; nothing
    /// was sent.
    #[error("the note that the mailing is about to be sent cannot be written: {0}")]
    Note(std::io::Error),
    /// It was [stopped](super::SendWatch::stop) before the batch was asked for; nothing was sent.
    #[error("the mailing was stopped before it was sent")]
    Stopped,
    /// The service is still making the messages, and needs the list of receivers for that.
    #[error("the batch is still being worked on; clean up later")]
    StillWorking,
}

impl From<std::io::Error> for MailingError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
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
