//! Time that advances only by waits: a client's time that also moves a sandbox's clock.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use ovh_sms::sandbox::Sandbox;
use ovh_sms::time::{Sleep, TimeSource};

/// The time of a sandbox that was started at speed 0.
#[derive(Debug)]
pub struct PausedTime {
    sandbox: Arc<Sandbox>,
    start: DateTime<Utc>,
    waited: Mutex<Duration>,
}

impl PausedTime {
    pub fn of(sandbox: &Arc<Sandbox>) -> Arc<Self> {
        let time = Self {
            sandbox: Arc::clone(sandbox),
            start: sandbox.now(),
            waited: Mutex::default(),
        };
        time.align();
        Arc::new(time)
    }

    /// Advances the time of the client and of both clocks of the sandbox.
    pub fn pass(&self, time: Duration) {
        *self.waited.lock().unwrap() += time;
        self.sandbox.advance(time);
        self.align();
    }

    /// Resets the clock that signatures are checked by, which keeps running, to the sandbox's own.
    pub fn align(&self) {
        let skew: TimeDelta = self.sandbox.now() - Utc::now();
        self.sandbox.faults().clock_skew(skew.num_seconds());
    }
}

impl TimeSource for PausedTime {
    fn monotonic(&self) -> Duration {
        *self.waited.lock().unwrap()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::from(self.start) + self.monotonic()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.pass(duration);
        Box::pin(std::future::ready(()))
    }
}
