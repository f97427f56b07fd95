//! A JSON value before conversion; of lists and objects only the kind is kept.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Kind, number};

/// The key by which serde_json passes numbers when a program enables its feature
/// `arbitrary_precision`.
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// The name by which serde_json is asked for the text of a value, and the key under which it passes
/// the text. Other deserializers ignore the name.
const RAW: &str = "$serde_json::private::RawValue";

/// A JSON value before conversion.
#[derive(Debug)]
pub enum Wire<'de> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A negative integer.
    Signed(i64),
    /// An integer that is not negative.
    Unsigned(u64),
    /// Another number.
    Float(f64),
    /// The text of a number. Only [`Wire::read_digits`] returns this variant.
    Digits(Cow<'de, str>),
    /// A text.
    Text(Cow<'de, str>),
    /// A list.
    List,
    /// An object.
    Object,
}

impl<'de> Wire<'de> {
    /// Reads a value.
    pub fn read<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WireVisitor { raw: false })
    }

    /// Reads a value, and a number with its digits if the deserializer has them.
    pub fn read_digits<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_newtype_struct(RAW, WireVisitor { raw: true })
    }

    /// Returns the kind of the value.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Boolean(_) => Kind::Boolean,
            Self::Signed(_) | Self::Unsigned(_) | Self::Float(_) | Self::Digits(_) => Kind::Number,
            Self::Text(_) => Kind::Text,
            Self::List => Kind::List,
            Self::Object => Kind::Object,
        }
    }

    /// Converts the JSON text of a value.
    fn of_json(text: Cow<'de, str>) -> Self {
        match text.bytes().next() {
            // A text with half a surrogate pair keeps its quotes, which no value has.
            Some(b'"') => match serde_json::from_str(&text) {
                Ok(text) => Self::Text(Cow::Owned(text)),
                Err(_) => Self::Text(text),
            },
            Some(b'-' | b'0'..=b'9') => Self::Digits(text),
            Some(b't') => Self::Boolean(true),
            Some(b'f') => Self::Boolean(false),
            Some(b'[') => Self::List,
            Some(b'{') => Self::Object,
            _ => Self::Null,
        }
    }

    /// Converts the digits of a number to a value.
    fn number(digits: &str) -> Self {
        if let Ok(value) = digits.parse() {
            return Self::Signed(value);
        }
        if let Ok(value) = digits.parse() {
            return Self::Unsigned(value);
        }
        match digits.parse::<f64>() {
            Ok(value) if value.is_finite() && number::is_number(digits) => Self::Float(value),
            _ => Self::Object,
        }
    }
}

struct WireVisitor {
    /// Whether serde_json was asked for the text of the value.
    raw: bool,
}

impl<'de> Visitor<'de> for WireVisitor {
    type Value = Wire<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Wire<'de>, E> {
        Ok(Wire::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Wire<'de>, E> {
        Ok(Wire::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Wire<'de>, D::Error> {
        Wire::read(from)
    }

    /// The deserializer does not know the name, and has no text.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Wire<'de>, D::Error> {
        Wire::read(from)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Wire<'de>, E> {
        Ok(Wire::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Wire<'de>, E> {
        Ok(Wire::Signed(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Wire<'de>, E> {
        Ok(i64::try_from(value).map_or(Wire::Unsigned(value), Wire::Signed))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Wire<'de>, E> {
        Ok(Wire::Float(value))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Wire<'de>, E> {
        Ok(Wire::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Wire<'de>, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Wire<'de>, E> {
        Ok(Wire::Text(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Wire<'de>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Wire::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Wire<'de>, A::Error> {
        match fields.next_key_seed(Borrowed)? {
            Some(key) if self.raw && key == RAW => {
                return Ok(Wire::of_json(fields.next_value_seed(Borrowed)?));
            }
            Some(key) if key == NUMBER => return Ok(Wire::number(&fields.next_value::<String>()?)),
            Some(_) => fields.next_value::<IgnoredAny>()?,
            None => IgnoredAny,
        };
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Wire::Object)
    }
}

/// Reads a text without a copy, if the deserializer holds it.
struct Borrowed;

impl<'de> DeserializeSeed<'de> for Borrowed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Cow<'de, str>, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Borrowed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text))
    }
}
