//! Renamed items: the old name of a public item, its new name, and the version that renamed it.
//!
//! A document lists them under `x-ovh-renamed`. Names are written as in schema/surface.txt:
//! `Client::jobs_create`, `types::Job`, `types::Job.tag`, `types::JobStatus::Done`,
//! `builder::JobsList::tag`.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::Failure;
use super::names::{self, Case, generated};

/// The key under which a document lists renamed items.
pub(crate) const RENAMED: &str = "x-ovh-renamed";

/// The name of a public item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A method that makes a builder: `Client::jobs_create`.
    Operation(String),
    /// `types::Job`.
    Type(String),
    /// A field of a structure: `types::Job.tag`.
    Field(String, String),
    /// A variant of an enumeration: `types::JobStatus::Done`.
    Variant(String, String),
    /// A setter of an optional parameter: `builder::JobsList::tag`.
    Setter(String, String),
}

impl Item {
    /// Reads the name of an item.
    ///
    /// # Errors
    ///
    /// The text is not the name of an item that can be renamed.
    pub fn parse(text: &str) -> Result<Item, Failure> {
        let item = Item::of(text);
        let is_name = |name: &str| syn::parse_str::<syn::Ident>(name).is_ok();
        item.filter(|item| item.names().into_iter().all(is_name))
            .ok_or_else(|| {
                format!(
                    "{text:?} is not the name of an item: write `Client::jobs_create`, `types::Job`, \
                     `types::Job.tag`, `types::JobStatus::Done` or `builder::JobsList::tag`"
                )
                .into()
            })
    }

    fn of(text: &str) -> Option<Item> {
        let owned = |(of, name): (&str, &str)| (of.to_owned(), name.to_owned());
        if let Some(name) = text.strip_prefix("Client::") {
            return Some(Item::Operation(name.to_owned()));
        }
        if let Some(rest) = text.strip_prefix("builder::") {
            let (of, name) = owned(rest.split_once("::")?);
            return Some(Item::Setter(of, name));
        }
        let rest = text.strip_prefix("types::")?;
        if let Some(field) = rest.split_once('.') {
            let (of, name) = owned(field);
            return Some(Item::Field(of, name));
        }
        match rest.split_once("::") {
            Some(variant) => {
                let (of, name) = owned(variant);
                Some(Item::Variant(of, name))
            }
            None => Some(Item::Type(rest.to_owned())),
        }
    }

    fn names(&self) -> Vec<&str> {
        match self {
            Item::Operation(name) | Item::Type(name) => vec![name],
            Item::Field(of, name) | Item::Variant(of, name) | Item::Setter(of, name) => {
                vec![of, name]
            }
        }
    }

    /// Returns the items that generated code has for the name.
    fn made(&self) -> BTreeSet<String> {
        match self {
            Item::Operation(id) => BTreeSet::from([
                format!("Client::{id}"),
                format!("builder::{}", builder(id)),
                format!("types::{}", body(id)),
                format!("operations::{}", id.to_uppercase()),
            ]),
            item => BTreeSet::from([item.to_string()]),
        }
    }

    /// Returns the last part of the name.
    pub fn name(&self) -> &str {
        self.names().pop().unwrap_or_default()
    }

    /// Returns the item that this one is a part of.
    pub fn of_item(&self) -> Option<&str> {
        match self {
            Item::Operation(_) | Item::Type(_) => None,
            Item::Field(of, _) | Item::Variant(of, _) | Item::Setter(of, _) => Some(of),
        }
    }

    /// Renames the item that this one is a part of, if it is the renamed one: a type, or the builder
    /// of an operation.
    pub fn follow(&mut self, old: &Item, new: &Item) {
        let (Item::Field(of, _) | Item::Variant(of, _) | Item::Setter(of, _)) = self else {
            return;
        };
        match (old, new) {
            (Item::Type(old), Item::Type(new)) if of == old => of.clone_from(new),
            (Item::Operation(old), Item::Operation(new)) if *of == builder(old) => {
                *of = builder(new);
            }
            (Item::Operation(old), Item::Operation(new)) if *of == body(old) => *of = body(new),
            _ => {}
        }
    }

    /// Returns whether both are items of one kind and parts of one item.
    fn is_beside(&self, other: &Item) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
            && self.of_item() == other.of_item()
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Operation(name) => write!(f, "Client::{name}"),
            Item::Type(name) => write!(f, "types::{name}"),
            Item::Field(of, name) => write!(f, "types::{of}.{name}"),
            Item::Variant(of, name) => write!(f, "types::{of}::{name}"),
            Item::Setter(of, name) => write!(f, "builder::{of}::{name}"),
        }
    }
}

/// A renamed item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Renamed {
    /// The old name.
    pub old: Item,
    /// The new name: an item of the same kind, and a part of the same item.
    pub new: Item,
    /// The version of the crate that renamed it, such as `0.2.0`.
    pub since: String,
}

impl Renamed {
    /// Reads the names of a renamed item and the version that renamed it.
    ///
    /// # Errors
    ///
    /// A name is not that of an item, the names are of two kinds, or `since` is not a version.
    pub fn new(old: &str, new: &str, since: &str) -> Result<Renamed, Failure> {
        let renamed = Renamed {
            old: Item::parse(old)?,
            new: Item::parse(new)?,
            since: since.to_owned(),
        };
        if renamed.old == renamed.new || !renamed.old.is_beside(&renamed.new) {
            return Err(format!(
                "{old} can't be renamed to {new}: only the last part of the name may differ"
            )
            .into());
        }
        let numbers: Vec<&str> = since.split('.').collect();
        let is_number = |text: &&str| {
            let is_short = *text == "0" || !text.starts_with('0');
            is_short
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && text.parse::<u64>().is_ok()
        };
        if numbers.len() != 3 || !numbers.iter().all(is_number) {
            return Err(format!(
                "{old}: {since:?} is not a version: write three numbers, such as `0.2.0`"
            )
            .into());
        }
        Ok(renamed)
    }

    /// Adds the item to others.
    ///
    /// # Errors
    ///
    /// Another item has the same old name.
    pub(crate) fn add_to(self, others: &mut Vec<Renamed>) -> Result<(), Failure> {
        let made = |one: &Renamed| one.old.made();
        let own = made(&self);
        if let Some(known) = others.iter().find(|known| !made(known).is_disjoint(&own)) {
            return Err(match known.old == self.old {
                true => format!("has {} twice: remove one entry", self.old),
                false => format!(
                    "has {} and {}, which make items of one name: remove one entry",
                    known.old, self.old
                ),
            }
            .into());
        }
        others.push(self);
        Ok(())
    }
}

/// Reads the entries of a document.
pub(crate) fn read(document: &Value) -> Result<Vec<Renamed>, Failure> {
    let mut renamed: Vec<Renamed> = Vec::new();
    let entries = match &document[RENAMED] {
        Value::Null => &Vec::new(),
        Value::Array(entries) => entries,
        _ => return Err(format!("{RENAMED} is not a list").into()),
    };
    for entry in entries {
        let part = |key: &str| entry[key].as_str().unwrap_or_default();
        let one = Renamed::new(part("old"), part("new"), part("since"))?;
        one.add_to(&mut renamed)
            .map_err(|error| format!("{RENAMED} {error}"))?;
    }
    Ok(renamed)
}

/// Returns the name of an operation's builder.
pub(crate) fn builder(id: &str) -> String {
    generated(id, Case::Pascal, "_")
}

/// Returns the name of the type of an operation's body, if it has no model.
pub(super) fn body(id: &str) -> String {
    names::type_name(&format!("{id}_body"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_list_of_public_items() {
        for name in [
            "Client::jobs_create",
            "types::Job",
            "types::Job.tag",
            "types::JobStatus::Done",
            "builder::JobsList::tag",
        ] {
            assert_eq!(Item::parse(name).unwrap().to_string(), name);
        }
        for name in [
            "",
            "Job",
            "types::",
            "types::Job.",
            "types::a b",
            "builder::JobsList",
            "Client::fn",
        ] {
            assert!(Item::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn an_item_is_renamed_where_it_is() {
        for (old, new, since, said) in [
            ("types::A", "types::B", "0.2.0", ""),
            ("types::A.a", "types::A.b", "0.2.0", ""),
            ("types::A", "types::A", "0.2.0", "can't be renamed"),
            ("types::A.a", "types::B.a", "0.2.0", "can't be renamed"),
            ("types::A", "Client::a", "0.2.0", "can't be renamed"),
            ("types::A", "types::B", "0.2", "is not a version"),
            ("types::A", "types::B", "", "is not a version"),
            ("types::A", "types::B", "0.2.+1", "is not a version"),
            ("types::A", "types::B", "00.2.1", "is not a version"),
        ] {
            let error = Renamed::new(old, new, since).err();
            let error = error.map(|error| error.to_string()).unwrap_or_default();
            assert!(
                error.contains(said) && error.is_empty() == said.is_empty(),
                "{error}"
            );
        }
    }
}
