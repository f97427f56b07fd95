//! Time that a test controls: waits take no time and are recorded.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use ovh_sms::time::{Sleep, TimeSource};

#[derive(Debug)]
pub struct FakeTime(Mutex<State>);

#[derive(Debug)]
struct State {
    /// The true time since the test started.
    passed: Duration,
    /// The part of it during which the machine was suspended.
    slept: Duration,
    /// The error of the machine's clock, in seconds.
    wrong: i64,
    waits: Vec<Duration>,
}

/// The start of each test, in seconds since 1970.
pub const START: i64 = 1_700_000_000;

impl FakeTime {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            passed: Duration::ZERO,
            slept: Duration::ZERO,
            wrong: 0,
            waits: Vec::new(),
        })))
    }

    /// Returns the true time, which is that of a server.
    pub fn server(&self) -> i64 {
        START + i64::try_from(self.0.lock().unwrap().passed.as_secs()).unwrap()
    }

    pub fn advance(&self, time: Duration) {
        self.0.lock().unwrap().passed += time;
    }

    /// Advances the time while the monotonic clock stands still, as during suspension.
    pub fn machine_sleeps(&self, time: Duration) {
        let mut state = self.0.lock().unwrap();
        state.passed += time;
        state.slept += time;
    }

    /// Sets the error of the machine's clock, in seconds.
    pub fn set_wrong(&self, seconds: i64) {
        self.0.lock().unwrap().wrong = seconds;
    }

    /// Returns the waits so far and clears them.
    pub fn take_waits(&self) -> Vec<Duration> {
        std::mem::take(&mut self.0.lock().unwrap().waits)
    }
}

impl TimeSource for FakeTime {
    fn monotonic(&self) -> Duration {
        let state = self.0.lock().unwrap();
        state.passed - state.slept
    }

    fn wall(&self) -> SystemTime {
        let state = self.0.lock().unwrap();
        let seconds = START + state.wrong;
        SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap()) + state.passed
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let mut state = self.0.lock().unwrap();
        state.passed += duration;
        state.waits.push(duration);
        Box::pin(std::future::ready(()))
    }
}
