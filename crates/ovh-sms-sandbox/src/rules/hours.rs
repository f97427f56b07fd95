//! Opening hours for marketing messages: a message with a STOP clause waits until the next opening.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Europe::Paris;

const OPENS: u32 = 8;
const CLOSES: u32 = 20;

/// Returns when a marketing message given at `time` may leave: at once from Monday to Saturday
/// between 08:00 and 20:00 French time, except on closed dates; otherwise at the next opening.
/// Sources disagree on the real hours, and on public holidays.
pub(crate) fn next_opening(time: DateTime<Utc>, closed: &BTreeSet<NaiveDate>) -> DateTime<Utc> {
    let local = time.with_timezone(&Paris);
    let today = local.date_naive();
    let is_open = |day: &NaiveDate| day.weekday() != Weekday::Sun && !closed.contains(day);
    if is_open(&today) && (OPENS..CLOSES).contains(&local.hour()) {
        return time;
    }
    // Each closed date and each Sunday moves the opening by a day.
    let days = today.iter_days().skip(usize::from(local.hour() >= OPENS));
    let day = days.take(2 * closed.len() + 7).find(is_open);
    day.zip(NaiveTime::from_hms_opt(OPENS, 0, 0))
        .and_then(|(day, opening)| Paris.from_local_datetime(&day.and_time(opening)).earliest())
        .map_or(time, |opening| opening.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text)
            .unwrap()
            .with_timezone(&Utc)
    }

    #[test]
    fn nights_and_sundays_wait() {
        let cases = [
            ("2026-01-15T10:00:00+01:00", "2026-01-15T10:00:00+01:00"),
            ("2026-01-15T06:30:00+01:00", "2026-01-15T08:00:00+01:00"),
            ("2026-01-15T20:00:00+01:00", "2026-01-16T08:00:00+01:00"),
            // Saturday evening and Sunday lead to Monday, summer time included.
            ("2026-07-18T21:00:00+02:00", "2026-07-20T08:00:00+02:00"),
            ("2026-07-19T12:00:00+02:00", "2026-07-20T08:00:00+02:00"),
            ("2026-03-28T23:00:00+01:00", "2026-03-30T08:00:00+02:00"),
        ];
        for (given, wanted) in cases {
            let opening = next_opening(at(given), &BTreeSet::new());
            assert_eq!(opening, at(wanted), "{given}");
        }
    }

    #[test]
    fn closed_dates_wait() {
        let closed = ["2026-05-01", "2026-05-02", "2026-05-04"];
        let closed = closed.map(|date| date.parse().unwrap()).into();
        let cases = [
            ("2026-04-30T12:00:00+02:00", "2026-04-30T12:00:00+02:00"),
            // Friday and Saturday are closed, then Sunday and another closed Monday follow.
            ("2026-04-30T21:00:00+02:00", "2026-05-05T08:00:00+02:00"),
            ("2026-05-01T06:00:00+02:00", "2026-05-05T08:00:00+02:00"),
            ("2026-05-01T12:00:00+02:00", "2026-05-05T08:00:00+02:00"),
            ("2026-05-04T12:00:00+02:00", "2026-05-05T08:00:00+02:00"),
        ];
        for (given, wanted) in cases {
            assert_eq!(next_opening(at(given), &closed), at(wanted), "{given}");
        }
    }
}
