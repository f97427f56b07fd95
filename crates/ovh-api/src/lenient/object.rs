//! Structures: each field is read separately, so that one field cannot fail the others.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::wire::NUMBER;
use super::{Kind, Readable, Reading};

/// A structure and its fields by the API's names; [`object!`] implements it.
pub trait Object: Default {
    /// The name of the type.
    const NAME: &'static str;
    /// The API's names of the fields.
    const FIELDS: &'static [&'static str];

    /// Reads the value of the field at this position of [`FIELDS`](Self::FIELDS).
    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        value: Slot<'_, A>,
    ) -> Result<(), A::Error>;
}

/// Makes a structure readable, given its API names and its fields.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($name:ident { $($json:literal => $field:ident,)* }) => {
        impl $crate::runtime::lenient::Object for $name {
            const NAME: &'static str = ::std::stringify!($name);
            const FIELDS: &'static [&'static str] = &[$($json),*];

            #[allow(unused_assignments, reason = "the last count is not read")]
            fn read_field<'de, A: $crate::runtime::serde::de::MapAccess<'de>>(
                &mut self,
                at: usize,
                value: $crate::runtime::lenient::Slot<'_, A>,
            ) -> ::std::result::Result<(), A::Error> {
                let mut place = 0;
                $(
                    if at == place {
                        return value.read(&mut self.$field);
                    }
                    place += 1;
                )*
                value.skip()
            }
        }

        impl $crate::runtime::lenient::Readable for $name {
            const EXPECTED: &'static str = "an object";

            fn read<'de, D: $crate::runtime::serde::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<$crate::runtime::lenient::Reading<Self>, D::Error> {
                $crate::runtime::lenient::read_object(from)
            }
        }

        impl<'de> $crate::runtime::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::runtime::serde::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::lenient::required(from)
            }
        }
    };
}

/// Makes a box of a structure readable.
///
/// An `impl` for every `Box<T>` would overlap with the one for scalars: other crates may implement
/// a trait for boxes of their own types.
#[doc(hidden)]
#[macro_export]
macro_rules! __boxed {
    ($inner:ty) => {
        impl $crate::runtime::lenient::Readable for ::std::boxed::Box<$inner> {
            const EXPECTED: &'static str = <$inner as $crate::runtime::lenient::Readable>::EXPECTED;

            fn read<'de, D: $crate::runtime::serde::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<$crate::runtime::lenient::Reading<Self>, D::Error> {
                use $crate::runtime::lenient::Reading::{Absent, Unreadable, Value};
                Ok(
                    match <$inner as $crate::runtime::lenient::Readable>::read(from)? {
                        Value(inner) => Value(::std::boxed::Box::new(inner)),
                        Absent => Absent,
                        Unreadable(kind) => Unreadable(kind),
                    },
                )
            }
        }
    };
}

pub use crate::{__boxed as boxed, __object as object};

/// The position of a field's value in the input.
#[derive(Debug)]
pub struct Slot<'a, A> {
    map: &'a mut A,
    object: &'static str,
    field: &'static str,
}

impl<'de, A: MapAccess<'de>> Slot<'_, A> {
    /// Reads the value into its field. If a name occurs twice, the last value is used.
    pub fn read<T: Readable>(self, into: &mut Option<T>) -> Result<(), A::Error> {
        let reading = self.map.next_value_seed(Seed::<T>::new())?;
        match &reading {
            Reading::Unreadable(kind) => warn_unreadable(self.object, self.field, *kind),
            Reading::Value(value) if value.unread() > 0 => {
                warn_incomplete(self.object, self.field, value.unread());
            }
            _ => {}
        }
        *into = reading.value();
        Ok(())
    }

    /// Skips the value.
    pub fn skip(self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }
}

#[cold]
fn warn_unreadable(object: &str, field: &str, found: Kind) {
    tracing::warn!(
        object,
        field,
        %found,
        "a value of a response cannot be read and is left out"
    );
}

#[cold]
fn warn_incomplete(object: &str, field: &str, unread: usize) {
    tracing::warn!(
        object,
        field,
        unread,
        "items of a list in a response cannot be read and are left out"
    );
}

/// Reads a value of a known type inside a list or a map.
pub(super) struct Seed<T>(std::marker::PhantomData<T>);

impl<T> Seed<T> {
    pub(super) fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<'de, T: Readable> DeserializeSeed<'de> for Seed<T> {
    type Value = Reading<T>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Reading<T>, D::Error> {
        T::read(from)
    }
}

/// Reads a structure.
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(from: D) -> Result<Reading<T>, D::Error> {
    from.deserialize_any(ObjectVisitor(std::marker::PhantomData))
}

struct ObjectVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = Reading<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Reading<T>, A::Error> {
        let mut object = T::default();
        let mut is_number = false;
        while let Some(key) = map.next_key_seed(KeySeed(T::FIELDS))? {
            match key {
                Key::Field(at, field) => {
                    let slot = Slot {
                        map: &mut map,
                        object: T::NAME,
                        field,
                    };
                    object.read_field(at, slot)?;
                }
                key => {
                    is_number |= matches!(key, Key::Number);
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(match is_number {
            true => Reading::Unreadable(Kind::Number),
            false => Reading::Value(object),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Reading<T>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Reading::Unreadable(Kind::List))
    }

    super::object::refused!();
}

/// The visitor methods for values of another kind than a structure, a list or a map.
macro_rules! refused {
    () => {
        fn visit_unit<E: ::serde::de::Error>(self) -> Result<Self::Value, E> {
            Ok($crate::lenient::Reading::Absent)
        }

        fn visit_bool<E: ::serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
            Ok($crate::lenient::Reading::Unreadable(
                $crate::lenient::Kind::Boolean,
            ))
        }

        fn visit_i64<E: ::serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
            Ok($crate::lenient::Reading::Unreadable(
                $crate::lenient::Kind::Number,
            ))
        }

        fn visit_u64<E: ::serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
            Ok($crate::lenient::Reading::Unreadable(
                $crate::lenient::Kind::Number,
            ))
        }

        fn visit_f64<E: ::serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
            Ok($crate::lenient::Reading::Unreadable(
                $crate::lenient::Kind::Number,
            ))
        }

        fn visit_str<E: ::serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(match text.is_empty() {
                true => $crate::lenient::Reading::Absent,
                false => $crate::lenient::Reading::Unreadable($crate::lenient::Kind::Text),
            })
        }
    };
}

pub(super) use refused;

enum Key {
    Field(usize, &'static str),
    /// The key by which serde_json passes a number.
    Number,
    Other,
}

struct KeySeed(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Key, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
        let mut fields = self.0.iter().enumerate();
        Ok(match fields.find(|(_, field)| **field == name) {
            Some((at, field)) => Key::Field(at, field),
            None if name == NUMBER => Key::Number,
            None => Key::Other,
        })
    }
}
