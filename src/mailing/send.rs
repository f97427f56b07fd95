//! Sends a checked mailing once, also across failures.

use uuid::Uuid;

use super::checked::CheckedMailing;
use super::error::MailingError;
use super::run::Run;
use super::sent::SentMailing;
use super::traces::Traces;
use super::watch::SendWatch;
use crate::service::Service;

impl CheckedMailing {
    /// Sends the mailing, or finds that it was sent before.
    ///
    /// Run it again after any failure.
    ///
    /// The rows are uploaded, put into a slot, and sent from there as a batch named
    /// [`batch_name`](Self::batch_name). The name identifies the mailing, and its fingerprint shows
    /// whether the rows and the message are the same. A name that was used for other rows or
    /// another message is rejected.
    ///
    /// # How duplicates are prevented
    ///
    /// Keep one journal per mailing: the note of [`SendWatch::noting`], stored where every run of
    /// the mailing reads it. While this object exists, the object itself serves as the journal.
    /// OVHcloud documents no lock, so two runs with two journals (on two machines, or two objects
    /// of one mailing) can't exclude each other in every case. A run does what is possible:
    ///
    /// - It fills a slot whose description contains its [key](Self::slot_key), then reads all slots
    ///   and the list of batches. If another run has a slot for the mailing, this run requests
    ///   nothing, and the outcome is [`Unknown`](MailingError::Unknown), unless the batch is listed
    ///   within its [`step_timeout`](super::Mailing::step_timeout).
    /// - If the service refuses to fill an occupied slot, with any status, two runs never both
    ///   send, provided that slots and batches are listed immediately. If the service overwrites
    ///   the slot, both rarely send; figures are in `docs/RELIABILITY.md`.
    /// - It never deletes or empties a slot or a document without its key.
    ///
    /// # After a crash
    ///
    /// Run the same mailing again, with its journal: the same name, message and rows, and the
    /// [key](Self::with_slot_key) and the note of the previous run.
    ///
    /// | the program ended | what remains on the account | the next run with the same journal |
    /// |---|---|---|
    /// | before the upload was complete | a document, which expires in a week | uploads it again |
    /// | before the slot was filled | the same | the same |
    /// | after that | a slot with name, fingerprint and key in its description | uses that slot if it is complete; otherwise fills it again |
    /// | after the note that the batch is requested | the slot; the batch, perhaps not listed yet | looks for the batch for as long as its [`step_timeout`](super::Mailing::step_timeout) allows. Found: sent. Not found: [`Unknown`](MailingError::Unknown), or, with [`resend_if_absent_after`](super::Mailing::resend_if_absent_after), sends |
    /// | after the batch is listed | the batch, the slot, the document | finds the batch and sends nothing |
    /// | during [`clean_up`](SentMailing::clean_up) | the batch | finds the batch |
    ///
    /// Without the journal, the slot of the first run counts as another run's, and the outcome is
    /// unknown until the batch is listed.
    ///
    /// The same applies without a crash if the request for the batch gets no response. Slots are
    /// read by their numbers and not from the list, so a list that is out of date does no harm. The
    /// run waits for a batch that is listed late, and searches the history for its tag.
    ///
    /// Two conditions must hold: the batch is not deleted or renamed, and the slot is not edited
    /// while it is in use.
    ///
    /// # Errors
    /// See [`MailingError`]; [`nothing_was_sent`](MailingError::nothing_was_sent) returns whether
    /// this run certainly sent nothing. A permanent refusal by the service (a sender that is not
    /// validated) leaves neither slot nor document behind.
    ///
    /// Required rights: `GET` and `POST /sms/*/batches`, `POST /sms/*/receivers` and `GET`,
    /// `DELETE /sms/*/receivers/*`, `GET /sms/*/outgoing`, `GET`, `POST /me/document`, `PUT`,
    /// `DELETE /me/document/*`.
    pub async fn send(&mut self, service: &Service) -> Result<SentMailing, MailingError> {
        self.send_watched(service, &SendWatch::new()).await
    }

    /// Sends as [`send`](Self::send) does, for callers that need progress or cancellation.
    ///
    /// # Errors
    /// As for `send`; also [`MailingError::Stopped`], or [`MailingError::Unknown`] if it was
    /// stopped while another run, or an earlier one, may have sent the mailing.
    pub async fn send_watched(
        &mut self,
        service: &Service,
        watch: &SendWatch,
    ) -> Result<SentMailing, MailingError> {
        Run::new(self, service, watch).finish().await
    }

    /// Finds the mailing by the id of its batch, as recorded by an earlier run; `None` if the
    /// account has no such batch.
    ///
    /// Use it when lists are out of date.
    ///
    /// `GET /sms/{serviceName}/batches/{id}`
    ///
    /// # Errors
    /// [`MailingError::NameTaken`] if that batch belongs to another mailing; otherwise the request
    /// failed.
    pub async fn find_batch(
        &self,
        service: &Service,
        id: Uuid,
    ) -> Result<Option<SentMailing>, MailingError> {
        let traces = Traces::new(service, self);
        let Some(batch) = traces.batch_by_id(id).await? else {
            return Ok(None);
        };
        SentMailing::new(traces, batch, None, self.mailing.step_timeout, true).map(Some)
    }

    /// Finds all batches of the mailing that are listed: several requests, or runs with several
    /// journals, may have made several.
    ///
    /// `GET /sms/{serviceName}/batches`
    ///
    /// # Errors
    /// As for [`find`](Self::find); also if an item of the list can't be read, or if a batch of the
    /// mailing's name has a text that the service may have changed.
    pub async fn find_all(&self, service: &Service) -> Result<Vec<SentMailing>, MailingError> {
        let traces = Traces::new(service, self);
        let batches = traces.batches().await?.into_iter();
        let step_timeout = self.mailing.step_timeout;
        let sent =
            batches.map(|batch| SentMailing::new(traces.clone(), batch, None, step_timeout, true));
        sent.collect()
    }

    /// Finds the mailing if it was sent before; sends nothing itself. Of several batches, one that
    /// did not fail and was not cancelled is returned.
    ///
    /// # Errors
    /// As for [`send`](Self::send), for the parts that read existing data.
    pub async fn find(&self, service: &Service) -> Result<Option<SentMailing>, MailingError> {
        let traces = Traces::new(service, self);
        let Some(batch) = traces.batch().await? else {
            return Ok(None);
        };
        SentMailing::new(traces, batch, None, self.mailing.step_timeout, true).map(Some)
    }
}
