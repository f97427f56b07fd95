//! The server's clock: read once from `GET /auth/time`, then carried on by the local one.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;

use super::single_flight::{Unready, turn};
use crate::time::{TimeSource, millis, wall_millis};

/// How far the machine's two clocks may part before the server's is read again: the machine slept,
/// or its clock was set. A signature is good for minutes, so that a few seconds do no harm.
const STRIDE_MILLIS: i64 = 5_000;

/// What the server's clock said, and when.
#[derive(Debug, Clone, Copy)]
struct Reading {
    /// The server's clock, in milliseconds since 1970.
    server: i64,
    /// The local clock that only goes forward.
    at: Duration,
    /// What the machine's clock was ahead of that one.
    apart: i64,
    /// Which reading this is; the first is 1.
    number: u64,
}

/// Seconds since 1970 by the server, and the reading that they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ServerTime {
    pub(crate) seconds: i64,
    pub(crate) reading: u64,
}

/// The server's clock; the machine's own is never believed, so its jumps do no harm.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    state: RwLock<State>,
    /// Whoever reads the server's clock; the others wait for the answer.
    reading: Mutex<()>,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    last: Option<Reading>,
    /// The server refused a signature with the last reading.
    refused: bool,
}

impl Clock {
    /// The server's time; `read` asks the server, the first time and after the machine slept.
    /// `left` is how long the call may still take.
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
        let answer = read().await;
        let after = time.monotonic();
        let State { last, refused } = self.state();
        let server = match (answer, last) {
            (Ok(seconds), _) => seconds.saturating_mul(1000),
            // The clocks parted, perhaps only because somebody set one: what was known may do.
            (Err(_), Some(last)) if !refused => return Ok(last.at(after)),
            (Err(error), _) => return Err(Unready::Failed(error)),
        };
        let reading = Reading {
            server,
            // The server looked at its clock somewhere between the question and the answer.
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

    /// The server refused a signature that was made with this reading: the next call reads anew.
    pub(crate) fn refuse(&self, reading: u64) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if state.last.is_some_and(|last| last.number == reading) {
            state.refused = true;
        }
    }

    fn state(&self) -> State {
        *self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time by the last reading, as long as that one is good.
    fn known(&self, time: &dyn TimeSource) -> Option<ServerTime> {
        let State { last, refused } = self.state();
        let last = last.filter(|_| !refused)?;
        let now = time.monotonic();
        let parted = apart(time, now).abs_diff(last.apart);
        (parted <= STRIDE_MILLIS.unsigned_abs()).then(|| last.at(now))
    }
}

impl Reading {
    /// The server's time at a moment of the local clock that only goes forward.
    fn at(&self, now: Duration) -> ServerTime {
        let passed = millis(now.saturating_sub(self.at));
        ServerTime {
            seconds: self.server.saturating_add(passed).div_euclid(1000),
            reading: self.number,
        }
    }
}

/// How far the machine's clock is ahead of the one that only goes forward, in milliseconds.
fn apart(time: &dyn TimeSource, now: Duration) -> i64 {
    wall_millis(time).saturating_sub(millis(now))
}
