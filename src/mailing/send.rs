//! Sends a checked mailing, once, whatever happens in between.

use uuid::Uuid;

use super::checked::CheckedMailing;
use super::error::MailingError;
use super::run::Run;
use super::sent::SentMailing;
use super::traces::Traces;
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
    /// # What *never twice* rests on
    ///
    /// One journal for a mailing: the note of [`SendWatch::noting`], kept where every run of the
    /// mailing reads it; as long as this object lives, the object itself. Nothing that OVHcloud
    /// documents is a lock, so that two runs with two journals (on two machines, or two objects of
    /// one mailing) can't exclude each other in every case. A run does what is possible:
    ///
    /// - It fills a slot whose description carries its [key](Self::slot_key), then reads all slots
    ///   and the list of batches. If another run's slot of the mailing is there, it asks for
    ///   nothing, and the outcome is [`Unknown`](MailingError::Unknown), unless the batch is listed
    ///   within its [step_timeout](super::Mailing::step_timeout).
    /// - Where the service refuses to fill an occupied slot, whatever its status for that, two runs
    ///   never both send, as long as it shows slots and batches at once. Where it overwrites the
    ///   slot, they rarely do; figures are in `docs/RELIABILITY.md`.
    /// - A slot or a document without its key is never deleted or emptied.
    ///
    /// # After a crash
    ///
    /// Run the same mailing again, with its journal: same name, message and rows, the
    /// [key](Self::with_slot_key) and the note of the run before.
    ///
    /// | the program ended | what is left on the account | the next run with the same journal |
    /// |---|---|---|
    /// | before the upload was complete | a document, which expires in a week | uploads it again |
    /// | before the slot was filled | the same | the same |
    /// | after that | a slot with name, fingerprint and key in its description | takes that slot if it is complete; otherwise fills it again |
    /// | after it was noted that the batch is asked for | the slot; the batch, perhaps not listed yet | looks for the batch for as long as its [step_timeout](super::Mailing::step_timeout) allows. Found: sent. Not found: [`Unknown`](MailingError::Unknown), or, with [`resend_if_absent_after`](super::Mailing::resend_if_absent_after), sends |
    /// | after the batch is listed | the batch, the slot, the document | finds the batch and sends nothing |
    /// | during [`clean_up`](SentMailing::clean_up) | the batch | finds the batch |
    ///
    /// Without the journal, the slot of the first run belongs to another run, and the outcome is
    /// unknown until the batch is listed.
    ///
    /// The same holds without a crash when no response to the batch's request comes. Slots are read
    /// by their numbers and not from the list, so that a list which is late does not matter; a
    /// batch that is listed late is waited for, and in the history its tag is looked for.
    ///
    /// It relies on two things: that the batch is not deleted or renamed, and that the slot is not
    /// edited while it is in use.
    ///
    /// # Errors
    /// [`MailingError`]; [`nothing_was_sent`](MailingError::nothing_was_sent) tells what it means
    /// for the receivers. What the service refuses for good (a sender that is not validated) leaves
    /// neither slot nor document behind.
    ///
    /// Rights: `GET` and `POST /sms/*/batches`, `POST /sms/*/receivers` and `GET`,
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

    /// The mailing by the id of its batch, as an earlier run noted it; `None` if the account has no
    /// such batch. For lists that are late.
    ///
    /// `GET /sms/{serviceName}/batches/{id}`
    ///
    /// # Errors
    /// [`MailingError::NameTaken`] if that batch is another mailing's; or the request fails.
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

    /// The mailing as it was sent before, or nothing; sends nothing itself.
    ///
    /// # Errors
    /// As [`send`](Self::send), as far as it concerns what is there already.
    pub async fn find(&self, service: &Service) -> Result<Option<SentMailing>, MailingError> {
        let traces = Traces::new(service, self);
        let Some(batch) = traces.batch().await? else {
            return Ok(None);
        };
        SentMailing::new(traces, batch, None, self.mailing.step_timeout, true).map(Some)
    }
}
