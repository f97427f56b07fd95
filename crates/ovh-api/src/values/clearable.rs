//! A field of an update: unchanged, set or cleared.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::SecretText;

/// A field of an update that can be left unchanged, set or cleared.
///
/// The setters of updates take the value itself or [`Clearable::Clear`]:
///
/// ```
/// use ovh_api::Clearable;
///
/// let set: Clearable<String> = "https://example.com/receipts".into();
/// assert_eq!(set.value().map(String::as_str), Some("https://example.com/receipts"));
/// assert!(Clearable::<String>::default().is_unchanged());
/// assert_eq!(serde_json::to_value(Clearable::<String>::Clear)?, serde_json::Value::Null);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Clearable<T> {
    /// The field is not sent and keeps its value.
    #[default]
    Unchanged,
    /// The field is set.
    Set(T),
    /// The field is cleared. It is sent as `null`, or as `""` where OVHcloud requires that.
    Clear,
}

/// The type that the generator writes for a field that `null` clears; a later pass replaces it.
#[allow(dead_code, reason = "named by generated code before its passes only")]
pub type ByNull<T> = Clearable<T>;

impl<T> Clearable<T> {
    /// Returns true if the field is left unchanged.
    pub fn is_unchanged(&self) -> bool {
        matches!(self, Self::Unchanged)
    }

    /// Returns the value to set, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            _ => None,
        }
    }
}

impl<T> From<T> for Clearable<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&String> for Clearable<String> {
    fn from(value: &String) -> Self {
        Self::Set(value.clone())
    }
}

impl From<Cow<'_, str>> for Clearable<String> {
    fn from(value: Cow<'_, str>) -> Self {
        Self::Set(value.into_owned())
    }
}

impl From<DateTime<FixedOffset>> for Clearable<DateTime<Utc>> {
    fn from(value: DateTime<FixedOffset>) -> Self {
        Self::Set(value.into())
    }
}

impl From<&str> for Clearable<String> {
    fn from(value: &str) -> Self {
        Self::Set(value.to_owned())
    }
}

impl From<&str> for Clearable<SecretText> {
    fn from(value: &str) -> Self {
        Self::Set(value.into())
    }
}

impl<T: Serialize> Serialize for Clearable<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => value.serialize(to),
            Self::Unchanged | Self::Clear => to.serialize_none(),
        }
    }
}

/// Writes a field that an empty string clears.
pub fn by_empty<T: Serialize, S: Serializer>(
    field: &Clearable<T>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match field {
        Clearable::Clear => to.serialize_str(""),
        other => other.serialize(to),
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Clearable<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Option::<T>::deserialize(from)?;
        Ok(value.map_or(Self::Clear, Self::Set))
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Clearable<T> {
    fn schema_name() -> String {
        format!("Clearable_{}", T::schema_name())
    }

    fn json_schema(generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        Option::<T>::json_schema(generator)
    }
}
