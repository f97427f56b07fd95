//! Date-times in filters of lists, in the forms that clients write.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Paris;

use crate::state::DatesWithoutOffset;

/// Date-times with an offset, which may have no colon and no minutes. Some libraries, such as Java's
/// own, write no seconds if they are 0.
const WITH_OFFSET: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M%#z",
    "%Y-%m-%d %H:%M%#z",
];
/// Date-times without an offset.
const WITHOUT_OFFSET: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
];

/// Reads a date-time with any offset, or without one as the policy states. A `+` that a client did
/// not encode arrives as a space.
pub(crate) fn read(text: &str, local: DatesWithoutOffset) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let with_plus = text
        .rsplit_once(' ')
        .map(|(time, offset)| format!("{time}+{offset}"));
    // A time of day behind a space is not an offset: it is longer than `01:00`, or follows a date.
    let with_plus = with_plus.filter(|text| text.contains('T'));
    std::iter::once(text)
        .chain(with_plus.as_deref())
        .find_map(with_offset)
        .or_else(|| without_offset(text, local))
        // RFC 3339 has years of four digits.
        .filter(|time| (0..=9999).contains(&time.year()))
}

fn with_offset(text: &str) -> Option<DateTime<Utc>> {
    let known = DateTime::parse_from_rfc3339(text).ok();
    let known = known.or_else(|| {
        let mut forms = WITH_OFFSET.iter();
        forms.find_map(|form| DateTime::parse_from_str(text, form).ok())
    });
    known.map(|time| time.with_timezone(&Utc))
}

fn without_offset(text: &str, local: DatesWithoutOffset) -> Option<DateTime<Utc>> {
    let mut forms = WITHOUT_OFFSET.iter();
    let time = forms.find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    match local {
        DatesWithoutOffset::Refuse => None,
        DatesWithoutOffset::Utc => Some(time.and_utc()),
        DatesWithoutOffset::French => {
            let known = Paris.from_local_datetime(&time).earliest();
            // An hour of spring does not exist: the clock has moved on by then.
            let known = known.or_else(|| {
                let later = time.checked_add_signed(TimeDelta::hours(1))?;
                Paris.from_local_datetime(&later).earliest()
            });
            known.map(|time| time.with_timezone(&Utc))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_a_time_are_read() {
        use DatesWithoutOffset::{French, Refuse, Utc as InUtc};
        let noon = "2026-01-15T11:00:00+00:00";
        for (text, local, expected) in [
            ("2026-01-15T11:00:00Z", Refuse, Some(noon)),
            ("2026-01-15T12:00:00+01:00", Refuse, Some(noon)),
            ("2026-01-15T12:00:00+0100", Refuse, Some(noon)),
            ("2026-01-15T12:00:00+01", Refuse, Some(noon)),
            ("2026-01-15T12:00:00 01:00", Refuse, Some(noon)),
            ("2026-01-15T12:00:00 0100", Refuse, Some(noon)),
            ("2026-01-15T06:00:00-05:00", Refuse, Some(noon)),
            ("2026-01-15T16:30:00.000+05:30", Refuse, Some(noon)),
            ("2026-01-15 12:00:00+01:00", Refuse, Some(noon)),
            ("2026-01-15T12:00:00", French, Some(noon)),
            ("2026-01-15 12:00:00", French, Some(noon)),
            ("2026-01-15T11:00:00", InUtc, Some(noon)),
            ("2026-01-15T11:00Z", Refuse, Some(noon)),
            ("2026-01-15T12:00+01:00", Refuse, Some(noon)),
            ("2026-01-15T12:00 01:00", Refuse, Some(noon)),
            ("2026-01-15 12:00+0100", Refuse, Some(noon)),
            ("2026-01-15T12:00", French, Some(noon)),
            ("2026-01-15 12:00", French, Some(noon)),
            ("2026-01-15t11:00:00z", Refuse, Some(noon)),
            (
                "2026-07-15T13:00:00",
                French,
                Some("2026-07-15T11:00:00+00:00"),
            ),
            // In autumn 02:30 occurs twice in France: the first counts.
            (
                "2026-10-25T02:30:00",
                French,
                Some("2026-10-25T00:30:00+00:00"),
            ),
            // Years of four digits only, in UTC too.
            ("9999-12-31T23:59:59-23:59", Refuse, None),
            ("0000-01-01T00:00:00+01:00", Refuse, None),
            ("+262142-12-31T23:59:59", French, None),
            ("-262143-01-01T00:00:00", French, None),
            ("-262143-01-01T00:00:00+23:59", Refuse, None),
            ("2026-01-15T11:00:00+25:00", Refuse, None),
            ("2026-01-15T25:00", French, None),
            ("2026-01-15T11:00:00", Refuse, None),
            ("2026-01-15T11:00", Refuse, None),
            ("2026-01-15 11:00:00", Refuse, None),
            // In spring 02:30 does not exist in France.
            (
                "2026-03-29T02:30:00",
                French,
                Some("2026-03-29T01:30:00+00:00"),
            ),
            ("2026-01-15", French, None),
            ("soon", French, None),
            ("", French, None),
        ] {
            let read = read(text, local).map(crate::clock::written);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
