//! Times and durations, as users write them.

use std::time::Duration;

use chrono::{DateTime, Local, NaiveDate, TimeDelta, Utc};

/// Parses a duration such as `90s`, `15m`, `2h`, `1h 30m` or `3d`.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| "write it as 90s, 15m, 2h, 1h 30m or 3d".to_owned())
}

/// Parses a time in RFC 3339 format.
pub(crate) fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.with_timezone(&Utc))
        .map_err(|_| "write it as 2027-01-31T08:30:00+01:00".to_owned())
}

/// Parses a time in the past: in RFC 3339 format, as a date (midnight in this machine's time zone),
/// or as a duration before now.
pub(crate) fn past(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(moment) = moment(text) {
        return Ok(moment);
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        return midnight
            .and_local_timezone(Local)
            .earliest()
            .map(|moment| moment.with_timezone(&Utc))
            .ok_or_else(|| "this date has no midnight here; write a time too".to_owned());
    }
    span(text)
        .ok()
        .and_then(|span| TimeDelta::from_std(span).ok())
        .and_then(|span| Utc::now().checked_sub_signed(span))
        .ok_or_else(|| {
            "write it as 2027-01-31T08:30:00+01:00, 2027-01-31, or 2h for two hours ago".to_owned()
        })
}

/// Formats a time in this machine's time zone.
pub(crate) fn local(moment: DateTime<Utc>) -> String {
    let local = moment.with_timezone(&Local);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}
