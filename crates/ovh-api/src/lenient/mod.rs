//! Reads responses leniently: a value that cannot be read is left out, and the rest is kept.
//!
//! | in the response | is read as |
//! |---|---|
//! | a form that can be converted without loss: `"1"`, `10.0`, `"1.5"`, `"true"`, `0` for a boolean | the value |
//! | `null`, `""` where no text is expected | absent |
//! | anything else | absent, with a warning that names the field and the kind of value |
//! | an item of a list or a map that is absent or cannot be read | the collection is [incomplete](Lenient) |

mod collection;
mod number;
mod object;
mod repair;
mod scalars;
mod wire;

use std::fmt;

use serde::Deserializer;
use serde::de::Error;

pub use collection::Lenient;
pub use number::{integer_of_float, is_number};
pub use object::{Object, Slot, boxed, object, read_object};
pub use scalars::{Scalar, digits};
pub use wire::Wire;

/// The result of reading a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading<T> {
    /// A value.
    Value(T),
    /// `null`, or `""` where no text is expected.
    Absent,
    /// A value that cannot be read without loss.
    Unreadable(Kind),
}

impl<T> Reading<T> {
    /// Returns the value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Unreadable(_) => None,
        }
    }
}

/// The kind of a JSON value. It is all that messages show of a value that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Text => "text",
            Self::List => "list",
            Self::Object => "object",
        })
    }
}

/// A type that is read leniently.
pub trait Readable: Sized {
    /// The expected kind of value, for messages.
    const EXPECTED: &'static str;

    /// Reads a value. Only invalid JSON is an error.
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Reading<Self>, D::Error>;

    /// Returns how many items of a collection could not be read.
    fn unread(&self) -> usize {
        0
    }
}

/// Reads a required value.
pub fn required<'de, T: Readable, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let found = match T::read(from)? {
        Reading::Value(value) => return Ok(value),
        Reading::Absent => Kind::Null,
        Reading::Unreadable(kind) => kind,
    };
    let expected = T::EXPECTED;
    Err(D::Error::custom(format_args!(
        "invalid type: {found}, expected {expected}"
    )))
}

/// Reads a whole body.
///
/// # Errors
///
/// Returns an error if the body is not JSON or is a value of another kind.
pub fn from_slice<T: Readable>(body: &[u8]) -> Result<T, serde_json::Error> {
    let read = |body: &[u8]| {
        let mut from = serde_json::Deserializer::from_slice(body);
        let value = required::<T, _>(&mut from)?;
        from.end()?;
        Ok(value)
    };
    read(body).or_else(|error| match repair::repaired(body) {
        Some(body) => read(&body).map_err(|_| error),
        None => Err(error),
    })
}
