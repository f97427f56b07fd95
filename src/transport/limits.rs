//! Limits that the client keeps to by itself: requests at a time, and requests a minute.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::time::TimeSource;

const MINUTE: Duration = Duration::from_secs(60);

/// Both limits, each off unless asked for; both serve in the order in which requests came.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    at_once: Option<Semaphore>,
    a_minute: Option<Rate>,
}

/// What a request waited for when its time ran out.
pub(super) struct Late(pub(super) &'static str);

/// A request's turn; dropping it lets the next one go.
pub(super) struct Turn<'a>(
    #[allow(dead_code, reason = "held, not read")] Option<SemaphorePermit<'a>>,
);

impl Limits {
    /// At most so many requests at once and a minute; 0 is no limit.
    pub(crate) fn new(at_once: usize, a_minute: u32) -> Self {
        Self {
            at_once: (at_once > 0).then(|| Semaphore::new(at_once.min(Semaphore::MAX_PERMITS))),
            a_minute: Rate::new(a_minute),
        }
    }

    /// Waits for a turn, until the deadline at most.
    pub(super) async fn turn(
        &self,
        time: &dyn TimeSource,
        deadline: Duration,
    ) -> Result<Turn<'_>, Late> {
        if let Some(rate) = &self.a_minute {
            let wait = rate.reserve(time.monotonic(), deadline).ok_or(Late(
                "its turn under the client's limit of requests a minute",
            ))?;
            if !wait.is_zero() {
                time.sleep(wait).await;
            }
        }
        let Some(at_once) = &self.at_once else {
            return Ok(Turn(None));
        };
        if let Ok(permit) = at_once.try_acquire() {
            return Ok(Turn(Some(permit)));
        }
        let left = deadline.saturating_sub(time.monotonic());
        match select(Box::pin(at_once.acquire()), time.sleep(left)).await {
            Either::Left((permit, _)) => Ok(Turn(permit.ok())),
            Either::Right(_) => Err(Late(
                "its turn under the client's limit of requests at once",
            )),
        }
    }

    /// Counts a request that goes before another one and does not wait for itself.
    pub(super) fn count(&self, time: &dyn TimeSource) {
        if let Some(rate) = &self.a_minute {
            let _ = rate.reserve(time.monotonic(), Duration::MAX);
        }
    }
}

/// At most so many requests within any minute.
#[derive(Debug)]
struct Rate {
    most: usize,
    /// When the last `most` requests went or will go, in order.
    slots: Mutex<VecDeque<Duration>>,
}

impl Rate {
    fn new(most: u32) -> Option<Self> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        (most > 0).then(|| Self {
            most,
            slots: Mutex::default(),
        })
    }

    /// How long to wait for the next free slot, which is then taken; none if it is too late.
    fn reserve(&self, now: Duration, deadline: Duration) -> Option<Duration> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = match slots.front() {
            Some(oldest) if slots.len() >= self.most => oldest.saturating_add(MINUTE).max(now),
            _ => slots.back().copied().unwrap_or(now).max(now),
        };
        if slot > deadline {
            return None;
        }
        if slots.len() >= self.most {
            slots.pop_front();
        }
        slots.push_back(slot);
        Some(slot.saturating_sub(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn no_minute_has_more_requests_than_allowed() {
        let rate = Rate::new(3).unwrap();
        let mut times = Vec::new();
        for now in [0, 0, 0, 0, 1, 1, 70, 200] {
            let now = seconds(now);
            times.push(now + rate.reserve(now, Duration::MAX).unwrap());
        }
        assert_eq!(
            times.iter().map(Duration::as_secs).collect::<Vec<_>>(),
            [0, 0, 0, 60, 60, 60, 120, 200]
        );
        for window in times.windows(4) {
            assert!(window[3] - window[0] >= MINUTE, "{times:?}");
        }
    }

    #[test]
    fn a_slot_after_the_deadline_is_not_taken() {
        let rate = Rate::new(1).unwrap();
        assert_eq!(rate.reserve(seconds(0), seconds(10)), Some(seconds(0)));
        assert_eq!(rate.reserve(seconds(1), seconds(10)), None);
        assert_eq!(rate.reserve(seconds(1), seconds(100)), Some(seconds(59)));
    }
}
