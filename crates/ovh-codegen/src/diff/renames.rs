//! Renamed items: which names the new document keeps as deprecated items, which renames it could
//! keep, and which deprecated items end.

use super::{Found, Weight};
use crate::document::Document;
use crate::generate::{Item, Renamed};

/// Returns the name of an operation's builder in Rust.
pub(super) fn builder(id: &str) -> String {
    crate::generate::renamed::builder(id)
}

/// Returns a name without case and separators: `slotID`, `slotId` and `slot_id` are equal.
pub(super) fn spelling(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Returns the weight of a rename after which old code only misses the old name, and records the
/// rename if the new document does not state it.
pub(super) fn weigh(new: &Document, old: Item, now: Item, found: &mut Found) -> Weight {
    if new.keeps(&old, &now) {
        return Weight::Deprecated;
    }
    found.rename(old, now);
    Weight::Breaking
}

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
    /// Returns whether the document keeps the old name of a renamed item.
    pub(super) fn keeps(&self, old: &Item, new: &Item) -> bool {
        let mut renamed = self.renamed.iter();
        renamed.any(|one| one.old == *old && one.new == *new)
    }

    /// Returns whether the document has an item under its own name.
    fn has(&self, item: &Item) -> bool {
        match item {
            Item::Operation(id) => self.operations.values().any(|one| one.id() == id),
            Item::Type(name) => self.schemas.contains_key(name),
            Item::Field(of, name) => {
                let schema = self.schemas.get(of);
                schema.is_some_and(|schema| super::fields::has_field(schema, name))
            }
            Item::Variant(of, name) => {
                let schema = self.schemas.get(of);
                schema.is_some_and(|schema| super::fields::variants(schema).contains_key(name))
            }
            Item::Setter(of, name) => {
                let mut operations = self.operations.values();
                operations.any(|operation| {
                    builder(operation.id()) == *of
                        && operation
                            .parameters()
                            .any(|parameter| super::names::setter(parameter) == *name)
                })
            }
        }
    }
}
