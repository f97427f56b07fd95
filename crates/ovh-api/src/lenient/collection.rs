//! Lists and maps of responses: the items that could be read, and how many items could not.

use std::collections::HashMap;
use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::object::{Seed, refused};
use super::{Kind, Readable, Reading};

/// A list or a map of a response: the items that could be read, and how many could not.
///
/// It dereferences to a slice or to the map. An item that this version cannot read does not fail
/// the response; it makes the collection incomplete. **If a list is incomplete, an item that is
/// missing from it may still exist.**
///
/// ```
/// use ovh_api::Lenient;
///
/// // What a response with `[802084252, "not an id"]` is read as:
/// let ids = Lenient::with_unread(vec![802084252], 1);
/// assert_eq!(ids[..], [802084252]);
/// assert_eq!((ids.is_complete(), ids.unread()), (false, 1));
/// ```
///
/// Two collections are equal if their items are equal and the same number could not be read.
/// Serializing writes the items only.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Lenient<C> {
    items: C,
    unread: usize,
}

impl<C> Lenient<C> {
    /// Creates a collection of which this many items could not be read.
    pub fn with_unread(items: C, unread: usize) -> Self {
        Self { items, unread }
    }

    /// Returns true if every item could be read.
    pub fn is_complete(&self) -> bool {
        self.unread == 0
    }

    /// Returns how many items could not be read.
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// Returns the items that could be read.
    pub fn into_inner(self) -> C {
        self.items
    }

    /// Returns all items, or the collection itself if it is incomplete.
    ///
    /// # Errors
    ///
    /// Returns the collection if some items could not be read.
    pub fn into_complete(self) -> Result<C, Self> {
        if self.is_complete() {
            Ok(self.items)
        } else {
            Err(self)
        }
    }
}

impl<T> Lenient<Vec<T>> {
    /// Returns the items that could be read.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }
}

impl<T> Deref for Lenient<Vec<T>> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> DerefMut for Lenient<Vec<T>> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl<T> Deref for Lenient<HashMap<String, T>> {
    type Target = HashMap<String, T>;

    fn deref(&self) -> &HashMap<String, T> {
        &self.items
    }
}

impl<T> DerefMut for Lenient<HashMap<String, T>> {
    fn deref_mut(&mut self) -> &mut HashMap<String, T> {
        &mut self.items
    }
}

/// Creates a complete collection.
impl<C> From<C> for Lenient<C> {
    fn from(items: C) -> Self {
        Self { items, unread: 0 }
    }
}

impl<C: fmt::Debug> fmt::Debug for Lenient<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_complete() {
            return self.items.fmt(f);
        }
        f.debug_struct("Lenient")
            .field("items", &self.items)
            .field("unread", &self.unread)
            .finish()
    }
}

impl<C: PartialEq> PartialEq<C> for Lenient<C> {
    fn eq(&self, other: &C) -> bool {
        self.is_complete() && self.items == *other
    }
}

impl<T: PartialEq<U>, U, const N: usize> PartialEq<[U; N]> for Lenient<Vec<T>> {
    fn eq(&self, other: &[U; N]) -> bool {
        self.is_complete() && self.items == *other
    }
}

impl<C: IntoIterator> IntoIterator for Lenient<C> {
    type Item = C::Item;
    type IntoIter = C::IntoIter;

    fn into_iter(self) -> C::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, C> IntoIterator for &'a Lenient<C>
where
    &'a C: IntoIterator,
{
    type Item = <&'a C as IntoIterator>::Item;
    type IntoIter = <&'a C as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<C: Serialize> Serialize for Lenient<C> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.items.serialize(to)
    }
}

/// Deserializes a complete collection.
impl<'de, C: Deserialize<'de>> Deserialize<'de> for Lenient<C> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        C::deserialize(from).map(Self::from)
    }
}

#[cfg(feature = "schemars")]
impl<C: schemars::JsonSchema> schemars::JsonSchema for Lenient<C> {
    fn schema_name() -> String {
        C::schema_name()
    }

    fn is_referenceable() -> bool {
        C::is_referenceable()
    }

    fn json_schema(generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        C::json_schema(generator)
    }
}

impl<T: Readable> Readable for Lenient<Vec<T>> {
    const EXPECTED: &'static str = "a list";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Reading<Self>, D::Error> {
        from.deserialize_any(ListVisitor(std::marker::PhantomData))
    }

    fn unread(&self) -> usize {
        self.unread
    }
}

struct ListVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Readable> Visitor<'de> for ListVisitor<T> {
    type Value = Reading<Lenient<Vec<T>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut list = Lenient::from(Vec::new());
        while let Some(item) = from.next_element_seed(Seed::<T>::new())? {
            match item.value() {
                Some(item) => list.items.push(item),
                None => list.unread += 1,
            }
        }
        Ok(Reading::Value(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        while from.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Reading::Unreadable(Kind::Object))
    }

    refused!();
}

impl<T: Readable> Readable for Lenient<HashMap<String, T>> {
    const EXPECTED: &'static str = "a map";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Reading<Self>, D::Error> {
        from.deserialize_any(MapVisitor(std::marker::PhantomData))
    }

    fn unread(&self) -> usize {
        self.unread
    }
}

struct MapVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Readable> Visitor<'de> for MapVisitor<T> {
    type Value = Reading<Lenient<HashMap<String, T>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut map = Lenient::from(HashMap::new());
        while let Some(key) = from.next_key::<String>()? {
            if key == super::wire::NUMBER {
                from.next_value::<IgnoredAny>()?;
                return Ok(Reading::Unreadable(Kind::Number));
            }
            match from.next_value_seed(Seed::<T>::new())?.value() {
                Some(item) => drop(map.items.insert(key, item)),
                None => map.unread += 1,
            }
        }
        Ok(Reading::Value(map))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        while from.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Reading::Unreadable(Kind::List))
    }

    refused!();
}
