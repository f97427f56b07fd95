//! The server's clock: read once from `GET /auth/time`, then continued by the local clock.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;

use super::single_flight::{Unready, turn};
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
