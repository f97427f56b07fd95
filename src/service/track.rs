//! Tracks messages until their receipts are final, with batch reads at growing intervals.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_core::Stream;
use serde::{Deserialize, Serialize};

use super::pace::{self, Pace};
use super::steps::{self, Reader, Step};
use super::{SendReport, Service, reads};
use crate::Credits;
use crate::api::types;
use crate::error::Error;
use crate::number::PhoneNumber;
use crate::receipt::{DeliveryStatus, Ptt};

/// The first wait between two reads, and the longest.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Operators try for 48 to 72 hours.
const DEADLINE: Duration = Duration::from_secs(72 * 3600);

/// The known state of a message's delivery at one moment.
///
/// `Debug` masks the number. `Serialize` and `Deserialize` use the names of the fields and OVHcloud's
/// codes; the number is in clear, so the JSON is personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The message's id.
    pub id: i64,
    /// The receiver, as stated in the message itself.
    pub number: Option<PhoneNumber>,
    /// The delivery status. A message that waits to be sent is pending.
    pub status: DeliveryStatus,
    /// The reason: see [`Ptt::meaning`] and [`Ptt::advice`].
    pub ptt: Option<Ptt>,
    /// When the message was sent; `None` before that.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the message reached the phone.
    pub delivered_at: Option<DateTime<Utc>>,
    /// The cost in credits, for all parts together.
    pub credits: Option<Credits>,
}

impl Receipt {
    /// Creates the receipt of a message, for tests; the other fields can be set afterwards.
    #[must_use]
    pub fn new(id: i64, status: DeliveryStatus) -> Self {
        Self {
            id,
            number: None,
            status,
            ptt: None,
            sent_at: None,
            delivered_at: None,
            credits: None,
        }
    }

    /// Returns whether no later receipt can follow.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.status.is_final()
    }

    /// Returns whether the message reached the phone.
    #[must_use]
    pub fn is_delivered(&self) -> bool {
        self.status == DeliveryStatus::Delivered
    }
}

macro_rules! receipt_of {
    ($id:expr, $of:expr) => {
        Receipt {
            id: $id,
            number: $of.receiver.as_deref().and_then(PhoneNumber::from_service),
            status: $of.delivery_receipt.unwrap_or(DeliveryStatus::Pending),
            ptt: $of.ptt,
            sent_at: $of.sent_at,
            delivered_at: $of.delivered_at,
            credits: $of.credits,
        }
    };
}

/// Messages that are being tracked; returned by [`Service::track`].
///
/// It is a [`Stream`] of receipts, which continues after an error; its method
/// [`next`](Self::next) works without a crate of stream helpers.
#[must_use = "nothing is read until it is polled"]
pub struct Tracking {
    reader: Reader<State>,
    running: Option<Step<Receipt>>,
}

/// What is known of the tracked messages.
struct State {
    /// The messages whose receipt is not final, with their last known state.
    open: BTreeMap<i64, Option<Seen>>,
    /// Those of them that existed at the last read but could not be read.
    unread: BTreeSet<i64>,
    ready: VecDeque<Receipt>,
    pace: Pace,
    /// Set by the first read.
    deadline: Option<Duration>,
    time: Duration,
    over: bool,
}

/// The fields whose change makes a new receipt.
type Seen = (DeliveryStatus, Option<Ptt>, bool);

impl Service {
    /// Follows the messages of a report until every receipt is final, for up to 72 hours
    /// ([`deadline`](Tracking::deadline)).
    ///
    /// `GET /sms/{serviceName}/outgoing/{id}` · `sms:apiovh:outgoing/get`, fifty messages per
    /// request, and `…/jobs/{id}` for messages that are not sent yet.
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::time::Duration;
    /// # use ovh_sms::message::Message;
    /// # let sandbox = ovh_sms::sandbox::Sandbox::start().await?;
    /// # let service = sandbox.service()?;
    /// let message = Message::transactional("Bonjour").allow_replies().to("+33600000012");
    /// let report = service.send(message).await?;
    /// let mut tracking = service.track(&report).every(Duration::from_millis(100), Duration::from_secs(1));
    /// while let Some(receipt) = tracking.next().await {
    ///     let receipt = receipt?;
    ///     println!("{}: {}", receipt.id, receipt.status);
    /// }
    /// assert_eq!(tracking.open().count(), 0);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    ///
    /// Accepted does not mean delivered: a message that [`send`](Service::send) reports as sent can
    /// still fail. For many messages, [callbacks](Service::set_callbacks) are better than polling.
    pub fn track(&self, report: &SendReport) -> Tracking {
        self.track_ids(report.ids())
    }

    /// Follows messages by their ids, for example ids stored by an earlier run; see
    /// [`track`](Self::track).
    pub fn track_ids(&self, ids: impl IntoIterator<Item = i64>) -> Tracking {
        let state = State {
            open: ids.into_iter().map(|id| (id, None)).collect(),
            unread: BTreeSet::new(),
            ready: VecDeque::new(),
            pace: Pace::new(FIRST_WAIT, LONGEST_WAIT),
            deadline: None,
            time: DEADLINE,
            over: false,
        };
        Tracking {
            reader: Reader::new(self, state),
            running: None,
        }
    }
}

impl Tracking {
    /// Sets how long the messages are followed, from the first read: 72 hours if not set, the longest time
    /// that operators may try.
    ///
    /// Zero reads once.
    pub fn deadline(self, time: Duration) -> Self {
        self.reader.state().time = time;
        self
    }

    /// Sets how often the messages are read: the first wait, which grows by half after each read,
    /// and the longest; 2 and 60 seconds if not set.
    pub fn every(self, first: Duration, longest: Duration) -> Self {
        self.reader.state().pace = Pace::new(first, longest);
        self
    }

    /// Returns the next change of a message, including its first state.
    ///
    /// `None` when all receipts are final or the deadline has passed: [`open`](Self::open)
    /// distinguishes the two.
    ///
    /// # Errors
    ///
    /// The messages can't be read. Nothing is lost: call `next` again to continue.
    pub async fn next(&mut self) -> Option<Result<Receipt, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads until the end and returns the last receipt of each message that could be read.
    ///
    /// # Errors
    ///
    /// As for [`next`](Self::next).
    pub async fn finish(&mut self) -> Result<Vec<Receipt>, Error> {
        let mut last = BTreeMap::new();
        while let Some(receipt) = self.next().await {
            let receipt = receipt?;
            last.insert(receipt.id, receipt);
        }
        Ok(last.into_values().collect())
    }

    /// Returns the messages whose receipt is not final yet.
    pub fn open(&self) -> impl Iterator<Item = i64> + use<> {
        let open: Vec<i64> = self.reader.state().open.keys().copied().collect();
        open.into_iter()
    }

    /// Returns the [open](Self::open) messages that existed at the last read but could not be read,
    /// so that their delivery status is unknown.
    pub fn unread(&self) -> impl Iterator<Item = i64> + use<> {
        let unread: Vec<i64> = self.reader.state().unread.iter().copied().collect();
        unread.into_iter()
    }
}

impl Stream for Tracking {
    type Item = Result<Receipt, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, running } = self.get_mut();
        let step = || -> Step<Receipt> {
            let reader = reader.clone();
            Box::pin(async move { reader.step().await })
        };
        steps::poll(running, step, context)
    }
}

/// What to do for the next receipt.
enum Todo {
    Return(Option<Receipt>),
    Read,
    /// Wait, but not beyond the deadline, and then read.
    Wait(Duration, Option<Duration>),
}

impl Reader<State> {
    /// Waits and reads until there is a receipt.
    async fn step(&self) -> Option<Result<Receipt, Error>> {
        loop {
            let todo = self.state().todo(self.service.elapsed());
            match todo {
                Todo::Return(receipt) => return receipt.map(Ok),
                Todo::Read => {}
                Todo::Wait(wait, deadline) => {
                    // The last read is at the deadline itself.
                    if !pace::wait(&self.service, wait, deadline).await {
                        self.state().over = true;
                        return None;
                    }
                }
            }
            if let Err(error) = self.look().await {
                return Some(Err(error));
            }
        }
    }

    async fn look(&self) -> Result<(), Error> {
        let ids: Vec<i64> = self.state().open.keys().copied().collect();
        for chunk in ids.chunks(reads::MOST_IDS) {
            let sent = reads::by_ids::<types::Outgoing>(&self.service, chunk).await?;
            let waiting = self.state().see_sent(chunk, sent);
            let jobs = reads::by_ids::<types::Job>(&self.service, &waiting).await?;
            self.state().see_waiting(jobs);
        }
        Ok(())
    }
}

impl State {
    fn todo(&mut self, now: Duration) -> Todo {
        if let Some(receipt) = self.ready.pop_front() {
            return Todo::Return(Some(receipt));
        }
        if self.open.is_empty() || self.over {
            return Todo::Return(None);
        }
        match self.deadline {
            None => {
                self.deadline = Some(now.saturating_add(self.time));
                Todo::Read
            }
            deadline => Todo::Wait(self.pace.step(), deadline),
        }
    }

    /// Adds the sent messages of a chunk; returns the ids that may still be jobs.
    fn see_sent(&mut self, chunk: &[i64], sent: reads::Read<types::Outgoing>) -> Vec<i64> {
        // A sent message is no longer a job.
        let waiting = chunk
            .iter()
            .copied()
            .filter(|id| !sent.found.contains_key(id) && !sent.unread.contains(id))
            .filter(|id| !self.has_left(*id))
            .collect();
        for id in chunk {
            self.unread.remove(id);
        }
        self.unread.extend(sent.unread);
        for (id, message) in sent.found {
            self.see(receipt_of!(id, message));
        }
        waiting
    }

    fn see_waiting(&mut self, jobs: reads::Read<types::Job>) {
        self.unread.extend(jobs.unread);
        for (id, job) in jobs.found {
            self.see(receipt_of!(id, job));
        }
    }

    fn has_left(&self, id: i64) -> bool {
        matches!(self.open.get(&id), Some(Some((_, _, true))))
    }

    fn see(&mut self, receipt: Receipt) {
        let seen = (receipt.status, receipt.ptt, receipt.sent_at.is_some());
        if let Some(before) = self.open.get_mut(&receipt.id)
            && *before != Some(seen)
        {
            *before = Some(seen);
            if receipt.is_final() {
                self.open.remove(&receipt.id);
            }
            self.ready.push_back(receipt);
        }
    }
}

impl fmt::Debug for Tracking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tracking")
            .field("service", &self.reader.service.name())
            .field("open", &self.reader.state().open.len())
            .finish_non_exhaustive()
    }
}
