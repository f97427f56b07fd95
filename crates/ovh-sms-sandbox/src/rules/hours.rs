//! Opening hours for marketing messages: a message with a STOP clause waits until the next opening.

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Europe::Paris;

const OPENS: u32 = 8;
const CLOSES: u32 = 20;

/// Returns when a marketing message given at `time` may leave: at once from Monday to Saturday
/// between 08:00 and 20:00 French time, otherwise at the next opening. Sources disagree on the real
/// hours; here public holidays count as working days.
pub(crate) fn next_opening(time: DateTime<Utc>) -> DateTime<Utc> {
    let local = time.with_timezone(&Paris);
    let open_day = local.weekday() != Weekday::Sun;
    if open_day && (OPENS..CLOSES).contains(&local.hour()) {
        return time;
    }
    let mut day = local.date_naive();
    if !(open_day && local.hour() < OPENS) {
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
    }
    if day.weekday() == Weekday::Sun {
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
    }
    NaiveTime::from_hms_opt(OPENS, 0, 0)
        .and_then(|opening| Paris.from_local_datetime(&day.and_time(opening)).earliest())
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
            assert_eq!(next_opening(at(given)), at(wanted), "{given}");
        }
    }
}
