//! The client's time source: a monotonic clock, the machine's clock, and a timer.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// The future that [`TimeSource::sleep`] returns.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The time source of a client. A test can pass its own, so that nothing waits.
///
/// The machine's clock may be wrong and may jump. It is only compared with the monotonic clock, to
/// detect that the machine slept. The timestamps of signatures come from the server's clock.
pub trait TimeSource: fmt::Debug + Send + Sync + 'static {
    /// Returns the time that has passed since a fixed moment. It never goes back, and it may stop
    /// while the machine sleeps.
    fn monotonic(&self) -> Duration;

    /// Returns the time of the machine's clock.
    fn wall(&self) -> SystemTime;

    /// Waits for this long.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// Real time, from tokio's clock and timer, which both stop in a paused runtime.
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

/// Returns milliseconds since 1970 by the machine's clock, negative for a time before 1970.
pub fn wall_millis(time: &dyn TimeSource) -> i64 {
    match time.wall().duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => millis(after),
        Err(before) => millis(before.duration()).saturating_neg(),
    }
}

/// Converts a duration to milliseconds, at most `i64::MAX`.
pub fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
