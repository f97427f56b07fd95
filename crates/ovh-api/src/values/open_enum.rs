//! `open_enum!`: enumerations that keep unknown values.

/// Defines an enumeration of the API.
///
/// `text` and `number` set how a value is written in JSON; both forms are read. An unknown value
/// becomes `Unknown` and is written back unchanged.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$attr:meta])*
        pub enum $name:ident: $kind:ident {
            $($(#[$variant_attr:meta])* $variant:ident = $value:literal,)*
        }
    ) => {
        $(#[$attr])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_attr])* $variant,)*
            /// An unknown value, as OVHcloud wrote it.
            Unknown(::std::string::String),
        }

        impl $name {
            /// The values that this version defines, as OVHcloud writes them.
            pub const VALUES: &'static [&'static str] = &[$($value,)*];

            /// Returns the value as OVHcloud writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Returns true if this version defines the value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown(value.to_owned()),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                match Self::from(value.as_str()) {
                    Self::Unknown(_) => Self::Unknown(value),
                    known => known,
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                Ok(Self::from(value))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::runtime::serde::Serialize for $name {
            fn serialize<S: $crate::runtime::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::runtime::open_enum::write::$kind(self.as_str(), to)
            }
        }

        impl $crate::runtime::lenient::Scalar for $name {
            const EXPECTED: &'static str = ::std::concat!("a value of ", ::std::stringify!($name));
            const EMPTY: bool = true;

            fn convert(wire: $crate::runtime::lenient::Wire<'_>) -> ::std::option::Option<Self> {
                $crate::runtime::open_enum::read(wire).map(|text| match text {
                    ::std::borrow::Cow::Borrowed(text) => Self::from(text),
                    ::std::borrow::Cow::Owned(text) => Self::from(text),
                })
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(from: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::lenient::required(from)
            }
        }

        $crate::__open_enum_schema!($name: $kind);
    };
}

/// Implements `JsonSchema` with the feature `schemars` of this crate.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_schema {
    ($name:ident: $kind:ident) => {
        impl $crate::runtime::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::string::String {
                ::std::stringify!($name).to_owned()
            }

            fn json_schema(
                _: &mut $crate::runtime::schemars::r#gen::SchemaGenerator,
            ) -> $crate::runtime::schemars::schema::Schema {
                $crate::runtime::open_enum::schema(::std::stringify!($kind), Self::VALUES)
            }
        }
    };
}

/// Implements nothing without the feature `schemars` of this crate.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum_schema {
    ($name:ident: $kind:ident) => {};
}

pub use crate::open_enum;

use std::borrow::Cow;

use crate::lenient::{self, Wire};

/// How values are serialized.
pub mod write {
    use serde::Serializer;

    /// Writes a value as a JSON string.
    pub fn text<S: Serializer>(value: &str, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(value)
    }

    /// Writes a value as a JSON number, or as a string if it is an unknown value that is not a
    /// number.
    pub fn number<S: Serializer>(value: &str, to: S) -> Result<S::Ok, S::Error> {
        match value.parse::<i64>() {
            Ok(number) if number.to_string() == value => to.serialize_i64(number),
            _ => to.serialize_str(value),
        }
    }
}

/// Reads the text of a value. Some responses write numbers as texts, and texts as numbers.
pub fn read(wire: Wire<'_>) -> Option<Cow<'_, str>> {
    match wire {
        Wire::Text(text) => Some(text),
        Wire::Float(value) => {
            lenient::integer_of_float(value).map(|value| value.to_string().into())
        }
        wire => lenient::digits(wire).map(Cow::Owned),
    }
}

/// Returns the schema of an enumeration. Any value of the type is valid, since unknown values are
/// kept; the defined values are examples.
#[cfg(feature = "schemars")]
pub fn schema(kind: &str, values: &[&str]) -> schemars::schema::Schema {
    use schemars::schema::{InstanceType, Metadata, SchemaObject};
    let instance = if kind == "number" {
        InstanceType::Integer
    } else {
        InstanceType::String
    };
    SchemaObject {
        instance_type: Some(instance.into()),
        metadata: Some(Box::new(Metadata {
            examples: values
                .iter()
                .map(|value| serde_json::Value::from(*value))
                .collect(),
            ..Metadata::default()
        })),
        ..SchemaObject::default()
    }
    .into()
}
