//! Errors of sending a mailing, and their meaning for the receivers.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::slot::Slot;
use crate::error::Error;
use crate::transfer::TransferError;
use ovh_api::runtime::printable::quoted;

/// The reason why a mailing could not be sent, followed or cleaned up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MailingError {
    /// A request failed. If the batch was not requested yet, nothing was sent; see
    /// [`nothing_was_sent`](Self::nothing_was_sent).
    #[error(transparent)]
    Api(#[from] Error),
    /// The rows could not be uploaded; nothing was sent.
    #[error(transparent)]
    Transfer(#[from] TransferError),
    /// The temporary file of rows can't be read; nothing was sent.
    #[error("the temporary file of rows cannot be read: {0}")]
    Io(std::io::Error),
    /// The time to send is in the past; nothing was sent.
    #[error("the time to send, {at}, is in the past: give a later one or none")]
    Past {
        /// The time.
        at: DateTime<Utc>,
    },
    /// A batch or a slot of that name holds another message or other rows; this run requested
    /// nothing, and no other run with these rows and this message was found. A mailing that was
    /// never requested can be sent under a new name.
    #[error(
        "the name is already used by a mailing with other rows or another message ({}); its receivers are in the account's history",
        .batch.map_or_else(|| "a run that is not finished".to_owned(), |id| format!("batch {id}"))
    )]
    NameTaken {
        /// The batch of that name; `None` if only a slot has the name.
        batch: Option<Uuid>,
    },
    /// All nine slots are in use; nothing was sent.
    #[error("all nine slots of receivers are in use: delete one (`receivers_delete`)")]
    NoFreeSlot,
    /// The requested slot is in use, or another program filled it in the meantime; nothing was
    /// sent.
    #[error("slot {slot} holds another list of receivers")]
    SlotTaken {
        /// The slot.
        slot: Slot,
    },
    /// The slot does not hold all rows; nothing was sent.
    #[error("slot {slot} holds {found} of {expected} receivers; nothing was sent")]
    SlotIncomplete {
        /// The slot.
        slot: Slot,
        /// The expected number of receivers.
        expected: u64,
        /// The number of receivers in the slot.
        found: i64,
    },
    /// This run or another one may have requested the batch, and this run does not know its outcome:
    /// it may have been sent, or may still be. The next run looks again. It sends the batch only if
    /// [`resend_if_absent_after`](super::Mailing::resend_if_absent_after) allows that.
    #[error(
        "the batch {} may have been sent, by this run or another one{}{}: check the account's batches and history, or run again to look again",
        quoted(.name),
        if *.in_history { ", but messages with its tag are in the history" } else { "" },
        .other_run.map_or_else(String::new, |slot| format!(", and slot {slot} was filled for it by a run that is not in this journal"))
    )]
    Unknown {
        /// The name of the batch.
        name: String,
        /// Whether messages with its tag are in the history: if so, it was sent, at least in part.
        in_history: bool,
        /// A slot that another run filled for this mailing. That run may still be active, or may
        /// have ended at any step. The slot is not changed.
        other_run: Option<Slot>,
        /// The last failed request, if any.
        #[source]
        source: Option<Error>,
    },
    /// The function of [`SendWatch::noting`](super::SendWatch::noting) failed, so the batch was not
    /// requested; nothing was sent.
    #[error("cannot save the note that the mailing is about to be sent: {0}")]
    Note(std::io::Error),
    /// The mailing was [stopped](super::SendWatch::stop) before the batch was requested; nothing
    /// was sent.
    #[error("the mailing was stopped before it was sent")]
    Stopped,
    /// The service is still creating the messages and needs the list of receivers for that.
    #[error("the service is still processing the batch; clean up later")]
    StillWorking,
}

impl From<std::io::Error> for MailingError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl MailingError {
    /// Returns whether this run certainly sent nothing.
    ///
    /// For earlier runs it covers only what this run could read: an [`Api`](Self::Api) error that
    /// occurred before their traces were read says nothing about them.
    #[must_use]
    pub fn nothing_was_sent(&self) -> bool {
        !matches!(self, Self::Unknown { .. } | Self::StillWorking)
    }
}
