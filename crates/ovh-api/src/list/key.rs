//! Ids of list items, numbers or texts: how they are read, written in a path and compared.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::lenient::{Scalar, Wire};

/// The type of the ids of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids {
    /// Numbers.
    Numbers,
    /// Texts.
    Texts,
    /// The type is known at run time only.
    Any,
}

impl Ids {
    /// Accepts an id that is valid for the list. A number that is written as text counts as the
    /// number.
    pub(super) fn accept(self, key: Key) -> Option<Key> {
        match self {
            Self::Numbers => key.number().map(Key::Number),
            Self::Texts | Self::Any => Some(key),
        }
    }
}

/// An id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// The id of a message, a task, a contact…
    Number(i64),
    /// A name, a phone number or a UUID.
    Text(Box<str>),
}

impl Scalar for Key {
    const EXPECTED: &'static str = "an id";

    fn convert(wire: Wire<'_>) -> Option<Self> {
        match wire {
            Wire::Text(text) => Some(Self::Text(text.into())),
            wire => i64::convert(wire).map(Self::Number),
        }
    }
}

impl Key {
    /// Returns the id as a number, if it is one.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => i64::convert(Wire::Text((&**text).into())),
        }
    }

    /// Returns true if the id contains the separator.
    pub(super) fn contains(&self, separator: char) -> bool {
        match self {
            Self::Number(_) => false,
            Self::Text(text) => text.contains(separator),
        }
    }

    /// Returns the hash that an object with this id has: see [`key_of`].
    pub(super) fn hashed(&self) -> u64 {
        match self {
            Self::Number(number) => hash(number),
            Self::Text(text) => hash(&**text),
        }
    }

    /// Returns true if an element of a response is about this id. Ids may be returned as texts.
    pub(super) fn is(&self, key: &serde_json::Value) -> bool {
        match key {
            serde_json::Value::String(text) => *text == self.to_string(),
            serde_json::Value::Number(number) => number.to_string() == self.to_string(),
            _ => false,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A field that holds an object's id.
pub trait KeyField {
    /// Returns the hash of the id.
    fn hashed(&self) -> Option<u64>;
}

impl KeyField for i64 {
    fn hashed(&self) -> Option<u64> {
        Some(hash(self))
    }
}

impl KeyField for String {
    fn hashed(&self) -> Option<u64> {
        Some(hash(self.as_str()))
    }
}

/// Lists contain these as texts.
macro_rules! as_text {
    ($($kind:ty),*) => {$(
        impl KeyField for $kind {
            fn hashed(&self) -> Option<u64> {
                Some(hash(self.to_string().as_str()))
            }
        }
    )*};
}

as_text!(
    uuid::Uuid,
    std::net::IpAddr,
    std::net::Ipv4Addr,
    std::net::Ipv6Addr
);

impl<K: KeyField> KeyField for Option<K> {
    fn hashed(&self) -> Option<u64> {
        self.as_ref().and_then(K::hashed)
    }
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Returns the hash of an object's id, which is the hash of the same id in a list. Only the hash is
/// kept to recognize the object.
pub fn key_of(field: &impl KeyField) -> Option<u64> {
    field.hashed()
}
