//! A run that sends a mailing: each step after a look at what is there already.

use std::pin::pin;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{Either, select};
use reqwest::StatusCode;
use uuid::Uuid;

use super::checked::CheckedMailing;
use super::document;
use super::error::MailingError;
use super::ledger::{Ledger, SlotState};
use super::sent::SentMailing;
use super::slot::Slot;
use super::watch::{SendStep, SendWatch};
use crate::api::types::{Batch, BatchParams};
use crate::error::Error;
use crate::service::Service;
use crate::wait::Wait;

/// How long the uploaded rows stay if nobody cleans up.
const KEPT: TimeDelta = TimeDelta::days(7);
/// How often a batch is asked for in one run, where that was allowed.
const ATTEMPTS: u32 = 3;

/// A run that sends a mailing.
pub(super) struct Run<'c> {
    checked: &'c mut CheckedMailing,
    ledger: Ledger,
    watch: &'c SendWatch,
    /// The slot that the rows are in, or will be.
    slot: Option<Slot>,
    document: Option<Uuid>,
    /// This run or an earlier one may have asked for the batch: whatever fails from here on, what
    /// became of it is not known, and the traces of it stay.
    in_doubt: bool,
    /// Messages of it are in the history.
    in_history: bool,
}

impl<'c> Run<'c> {
    pub(super) fn new(
        checked: &'c mut CheckedMailing,
        service: &Service,
        watch: &'c SendWatch,
    ) -> Self {
        Self {
            ledger: Ledger::new(service, checked),
            checked,
            watch,
            slot: None,
            document: None,
            in_doubt: false,
            in_history: false,
        }
    }

    /// Runs until it is sent, fails, or is stopped.
    pub(super) async fn finish(mut self) -> Result<SentMailing, MailingError> {
        let watch = self.watch;
        let ended = match select(pin!(watch.stopped()), pin!(self.go())).await {
            Either::Left(((), _)) => None,
            Either::Right((result, _)) => Some(result),
        };
        match ended {
            Some(result) => result,
            None => Err(self.stopped().await),
        }
    }

    /// Leaves nothing behind, unless it belongs to an earlier run in doubt.
    async fn stopped(&mut self) -> MailingError {
        if self.in_doubt {
            return self.unknown(self.in_history, None);
        }
        if let Some(slot) = self.slot {
            self.undo(slot).await;
        }
        MailingError::Stopped
    }

    async fn go(&mut self) -> Result<SentMailing, MailingError> {
        if let Some(batch) = self.ledger.batch().await? {
            return self.sent(batch, true);
        }
        let mut free = Vec::new();
        let mut ours = None;
        for slot in Slot::all() {
            match self.ledger.slot(slot).await? {
                SlotState::Free => free.push(slot),
                SlotState::Ours { records, marked } => ours = Some((slot, records, marked)),
                SlotState::Namesake => return Err(MailingError::NameTaken { batch: None }),
                SlotState::Other => {}
            }
        }
        let marked = ours.is_some_and(|(_, _, marked)| marked);
        self.in_history = match self.ledger.in_history().await {
            Err(error) if marked || self.watch.asked_before() => {
                return Err(self.unknown(false, Some(error)));
            }
            result => result?,
        };
        if marked || self.in_history || self.watch.asked_before() {
            // An earlier run may have asked for the batch.
            self.in_doubt = true;
            if let Some(batch) = self.look(self.in_history).await? {
                return self.sent(batch, true);
            }
        }
        match self.proceed(ours, &free).await {
            Err(error) if self.in_doubt => Err(self.doubtful(error)),
            result => result,
        }
    }

    /// What failed, said as what it means while an earlier request is in doubt.
    fn doubtful(&self, error: MailingError) -> MailingError {
        match error {
            MailingError::Unknown { .. } => error,
            MailingError::Api(error) => self.unknown(self.in_history, Some(error)),
            other => {
                tracing::warn!(error = %other, "the mailing can't go on, and an earlier request is in doubt");
                self.unknown(self.in_history, None)
            }
        }
    }

    async fn proceed(
        &mut self,
        ours: Option<(Slot, i64, bool)>,
        free: &[Slot],
    ) -> Result<SentMailing, MailingError> {
        self.check_time().await?;
        let slot = match ours {
            Some((slot, records, _)) if records == self.expected() => {
                self.slot = Some(slot);
                slot
            }
            Some((slot, ..)) => {
                self.ledger.empty(slot).await?;
                self.fill_or_undo(slot).await?
            }
            None => {
                let slot = self.choose(free)?;
                self.fill_or_undo(slot).await?
            }
        };
        self.ask(slot).await
    }

    /// Looks for a batch that may have been asked for, as long as it was allowed; nothing means
    /// that it may be asked for now.
    async fn look(&self, in_history: bool) -> Result<Option<Batch>, MailingError> {
        match self.search(in_history).await {
            // Looking failed, and the doubt remains.
            Err(MailingError::Api(error)) => Err(self.unknown(in_history, Some(error))),
            result => result,
        }
    }

    async fn search(&self, in_history: bool) -> Result<Option<Batch>, MailingError> {
        let mailing = &self.checked.mailing;
        let time = mailing.resend_after.unwrap_or(mailing.patience);
        let wait = self.wait(time);
        self.watch.at(SendStep::Searching);
        if let Some(batch) = self.ledger.look(wait).await? {
            return Ok(Some(batch));
        }
        // Its messages are there: to send it again would be to send it twice, whatever was allowed.
        let in_history = in_history || self.ledger.in_history().await?;
        if mailing.resend_after.is_none() || in_history {
            return Err(self.unknown(in_history, None));
        }
        Ok(None)
    }

    fn unknown(&self, in_history: bool, source: Option<Error>) -> MailingError {
        MailingError::Unknown {
            name: self.ledger.batch_name.clone(),
            in_history,
            source,
        }
    }

    fn choose(&self, free: &[Slot]) -> Result<Slot, MailingError> {
        match self.checked.mailing.slot {
            Some(slot) if free.contains(&slot) => Ok(slot),
            Some(slot) => Err(MailingError::SlotTaken { slot }),
            None => free.first().copied().ok_or(MailingError::NoFreeSlot),
        }
    }

    async fn fill_or_undo(&mut self, slot: Slot) -> Result<Slot, MailingError> {
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
        let service = self.ledger.service.clone();
        let name = self.ledger.document_name();
        let len = self.checked.spool.len();
        let told = self.watch.uploading(len);
        told(0);
        let expires = self.expires().await?;
        let (id, document) = document::create(service.client(), &name).await?;
        self.document = Some(id);
        let mut expiry = document::expire(service.client(), id, expires).await;
        let file = self.checked.spool.for_upload()?;
        document::upload(
            service.client(),
            document.put_url.as_ref(),
            &file,
            len,
            &told,
        )
        .await?;
        if expiry.is_err() {
            expiry = document::expire(service.client(), id, expires).await;
        }
        if let Err(error) = expiry {
            tracing::warn!(document = %id, %error, "the uploaded rows do not expire by themselves: they stay until the mailing is cleaned up, or the document is deleted");
        }
        self.filling(0);
        let filled = service
            .api()
            .receivers_create()
            .body_map(|body| {
                body.slot_id(slot.id())
                    .document_id(id.to_string())
                    .description(self.ledger.batch_name.clone())
                    .auto_update(false)
            })
            .send()
            .await;
        match filled {
            Err(error) if error.status() == Some(StatusCode::CONFLICT) => {
                return Err(MailingError::SlotTaken { slot });
            }
            // Whether it was done is seen in the slot.
            Err(error) if !error.may_have_been_sent() => return Err(error.into()),
            _ => {}
        }
        self.filled(slot).await
    }

    /// Waits until the slot holds all rows.
    async fn filled(&mut self, slot: Slot) -> Result<(), MailingError> {
        let expected = self.checked.receivers();
        let mut wait = self.wait(self.checked.mailing.patience);
        loop {
            let found = match self.ledger.slot(slot).await? {
                SlotState::Ours { records, .. } if records == self.expected() => return Ok(()),
                SlotState::Ours { records, .. } => records,
                SlotState::Free => 0,
                SlotState::Namesake | SlotState::Other => {
                    return Err(MailingError::SlotTaken { slot });
                }
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

    /// Asks for the batch. From the mark on, a run that ends leaves the outcome unknown.
    async fn ask(&mut self, slot: Slot) -> Result<SentMailing, MailingError> {
        let mut failure = None;
        for _ in 0..ATTEMPTS {
            match self.prepare(slot).await {
                Ok(Some(batch)) => return self.sent(batch, true),
                Ok(None) => {}
                Err(error) => return Err(error),
            }
            match self.watch.pass() {
                Ok(true) => {}
                // Whoever stopped it ends this run, and undoes it.
                Ok(false) => std::future::pending().await,
                Err(error) => {
                    self.undo(slot).await;
                    return Err(MailingError::Note(error));
                }
            }
            match self.create(slot).await {
                Ok(batch) if batch.id.is_some() => return self.sent(batch, false),
                Err(error) if !error.may_have_been_sent() => {
                    self.undo(slot).await;
                    return Err(error.into());
                }
                Ok(_) => {}
                Err(error) => failure = Some(error),
            }
            self.in_doubt = true;
            if let Some(batch) = self.look(false).await? {
                return self.sent(batch, false);
            }
        }
        Err(self.unknown(false, failure))
    }

    /// Makes sure that nothing was sent, and that what is in the slot may be; marks it.
    async fn prepare(&self, slot: Slot) -> Result<Option<Batch>, MailingError> {
        // The upload may have taken long.
        if let Some(batch) = self.ledger.batch().await? {
            return Ok(Some(batch));
        }
        self.check_time().await?;
        self.ledger.mark(slot, true).await?;
        match self.ledger.slot(slot).await? {
            SlotState::Ours { records, marked } if marked && records == self.expected() => Ok(None),
            _ => Err(MailingError::SlotTaken { slot }),
        }
    }

    /// `POST /sms/{serviceName}/batches`
    async fn create(&self, slot: Slot) -> Result<Batch, Error> {
        let mailing = &self.checked.mailing;
        let mut body = BatchParams::builder()
            .name(self.ledger.batch_name.clone())
            .message(self.checked.wire_message())
            .slot_id(slot.to_string())
            .tag(self.checked.tag());
        body = match &mailing.sender {
            Some(sender) => body.from(sender.to_string()),
            None => body.sender_for_response(true),
        };
        if let Some(marketing) = mailing.marketing {
            body = body.no_stop(!marketing);
        }
        if let Some(at) = mailing.at {
            body = body.deferred(at);
        }
        if let Some(class) = &mailing.class {
            body = body.class(class.clone());
        }
        let service = &self.ledger.service;
        let made = service.api().batches_create().body(body).send().await?;
        Ok(made.into_inner())
    }

    /// Leaves nothing behind, as far as possible: the first error is the one to tell.
    ///
    /// While an earlier request is in doubt everything stays: the marked slot is the evidence, and
    /// its batch may still need the list.
    async fn undo(&mut self, slot: Slot) {
        if self.in_doubt {
            return;
        }
        let _ = self.ledger.empty(slot).await;
        let client = self.ledger.service.client();
        let _ = match self.document.take() {
            Some(id) => document::delete(client, id).await,
            None => document::delete_named(client, &self.ledger.document_name()).await,
        };
    }

    fn sent(&mut self, batch: Batch, found: bool) -> Result<SentMailing, MailingError> {
        let patience = self.checked.mailing.patience;
        let document = self.document.take();
        SentMailing::new(self.ledger.clone(), batch, document, patience, found)
    }

    fn expected(&self) -> i64 {
        i64::try_from(self.checked.receivers()).unwrap_or(i64::MAX)
    }

    /// When the uploaded rows go, if nobody cleans up: by the server's clock, since this machine's
    /// may be wrong.
    async fn expires(&self) -> Result<DateTime<Utc>, Error> {
        let leaves = match self.checked.mailing.at {
            Some(at) => at,
            None => self.ledger.service.server_now().await?,
        };
        Ok(leaves.checked_add_signed(KEPT).unwrap_or(leaves))
    }

    /// Refuses a time that is past, by the server's clock.
    async fn check_time(&self) -> Result<(), MailingError> {
        match self.checked.mailing.at {
            Some(at) if at <= self.ledger.service.server_now().await? => {
                Err(MailingError::Past { at })
            }
            _ => Ok(()),
        }
    }

    fn filling(&self, receivers: u64) {
        let of = self.checked.receivers();
        self.watch.at(SendStep::Filling { receivers, of });
    }

    fn wait(&self, patience: Duration) -> Wait {
        Wait::patient(self.ledger.service.client(), patience)
    }
}
