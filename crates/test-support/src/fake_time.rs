//! Time that a test moves: nothing waits, and every wait is written down.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use ovh_sms::time::{Sleep, TimeSource};

#[derive(Debug)]
pub struct FakeTime(Mutex<State>);

#[derive(Debug)]
struct State {
    /// True time since the test began.
    passed: Duration,
    /// The part of it that the machine slept through.
    slept: Duration,
    /// How far the machine's clock is off, in seconds.
    wrong: i64,
    waits: Vec<Duration>,
}

/// When tests begin, in seconds since 1970.
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

    /// The true time, as a server knows it.
    pub fn server(&self) -> i64 {
        START + i64::try_from(self.0.lock().unwrap().passed.as_secs()).unwrap()
    }

    pub fn advance(&self, time: Duration) {
        self.0.lock().unwrap().passed += time;
    }

    /// Time passes, and the clock that only goes forward stands still.
    pub fn machine_sleeps(&self, time: Duration) {
        let mut state = self.0.lock().unwrap();
        state.passed += time;
        state.slept += time;
    }

    /// Sets the machine's clock wrong by so many seconds.
    pub fn set_wrong(&self, seconds: i64) {
        self.0.lock().unwrap().wrong = seconds;
    }

    /// The waits so far, and forgets them.
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
