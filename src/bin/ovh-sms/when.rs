//! Moments and spans of time, as people write them.

use std::time::Duration;

use chrono::{DateTime, Utc};

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
