//! An operation before and after a change, as the rules compare it.

use serde_json::Value;

use super::pairs::Types;
use super::{Found, Weight};
use crate::document::{Document, Operation};

/// An operation that both documents have.
pub(super) struct Both<'a> {
    pub old: &'a Document,
    pub new: &'a Document,
    pub types: &'a Types<'a>,
    pub was: &'a Operation,
    pub is: &'a Operation,
}

impl Both<'_> {
    /// Adds a change of the operation.
    pub(super) fn add(&self, weight: Weight, what: impl Into<String>, found: &mut Found) {
        found.add(weight, &self.is.place, what, self.is.id());
    }

    /// Returns the Rust types of two schemas, the old one under the new names.
    pub(super) fn rust_types(&self, was: &Value, is: &Value) -> (String, String) {
        let before = self.types.rename(&self.old.rust_type(was));
        (before, self.new.rust_type(is))
    }
}
