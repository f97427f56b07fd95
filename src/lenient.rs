//! Readers of dates that never fail the response around them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A date-time by RFC 3339, or nothing and a warning where it is written in another way.
pub(crate) fn date_time<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<DateTime<Utc>>, D::Error> {
    read(from, |text| {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|time| time.with_timezone(&Utc))
    })
}

/// A date such as `2026-08-01`, or nothing and a warning where it is written in another way.
pub(crate) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    read(from, |text| text.parse().ok())
}

fn read<'de, D: Deserializer<'de>, T>(
    from: D,
    parse: fn(&str) -> Option<T>,
) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(from)?;
    let parsed = value.as_str().and_then(parse);
    if parsed.is_none() && !value.is_null() {
        tracing::warn!(
            is_text = value.is_string(),
            "a date could not be read and is left out"
        );
    }
    Ok(parsed)
}
