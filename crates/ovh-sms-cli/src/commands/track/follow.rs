//! Follows messages: finds them, polls them until the timeout, and keeps their receipts.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ovh_sms::receipt::Ptt;
use ovh_sms::service::Receipt;
use ovh_sms::types::{Batch, BatchStatistics, BatchStatus};
use ovh_sms::{Error, Response, Service};
use tokio::time::Instant;
use uuid::Uuid;

use super::{Which, printed};
use crate::commands::jobs::leaves;
use crate::exit::{DONE, FAILED, PARTLY, UNKNOWN};
use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::when::Zone;

/// The first and the longest wait between two reads of the lists.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The number of messages without a receipt that are looked up among the waiting ones.
const LOOKED_UP: usize = 20;

/// The tracked messages and their receipts.
pub(super) struct Followed<'a> {
    service: Service,
    which: Which,
    /// The time zone of printed times.
    zone: Zone,
    global: &'a Global,
    /// The receipt that was printed last, for each message that was read.
    seen: BTreeMap<i64, Receipt>,
    /// The messages without a final receipt, read or not.
    open: BTreeSet<i64>,
    /// Listed messages that do not match.
    others: BTreeSet<i64>,
    /// Whether the lists contained every matching message.
    complete: bool,
    /// The number of listed messages that can't be read, so that it is unknown whether they match.
    unread: usize,
    noted_unknown: bool,
    /// Whether stdout is closed.
    mute: bool,
}

impl<'a> Followed<'a> {
    pub(super) fn new(service: Service, which: Which, zone: Zone, global: &'a Global) -> Self {
        Self {
            service,
            zone,
            open: which.ids.iter().copied().collect(),
            complete: !which.ids.is_empty(),
            which,
            global,
            seen: BTreeMap::new(),
            others: BTreeSet::new(),
            unread: 0,
            noted_unknown: false,
            mute: false,
        }
    }

    /// Follows the messages until every receipt is final, or the timeout expires.
    pub(super) async fn follow(&mut self, time: Duration) -> Result<(), Failure> {
        let end = Instant::now().checked_add(time);
        let left = || match end {
            Some(end) => end.saturating_duration_since(Instant::now()),
            None => Duration::MAX,
        };
        let mut wait = FIRST_WAIT;
        loop {
            match self.round(left()).await? {
                Round::Done => return Ok(()),
                Round::New => wait = FIRST_WAIT,
                Round::Nothing => {}
            }
            if left().is_zero() {
                return Ok(());
            }
            tokio::time::sleep(wait.min(left())).await;
            wait = (wait * 3 / 2).min(LONGEST_WAIT);
        }
    }

    /// Reads the lists, then the messages; a temporary error is printed, and the read is retried.
    async fn round(&mut self, left: Duration) -> Result<Round, Failure> {
        match self.try_round(left).await {
            Ok(round) => Ok(round),
            Err(error) if error.is_retryable() && !left.is_zero() => {
                self.global
                    .note(format_args!("{}; retrying.", sentence(&error)));
                Ok(Round::Nothing)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn try_round(&mut self, left: Duration) -> Result<Round, Error> {
        let new = self.find().await?;
        if new || !self.noted_unknown {
            self.look_once().await?;
            self.note_unknown().await;
        }
        // A list with new messages may soon have more.
        if self.open.is_empty() && self.complete && !new {
            return Ok(Round::Done);
        }
        if !self.open.is_empty() && !left.is_zero() {
            self.look(left).await?;
        }
        Ok(match new {
            true => Round::New,
            false if self.open.is_empty() && self.complete => Round::Done,
            false => Round::Nothing,
        })
    }

    /// Reads the lists; returns whether they contain new messages.
    async fn find(&mut self) -> Result<bool, Error> {
        if !self.which.ids.is_empty() {
            return Ok(false);
        }
        // Until the lists are read whole: this may be interrupted at any time.
        self.complete = false;
        let api = self.service.api();
        let mut list = api.outgoing_list();
        let mut over = None;
        if let Some(batch) = self.which.batch {
            let read = api.batches_get(batch).send().await?.into_inner();
            let is_over = matches!(
                read.status,
                Some(BatchStatus::Completed | BatchStatus::Failed | BatchStatus::Canceled)
            );
            // If the batch was over before the list is read, it may contain all messages.
            if is_over && read.id.is_none_or(|id| id == batch) {
                over = Some((batch, read));
            }
            list = list.batch_id(batch);
        }
        if let Some(tag) = &self.which.tag {
            list = list.tag(tag);
        }
        let ids = list.clone().send().await?.into_inner();
        let mut unread = ids.unread();
        let is_known = |id: &i64| {
            self.seen.contains_key(id) || self.open.contains(id) || self.others.contains(id)
        };
        let unknown: BTreeSet<i64> = ids.into_iter().filter(|id| !is_known(id)).collect();
        let mut new = false;
        if !unknown.is_empty() {
            // Compares the messages themselves: the service may have ignored a filter.
            let messages = list.stream().into_vec().await?;
            unread = unread.max(messages.unread());
            for message in messages {
                let Some(id) = message.id else {
                    unread += 1;
                    continue;
                };
                if !unknown.contains(&id) {
                    continue;
                }
                match self.which.fits(&message) {
                    true => new |= self.open.insert(id),
                    false => {
                        self.others.insert(id);
                    }
                }
            }
            let is_missing = |id: &i64| !self.open.contains(id) && !self.others.contains(id);
            let missing: Vec<i64> = unknown.into_iter().filter(is_missing).collect();
            let mut lacking = 0;
            for (at, id) in missing.into_iter().enumerate() {
                // A message may have been deleted meanwhile.
                let read = match at < LOOKED_UP {
                    true => api.outgoing_get(id).send().await.err(),
                    false => None,
                };
                match read {
                    Some(error) if error.is_not_found() => {
                        self.others.insert(id);
                    }
                    _ => lacking += 1,
                }
            }
            unread = unread.max(lacking);
        }
        let is_whole = match over {
            Some((id, batch)) => self.has_all_of(id, &batch).await,
            None => self.which.tag.is_some() && self.has_found(),
        };
        self.unread = unread;
        self.complete = is_whole && unread == 0;
        Ok(new)
    }

    /// Returns whether all messages of a batch that is over were found: the list may lack messages
    /// that were just created. In a complete batch, the receivers that were refused or are on the
    /// blacklist account for the others; one may be counted as both. Otherwise the statistics state
    /// how many messages there are, such as for a receiver that was given twice.
    async fn has_all_of(&self, id: Uuid, batch: &Batch) -> bool {
        let waiting = self.open.iter().filter(|id| !self.seen.contains_key(id));
        let found = as_count(self.seen.len() + waiting.count());
        let refused = batch.errors.as_ref();
        let refused = refused.map_or(0, |errors| as_count(errors.len() + errors.unread()));
        let is_complete = batch.status == Some(BatchStatus::Completed);
        let accounts_for_all = |left_out: i64| {
            let known = found.saturating_add(left_out);
            let receivers = batch.total_records.filter(|_| is_complete);
            receivers.is_some_and(|receivers| known >= receivers)
        };
        if accounts_for_all(refused) {
            return true;
        }
        let figures = self.service.api().batches_statistics_get(id).send().await;
        let figures = figures.ok().map(Response::into_inner);
        let Some(figures) = figures.filter(|read| read.id.is_none_or(|own| own == id)) else {
            return false;
        };
        let messages = messages_of(&figures);
        accounts_for_all(refused.max(figures.stoplisted.unwrap_or_default()))
            || messages.is_some_and(|messages| found >= messages && (messages > 0 || !is_complete))
    }

    /// Returns whether a message was found.
    fn has_found(&self) -> bool {
        !self.seen.is_empty() || !self.open.is_empty()
    }

    /// Reads the open messages once, and prints new receipts in the order of the ids.
    async fn look_once(&mut self) -> Result<(), Error> {
        let open: Vec<i64> = self.open.iter().copied().collect();
        let mut tracking = self.service.track_ids(open).deadline(Duration::ZERO);
        let mut receipts = tracking.finish().await?;
        receipts.sort_by_key(|receipt| receipt.id);
        receipts.into_iter().for_each(|receipt| self.see(receipt));
        Ok(())
    }

    /// Polls the open messages until none is left, or for this time.
    async fn look(&mut self, time: Duration) -> Result<(), Error> {
        let open: Vec<i64> = self.open.iter().copied().collect();
        let mut tracking = self.service.track_ids(open).deadline(time);
        while let Some(receipt) = tracking.next().await {
            self.see(receipt?);
        }
        Ok(())
    }

    fn see(&mut self, receipt: Receipt) {
        if receipt.is_final() {
            self.open.remove(&receipt.id);
        }
        if self.seen.get(&receipt.id) == Some(&receipt) {
            return;
        }
        // The exit code depends on the messages, not on whether the output could be printed.
        if !self.mute
            && let Err(failure) = printed::print(&receipt, self.global.json)
        {
            failure.tell();
            self.mute = true;
        }
        self.seen.insert(receipt.id, receipt);
    }

    /// Prints once which messages were not found, and which of them wait to be sent.
    async fn note_unknown(&mut self) {
        if std::mem::replace(&mut self.noted_unknown, true) {
            return;
        }
        if let Some(tag) = self.which.tag.as_deref().filter(|_| !self.has_found()) {
            let tag = crate::terminal::output::plain(tag);
            let waiting = self.service.api().jobs_list().send().await;
            let waiting = waiting.map_or(0, |jobs| jobs.len() + jobs.unread());
            match waiting {
                0 => self
                    .global
                    .note(format_args!("No sent message has the tag {tag}.")),
                // The jobs of the API have no tag.
                waiting => self.global.note(format_args!(
                    "No sent message has the tag {tag}. {} to be sent and may have it: see `ovh-sms jobs`.",
                    match waiting {
                        1 => "1 message waits".to_owned(),
                        several => format!("{several} messages wait"),
                    }
                )),
            }
        }
        for &id in self.open.iter().take(LOOKED_UP) {
            let job = self.service.api().jobs_get(id).send().await;
            let job = job.ok().map(|job| job.into_inner());
            // Another message proves nothing about this one.
            let job = job.filter(|job| job.id.is_none_or(|found| found == id));
            if self.global.json {
                let printed = match &job {
                    Some(job) => printed::print_without(id, "scheduled", leaves(job)),
                    None if self.seen.contains_key(&id) => Ok(()),
                    None => printed::print_without(id, "notFound", None),
                };
                if let Err(failure) = printed {
                    failure.tell();
                    self.mute = true;
                }
                continue;
            }
            match job {
                Some(job) => match leaves(&job) {
                    Some(time) => self.global.note(format_args!(
                        "Message {id} waits to be sent until {}.",
                        self.zone.format(time)
                    )),
                    None => self
                        .global
                        .note(format_args!("Message {id} waits to be sent.")),
                },
                None if !self.seen.contains_key(&id) => self
                    .global
                    .note(format_args!("No message has the id {id}.")),
                None => {}
            }
        }
    }

    /// Prints how many messages are delivered, and advice about those that failed.
    pub(super) fn summary(&self) {
        let of = self.seen.len()
            + self
                .open
                .iter()
                .filter(|id| !self.seen.contains_key(id))
                .count();
        let counts = [
            (self.delivered(), "delivered"),
            (self.failed().count(), "failed"),
            (self.open.len(), "unknown"),
        ];
        let words: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if of > 0 {
            let plural = if of == 1 { "" } else { "s" };
            self.global.note(format_args!(
                "Of {of} message{plural}: {}.",
                words.join(", ")
            ));
        }
        match self.unread {
            0 if !self.complete && of > 0 => self
                .global
                .note("There may be more messages: the batch is not finished, or its list is not complete yet."),
            0 if !self.complete && self.which.batch.is_some() => {
                self.global.note("No message of the batch is listed yet.");
            }
            unread => self.global.note_unread(unread),
        }
        let reasons: BTreeSet<Ptt> = self.failed().filter_map(|receipt| receipt.ptt).collect();
        for reason in reasons {
            self.global
                .note(format_args!("{reason}. {}", reason.advice()));
        }
    }

    /// Returns the exit code, as the command's help documents it.
    pub(super) fn code(&self) -> u8 {
        if !self.open.is_empty() || !self.complete {
            return UNKNOWN;
        }
        match (self.delivered(), self.failed().count()) {
            (0, _) => FAILED,
            (_, 0) => DONE,
            _ => PARTLY,
        }
    }

    fn delivered(&self) -> usize {
        let receipts = self.seen.values();
        receipts.filter(|receipt| receipt.is_delivered()).count()
    }

    fn failed(&self) -> impl Iterator<Item = &Receipt> {
        let receipts = self.seen.values();
        receipts.filter(|receipt| receipt.is_final() && !receipt.is_delivered())
    }
}

/// Returns the number of messages according to the statistics of a batch; `None` if a figure is
/// missing or negative. OVHcloud does not document whether `sent` includes `delivered`.
fn messages_of(figures: &BatchStatistics) -> Option<i64> {
    let known = |count: Option<i64>| count.filter(|count| *count >= 0);
    let (sent, pending) = (known(figures.sent)?, known(figures.pending)?);
    let (delivered, failed) = (known(figures.delivered)?, known(figures.failed)?);
    let ended = delivered.saturating_add(failed);
    Some(sent.max(ended).saturating_add(pending))
}

fn as_count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}

/// The result of one read of lists and messages.
enum Round {
    Done,
    New,
    Nothing,
}
