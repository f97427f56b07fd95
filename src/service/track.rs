//! Tracking messages until their receipts are final, by batch reads that slow down.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_core::Stream;

use super::pace::{self, Pace};
use super::{SendReport, Service, reads};
use crate::api::types;
use crate::error::Error;
use crate::number::PhoneNumber;
use crate::receipt::{DeliveryStatus, Ptt};

/// The first wait between two looks, and the longest.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Operators try for 48 to 72 hours.
const DEADLINE: Duration = Duration::from_secs(72 * 3600);

/// What is known of a message's delivery at a moment.
///
/// `Debug` masks the number.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Receipt {
    /// The message's id.
    pub id: i64,
    /// The receiver, as the message itself has it.
    pub number: Option<PhoneNumber>,
    /// What became of it. A message that waits to be sent is pending.
    pub status: DeliveryStatus,
    /// The reason: [`Ptt::meaning`], [`Ptt::advice`].
    pub ptt: Option<Ptt>,
    /// When it left; `None` before that.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the phone had it.
    pub delivered_at: Option<DateTime<Utc>>,
    /// The credits that it cost, all parts together.
    pub credits: Option<f64>,
}

impl Receipt {
    /// Whether nothing comes after it.
    #[must_use]
    pub fn is_final(&self) -> bool {
        self.status.is_final()
    }

    /// Whether the phone has the message.
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
            status: $of
                .delivery_receipt
                .map_or(DeliveryStatus::Pending, DeliveryStatus::from),
            ptt: $of.ptt.map(Ptt::from),
            sent_at: $of.sent_at,
            delivered_at: $of.delivered_at,
            credits: $of.credits,
        }
    };
}

/// Messages that are being tracked; from [`Service::track`].
#[must_use = "nothing is read before `next` is called"]
pub struct Tracking {
    service: Service,
    /// The messages whose receipt is not final, with what was last known of them.
    open: BTreeMap<i64, Option<Seen>>,
    /// Those of them that were there at the last look and could not be read.
    unread: BTreeSet<i64>,
    ready: VecDeque<Receipt>,
    pace: Pace,
    /// Set by the first look.
    deadline: Option<Duration>,
    time: Duration,
    over: bool,
}

/// What makes a receipt another one.
type Seen = (DeliveryStatus, Option<Ptt>, bool);

impl Service {
    /// Follows the messages of a report until every receipt is final, or for 72 hours
    /// ([`deadline`](Tracking::deadline)).
    ///
    /// `GET /sms/{serviceName}/outgoing/{id}` · `sms:apiovh:outgoing/get`, fifty messages a
    /// request, and `…/jobs/{id}` for those that have not left.
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
    /// Accepted is not delivered: what [`send`](Service::send) calls sent can still fail. For many
    /// messages [callbacks](Service::set_callbacks) are better than asking.
    pub fn track(&self, report: &SendReport) -> Tracking {
        self.track_ids(report.ids())
    }

    /// Follows messages by their ids, such as those kept from an earlier run; see
    /// [`track`](Self::track).
    pub fn track_ids(&self, ids: impl IntoIterator<Item = i64>) -> Tracking {
        Tracking {
            service: self.clone(),
            open: ids.into_iter().map(|id| (id, None)).collect(),
            unread: BTreeSet::new(),
            ready: VecDeque::new(),
            pace: Pace::new(FIRST_WAIT, LONGEST_WAIT),
            deadline: None,
            time: DEADLINE,
            over: false,
        }
    }
}

impl Tracking {
    /// How long they are followed, from the first look: 72 hours if not set, which is how long
    /// operators may try. Zero looks once.
    pub fn deadline(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// How often they are looked at: the first wait, which grows by half from look to look, and the
    /// longest; 2 and 60 seconds if not set.
    pub fn every(mut self, first: Duration, longest: Duration) -> Self {
        self.pace = Pace::new(first, longest);
        self
    }

    /// The next change of a message; its first state is one. `None` when all receipts are final, or
    /// the time is up: [`open`](Self::open) tells them apart.
    ///
    /// # Errors
    ///
    /// The messages can't be read. Nothing is lost: call it again to go on.
    pub async fn next(&mut self) -> Option<Result<Receipt, Error>> {
        loop {
            if let Some(receipt) = self.ready.pop_front() {
                return Some(Ok(receipt));
            }
            if self.open.is_empty() || self.over {
                return None;
            }
            match self.deadline {
                None => self.deadline = Some(self.service.elapsed().saturating_add(self.time)),
                deadline => {
                    // The last look is at the deadline itself.
                    let wait = self.pace.step();
                    if !pace::wait(&self.service, wait, deadline).await {
                        self.over = true;
                        return None;
                    }
                }
            }
            if let Err(error) = self.look().await {
                return Some(Err(error));
            }
        }
    }

    /// Reads on to the end, and gives the last receipt of each message that was read at all.
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

    /// The messages whose receipt is not final yet.
    pub fn open(&self) -> impl Iterator<Item = i64> + '_ {
        self.open.keys().copied()
    }

    /// The [open](Self::open) messages that were there at the last look and could not be read, so
    /// that nothing is known of their delivery.
    pub fn unread(&self) -> impl Iterator<Item = i64> + '_ {
        self.unread.iter().copied()
    }

    /// As a [`Stream`].
    pub fn into_stream(self) -> impl Stream<Item = Result<Receipt, Error>> + Send {
        futures_util::stream::unfold(self, |mut tracking| async move {
            Some((tracking.next().await?, tracking))
        })
    }

    async fn look(&mut self) -> Result<(), Error> {
        let ids: Vec<i64> = self.open.keys().copied().collect();
        for chunk in ids.chunks(reads::MOST_IDS) {
            let sent = reads::by_ids::<types::Outgoing>(&self.service, chunk).await?;
            // What has left is no job any more.
            let waiting: Vec<i64> = chunk
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
            let jobs = reads::by_ids::<types::Job>(&self.service, &waiting).await?;
            self.unread.extend(jobs.unread);
            for (id, job) in jobs.found {
                self.see(receipt_of!(id, job));
            }
        }
        Ok(())
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
            .field("service", &self.service.name())
            .field("open", &self.open.len())
            .finish_non_exhaustive()
    }
}
