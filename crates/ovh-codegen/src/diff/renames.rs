//! Renamed items: which names the new document keeps as deprecated items, and which it could keep.

use super::{Found, Weight};
use crate::document::Document;
use crate::generate::Item;

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
    match new.keeps(&old, &now) {
        // The constant that is kept is no pattern for a reference: such code must change.
        true if matches!(old, Item::Variant(..)) => Weight::Breaking,
        true => Weight::Deprecated,
        false => {
            found.rename(old, now);
            Weight::Breaking
        }
    }
}

impl Document {
    /// Returns whether the document keeps the old name of a renamed item.
    pub(super) fn keeps(&self, old: &Item, new: &Item) -> bool {
        let mut renamed = self.renamed.iter();
        renamed.any(|one| one.old == *old && one.new == *new)
    }
}
