//! The slot of a run: uploads the rows, fills the slot, and deletes it if no batch was requested.

use chrono::{DateTime, TimeDelta, Utc};

use super::error::MailingError;
use super::run::Run;
use super::slot::Slot;
use super::traces::SlotState;
use super::watch::SendStep;
use crate::documents;
use crate::error::Error;

/// How long the uploaded rows are kept if they are not cleaned up.
const KEPT: TimeDelta = TimeDelta::days(7);
impl Run<'_> {
    pub(super) async fn fill_or_undo(&mut self, slot: Slot) -> Result<Slot, MailingError> {
        self.slot = Some(slot);
        match self.fill(slot).await {
            Ok(()) => Ok(slot),
            Err(error) => {
                self.undo(slot).await;
                Err(error)
            }
        }
    }

    /// Uploads the rows and puts them into the slot.
    async fn fill(&mut self, slot: Slot) -> Result<(), MailingError> {
        let service = self.traces.service.clone();
        let name = self.traces.document_name();
        let len = self.checked.spool.len();
        let report = self.watch.uploading(len);
        report(0);
        let expires = self.expires().await?;
        let (id, document) = documents::create(service.client(), &name).await?;
        self.document = Some(id);
        let mut expiry = documents::expire(service.client(), id, expires).await;
        let file = self.checked.spool.for_upload()?;
        documents::upload(
            service.client(),
            document.put_url.as_ref(),
            &file,
            len,
            &report,
        )
        .await?;
        if expiry.is_err() {
            expiry = documents::expire(service.client(), id, expires).await;
        }
        if let Err(error) = expiry {
            tracing::warn!(document = %id, %error, "the uploaded rows do not expire by themselves: they stay until the mailing is cleaned up, or the document is deleted");
        }
        // The upload may have taken long, and the service may overwrite a slot that is in use.
        self.still_free(slot).await?;
        self.filling(0);
        let filled = service
            .api()
            .receivers_create(false, self.traces.slot_description(), slot.id().into())
            .document_id(id.to_string())
            .send()
            .await;
        match filled {
            // OVHcloud does not document how it refuses an occupied slot, so the slot is read.
            Err(error) if !error.may_have_been_sent() => match self.still_free(slot).await {
                Ok(()) => return Err(error.into()),
                Err(taken) => return Err(taken),
            },
            // The slot shows whether the request was processed.
            _ => {}
        }
        self.filled(slot).await
    }

    /// Returns an error if the slot is in use.
    async fn still_free(&mut self, slot: Slot) -> Result<(), MailingError> {
        match self.traces.slot(slot).await? {
            SlotState::Free => Ok(()),
            state => Err(self.taken(slot, &state)),
        }
    }

    /// Returns the error for a slot that does not hold this run's rows.
    pub(super) fn taken(&mut self, slot: Slot, state: &SlotState) -> MailingError {
        match state {
            SlotState::Foreign => {
                self.foreign.push(slot);
                self.watch.doubt();
                self.unknown(None)
            }
            SlotState::Namesake => MailingError::NameTaken { batch: None },
            _ => MailingError::SlotTaken { slot },
        }
    }

    /// Waits until the slot holds all rows.
    async fn filled(&mut self, slot: Slot) -> Result<(), MailingError> {
        let expected = self.checked.receivers();
        let mut wait = self.wait(self.checked.mailing.step_timeout);
        loop {
            let found = match self.traces.slot(slot).await? {
                SlotState::Ours { records } if records == self.expected() => return Ok(()),
                SlotState::Ours { records } => records,
                SlotState::Free => 0,
                state => return Err(self.taken(slot, &state)),
            };
            self.filling(u64::try_from(found).unwrap_or_default());
            if !wait.pause().await {
                return Err(MailingError::SlotIncomplete {
                    slot,
                    expected,
                    found,
                });
            }
        }
    }

    /// Deletes what this run created, as far as possible; the first error is the one to report.
    ///
    /// Nothing is deleted once the batch may have been requested: the slot is the evidence, and the
    /// batch may still need the list. The same applies if the batch is listed: where the service
    /// overwrites slots, this run may have filled the slot from which another run's batch is
    /// created.
    pub(super) async fn undo(&mut self, slot: Slot) {
        if self.asked {
            return;
        }
        match self.traces.batch().await {
            Ok(None) | Err(MailingError::NameTaken { .. }) => {}
            // Another run has sent the mailing meanwhile, or may have.
            Ok(Some(_)) | Err(MailingError::Unknown { .. }) => {
                self.listed = true;
                self.watch.doubt();
                return;
            }
            Err(_) => return,
        }
        let _ = self.traces.empty(slot).await;
        let client = self.traces.service.client();
        let _ = match self.document.take() {
            Some(id) => documents::delete(client, id).await,
            None => documents::delete_named(client, &self.traces.document_name()).await,
        };
    }

    /// Computes when the uploaded rows expire if they are not cleaned up, by the server's clock,
    /// because this machine's clock may be wrong.
    async fn expires(&self) -> Result<DateTime<Utc>, Error> {
        let leaves = match self.checked.mailing.at {
            Some(at) => at,
            None => self.traces.service.server_now().await?,
        };
        Ok(leaves.checked_add_signed(KEPT).unwrap_or(leaves))
    }

    fn filling(&self, receivers: u64) {
        let of = self.checked.receivers();
        self.watch.at(SendStep::Filling { receivers, of });
    }
}
