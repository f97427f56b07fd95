//! The sandbox's own clock: real time, optionally faster, moved forward by `advance`.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::lock::lock;

/// A clock with a start time and a speed, which can be moved forward.
#[derive(Debug)]
pub(crate) struct Clock {
    /// Signatures and tokens are checked against this clock, and not against real time.
    is_only_clock: bool,
    state: Mutex<Offsets>,
}

#[derive(Debug)]
struct Offsets {
    /// The time at `begun`.
    start: DateTime<Utc>,
    begun: Instant,
    speed: f64,
    running: bool,
    skew: TimeDelta,
}

impl Offsets {
    fn now(&self) -> DateTime<Utc> {
        let elapsed = self.begun.elapsed().as_secs_f64() * self.factor();
        later(
            self.start,
            Duration::try_from_secs_f64(elapsed).unwrap_or_default(),
        )
    }

    /// Returns how many times faster than real time the clock runs; 0 while it is stopped.
    fn factor(&self) -> f64 {
        if self.running { self.speed } else { 0.0 }
    }

    /// Lets the clock continue at a time.
    fn continue_at(&mut self, time: DateTime<Utc>) {
        self.start = time;
        self.begun = Instant::now();
    }
}

impl Clock {
    pub(crate) fn new(start: DateTime<Utc>, speed: f64) -> Self {
        let start = start.clamp(from_millis(0), from_millis(LAST_MILLIS));
        let is_factor = speed.is_finite() && speed > 0.0;
        Self {
            is_only_clock: false,
            state: Mutex::new(Offsets {
                start,
                begun: Instant::now(),
                speed: if is_factor { speed } else { 1.0 },
                // At 0 the clock does not move.
                running: speed != 0.0,
                skew: TimeDelta::zero(),
            }),
        }
    }

    /// Checks signatures and tokens against this clock too.
    pub(crate) fn for_authentication_too(mut self) -> Self {
        self.is_only_clock = true;
        self
    }

    /// Returns the service's time, which deferral, delivery, expiry and tasks follow.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        lock(&self.state).now()
    }

    /// Returns whether the clock moves by itself, and its factor of real time while it does.
    pub(crate) fn speed(&self) -> (bool, f64) {
        let state = lock(&self.state);
        (state.running, state.speed)
    }

    /// Starts or stops the clock.
    pub(crate) fn run(&self, running: bool) {
        let mut state = lock(&self.state);
        let now = state.now();
        state.continue_at(now);
        state.running = running;
    }

    /// Sets the factor of real time; 0 stops the clock.
    pub(crate) fn set_speed(&self, speed: f64) {
        let mut state = lock(&self.state);
        let now = state.now();
        state.continue_at(now);
        state.running = speed > 0.0;
        if state.running && speed.is_finite() {
            state.speed = speed;
        }
    }

    /// Sets the service's time, also to an earlier one.
    pub(crate) fn set(&self, time: DateTime<Utc>) {
        let time = time.clamp(from_millis(0), from_millis(LAST_MILLIS));
        lock(&self.state).continue_at(time);
    }

    /// Moves the service's time forward.
    pub(crate) fn advance(&self, duration: Duration) {
        let mut state = lock(&self.state);
        state.start = later(state.start, duration);
    }

    /// Returns the time against which signatures and access tokens are checked. `advance` does not
    /// move it, so that a client which has synchronised its clock stays within the tolerance when a
    /// test skips a night.
    pub(crate) fn authentication_now(&self) -> DateTime<Utc> {
        let skew = lock(&self.state).skew;
        let now = match self.is_only_clock {
            true => self.now(),
            false => Utc::now(),
        };
        now.checked_add_signed(skew).unwrap_or(now)
    }

    /// Shifts the authentication clock by some seconds.
    pub(crate) fn set_skew(&self, seconds: i64) {
        lock(&self.state).skew = TimeDelta::try_seconds(seconds).unwrap_or_else(TimeDelta::zero);
    }

    /// Returns by how many seconds the authentication clock is shifted.
    pub(crate) fn skew(&self) -> i64 {
        lock(&self.state).skew.num_seconds()
    }

    /// Returns the real time until the service's time reaches `due`.
    pub(crate) fn real_time_until(&self, due: DateTime<Utc>) -> Duration {
        let left = (due - self.now()).to_std().unwrap_or_default();
        if left.is_zero() {
            return left;
        }
        // With speed 0 the time never comes.
        let factor = lock(&self.state).factor();
        Duration::try_from_secs_f64(left.as_secs_f64() / factor).unwrap_or(Duration::MAX)
    }
}

/// The end of the year 9999, in milliseconds since 1970: later times have no RFC 3339 form.
const LAST_MILLIS: i64 = 253_402_300_799_000;

/// Returns `time + duration`, or the end of the calendar if that is earlier.
pub(crate) fn later(time: DateTime<Utc>, duration: Duration) -> DateTime<Utc> {
    checked_later(time, duration).unwrap_or_else(|| from_millis(LAST_MILLIS))
}

/// Returns `time + duration`, unless it is after the end of the calendar.
pub(crate) fn checked_later(time: DateTime<Utc>, duration: Duration) -> Option<DateTime<Utc>> {
    TimeDelta::from_std(duration)
        .ok()
        .and_then(|delta| time.checked_add_signed(delta))
        .filter(|sum| sum.timestamp_millis() <= LAST_MILLIS)
}

/// Formats a time as OVHcloud does: RFC 3339 in whole seconds.
pub(crate) fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

/// Formats a time in milliseconds, for the control API.
pub(crate) fn written_exactly(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// Formats a time with the offset of French time.
pub(crate) fn written_in_france(time: DateTime<Utc>) -> String {
    let time = time.with_timezone(&chrono_tz::Europe::Paris);
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

/// Converts milliseconds since 1970 to a time; values outside the calendar become its limits.
pub(crate) fn from_millis(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis.clamp(0, LAST_MILLIS)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advance_moves_the_service_and_not_the_signatures() {
        let clock = Clock::new(Utc::now(), 1.0);
        clock.advance(Duration::from_secs(86_400));
        assert!(clock.now() - Utc::now() > TimeDelta::hours(23));
        assert!((clock.authentication_now() - Utc::now()).abs() < TimeDelta::seconds(5));
    }

    #[test]
    fn the_only_clock_moves_the_signatures_too() {
        let start = from_millis(1_000_000);
        let clock = Clock::new(start, 0.0).for_authentication_too();
        clock.advance(Duration::from_secs(60));
        clock.set_skew(-5);
        assert_eq!(clock.authentication_now(), from_millis(1_055_000));
    }

    #[test]
    fn at_speed_0_it_stands_still_until_it_is_moved() {
        let start = from_millis(1_000_000);
        let clock = Clock::new(start, 0.0);
        let hour = Duration::from_secs(3600);
        assert_eq!(clock.real_time_until(later(start, hour)), Duration::MAX);
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(clock.now(), start);
        clock.advance(hour);
        assert_eq!(clock.now(), later(start, hour));
        assert_eq!(clock.real_time_until(start), Duration::ZERO);
    }

    #[test]
    fn it_is_stopped_started_and_set() {
        let start = from_millis(1_000_000);
        let clock = Clock::new(start, 0.0);
        assert_eq!(clock.speed(), (false, 1.0));
        clock.set_speed(1e9);
        std::thread::sleep(Duration::from_millis(2));
        assert!(clock.now() > later(start, Duration::from_secs(60)));
        clock.run(false);
        let now = clock.now();
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!((clock.now(), clock.speed()), (now, (false, 1e9)));
        clock.set(start);
        assert_eq!(clock.now(), start);
        clock.set_speed(0.0);
        assert_eq!(clock.speed(), (false, 1e9));
        clock.run(true);
        assert_eq!(clock.speed(), (true, 1e9));
    }

    #[test]
    fn endless_jumps_do_not_panic() {
        let clock = Clock::new(Utc::now(), f64::NAN);
        clock.advance(Duration::MAX);
        assert!(clock.now() >= from_millis(LAST_MILLIS), "not ignored");
        clock.set_skew(i64::MAX);
        assert!(from_millis(i64::MAX) > Utc::now() && from_millis(i64::MIN) < Utc::now());
        let _ = (clock.now(), clock.authentication_now());
    }
}
