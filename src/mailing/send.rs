//! Sends a checked mailing, once, whatever happens in between.

use super::checked::CheckedMailing;
use super::error::MailingError;
use super::ledger::Ledger;
use super::run::Run;
use super::sent::SentMailing;
use super::watch::SendWatch;
use crate::service::Service;

impl CheckedMailing {
    /// Sends the mailing, or finds that it was sent before: to be run again after any failure.
    ///
    /// The rows are uploaded, put into a slot, and sent from there as a batch named
    /// [`batch_name`](Self::batch_name). Nothing is asked for that this name does not show: a
    /// mailing is identified by its name, and its fingerprint tells whether the rows and the
    /// message are the same. A name that was used for others is refused.
    ///
    /// # After a crash
    ///
    /// Run the same mailing again: same name, message and rows. Nobody gets it twice.
    ///
    /// | the program ended | what is left on the account | the next run |
    /// |---|---|---|
    /// | before the upload was complete | a document, which expires in a week | uploads anew |
    /// | before the slot was filled | the same | the same |
    /// | after that | a slot with the batch's name as its description | takes that slot, if it is complete; else fills it anew |
    /// | after the slot was *marked* (` >` at the end of its description), just before the batch is asked for | the marked slot | looks for the batch for as long as its [patience](super::Mailing::patience) allows. Found: sent. Not found: [`Unknown`](MailingError::Unknown), or, with [`resend_if_absent_after`](super::Mailing::resend_if_absent_after), sends |
    /// | after the batch was asked for | the marked slot; the batch, perhaps not listed yet | the same |
    /// | after the batch is listed | the batch, the slot, the document | finds the batch and sends nothing |
    /// | during [`clean_up`](SentMailing::clean_up) | the batch | finds the batch |
    ///
    /// The same holds without a crash when no answer to the batch's request comes. Slots are read
    /// by their numbers and not from the list, so that a list which is late does not matter; a
    /// batch that is listed late is waited for, and in the history its tag is looked for.
    ///
    /// It relies on three things: that only one program runs a mailing at a time, that nobody
    /// deletes or renames its batch, and that nobody edits the slot while it is in use.
    ///
    /// # Errors
    /// [`MailingError`]; [`nothing_was_sent`](MailingError::nothing_was_sent) tells what it means
    /// for the receivers. What the service refuses for good (a sender that is not validated) leaves
    /// neither slot nor document behind.
    ///
    /// Rights: `GET` and `POST /sms/*/batches`, `GET`, `POST /sms/*/receivers` and `GET`, `PUT`,
    /// `DELETE /sms/*/receivers/*`, `GET /sms/*/outgoing`, `GET`, `POST /me/document`, `PUT`,
    /// `DELETE /me/document/*`.
    pub async fn send(&mut self, service: &Service) -> Result<SentMailing, MailingError> {
        self.send_watched(service, &SendWatch::new()).await
    }

    /// As [`send`](Self::send), for who wants to see how far it is, or to stop it.
    ///
    /// # Errors
    /// As `send`; and [`MailingError::Stopped`], or [`MailingError::Unknown`] if it was stopped
    /// while an earlier run's request was in doubt.
    pub async fn send_watched(
        &mut self,
        service: &Service,
        watch: &SendWatch,
    ) -> Result<SentMailing, MailingError> {
        Run::new(self, service, watch).finish().await
    }

    /// The mailing as it was sent before, or nothing; sends nothing itself.
    ///
    /// # Errors
    /// As [`send`](Self::send), as far as it concerns what is there already.
    pub async fn find(&self, service: &Service) -> Result<Option<SentMailing>, MailingError> {
        let ledger = Ledger::new(service, self);
        let Some(batch) = ledger.batch().await? else {
            return Ok(None);
        };
        SentMailing::new(ledger, batch, None, self.mailing.patience, true).map(Some)
    }
}
