//! Compares the deprecated names of renamed items: which end, and which were added.

use super::renames::builder;
use super::{Found, Weight, fields, names};
use crate::document::Document;
use crate::generate::{Item, Renamed};

/// Compares the deprecated items of renamed ones: those that end break code that still uses them.
pub(super) fn compare(old: &Document, new: &Document, found: &mut Found) {
    let has = |list: &[Renamed], item: &Item| list.iter().any(|one| one.old == *item);
    for ended in &old.renamed {
        if !has(&new.renamed, &ended.old) && !new.has(&ended.old) {
            let (before, now) = (ended.old.to_string(), ended.new.to_string());
            let what = format!("the deprecated name was removed; use {now}");
            found.add(Weight::Breaking, &before, what, &before);
        }
    }
    for kept in &new.renamed {
        if !has(&old.renamed, &kept.old) && !old.has(&kept.old) {
            let what = format!("the deprecated name of {} was added", kept.new);
            found.add(Weight::Nothing, &kept.old.to_string(), what, "");
        }
    }
}

impl Document {
    /// Returns whether the document has an item under its own name.
    fn has(&self, item: &Item) -> bool {
        match item {
            Item::Operation(id) => self.operations.values().any(|one| one.id() == id),
            Item::Type(name) => self.schemas.contains_key(name),
            Item::Field(of, name) => {
                let schema = self.schemas.get(of);
                schema.is_some_and(|schema| fields::has_field(schema, name))
            }
            Item::Variant(of, name) => {
                let schema = self.schemas.get(of);
                schema.is_some_and(|schema| fields::variants(schema).contains_key(name))
            }
            Item::Setter(of, name) => {
                let mut operations = self.operations.values();
                operations.any(|operation| {
                    builder(operation.id()) == *of
                        && operation
                            .parameters()
                            .any(|parameter| names::setter(parameter) == *name)
                })
            }
        }
    }
}
