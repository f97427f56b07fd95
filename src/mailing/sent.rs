//! A mailing that was sent: progress, statistics, outcomes and clean-up.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::unfold;
use uuid::Uuid;

use super::error::MailingError;
use super::slot::Slot;
use super::traces::Traces;
use crate::api::operations;
use crate::api::types::{Batch, BatchError, BatchStatistics, BatchStatus};
use crate::documents;
use crate::error::{CallError, Error};
use crate::service::{ExportRequest, Service};
use crate::wait::Wait;

/// A mailing that was sent, by this run or an earlier one; returned by
/// [`CheckedMailing::send`](super::CheckedMailing::send).
#[derive(Debug, Clone)]
pub struct SentMailing {
    traces: Traces,
    id: Uuid,
    batch: Batch,
    document: Option<Uuid>,
    step_timeout: Duration,
    found: bool,
}

impl SentMailing {
    pub(super) fn new(
        traces: Traces,
        batch: Batch,
        document: Option<Uuid>,
        step_timeout: Duration,
        found: bool,
    ) -> Result<Self, MailingError> {
        let id = batch.id.ok_or_else(|| MailingError::Unknown {
            name: traces.batch_name.clone(),
            in_history: false,
            other_run: None,
            source: None,
        })?;
        Ok(Self {
            traces,
            id,
            batch,
            document,
            step_timeout,
            found,
        })
    }

    /// Returns the id of the batch.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Returns whether an earlier run had sent it and this run found it.
    #[must_use]
    pub fn was_found(&self) -> bool {
        self.found
    }

    /// Returns the batch as it was last read.
    #[must_use]
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Returns the receivers for which no message was created, as they were last read, with the
    /// reason.
    #[must_use]
    pub fn rejected(&self) -> &[BatchError] {
        self.batch.errors.as_deref().unwrap_or_default()
    }

    /// Reads the batch.
    ///
    /// `GET /sms/{serviceName}/batches/{id}`
    ///
    /// # Errors
    /// The request fails, or the response is another batch.
    pub async fn refresh(&mut self) -> Result<&Batch, Error> {
        let read = self.service().api().batches_get(self.id).send().await?;
        let batch = read.into_inner();
        if batch.id.is_some_and(|id| id != self.id) {
            return Err(CallError::other_object(&operations::BATCHES_GET).into());
        }
        self.batch = batch;
        Ok(&self.batch)
    }

    /// Keeps a batch that [`progress`](Self::progress) returned as the one that was read last.
    /// Another batch is ignored.
    pub fn keep(&mut self, batch: Batch) {
        if batch.id.is_none_or(|id| id == self.id) {
            self.batch = batch;
        }
    }

    /// Returns the batch each time that it changes, until it is completed, failed or cancelled.
    ///
    /// It is read after 0.2 seconds at first, then at growing intervals of up to one minute.
    /// Completed means handed over, not delivered: see [`outcomes`](Self::outcomes). A failed
    /// request that may succeed later does not end the stream. Dropping the stream only stops the
    /// reads.
    pub fn progress(&self) -> Progress {
        const LONGEST: Duration = Duration::from_secs(60);
        let wait = Wait::endless(self.service().client(), LONGEST);
        let following = Following {
            sent: self.clone(),
            wait,
            reported: None,
            over: false,
        };
        Progress {
            changes: Box::pin(unfold(following, Following::next)),
        }
    }

    /// Follows the batch until it ends; `each` is called for each change.
    ///
    /// # Errors
    /// A request fails permanently.
    pub async fn follow(&mut self, mut each: impl FnMut(&Batch)) -> Result<&Batch, Error> {
        let mut progress = self.progress();
        while let Some(batch) = progress.next().await {
            self.batch = batch?;
            each(&self.batch);
        }
        Ok(&self.batch)
    }

    /// Fetches the number of messages by outcome, and their cost.
    ///
    /// `GET /sms/{serviceName}/batches/{id}/statistics`
    ///
    /// # Errors
    /// The request fails, or the response is about another batch.
    pub async fn statistics(&self) -> Result<BatchStatistics, Error> {
        let read = self.service().api().batches_statistics_get(self.id);
        let statistics = read.send().await?.into_inner();
        match statistics.id {
            Some(id) if id != self.id => {
                Err(CallError::other_object(&operations::BATCHES_STATISTICS_GET).into())
            }
            _ => Ok(statistics),
        }
    }

    /// Cancels the batch.
    ///
    /// Only a deferred batch of which nothing was sent can be cancelled;
    /// [`progress`](Self::progress) shows when it is cancelled.
    ///
    /// `POST /sms/{serviceName}/batches/{id}/cancel`
    ///
    /// # Errors
    /// It is too late to cancel, or a request fails.
    pub async fn cancel(&mut self) -> Result<&Batch, Error> {
        let cancelled = self.service().api().batches_cancel(self.id).send().await?;
        let batch = cancelled.into_inner();
        if batch.id.is_some_and(|id| id != self.id) {
            // A response about another batch says nothing about this one, which is read instead.
            return self.refresh().await;
        }
        self.batch = batch;
        Ok(&self.batch)
    }

    /// Requests the outcome of each message as an export of the batch (`GET /sms/{serviceName}/document`).
    ///
    /// Receipts arrive over several hours; request the export again for messages that are not
    /// final. Numbers for which no message was created are in [`rejected`](Self::rejected).
    pub fn outcomes(&self) -> ExportRequest {
        ExportRequest::of_batch(self.service(), self.id)
    }

    /// Deletes the slot and the uploaded rows of this run, or of an earlier one with its
    /// [`SlotKey`](super::SlotKey).
    ///
    /// The batch is kept as the record that the mailing was sent.
    ///
    /// It waits until the messages are created, for which the service may need the slot, and until
    /// the batch is listed by its name. A slot that another run filled, or that now holds another
    /// list, is not changed.
    ///
    /// # Errors
    /// [`MailingError::StillWorking`] if the `step_timeout` passes first; otherwise a request
    /// failed.
    pub async fn clean_up(&mut self) -> Result<(), MailingError> {
        let mut wait = Wait::patient(self.service().client(), self.step_timeout);
        while !self.is_made() || self.traces.batch().await?.is_none() {
            if !wait.pause().await {
                return Err(MailingError::StillWorking);
            }
            self.refresh().await?;
        }
        for slot in Slot::all() {
            self.traces.empty(slot).await?;
        }
        let client = self.traces.service.client();
        match self.document.take() {
            Some(id) => documents::delete(client, id).await?,
            None => documents::delete_named(client, &self.traces.document_name()).await?,
        }
        Ok(())
    }

    fn service(&self) -> &Service {
        &self.traces.service
    }

    /// Returns whether the messages are created, so that the list is no longer needed.
    fn is_made(&self) -> bool {
        is_over(&self.batch) || self.batch.status == Some(BatchStatus::Inserted)
    }
}

/// Returns whether a batch can no longer change.
fn is_over(batch: &Batch) -> bool {
    use BatchStatus::{Canceled, Completed, Failed};
    matches!(batch.status, Some(Completed | Failed | Canceled))
}

struct Following {
    sent: SentMailing,
    wait: Wait,
    reported: Option<Batch>,
    over: bool,
}

impl Following {
    /// Returns the next change; `None` after the end.
    async fn next(mut self) -> Option<(Result<Batch, Error>, Self)> {
        while !self.over {
            if self.reported.is_some() {
                self.wait.pause().await;
            }
            match self.sent.refresh().await {
                Ok(batch) if self.reported.as_ref() == Some(batch) => {}
                Ok(batch) => {
                    let batch = batch.clone();
                    self.over = is_over(&batch);
                    self.reported = Some(batch.clone());
                    self.wait.restart();
                    return Some((Ok(batch), self));
                }
                Err(error) if error.is_retryable() => {
                    self.wait.pause().await;
                }
                Err(error) => {
                    self.over = true;
                    return Some((Err(error), self));
                }
            }
        }
        None
    }
}

/// The changes of a batch; returned by [`SentMailing::progress`].
///
/// It is a [`Stream`]; [`next`](Self::next) works without stream helpers.
pub struct Progress {
    changes: Pin<Box<dyn Stream<Item = Result<Batch, Error>> + Send>>,
}

impl Progress {
    /// Returns the next change; `None` after the end.
    pub async fn next(&mut self) -> Option<Result<Batch, Error>> {
        self.changes.next().await
    }
}

impl Stream for Progress {
    type Item = Result<Batch, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.changes.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").finish_non_exhaustive()
    }
}
