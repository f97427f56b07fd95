//! The limits of the client: concurrent requests, and requests per minute.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use crate::time::TimeSource;

const MINUTE: Duration = Duration::from_secs(60);

/// Both limits, each disabled by default. Both let requests pass in the order of their arrival.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    at_once: Option<Semaphore>,
    a_minute: Option<Rate>,
}

/// What a request waited for when its deadline was exceeded.
pub(super) struct Late(pub(super) &'static str);

/// The turn of a request; dropping it lets the next request pass.
pub(super) struct Turn<'a> {
    slot: Option<Slot<'a>>,
    #[allow(dead_code, reason = "held, not read")]
    permit: Option<SemaphorePermit<'a>>,
}

impl Turn<'_> {
    /// Marks the request as sent: from now on it counts, whatever the result of its call is.
    pub(super) fn leaves(&mut self) {
        if let Some(slot) = &mut self.slot {
            slot.is_used = true;
        }
    }
}

impl Limits {
    /// Creates limits for concurrent requests and for requests per minute; 0 means no limit.
    pub(crate) fn new(at_once: usize, a_minute: u32) -> Self {
        Self {
            at_once: (at_once > 0).then(|| Semaphore::new(at_once.min(Semaphore::MAX_PERMITS))),
            a_minute: Rate::new(a_minute),
        }
    }

    /// Waits for a turn, at most until the deadline.
    pub(super) async fn turn(
        &self,
        time: &dyn TimeSource,
        deadline: Duration,
    ) -> Result<Turn<'_>, Late> {
        let slot = match &self.a_minute {
            Some(rate) => Some(rate.slot(time, deadline).await?),
            None => None,
        };
        let Some(at_once) = &self.at_once else {
            return Ok(Turn { slot, permit: None });
        };
        let permit = match at_once.try_acquire() {
            Ok(permit) => Some(permit),
            Err(_) => {
                let left = deadline.saturating_sub(time.monotonic());
                match select(Box::pin(at_once.acquire()), time.sleep(left)).await {
                    Either::Left((permit, _)) => permit.ok(),
                    Either::Right(_) => {
                        return Err(Late(
                            "its turn under the client's limit of concurrent requests",
                        ));
                    }
                }
            }
        };
        Ok(Turn { slot, permit })
    }

    /// Counts a request that precedes another one and does not wait for a turn itself.
    pub(super) fn count(&self, time: &dyn TimeSource) {
        if let Some(rate) = &self.a_minute {
            let mut slots = rate.lock();
            slots.went.push_back((None, time.monotonic()));
        }
    }
}

/// A limit of requests within any minute.
#[derive(Debug)]
struct Rate {
    most: usize,
    slots: Mutex<Slots>,
    /// Notified when a call gives back its place or its slot.
    freed: Notify,
}

#[derive(Debug, Default)]
struct Slots {
    /// The slots that were taken within the last minute: by which call, and when.
    went: VecDeque<(Option<u64>, Duration)>,
    /// The calls that wait, in order.
    waiting: VecDeque<u64>,
    last: u64,
}

/// A place in the queue, then a slot. It is given back unless a request used it.
#[derive(Debug)]
struct Slot<'a> {
    rate: &'a Rate,
    id: u64,
    is_used: bool,
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        if !self.is_used {
            let mut slots = self.rate.lock();
            slots.waiting.retain(|id| *id != self.id);
            slots.went.retain(|(id, _)| *id != Some(self.id));
            drop(slots);
            self.rate.freed.notify_waiters();
        }
    }
}

impl Rate {
    fn new(most: u32) -> Option<Self> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        (most > 0).then(|| Self {
            most,
            slots: Mutex::default(),
            freed: Notify::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a free slot; returns an error immediately if it would be free after the deadline
    /// only.
    async fn slot(&self, time: &dyn TimeSource, deadline: Duration) -> Result<Slot<'_>, Late> {
        let slot = self.wait_in_line();
        loop {
            // Before the check, so that a slot that is given back after it is noticed.
            let freed = pin!(self.freed.notified());
            let now = time.monotonic();
            let due = self.lock().due(slot.id, self.most, now);
            if due > deadline {
                return Err(Late(
                    "its turn under the client's limit of requests per minute",
                ));
            }
            if due <= now {
                self.lock().take(slot.id, now);
                return Ok(slot);
            }
            select(freed, time.sleep(due.saturating_sub(now))).await;
        }
    }

    fn wait_in_line(&self) -> Slot<'_> {
        let mut slots = self.lock();
        slots.last += 1;
        let id = slots.last;
        slots.waiting.push_back(id);
        Slot {
            rate: self,
            id,
            is_used: false,
        }
    }
}

impl Slots {
    /// Returns when the call with this id can be sent, after all calls that wait before it.
    fn due(&mut self, id: u64, most: usize, now: Duration) -> Duration {
        while self
            .went
            .front()
            .is_some_and(|(_, at)| at.saturating_add(MINUTE) <= now)
        {
            self.went.pop_front();
        }
        let mut times: VecDeque<Duration> = self.went.iter().map(|(_, at)| *at).collect();
        for waiting in &self.waiting {
            let oldest = times.len().checked_sub(most).and_then(|at| times.get(at));
            let free = oldest.map_or(now, |oldest| oldest.saturating_add(MINUTE));
            let due = free.max(now).max(times.back().copied().unwrap_or_default());
            if *waiting == id {
                return due;
            }
            times.push_back(due);
        }
        now
    }

    fn take(&mut self, id: u64, now: Duration) {
        self.waiting.retain(|waiting| *waiting != id);
        self.went.push_back((Some(id), now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// When a call that comes now goes; it takes its slot then.
    fn goes(rate: &Rate, now: Duration) -> Duration {
        let mut slot = rate.wait_in_line();
        let due = rate.lock().due(slot.id, rate.most, now);
        rate.lock().take(slot.id, due);
        slot.is_used = true;
        due
    }

    #[test]
    fn no_minute_has_more_requests_than_allowed() {
        let rate = Rate::new(3).unwrap();
        let times: Vec<Duration> = [0, 0, 0, 0, 1, 1, 70, 200]
            .into_iter()
            .map(|now| goes(&rate, seconds(now)))
            .collect();
        assert_eq!(
            times.iter().map(Duration::as_secs).collect::<Vec<_>>(),
            [0, 0, 0, 60, 60, 60, 120, 200]
        );
        for window in times.windows(4) {
            assert!(window[3] - window[0] >= MINUTE, "{times:?}");
        }
    }

    #[test]
    fn a_call_that_is_given_up_leaves_no_trace() {
        let rate = Rate::new(1).unwrap();
        assert_eq!(goes(&rate, seconds(0)), seconds(0));
        let due = |slot: &Slot<'_>| rate.lock().due(slot.id, 1, seconds(1));
        let (first, second) = (rate.wait_in_line(), rate.wait_in_line());
        assert_eq!((due(&first), due(&second)), (seconds(60), seconds(120)));
        drop(first);
        assert_eq!(due(&second), seconds(60), "the next one moves up");
        // It has its slot, and is given up before its request leaves.
        rate.lock().take(second.id, seconds(60));
        drop(second);
        assert_eq!(goes(&rate, seconds(61)), seconds(61));
        assert_eq!(goes(&rate, seconds(61)), seconds(121));
    }
}
