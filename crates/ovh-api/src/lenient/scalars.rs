//! Scalars: the forms of each that can be read without loss.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserializer;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Kind, Readable, Reading, Wire, number};
use crate::secret::SecretText;

/// A type that is read from one JSON value without structure.
pub trait Scalar: Sized {
    /// The expected kind of value, for messages.
    const EXPECTED: &'static str;

    /// Reads the value before conversion.
    fn wire<'de, D: Deserializer<'de>>(from: D) -> Result<Wire<'de>, D::Error> {
        Wire::read(from)
    }

    /// Converts the value, if nothing is lost. It is not called for `null`, nor for `""` unless
    /// [`EMPTY`](Self::EMPTY) is true.
    fn convert(wire: Wire<'_>) -> Option<Self>;

    /// Whether an empty text is a value.
    const EMPTY: bool = false;
}

impl<T: Scalar> Readable for T {
    const EXPECTED: &'static str = <T as Scalar>::EXPECTED;

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Reading<Self>, D::Error> {
        let wire = T::wire(from)?;
        let kind = wire.kind();
        Ok(match wire {
            Wire::Null => Reading::Absent,
            Wire::Text(text) if text.is_empty() && !T::EMPTY => Reading::Absent,
            wire => T::convert(wire).map_or(Reading::Unreadable(kind), Reading::Value),
        })
    }
}

impl Scalar for i64 {
    const EXPECTED: &'static str = "an integer";

    fn convert(wire: Wire<'_>) -> Option<Self> {
        match wire {
            Wire::Signed(value) => Some(value),
            Wire::Float(value) => number::integer_of_float(value),
            Wire::Text(text) => number::integer_of_text(&text),
            _ => None,
        }
    }
}

impl Scalar for f64 {
    const EXPECTED: &'static str = "a number";

    fn convert(wire: Wire<'_>) -> Option<Self> {
        match wire {
            Wire::Signed(value) => number::float_of_integer(value.into()),
            Wire::Unsigned(value) => number::float_of_integer(value.into()),
            Wire::Float(value) => Some(value),
            Wire::Text(text) => number::float_of_text(&text),
            _ => None,
        }
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "a boolean";

    fn convert(wire: Wire<'_>) -> Option<Self> {
        match wire {
            Wire::Boolean(value) => Some(value),
            // Each of these stands for exactly one boolean.
            Wire::Signed(0) => Some(false),
            Wire::Signed(1) => Some(true),
            Wire::Float(0.0) => Some(false),
            Wire::Float(1.0) => Some(true),
            Wire::Text(text) => match &*text {
                "false" | "0" => Some(false),
                "true" | "1" => Some(true),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Returns the text of a value that JSON can write in one way only. A fraction such as 1.10 is not.
pub fn digits(wire: Wire<'_>) -> Option<String> {
    match wire {
        Wire::Text(text) => Some(text.into_owned()),
        Wire::Signed(value) => Some(value.to_string()),
        Wire::Unsigned(value) => Some(value.to_string()),
        Wire::Boolean(value) => Some(value.to_string()),
        _ => None,
    }
}

impl Scalar for String {
    const EXPECTED: &'static str = "a text";
    const EMPTY: bool = true;

    fn convert(wire: Wire<'_>) -> Option<Self> {
        digits(wire)
    }
}

impl Scalar for SecretText {
    const EXPECTED: &'static str = "a text";

    fn convert(wire: Wire<'_>) -> Option<Self> {
        digits(wire).map(Self::from)
    }
}

impl Scalar for DateTime<Utc> {
    const EXPECTED: &'static str = "an RFC 3339 date-time";

    fn convert(wire: Wire<'_>) -> Option<Self> {
        let Wire::Text(text) = wire else { return None };
        DateTime::parse_from_rfc3339(&text)
            .ok()
            .map(|time| time.with_timezone(&Utc))
    }
}

macro_rules! parsed {
    ($($kind:ty: $expected:literal;)*) => {$(
        impl Scalar for $kind {
            const EXPECTED: &'static str = $expected;

            fn convert(wire: Wire<'_>) -> Option<Self> {
                let Wire::Text(text) = wire else { return None };
                text.parse().ok()
            }
        }
    )*};
}

parsed! {
    NaiveDate: "a date such as 2026-08-01";
    Uuid: "a UUID";
    IpAddr: "an IP address";
    Ipv4Addr: "an IPv4 address";
    Ipv6Addr: "an IPv6 address";
}

/// A value of any kind is kept as it is.
impl Readable for Value {
    const EXPECTED: &'static str = "a value";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Reading<Self>, D::Error> {
        let value: Self = serde::Deserialize::deserialize(from)?;
        Ok(match value {
            Self::Null => Reading::Absent,
            value => Reading::Value(value),
        })
    }
}

/// A map of any values: each value is kept as it is, so that none is left out.
impl Readable for Map<String, Value> {
    const EXPECTED: &'static str = "an object";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Reading<Self>, D::Error> {
        Ok(match Value::read(from)? {
            Reading::Value(Value::Object(map)) => Reading::Value(map),
            Reading::Value(Value::String(text)) if text.is_empty() => Reading::Absent,
            Reading::Value(other) => Reading::Unreadable(kind_of(&other)),
            Reading::Absent => Reading::Absent,
            Reading::Unreadable(kind) => Reading::Unreadable(kind),
        })
    }
}

fn kind_of(value: &Value) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Boolean,
        Value::Number(_) => Kind::Number,
        Value::String(_) => Kind::Text,
        Value::Array(_) => Kind::List,
        Value::Object(_) => Kind::Object,
    }
}
