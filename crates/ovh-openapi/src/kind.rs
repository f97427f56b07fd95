//! Kinds of JSON values.

use serde_json::Value;

/// The kind of value that a schema expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `type: string` without a format of the others.
    Text,
    /// A time in RFC 3339 format.
    DateTime,
    /// A date such as `2026-01-15`.
    Date,
    /// A UUID with hyphens.
    Uuid,
    /// An IPv4 or IPv6 address.
    Ip,
    /// `type: integer`.
    Integer,
    /// `type: number`.
    Number,
    /// `type: boolean`.
    Boolean,
    /// `type: array`.
    Array,
    /// `type: object`.
    Object,
    /// A schema without a type.
    Any,
}

/// The text formats that are separate kinds.
const FORMATS: [(&str, Kind); 6] = [
    ("date-time", Kind::DateTime),
    ("date", Kind::Date),
    ("uuid", Kind::Uuid),
    ("ip", Kind::Ip),
    ("ipv4", Kind::Ip),
    ("ipv6", Kind::Ip),
];

impl Kind {
    /// Returns the kind of value that a schema expects, from its own `type` and `format`.
    #[must_use]
    pub fn of(schema: &Value) -> Self {
        let text = |key| schema.get(key).and_then(Value::as_str);
        match text("type") {
            Some("string") => {
                let format = text("format").unwrap_or_default();
                let known = FORMATS.iter().find(|(known, _)| *known == format);
                known.map_or(Self::Text, |(_, kind)| *kind)
            }
            Some("integer") => Self::Integer,
            Some("number") => Self::Number,
            Some("boolean") => Self::Boolean,
            Some("array") => Self::Array,
            Some("object") => Self::Object,
            _ => Self::Any,
        }
    }

    /// Returns whether a value is of this kind.
    ///
    /// Without the feature `formats`, every text counts as a date, a time and a UUID.
    #[must_use]
    pub fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text | Self::DateTime | Self::Date | Self::Uuid | Self::Ip => {
                value.as_str().is_some_and(|text| self.reads(text))
            }
            Self::Integer => value.is_i64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
            Self::Any => true,
        }
    }

    /// Returns whether a text has the format of this kind.
    #[must_use]
    pub fn reads(self, text: &str) -> bool {
        match self {
            Self::Ip => text.parse::<std::net::IpAddr>().is_ok(),
            #[cfg(feature = "formats")]
            Self::DateTime => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
            #[cfg(feature = "formats")]
            Self::Date => chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
            #[cfg(feature = "formats")]
            Self::Uuid => text.len() == 36 && uuid::Uuid::parse_str(text).is_ok(),
            _ => true,
        }
    }
}
