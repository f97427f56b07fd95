//! Estimates the server's time at moments of this program, from several sources.
//!
//! `GET /auth/time` may come from a cache. Its result is therefore compared with the `Date` of
//! other responses, with later readings, and with the machine's clock.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{AGE, DATE, HeaderMap};

use crate::time::{TimeSource, millis, wall_millis};

/// Sources agree if they differ by no more than this; both are in whole seconds.
const AGREE_MILLIS: i64 = 6_000;
/// A machine's clock that is off by more than this is ignored as wrong: if the server's clock were
/// that wrong, signatures would be refused.
const FAR_MILLIS: i64 = 600_000;

/// How far the server's clock is ahead of the client's, in milliseconds, according to all readings
/// so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ServerClock {
    /// The highest of the lower bounds, and the lowest of the upper ones.
    inner: (i64, i64),
    /// The lowest of the lower bounds, and the highest of the upper ones.
    outer: (i64, i64),
    /// Whether a response came from a cache.
    cached: bool,
}

/// When a request was sent and when its response arrived, by the client's clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RoundTrip {
    pub(crate) sent: Duration,
    pub(crate) received: Duration,
}

impl RoundTrip {
    /// Returns the bounds of the difference, if the server's clock read `seconds` during the
    /// request.
    fn bounds(self, seconds: i64) -> (i64, i64) {
        let server = seconds.saturating_mul(1000);
        (
            server.saturating_sub(millis(self.received)),
            server
                .saturating_add(1000)
                .saturating_sub(millis(self.sent)),
        )
    }
}

impl ServerClock {
    /// Creates a clock from the first reading of `GET /auth/time`.
    pub(crate) fn new(seconds: i64, trip: RoundTrip) -> Self {
        let bounds = trip.bounds(seconds);
        Self {
            inner: bounds,
            outer: bounds,
            cached: false,
        }
    }

    /// Adds another reading of the time.
    pub(crate) fn read(&mut self, seconds: i64, trip: RoundTrip) {
        self.add(trip.bounds(seconds));
    }

    /// Adds the headers of a response: its `Date`, and whether it came from a cache.
    pub(crate) fn see(&mut self, headers: &HeaderMap, trip: RoundTrip) {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        self.cached |= text(AGE).is_some_and(|age| age.trim() != "0");
        let date = text(DATE).and_then(|text| DateTime::parse_from_rfc2822(text.trim()).ok());
        if let Some(date) = date {
            self.add(trip.bounds(date.timestamp()));
        }
    }

    /// Compares with the machine's own clock, unless that clock is clearly wrong.
    pub(crate) fn compare(&mut self, time: &dyn TimeSource) {
        let offset = wall_millis(time).saturating_sub(millis(time.monotonic()));
        let apart = offset
            .abs_diff(self.outer.0)
            .min(offset.abs_diff(self.outer.1));
        if apart <= FAR_MILLIS.unsigned_abs() {
            self.inner = (self.inner.0.max(offset), self.inner.1.min(offset));
        }
    }

    fn add(&mut self, (low, high): (i64, i64)) {
        self.inner = (self.inner.0.max(low), self.inner.1.min(high));
        self.outer = (self.outer.0.min(low), self.outer.1.max(high));
    }

    /// Returns whether all sources agree to within a few seconds.
    pub(crate) fn is_confirmed(&self) -> bool {
        let (low, high) = self.inner;
        !self.cached && low.abs_diff(high) <= AGREE_MILLIS.unsigned_abs()
    }

    /// Returns the server's time at these two moments, in whole seconds, as dates are: the earliest
    /// possible time of the first moment and the latest possible time of the second.
    pub(crate) fn around(
        &self,
        from: Duration,
        to: Duration,
    ) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        Some((
            at(self.inner.0.min(self.inner.1), from)?,
            at(self.inner.0.max(self.inner.1), to)?,
        ))
    }

    /// Does the same with the two sources that differ most.
    pub(crate) fn far_around(
        &self,
        from: Duration,
        to: Duration,
    ) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        Some((at(self.outer.0, from)?, at(self.outer.1, to)?))
    }
}

fn at(offset: i64, moment: Duration) -> Option<DateTime<Utc>> {
    let time = DateTime::from_timestamp_millis(offset.saturating_add(millis(moment)))?;
    time.checked_sub_signed(TimeDelta::milliseconds(i64::from(
        time.timestamp_subsec_millis(),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn trip(sent: u64, received: u64) -> RoundTrip {
        RoundTrip {
            sent: Duration::from_secs(sent),
            received: Duration::from_secs(received),
        }
    }

    fn headers(date: i64, age: Option<&str>) -> HeaderMap {
        let date = DateTime::from_timestamp(date, 0).unwrap().to_rfc2822();
        let mut headers = HeaderMap::from_iter([(DATE, date.parse().unwrap())]);
        headers.extend(age.map(|age| (AGE, age.parse().unwrap())));
        headers
    }

    #[test]
    fn a_clock_is_confirmed_only_while_all_readings_agree() {
        /// `Date` of another response ten seconds later, and its `Age`.
        type Other = (i64, Option<&'static str>);
        let table: [(&str, Option<Other>, Option<i64>, bool); 8] = [
            ("alone", None, None, true),
            ("the same date", Some((NOW + 10, None)), None, true),
            ("a second off", Some((NOW + 11, Some("0"))), None, true),
            ("65 s late", Some((NOW + 75, None)), None, false),
            ("65 s early", Some((NOW - 55, None)), None, false),
            ("from a cache", Some((NOW + 10, Some("65"))), None, false),
            ("read again", None, Some(NOW + 20), true),
            ("read again from a cache", None, Some(NOW), false),
        ];
        for (what, date, again, confirmed) in table {
            let mut clock = ServerClock::new(NOW, trip(0, 0));
            if let Some((date, age)) = date {
                clock.see(&headers(date, age), trip(10, 10));
            }
            if let Some(again) = again {
                clock.read(again, trip(20, 20));
            }
            assert_eq!(clock.is_confirmed(), confirmed, "{what}");
        }
    }

    #[test]
    fn a_slow_reading_is_not_confirmed_until_a_quick_one_comes() {
        let mut clock = ServerClock::new(NOW, trip(0, 60));
        assert!(!clock.is_confirmed());
        clock.read(NOW + 61, trip(61, 61));
        assert!(clock.is_confirmed());
    }

    #[test]
    fn a_moment_is_given_with_the_doubt_of_the_readings() {
        let clock = ServerClock::new(NOW, trip(2, 4));
        let (low, high) = clock
            .around(Duration::from_secs(4), Duration::from_secs(5))
            .unwrap();
        assert_eq!((low.timestamp(), high.timestamp()), (NOW, NOW + 4));
    }
}
