//! Moments and spans of time, as people write them.

use std::time::Duration;

use chrono::{DateTime, Local, NaiveDate, TimeDelta, Utc};

/// A span such as `90s`, `15m`, `2h`, `1h 30m` or `3d`.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|_| "write it as 90s, 15m, 2h, 1h 30m or 3d".to_owned())
}

/// A moment in RFC 3339 form.
pub(crate) fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|moment| moment.with_timezone(&Utc))
        .map_err(|_| "write it as 2027-01-31T08:30:00+01:00".to_owned())
}

/// A moment that is over: in RFC 3339 form, as a day, which begins at midnight by this machine's
/// clock, or as a span back from now.
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
            .ok_or_else(|| "this day has no midnight here; write its time too".to_owned());
    }
    span(text)
        .ok()
        .and_then(|span| TimeDelta::from_std(span).ok())
        .and_then(|span| Utc::now().checked_sub_signed(span))
        .ok_or_else(|| {
            "write it as 2027-01-31T08:30:00+01:00, 2027-01-31, or 2h for two hours ago".to_owned()
        })
}

/// A moment by this machine's clock, for people.
pub(crate) fn local(moment: DateTime<Utc>) -> String {
    let local = moment.with_timezone(&Local);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}
