//! Times and durations, as users write them.

use std::str::FromStr;
use std::time::Duration;

use chrono::{
    DateTime, Days, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

/// The formats of a time that is sent at.
const FUTURE: &str =
    "write it as 2027-01-31T08:30:00+01:00, \"2027-01-31 08:30\", 08:30 or \"tomorrow 08:30\"";
/// The formats of a time of messages.
const PAST: &str = "write it as 2027-01-31T08:30:00+01:00, \"2027-01-31 08:30\", 2027-01-31, 08:30, yesterday, or 2h for two hours ago";

/// The units of durations.
const UNITS: [&str; 17] = [
    "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h",
    "hour", "hours", "d", "day", "days",
];

/// The time zone of times without one.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Zone {
    /// The time zone of times that are written without one.
    #[arg(
        long = "time-zone",
        value_name = "NAME",
        default_value = "Europe/Paris",
        value_parser = zone
    )]
    zone: Tz,
}

/// A time as the user wrote it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Moment {
    /// A time with its offset from UTC.
    Exact(DateTime<Utc>),
    /// A date and a time in the time zone.
    Dated(NaiveDateTime),
    /// A time on a day counted from today.
    Day(i8, NaiveTime),
    /// A time of day, on the nearest day.
    TimeOfDay(NaiveTime),
    /// A duration before now.
    Ago(TimeDelta),
}

impl Moment {
    /// Returns whether the time depends on the present.
    fn is_relative(self) -> bool {
        !matches!(self, Self::Exact(_) | Self::Dated(_))
    }

    /// Returns whether the time was written without a time zone.
    pub(crate) fn needs_zone(self) -> bool {
        !matches!(self, Self::Exact(_) | Self::Ago(_))
    }
}

impl Zone {
    /// Returns the time, in the future for a time of day.
    pub(crate) fn future(
        &self,
        moment: Moment,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, String> {
        self.resolved(moment, now, |time| time > now, 1)
    }

    /// Returns the time, in the past for a time of day.
    pub(crate) fn past(&self, moment: Moment, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
        self.resolved(moment, now, |time| time <= now, -1)
    }

    /// Returns whether the present is needed to resolve the time.
    pub(crate) fn needs_now(moment: Option<Moment>) -> bool {
        moment.is_some_and(Moment::is_relative)
    }

    /// Formats a time in the time zone: `Mon 2027-02-01 08:30 CET (Europe/Paris)`. The abbreviation
    /// distinguishes the two hours of the night on which clocks go back.
    pub(crate) fn format(&self, time: DateTime<Utc>) -> String {
        let local = time.with_timezone(&self.zone);
        let (short, name) = (local.format("%Z").to_string(), self.zone.name());
        let zone = match short == name {
            true => short,
            false => format!("{short} ({name})"),
        };
        format!("{} {zone}", local.format("%a %Y-%m-%d %H:%M"))
    }

    /// Formats a time in the time zone for a table.
    pub(crate) fn cell(&self, time: DateTime<Utc>) -> String {
        let local = time.with_timezone(&self.zone);
        local.format("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn resolved(
        &self,
        moment: Moment,
        now: DateTime<Utc>,
        fits: impl Fn(DateTime<Utc>) -> bool,
        other_day: i8,
    ) -> Result<DateTime<Utc>, String> {
        match moment {
            Moment::Exact(time) => Ok(time),
            Moment::Dated(local) => self.local(local),
            Moment::Day(day, time) => self.on(day, time, now),
            Moment::TimeOfDay(time) => match self.on(0, time, now) {
                Ok(today) if fits(today) => Ok(today),
                _ => self.on(other_day, time, now),
            },
            Moment::Ago(span) => now
                .checked_sub_signed(span)
                .ok_or_else(|| "the duration is too long".to_owned()),
        }
    }

    /// Returns a time on a day counted from today.
    fn on(&self, day: i8, time: NaiveTime, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
        // `DateTime::date_naive` would panic at the limits of the calendar.
        let utc = now.naive_utc();
        let offset = self.zone.offset_from_utc_datetime(&utc).fix();
        let today = utc.checked_add_offset(offset);
        let today = today.ok_or_else(|| "the date is out of range".to_owned())?;
        let today = today.date();
        let days = Days::new(u64::from(day.unsigned_abs()));
        let date = match day < 0 {
            true => today.checked_sub_days(days),
            false => today.checked_add_days(days),
        };
        let date = date.ok_or_else(|| "the date is out of range".to_owned())?;
        self.local(date.and_time(time))
    }

    /// Returns a time of the time zone; the first of two where clocks go back.
    fn local(&self, local: NaiveDateTime) -> Result<DateTime<Utc>, String> {
        let found = self.zone.from_local_datetime(&local).earliest();
        found.map(|time| time.with_timezone(&Utc)).ok_or_else(|| {
            format!(
                "{} does not exist in {}, where clocks go forward then",
                local.format("%Y-%m-%d %H:%M"),
                self.zone.name()
            )
        })
    }
}

fn zone(text: &str) -> Result<Tz, String> {
    let same = |zone: &&Tz| zone.name().eq_ignore_ascii_case(text);
    let named = chrono_tz::TZ_VARIANTS.iter().find(same).copied();
    named.ok_or_else(|| "write it as Europe/Paris or UTC, a name of the tz database".to_owned())
}

/// Parses a duration such as `90s`, `15m`, `2h`, `1h30`, `1h 30m` or `3d`.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    // The minutes after the hours: 1h30.
    let minutes = text
        .split_once(['h', 'H'])
        .filter(|(hours, minutes)| is_number(hours) && is_number(minutes))
        .filter(|(_, minutes)| minutes.len() == 2 && *minutes < "60");
    let text = match minutes {
        Some((hours, minutes)) => format!("{hours}h {minutes}m"),
        None => text.to_owned(),
    };
    // Of humantime's units, `M` is a month and `m` a minute.
    let mut units = text
        .split(|c: char| c.is_ascii_digit() || c.is_whitespace())
        .filter(|unit| !unit.is_empty());
    humantime::parse_duration(&text)
        .ok()
        .filter(|_| units.all(|unit| UNITS.contains(&unit)))
        .ok_or_else(|| "write it as 90s, 15m, 2h, 1h30 or 3d".to_owned())
}

/// Parses a time to send at.
pub(crate) fn future(text: &str) -> Result<Moment, String> {
    match moment(text.trim(), &[("today", 0), ("tomorrow", 1)]) {
        Some((moment, true)) => Ok(moment),
        _ => Err(FUTURE.to_owned()),
    }
}

/// Parses a time of messages; a date means its midnight.
pub(crate) fn past(text: &str) -> Result<Moment, String> {
    let text = text.trim();
    if let Some((moment, _)) = moment(text, &[("today", 0), ("yesterday", -1)]) {
        return Ok(moment);
    }
    span(text)
        .ok()
        .and_then(|span| TimeDelta::from_std(span).ok())
        .map(Moment::Ago)
        .ok_or_else(|| PAST.to_owned())
}

/// Parses a time, and returns whether it has a time of day.
fn moment(text: &str, days: &[(&str, i8)]) -> Option<(Moment, bool)> {
    if let Some(time) = exact(text) {
        return Some((Moment::Exact(time), true));
    }
    if let Some(time) = time_of_day(text) {
        return Some((Moment::TimeOfDay(time), true));
    }
    let is_date = text.starts_with(|c: char| c.is_ascii_digit());
    let split = match is_date {
        true => text.split_once([' ', 'T', 't']),
        false => text.split_once(' '),
    };
    let (day, time) = match split {
        Some((day, time)) => (day, Some(time_of_day(time.trim())?)),
        None => (text, None),
    };
    let has_time = time.is_some();
    let time = time.unwrap_or(NaiveTime::MIN);
    let named = days.iter().find(|(name, _)| name.eq_ignore_ascii_case(day));
    let moment = match named {
        Some((_, days)) => Moment::Day(*days, time),
        None => Moment::Dated(NaiveDate::from_str(day).ok()?.and_time(time)),
    };
    Some((moment, has_time))
}

/// Parses a time with its offset from UTC, with or without seconds: RFC 3339, or as `date` prints it.
fn exact(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    let text = text.replacen(' ', "T", 1).replace(' ', "");
    let text = match text.strip_suffix(['Z', 'z']) {
        Some(text) => format!("{text}+0000"),
        None => text,
    };
    let formats = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"];
    let parsed = |format| DateTime::parse_from_str(&text, format).ok();
    let time = formats.into_iter().find_map(parsed)?;
    Some(time.with_timezone(&Utc))
}

/// Parses a time of day: `08:30`, `8:30:15`. `8h30` could be a duration.
fn time_of_day(text: &str) -> Option<NaiveTime> {
    let mut parts = text.splitn(3, ':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next());
    let read = |text: &str| match is_number(text) && text.len() <= 2 {
        true => text.parse::<u32>().ok(),
        false => None,
    };
    let minute = match minute.len() {
        2 => read(minute)?,
        _ => return None,
    };
    NaiveTime::from_hms_opt(read(hour)?, minute, second.map_or(Some(0), read)?)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Formats a time in this machine's time zone.
pub(crate) fn local(moment: DateTime<Utc>) -> String {
    let local = moment.with_timezone(&Local);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Zone = Zone {
        zone: Tz::Europe__Paris,
    };

    /// A Sunday, 21:50 in Paris.
    fn now() -> DateTime<Utc> {
        "2026-11-29T20:50:00Z".parse().unwrap()
    }

    /// A server can state any time.
    #[test]
    fn times_at_the_limits_of_the_calendar_are_refused() {
        for zone in [Tz::Europe__Paris, Tz::America__New_York, Tz::UTC] {
            for now in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
                for day in -1..=1 {
                    let _ = Zone { zone }.on(day, NaiveTime::MIN, now);
                }
            }
        }
        let last = PARIS.on(0, NaiveTime::MIN, DateTime::<Utc>::MAX_UTC);
        assert_eq!(last, Err("the date is out of range".to_owned()));
    }

    #[test]
    fn times_to_send_at_are_read_in_the_time_zone() {
        let table = [
            ("2026-12-01T08:30:00+01:00", "2026-12-01T07:30:00Z"),
            ("2026-12-01T07:30:00Z", "2026-12-01T07:30:00Z"),
            ("2026-12-01T08:30+01:00", "2026-12-01T07:30:00Z"),
            ("2026-12-01T07:30Z", "2026-12-01T07:30:00Z"),
            ("2026-12-01T07:30:40+0000", "2026-12-01T07:30:40Z"),
            ("2026-12-01 08:30 +01:00", "2026-12-01T07:30:00Z"),
            ("2026-12-01 08:30", "2026-12-01T07:30:00Z"),
            ("2026-12-01 08:30:15", "2026-12-01T07:30:15Z"),
            ("2027-01-31T08:30", "2027-01-31T07:30:00Z"),
            ("2027-07-31T08:30", "2027-07-31T06:30:00Z"),
            ("08:30", "2026-11-30T07:30:00Z"),
            ("8:30", "2026-11-30T07:30:00Z"),
            ("22:00", "2026-11-29T21:00:00Z"),
            ("tomorrow 08:30", "2026-11-30T07:30:00Z"),
            ("Tomorrow 8:30", "2026-11-30T07:30:00Z"),
            ("today 23:00", "2026-11-29T22:00:00Z"),
            // Clocks go back: the first of two.
            ("2027-10-31 02:30", "2027-10-31T00:30:00Z"),
        ];
        for (text, time) in table {
            let moment = future(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let expected: DateTime<Utc> = time.parse().unwrap();
            assert_eq!(PARIS.future(moment, now()), Ok(expected), "{text}");
        }
        for text in [
            "",
            "8",
            "830",
            "08:3",
            "25:00",
            "08:60",
            "2026-12-01",
            "tomorrow",
            "yesterday 08:30",
            "2h",
            "8h30",
            "2026-02-30 08:30",
            "1/12/2026 08:30",
            "08:30 tomorrow",
            "next week",
        ] {
            assert!(future(text).is_err(), "{text}");
        }
        let gap = future("2027-03-28 02:30").unwrap();
        assert!(PARIS.future(gap, now()).is_err());
    }

    #[test]
    fn times_of_messages_are_in_the_past() {
        let table = [
            ("yesterday", "2026-11-27T23:00:00Z"),
            ("yesterday 08:30", "2026-11-28T07:30:00Z"),
            ("today", "2026-11-28T23:00:00Z"),
            ("08:30", "2026-11-29T07:30:00Z"),
            ("22:00", "2026-11-28T21:00:00Z"),
            ("2026-11-01", "2026-10-31T23:00:00Z"),
            ("2026-11-01 12:00", "2026-11-01T11:00:00Z"),
            ("2h", "2026-11-29T18:50:00Z"),
            ("1h30", "2026-11-29T19:20:00Z"),
        ];
        for (text, time) in table {
            let moment = past(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let expected: DateTime<Utc> = time.parse().unwrap();
            assert_eq!(PARIS.past(moment, now()), Ok(expected), "{text}");
        }
        for text in ["", "tomorrow", "tomorrow 08:30", "2 weeks ago", "monday"] {
            assert!(past(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_read_with_minutes_after_the_hours() {
        for (text, seconds) in [
            ("90s", 90),
            ("15m", 900),
            ("2h", 7200),
            ("1h30", 5400),
            ("1h 30m", 5400),
            ("1h30m", 5400),
            ("3d", 259_200),
        ] {
            assert_eq!(span(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "", "90", "h30", "1h3", "1h60", "1h90", "-1h", "1h30x", "5M", "1month", "1y", "2w",
        ] {
            assert!(span(text).is_err(), "{text}");
        }
    }

    #[test]
    fn time_zones_are_found_by_their_name() {
        assert_eq!(zone("europe/paris"), Ok(Tz::Europe__Paris));
        assert_eq!(zone("UTC").map(|zone| zone.name()), Ok("UTC"));
        assert!(zone("Paris").is_err());
        assert_eq!(
            PARIS.format(now()),
            "Sun 2026-11-29 21:50 CET (Europe/Paris)"
        );
        let summer = "2027-10-31T00:30:00Z".parse().unwrap();
        assert_eq!(
            PARIS.format(summer),
            "Sun 2027-10-31 02:30 CEST (Europe/Paris)"
        );
        assert_eq!(
            Zone { zone: Tz::UTC }.format(now()),
            "Sun 2026-11-29 20:50 UTC"
        );
    }
}
