//! Time as the client sees it: a clock that only goes forward, the machine's clock, and waiting.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// What [`TimeSource::sleep`] gives back.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where a client's time comes from; a test may bring its own, and then nothing waits.
///
/// The machine's clock may be wrong and may jump: it is only compared with the other one, to
/// notice that the machine slept. Timestamps of signatures come from the server's clock.
pub trait TimeSource: fmt::Debug + Send + Sync + 'static {
    /// Time passed since some moment, never going back; it may stand still while the machine
    /// sleeps.
    fn monotonic(&self) -> Duration;

    /// The machine's clock.
    fn wall(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// The real time, by tokio's clock and timer, which stand still together in a paused runtime.
#[derive(Debug)]
pub(crate) struct RealTime {
    start: Instant,
}

impl Default for RealTime {
    fn default() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl TimeSource for RealTime {
    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Milliseconds since 1970 by the machine's clock, negative before.
pub(crate) fn wall_millis(time: &dyn TimeSource) -> i64 {
    match time.wall().duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => millis(after),
        Err(before) => millis(before.duration()).saturating_neg(),
    }
}

/// A duration in milliseconds, at most what fits.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
