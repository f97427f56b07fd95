//! The server's clock: read once from `GET /auth/time`, then continued by the local clock.

use std::sync::PoisonError;
use std::time::Duration;

use tokio::sync::Mutex;

use super::single_flight::{Unready, turn};
use crate::sync::RwLock;
use crate::time::{TimeSource, millis, wall_millis};

/// How far the machine's two clocks may drift apart before the server's clock is read again. They
/// drift apart when the machine slept or its clock was set. A signature is valid for minutes, so a
/// few seconds do no harm.
const STRIDE_MILLIS: i64 = 5_000;

/// A reading of the server's clock.
#[derive(Debug, Clone, Copy)]
struct Reading {
    /// The server's clock, in milliseconds since 1970.
    server: i64,
    /// The monotonic local clock at that moment.
    at: Duration,
    /// The machine's clock minus the monotonic clock, in milliseconds.
    apart: i64,
    /// The number of this reading; the first is 1.
    number: u64,
}

/// Seconds since 1970 by the server's clock, and the number of the reading that they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ServerTime {
    pub(crate) seconds: i64,
    pub(crate) reading: u64,
}

/// The server's clock. The time of the machine's own clock is never used, so its jumps do no harm.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    state: RwLock<State>,
    /// Held by the call that reads the server's clock; the others wait for its result.
    reading: Mutex<()>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    last: Option<Reading>,
    /// True if the server refused a signature with the last reading.
    refused: bool,
}

impl Clock {
    /// Returns the server's time. `read` requests it from the server: the first time, and after the
    /// machine slept. `left` is how long the call may still take.
    pub(crate) async fn now<E, F>(
        &self,
        time: &dyn TimeSource,
        left: impl FnOnce() -> Duration,
        read: impl FnOnce() -> F,
    ) -> Result<ServerTime, Unready<E>>
    where
        F: Future<Output = Result<i64, E>>,
    {
        if let Some(now) = self.known(time) {
            return Ok(now);
        }
        let _turn = turn(&self.reading, left).await?;
        if let Some(now) = self.known(time) {
            return Ok(now);
        }
        let before = time.monotonic();
        let reading = read().await;
        let after = time.monotonic();
        let State { last, refused } = self.state();
        let server = match (reading, last) {
            (Ok(seconds), _) => seconds.saturating_mul(1000),
            // The clocks drifted apart, perhaps only because one was set: the last reading may be
            // right.
            (Err(_), Some(last)) if !refused => return Ok(last.at(after)),
            (Err(error), _) => return Err(Unready::Failed(error)),
        };
        let reading = Reading {
            server,
            // The server read its clock somewhere between the request and the response.
            at: before.saturating_add(after.saturating_sub(before) / 2),
            apart: apart(time, after),
            number: last.map_or(1, |last| last.number.saturating_add(1)),
        };
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = State {
            last: Some(reading),
            refused: false,
        };
        Ok(reading.at(after))
    }

    /// Marks this reading as refused, after the server refused a signature that was made with it:
    /// the next call reads the clock again.
    pub(crate) fn refuse(&self, reading: u64) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.last.is_some_and(|last| last.number == reading) {
            state.refused = true;
        }
    }

    fn state(&self) -> State {
        *self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the time by the last reading, if that reading is still valid.
    fn known(&self, time: &dyn TimeSource) -> Option<ServerTime> {
        let State { last, refused } = self.state();
        let last = last.filter(|_| !refused)?;
        let now = time.monotonic();
        let parted = apart(time, now).abs_diff(last.apart);
        (parted <= STRIDE_MILLIS.unsigned_abs()).then(|| last.at(now))
    }
}

impl Reading {
    /// Returns the server's time at a moment of the monotonic local clock.
    fn at(&self, now: Duration) -> ServerTime {
        let passed = millis(now.saturating_sub(self.at));
        ServerTime {
            seconds: self.server.saturating_add(passed).div_euclid(1000),
            reading: self.number,
        }
    }
}

/// Returns how far the machine's clock is ahead of the monotonic clock, in milliseconds.
fn apart(time: &dyn TimeSource, now: Duration) -> i64 {
    wall_millis(time).saturating_sub(millis(now))
}

/// All orders of calls that need the server's time.
#[cfg(all(test, shuttle))]
mod models {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use shuttle::future::{block_on, spawn, yield_now};

    use super::*;
    use crate::sync::{ModelTime, explore};

    #[derive(Default)]
    struct Shared {
        clock: Clock,
        time: ModelTime,
        reads: AtomicUsize,
        /// How many of the first reads fail.
        failures: usize,
    }

    impl Shared {
        async fn now(&self, left: Duration) -> Result<ServerTime, Unready<()>> {
            let read = async || {
                yield_now().await;
                let read = self.reads.fetch_add(1, Ordering::SeqCst);
                yield_now().await;
                (read >= self.failures).then_some(1_000).ok_or(())
            };
            self.clock.now(&self.time, || left, read).await
        }
    }

    #[test]
    fn calls_share_one_reading_and_one_replacement() {
        explore(|| {
            let shared = Arc::new(Shared::default());
            let calls: Vec<_> = (0..3)
                .map(|number| {
                    let shared = Arc::clone(&shared);
                    spawn(async move {
                        let first = shared.now(Duration::MAX).await.unwrap();
                        // Two calls are refused with the first reading.
                        if number > 0 {
                            shared.clock.refuse(1);
                            let second = shared.now(Duration::MAX).await.unwrap();
                            assert_eq!(second.reading, 2);
                        }
                        assert!((1..=2).contains(&first.reading));
                    })
                })
                .collect();
            for call in calls {
                block_on(call).unwrap();
            }
            assert_eq!(shared.reads.load(Ordering::SeqCst), 2);
        });
    }

    #[test]
    fn a_failed_or_abandoned_reading_leaves_the_turn_to_the_next_call() {
        explore(|| {
            let shared = Arc::new(Shared {
                failures: 1,
                ..Shared::default()
            });
            let (one, two) = (Arc::clone(&shared), Arc::clone(&shared));
            let abandoned = spawn(async move {
                let now = Box::pin(one.now(Duration::MAX));
                futures_util::future::select(now, Box::pin(yield_now())).await;
            });
            let late = spawn(async move { two.now(Duration::ZERO).await.is_ok() });
            let failed = block_on(shared.now(Duration::MAX)).is_err();
            let again = block_on(shared.now(Duration::MAX));
            block_on(abandoned).unwrap();
            block_on(late).unwrap();
            assert!(again.is_ok() || !failed, "one read fails");
            assert!(block_on(shared.now(Duration::MAX)).is_ok());
        });
    }
}
