//! A run that sends a mailing; each step first reads what already exists.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use uuid::Uuid;

use super::checked::CheckedMailing;
use super::error::MailingError;
use super::sent::SentMailing;
use super::slot::Slot;
use super::traces::{SlotState, Traces};
use super::watch::{SendStep, SendWatch};
use crate::api::types::Batch;
use crate::error::Error;
use crate::message::StopClause;
use crate::service::Service;
use crate::wait::Wait;

/// The maximum number of requests for a batch in one run, if resending is enabled.
const ATTEMPTS: u32 = 3;

/// A run that sends a mailing.
pub(super) struct Run<'c> {
    pub(super) checked: &'c mut CheckedMailing,
    pub(super) traces: Traces,
    pub(super) watch: &'c SendWatch,
    /// The slot that holds the rows, or will hold them.
    pub(super) slot: Option<Slot>,
    pub(super) document: Option<Uuid>,
    /// Whether this run, or an earlier one with its journal, may have requested the batch. If so, a
    /// failure leaves the outcome unknown, and nothing is deleted on the account.
    pub(super) asked: bool,
    /// Slots that other runs filled for this mailing. Those runs may have requested the batch.
    pub(super) foreign: Vec<Slot>,
    /// Whether messages of the mailing are in the history.
    pub(super) in_history: bool,
    /// Whether a batch that may be the mailing's was found while this run cleaned up.
    pub(super) listed: bool,
}

/// The contents of the slots, for a mailing.
#[derive(Default)]
struct Slots {
    free: Vec<Slot>,
    ours: Option<(Slot, i64)>,
    /// Whether another run has filled a slot for this mailing since they were read last.
    newly_foreign: bool,
    /// Whether a slot was filled for a mailing of this name with other rows or another message.
    namesake: bool,
}

impl<'c> Run<'c> {
    pub(super) fn new(
        checked: &'c mut CheckedMailing,
        service: &Service,
        watch: &'c SendWatch,
    ) -> Self {
        let asked = checked.asked || watch.asked_before();
        if asked {
            watch.doubt();
        }
        Self {
            traces: Traces::new(service, checked),
            asked,
            checked,
            watch,
            slot: None,
            document: None,
            foreign: Vec::new(),
            in_history: false,
            listed: false,
        }
    }

    /// Runs until the mailing is sent, fails or is stopped.
    pub(super) async fn finish(mut self) -> Result<SentMailing, MailingError> {
        let watch = self.watch;
        let ended = match select(pin!(watch.stopped()), pin!(self.go())).await {
            Either::Left(((), _)) => None,
            Either::Right((result, _)) => Some(result),
        };
        let result = match ended {
            Some(Err(error)) => Err(self.meaning(error)),
            Some(result) => result,
            None => Err(self.stopped().await),
        };
        if matches!(result, Err(MailingError::Unknown { .. })) {
            self.watch.doubt();
        }
        result
    }

    /// Deletes what this run created, unless its batch may have been requested.
    async fn stopped(&mut self) -> MailingError {
        if let Some(slot) = self.slot {
            self.undo(slot).await;
        }
        self.meaning(MailingError::Stopped)
    }

    /// Returns whether this run or another one may have sent the mailing.
    fn in_doubt(&self) -> bool {
        self.asked || self.in_history || self.listed || !self.foreign.is_empty()
    }

    /// Returns the error to report for a failure: while the mailing may have been sent, the outcome
    /// is unknown.
    fn meaning(&self, error: MailingError) -> MailingError {
        match error {
            error if !self.in_doubt() => error,
            MailingError::Unknown { .. } => error,
            MailingError::Api(error) => self.unknown(Some(error)),
            other => {
                tracing::warn!(error = %other, "the mailing can't continue, and may have been sent");
                self.unknown(None)
            }
        }
    }

    async fn go(&mut self) -> Result<SentMailing, MailingError> {
        if let Some(batch) = self.traces.batch().await? {
            return self.sent(batch, true);
        }
        let slots = self.slots().await?;
        self.in_history = self.traces.in_history().await?;
        if self.in_doubt() {
            self.watch.doubt();
            if let Some(batch) = self.look().await? {
                return self.sent(batch, true);
            }
        }
        if slots.namesake {
            return Err(MailingError::NameTaken { batch: None });
        }
        self.check_time().await?;
        let slot = match slots.ours {
            Some((slot, records)) if records == self.expected() => {
                self.slot = Some(slot);
                slot
            }
            Some((slot, _)) => {
                self.traces.empty(slot).await?;
                self.fill_or_undo(slot).await?
            }
            None => {
                let slot = self.choose(&slots.free)?;
                self.fill_or_undo(slot).await?
            }
        };
        self.ask(slot).await
    }

    /// Reads all slots. Those of other runs are noted at once, also if a later slot can't be read.
    async fn slots(&mut self) -> Result<Slots, MailingError> {
        let mut slots = Slots::default();
        for slot in Slot::all() {
            match self.traces.slot(slot).await? {
                SlotState::Free => slots.free.push(slot),
                SlotState::Ours { records } => slots.ours = Some((slot, records)),
                SlotState::Foreign if self.foreign.contains(&slot) => {}
                SlotState::Foreign => {
                    slots.newly_foreign = true;
                    self.foreign.push(slot);
                    self.watch.doubt();
                }
                SlotState::Namesake => slots.namesake = true,
                SlotState::Other => {}
            }
        }
        Ok(slots)
    }

    /// Looks for a batch that may have been requested, for as long as configured; returns nothing
    /// if the batch may be requested now.
    async fn look(&mut self) -> Result<Option<Batch>, MailingError> {
        let mailing = &self.checked.mailing;
        let resend_after = mailing.resend_after;
        let wait = self.wait(resend_after.unwrap_or(mailing.step_timeout));
        self.watch.at(SendStep::Searching);
        if let Some(batch) = self.traces.look(wait).await? {
            return Ok(Some(batch));
        }
        // Its messages exist: sending again would send it twice, whatever was configured.
        self.in_history = self.in_history || self.traces.in_history().await?;
        if resend_after.is_none() || self.in_history {
            return Err(self.unknown(None));
        }
        Ok(None)
    }

    pub(super) fn unknown(&self, source: Option<Error>) -> MailingError {
        MailingError::Unknown {
            name: self.traces.batch_name.clone(),
            in_history: self.in_history,
            other_run: self.foreign.first().copied(),
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

    /// Requests the batch. After the request, a run that ends leaves the outcome unknown.
    async fn ask(&mut self, slot: Slot) -> Result<SentMailing, MailingError> {
        let mut failure = None;
        let mut is_lost = false;
        for _ in 0..ATTEMPTS {
            match self.prepare(slot).await {
                Ok(Some(batch)) => return self.sent(batch, true),
                Ok(None) => {}
                Err(error) => {
                    self.undo(slot).await;
                    return Err(error);
                }
            }
            match self.watch.pass() {
                Ok(true) => {}
                // Stopped after the batch was requested: it is not requested again.
                Ok(false) if self.watch.has_requested() => return Err(self.unknown(failure)),
                // `finish` ends this run and cleans up.
                Ok(false) => std::future::pending().await,
                Err(error) => {
                    self.undo(slot).await;
                    return Err(MailingError::Note(error));
                }
            }
            let before = (self.asked, self.checked.asked);
            (self.asked, self.checked.asked) = (true, true);
            match self.create(slot).await {
                // The response may be of another request: only this mailing's batch is believed.
                Ok(batch) if batch.id.is_some() && self.traces.is_own(&batch) => {
                    return self.sent(batch, false);
                }
                Err(error) if !error.may_have_been_sent() => {
                    // This request was refused; the outcome of earlier requests is still unknown.
                    (self.asked, self.checked.asked) = before;
                    if !is_lost {
                        self.watch.refused();
                    }
                    self.undo(slot).await;
                    return Err(error.into());
                }
                Ok(_) => {}
                Err(error) => failure = Some(error),
            }
            is_lost = true;
            match self.look().await {
                Ok(Some(batch)) => return self.sent(batch, false),
                Ok(None) => {}
                // The request that was lost explains it.
                Err(MailingError::Unknown {
                    name,
                    in_history,
                    other_run,
                    source: None,
                }) => {
                    return Err(MailingError::Unknown {
                        name,
                        in_history,
                        other_run,
                        source: failure,
                    });
                }
                Err(error) => return Err(error),
            }
        }
        Err(self.unknown(failure))
    }

    /// Checks that no other run sends the mailing, that nothing was sent, and that the slot holds
    /// this run's rows.
    ///
    /// The order matters. A run first fills its slot, then reads the slots of other runs, and
    /// deletes its slot only once its batch is listed. So of two runs at least one finds the other,
    /// in a slot or in the list. Its own slot is read last, because another run may have
    /// overwritten it where the service allows that.
    async fn prepare(&mut self, slot: Slot) -> Result<Option<Batch>, MailingError> {
        let slots = self.slots().await?;
        if slots.newly_foreign {
            return Err(self.unknown(None));
        }
        if slots.namesake {
            return Err(MailingError::NameTaken { batch: None });
        }
        if let Some(batch) = self.traces.batch().await? {
            return Ok(Some(batch));
        }
        self.check_time().await?;
        match self.traces.slot(slot).await? {
            SlotState::Ours { records } if records == self.expected() => Ok(None),
            // It held this run's rows before: another run has overwritten and deleted it.
            SlotState::Free => Err(self.taken(slot, &SlotState::Foreign)),
            state => Err(self.taken(slot, &state)),
        }
    }

    /// `POST /sms/{serviceName}/batches`
    async fn create(&self, slot: Slot) -> Result<Batch, Error> {
        let mailing = &self.checked.mailing;
        let api = self.traces.service.api();
        let mut call = api
            .batches_create(self.checked.wire_message())
            .name(self.traces.batch_name.clone())
            .slot_id(slot.to_string())
            .tag(self.checked.tag());
        call = match &mailing.sender {
            Some(sender) => call.from(sender),
            None => call.sender_for_response(true),
        };
        if !mailing.allow_replies {
            call = call.no_stop(mailing.stop_clause() == StopClause::Absent);
        }
        if let Some(at) = mailing.at {
            call = call.deferred(at);
        }
        if let Some(class) = &mailing.class {
            call = call.class(class.clone());
        }
        Ok(call.send().await?.into_inner())
    }

    fn sent(&mut self, batch: Batch, found: bool) -> Result<SentMailing, MailingError> {
        let step_timeout = self.checked.mailing.step_timeout;
        let document = self.document.take();
        SentMailing::new(self.traces.clone(), batch, document, step_timeout, found)
    }

    pub(super) fn expected(&self) -> i64 {
        i64::try_from(self.checked.receivers()).unwrap_or(i64::MAX)
    }

    /// Rejects a time in the past, by the server's clock.
    async fn check_time(&self) -> Result<(), MailingError> {
        match self.checked.mailing.at {
            Some(at) if at <= self.traces.service.server_now().await? => {
                Err(MailingError::Past { at })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn wait(&self, step_timeout: Duration) -> Wait {
        Wait::patient(self.traces.service.client(), step_timeout)
    }
}
