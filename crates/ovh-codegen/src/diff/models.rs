//! Compares types: which were added or removed, and which have another name or kind.

use serde_json::Value;

use super::fields::{self, is_enumeration};
use super::pairs::Types;
use super::{Found, Weight, renames};
use crate::document::{Document, properties, required, text};
use crate::generate::Item;

/// A type that both documents have.
pub(super) struct Both<'a> {
    pub old: &'a Document,
    pub new: &'a Document,
    pub types: &'a Types<'a>,
    /// The operation or the model, under OVHcloud's name.
    pub place: &'a str,
    /// The old name and the new one.
    pub names: (&'a str, &'a str),
    pub schemas: (&'a Value, &'a Value),
}

impl Both<'_> {
    /// Whether code reads the type in responses. A type that is only sent is built by setters: only
    /// their arguments count.
    pub(super) fn is_read(&self) -> bool {
        self.old.received.contains(self.names.0) || !self.old.sent.contains(self.names.0)
    }

    /// Whether responses contain the type, before and after. All fields of such a type are optional
    /// and read leniently.
    pub(super) fn received(&self) -> (bool, bool) {
        (
            self.old.received.contains(self.names.0),
            self.new.received.contains(self.names.1),
        )
    }

    /// Whether code sends the type.
    pub(super) fn is_sent(&self) -> bool {
        self.new.sent.contains(self.names.1)
    }
}

/// Compares all types.
pub(super) fn compare(old: &Document, new: &Document, types: &Types<'_>, found: &mut Found) {
    for name in &types.removed {
        // The body of an operation is removed with it, and the operation reports that.
        if !old.bodies.contains_key(*name) {
            let place = place(old, name);
            found.add(Weight::Breaking, place, "the type was removed", name);
        }
    }
    for name in &types.added {
        if !new.bodies.contains_key(*name) {
            let place = place(new, name);
            found.add(Weight::Nothing, place, "the type was added", name);
        }
    }
    for names in &types.both {
        let schemas = (old.schemas.get(names.0), new.schemas.get(names.1));
        let (Some(was), Some(is)) = schemas else {
            continue;
        };
        let both = Both {
            old,
            new,
            types,
            place: place(new, names.1),
            names: *names,
            schemas: (was, is),
        };
        named(&both, found);
        uses(&both, found);
        reading(&both, found);
        content(&both, found);
    }
}

/// The place of a change: OVHcloud's model, or the operation whose body it is.
fn place<'a>(document: &'a Document, name: &'a str) -> &'a str {
    let schema = document.schemas.get(name).unwrap_or(&Value::Null);
    match (document.bodies.get(name), text(schema, "x-ovh-model")) {
        (Some(operation), _) => operation,
        (None, "") => name,
        (None, model) => model,
    }
}

/// Compares the name in Rust and OVHcloud's name of the model.
fn named(both: &Both<'_>, found: &mut Found) {
    let (was, is) = both.names;
    // A body is named after its operation, which reports the new name.
    let body = both.new.bodies.contains_key(is) && both.old.bodies.contains_key(was);
    if was != is && !(body && is_named_by_operation(both)) {
        let what = format!("the type is named {is} now, no longer {was}");
        let items = (Item::Type(was.to_owned()), Item::Type(is.to_owned()));
        let weight = renames::weigh(both.new, items.0, items.1, found);
        found.add(weight, both.place, what, is);
    }
    let models = (
        text(both.schemas.0, "x-ovh-model"),
        text(both.schemas.1, "x-ovh-model"),
    );
    if models.0 != models.1 && !models.0.is_empty() && !models.1.is_empty() {
        let what = format!(
            "the model is named {} now, no longer {}",
            models.1, models.0
        );
        found.add(Weight::Nothing, both.place, what, is);
    }
}

/// Returns whether each body has the name of its operation.
fn is_named_by_operation(both: &Both<'_>) -> bool {
    let given = |document: &Document, name: &str| {
        let operations = document.operations.values();
        let mut ids = operations.map(|operation| operation.id());
        ids.any(|id| crate::words::type_name(&format!("{id}_body")) == name)
    };
    given(both.old, both.names.0) && given(both.new, both.names.1)
}

/// Only types that are sent have builders.
fn uses(both: &Both<'_>, found: &mut Found) {
    let sent = (both.old.sent.contains(both.names.0), both.is_sent());
    if sent == (true, false) && !is_enumeration(both.schemas.1) {
        let what = "the type is no longer sent: its builder was removed";
        let builder = format!("{}::builder", both.names.1);
        found.add(Weight::Breaking, both.place, what, &builder);
    }
}

/// Compares the role of a structure: in responses, each field is an `Option`, and lists and maps
/// are `Lenient`; in types that are only sent, they are not.
fn reading(both: &Both<'_>, found: &mut Found) {
    let (was, is) = both.received();
    let (old, new) = both.schemas;
    if was == is || is_enumeration(old) || is_enumeration(new) {
        return;
    }
    let needed = |schema| required(schema).into_iter().next().is_some();
    let collections = properties(old).into_values().any(|field| {
        let rust = both.old.rust_type(field);
        ["Vec<", "HashMap<", "Map<"]
            .iter()
            .any(|collection| rust.starts_with(collection))
    });
    let (weight, what) = match (needed(old) || needed(new) || collections, is) {
        (true, true) => (
            Weight::Breaking,
            "the type is received now: each required field and each list or map is an `Option`",
        ),
        (true, false) => (
            Weight::Breaking,
            "the type is no longer received: a required field, a list or a map is no `Option` any more",
        ),
        (false, true) => (
            Weight::Behaviour,
            "the type is received now, and is read leniently",
        ),
        (false, false) => (
            Weight::Behaviour,
            "the type is no longer received, and is not read leniently any more",
        ),
    };
    found.add(weight, both.place, what, both.names.1);
}

fn content(both: &Both<'_>, found: &mut Found) {
    let (was, is) = both.schemas;
    found.words(was.get("description"), is.get("description"));
    match (is_enumeration(was), is_enumeration(is)) {
        (true, true) => fields::compare_values(both, found),
        (false, false) => fields::compare_fields(both, found),
        (_, now) => {
            let kind = |enumeration| match enumeration {
                true => "an enumeration",
                false => "a structure",
            };
            let what = format!("it is {} now, no longer {}", kind(now), kind(!now));
            found.add(Weight::Breaking, both.place, what, both.names.1);
        }
    }
}
