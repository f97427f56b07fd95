//! Changes under old names: which items of old code each is about.

use std::collections::{BTreeMap, BTreeSet};

use ovh_codegen::diff::Change;

use super::super::probes::{body_type, item};

/// How closely a change is about a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// It is about the whole operation or type.
    Whole,
    /// It is about the part that is used: a parameter, a field, a value, the response.
    Part,
}

/// A change under old names.
#[derive(Debug)]
pub struct Named {
    /// Operations and types.
    wholes: BTreeSet<String>,
    /// Fields, values, parameters, streams and responses; new values too, which old code reads.
    parts: BTreeSet<String>,
    /// The field of the body of an operation, by its name in Rust.
    field: Option<String>,
    /// Whether it is about the parts only.
    is_part: bool,
}

/// New names of renamed operations and types, and their old names.
pub type Renamed = BTreeMap<String, String>;

/// Returns the names of renamed items, as the changes state them.
pub fn renamed(changes: &[Change]) -> Renamed {
    let mut renamed = Renamed::new();
    for change in changes {
        for begin in ["the method is named ", "the type is named "] {
            let names = change.what.strip_prefix(begin);
            let names = names.and_then(|names| names.split_once(" now, no longer "));
            if let Some((new, old)) = names {
                renamed.insert(new.to_owned(), old.to_owned());
                if begin.contains("method") {
                    renamed.insert(body_type(new), body_type(old));
                }
            }
        }
    }
    renamed
}

/// Returns the new name of a variant that a sentence is about.
fn new_variant(what: &str) -> Option<&str> {
    let (_, rest) = what.split_once(" is named ")?;
    rest.split([' ', ',']).next()
}

impl Named {
    fn of(change: &Change, renames: &Renames, known: &BTreeSet<String>) -> Named {
        let mut named = Named {
            wholes: BTreeSet::new(),
            parts: BTreeSet::new(),
            field: None,
            is_part: false,
        };
        let old = |name: &str| {
            let renamed = renames.items.get(name).cloned();
            renamed.unwrap_or_else(|| name.to_owned())
        };
        for rust in &change.rust {
            if let Some((of, name)) = rust.split_once("::") {
                match name.starts_with(|c: char| c.is_uppercase()) {
                    true => {
                        named.part(item::variant(&old(of), name));
                        if let Some(now) = new_variant(&change.what) {
                            named.part(item::variant(&old(of), now));
                        }
                    }
                    // `Type::builder` is of the whole type.
                    false => drop(named.wholes.insert(old(of))),
                }
            } else if let Some((of, field)) = rust.split_once('.') {
                named.wholes.insert(old(of));
                named.part(item::field(&old(of), field));
                if let Some(before) = renames.fields.get(rust) {
                    named.part(item::field(&old(of), before));
                }
            } else {
                named.wholes.insert(old(rust));
                named.of_operation(&old(rust), &change.what, known);
            }
        }
        // What is required is an argument of each call.
        if change.what.contains("required") {
            named.is_part = false;
        }
        named
    }

    fn part(&mut self, item: String) {
        self.is_part = true;
        self.parts.insert(item);
    }

    /// Finds the part of an operation that a sentence is about.
    fn of_operation(&mut self, id: &str, what: &str, known: &BTreeSet<String>) {
        const PLACES: [&str; 3] = ["path", "query", "header"];
        let mut parts = Vec::new();
        for place in PLACES {
            let begin = format!("the {place} parameter ");
            let name = what.strip_prefix(&begin);
            parts.extend(
                name.and_then(|rest| rest.split(' ').next())
                    .map(|name| item::parameter(id, name)),
            );
        }
        if let Some(field) = what.strip_prefix("the field ")
            && let Some((field, _)) = field.split_once(" is set by ")
        {
            self.field = Some(format!(".{field}"));
            self.is_part = true;
        }
        if what.starts_with("the response ") {
            parts.push(item::response(id));
        }
        if what.contains("`stream`") {
            parts.push(item::stream(id));
        }
        for part in parts {
            if known.contains(&part) {
                self.part(part);
            } else if what.ends_with(" was added") {
                // What old code can't use.
                self.is_part = true;
            }
        }
    }

    /// Returns whether the change is about these items or a part of them.
    pub fn is_about(&self, uses: &BTreeSet<String>) -> bool {
        self.matches(uses).is_some()
    }

    /// Returns how closely the change is about these items, if it is.
    pub fn matches(&self, uses: &BTreeSet<String>) -> Option<Match> {
        if self.parts.iter().any(|part| uses.contains(part)) {
            return Some(Match::Part);
        }
        let is_whole = self.wholes.iter().any(|whole| uses.contains(whole));
        if let Some(field) = &self.field
            && is_whole
            && uses.iter().any(|item| item.ends_with(field))
        {
            return Some(Match::Part);
        }
        let whole = !self.is_part && is_whole;
        whole.then_some(Match::Whole)
    }
}

/// The renames that all changes together state.
struct Renames {
    items: Renamed,
    /// The old names of fields in Rust, by their items with the new name. Other changes of such a
    /// field have the new name only.
    fields: BTreeMap<String, String>,
}

impl Renames {
    fn of(changes: &[Change]) -> Renames {
        let fields = changes.iter().filter_map(|change| {
            let (_, before) = change.what.split_once(" in Rust now, no longer ")?;
            Some((change.rust.first()?.clone(), before.to_owned()))
        });
        Renames {
            items: renamed(changes),
            fields: fields.collect(),
        }
    }
}

/// Returns the changes under old names.
pub fn named(changes: &[Change], known: &BTreeSet<String>) -> Vec<Named> {
    let renames = Renames::of(changes);
    let named = changes
        .iter()
        .map(|change| Named::of(change, &renames, known));
    named.collect()
}
