//! The limits of the client: concurrent requests, and requests per minute.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::PoisonError;
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use crate::sync::{Mutex, MutexGuard};
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
            let wait = self.take_or_wait(slot.id, time, deadline)?;
            if wait.is_zero() {
                return Ok(slot);
            }
            select(freed, time.sleep(wait)).await;
        }
    }

    /// Takes a slot if one is free, and returns how long to wait otherwise. The time is read while
    /// no other call changes the slots: an earlier time would free slots too early.
    fn take_or_wait(
        &self,
        id: u64,
        time: &dyn TimeSource,
        deadline: Duration,
    ) -> Result<Duration, Late> {
        let mut slots = self.lock();
        let now = time.monotonic();
        let due = slots.due(id, self.most, now);
        if due > deadline {
            return Err(Late(
                "its turn under the client's limit of requests per minute",
            ));
        }
        if due <= now {
            slots.take(id, now);
        }
        Ok(due.saturating_sub(now))
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
    use std::time::SystemTime;

    use super::*;
    use crate::time::Sleep;

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

    /// Time that stands still.
    #[derive(Debug)]
    struct Still;

    impl TimeSource for Still {
        fn monotonic(&self) -> Duration {
            seconds(100)
        }

        fn wall(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH
        }

        fn sleep(&self, _: Duration) -> Sleep {
            Box::pin(std::future::pending())
        }
    }

    #[test]
    fn a_call_may_leave_at_its_deadline_and_not_later() {
        let rate = Rate::new(1).unwrap();
        let wait = |slot: &Slot<'_>, deadline| {
            let wait = rate.take_or_wait(slot.id, &Still, seconds(deadline));
            wait.ok()
        };
        let (first, second) = (rate.wait_in_line(), rate.wait_in_line());
        assert_eq!(wait(&first, 100), Some(Duration::ZERO));
        assert_eq!(wait(&second, 160), Some(MINUTE));
        assert_eq!(wait(&second, 159), None);
    }

    #[test]
    fn a_request_before_a_call_counts_as_a_request() {
        let limits = Limits::new(0, 1);
        limits.count(&Still);
        let rate = limits.a_minute.as_ref().unwrap();
        let slot = rate.wait_in_line();
        let wait = rate.take_or_wait(slot.id, &Still, seconds(1000));
        assert_eq!(wait.ok(), Some(MINUTE));
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

/// All orders of calls that wait, leave and are given up.
#[cfg(all(test, shuttle))]
mod models {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use shuttle::future::{JoinHandle, block_on, spawn, yield_now};

    use super::*;
    use crate::sync::{ModelTime, explore};

    const FAR: Duration = Duration::from_secs(1_000_000);

    fn join(calls: Vec<JoinHandle<()>>) {
        for call in calls {
            block_on(call).unwrap();
        }
    }

    /// Starts a call that is given up after a few of its awaits.
    fn given_up(limits: &Arc<Limits>, time: &ModelTime) -> JoinHandle<()> {
        let (limits, time) = (Arc::clone(limits), time.clone());
        spawn(async move {
            let turn = Box::pin(limits.turn(&time, FAR));
            let awaits = Box::pin(async {
                yield_now().await;
                yield_now().await;
            });
            drop(select(turn, awaits).await);
        })
    }

    #[test]
    fn no_more_calls_than_allowed_run_at_once() {
        explore(|| {
            let (limits, time) = (Arc::new(Limits::new(2, 0)), ModelTime::default());
            let running = Arc::new(AtomicUsize::new(0));
            let mut calls = vec![given_up(&limits, &time)];
            calls.extend((0..3).map(|_| {
                let (limits, time) = (Arc::clone(&limits), time.clone());
                let running = Arc::clone(&running);
                spawn(async move {
                    // All pass: a turn that is given up lets the next call pass.
                    let Ok(turn) = limits.turn(&time, FAR).await else {
                        return;
                    };
                    assert!(running.fetch_add(1, Ordering::SeqCst) < 2);
                    yield_now().await;
                    running.fetch_sub(1, Ordering::SeqCst);
                    drop(turn);
                })
            }));
            join(calls);
            let free = limits.at_once.as_ref().map(Semaphore::available_permits);
            assert_eq!(free, Some(2));
        });
    }

    #[test]
    fn no_minute_has_more_calls_than_allowed() {
        explore(|| {
            let (limits, time) = (Arc::new(Limits::new(0, 2)), ModelTime::default());
            let times = Arc::new(Mutex::new(Vec::new()));
            let mut calls = vec![given_up(&limits, &time)];
            calls.extend((0..4).map(|number| {
                let (limits, time) = (Arc::clone(&limits), time.clone());
                let times = Arc::clone(&times);
                spawn(async move {
                    let Ok(mut turn) = limits.turn(&time, FAR).await else {
                        panic!("a call was refused its turn");
                    };
                    // A call whose request does not leave gives its slot back.
                    if number == 0 {
                        return;
                    }
                    turn.leaves();
                    // A slot of more than a minute ago may be forgotten already.
                    let slot = turn.slot.as_ref().unwrap();
                    let went = slot.rate.lock().went.clone();
                    let taken = went.iter().find(|(id, _)| *id == Some(slot.id));
                    let taken = taken.map(|(_, at)| *at);
                    times.lock().unwrap().push((slot.id, taken));
                })
            }));
            join(calls);
            let times = times.lock().unwrap();
            assert_eq!(times.len(), 3, "{times:?}");
            let left: Vec<u64> = times.iter().map(|(id, _)| *id).collect();
            let mut times: Vec<Duration> = times.iter().filter_map(|(_, at)| *at).collect();
            times.sort_unstable();
            for window in times.windows(3) {
                assert!(window[2] - window[0] >= MINUTE, "{times:?}");
            }
            let rate = limits.a_minute.as_ref().unwrap();
            let slots = rate.lock();
            assert!(slots.waiting.is_empty(), "{slots:?}");
            let mut went = slots.went.iter().filter_map(|(id, _)| *id);
            assert!(went.all(|id| left.contains(&id)), "a slot was given back");
        });
    }

    #[test]
    fn a_call_that_comes_too_late_leaves_no_trace() {
        explore(|| {
            let (limits, time) = (Arc::new(Limits::new(1, 1)), ModelTime::default());
            let went = Arc::new(AtomicUsize::new(0));
            let calls = (0..3).map(|_| {
                let (limits, time) = (Arc::clone(&limits), time.clone());
                let went = Arc::clone(&went);
                spawn(async move {
                    if let Ok(mut turn) = limits.turn(&time, Duration::from_secs(30)).await {
                        turn.leaves();
                        went.fetch_add(1, Ordering::SeqCst);
                    }
                })
            });
            join(calls.collect());
            assert_eq!(went.load(Ordering::SeqCst), 1);
            let slots = limits.a_minute.as_ref().unwrap().lock();
            assert_eq!((slots.waiting.len(), slots.went.len()), (0, 1));
        });
    }
}
