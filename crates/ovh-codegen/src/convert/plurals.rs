//! Plurals of acronyms: the generator's snake case turns `allowedIPs` into three words.
//!
//! Each such field and parameter states its name in Rust instead.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::openapi::Operation;
use super::shapes::{RUST_NAME, beside_reference, set};
use crate::words;

/// Adds the names if they are free and none is stated yet.
pub(super) fn state(
    paths: &mut BTreeMap<String, BTreeMap<String, Operation>>,
    schemas: &mut BTreeMap<String, Value>,
) {
    for operation in paths.values_mut().flat_map(BTreeMap::values_mut) {
        let parameters = &mut operation.parameters;
        let taken = made(parameters.iter().map(|parameter| parameter.name.as_str()));
        for parameter in parameters {
            if let Some(name) = right(&parameter.name, &taken) {
                let stated = parameter.extensions.entry(RUST_NAME.to_owned());
                stated.or_insert_with(|| json!(name));
            }
        }
    }
    for schema in schemas.values_mut() {
        let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
            continue;
        };
        let taken = made(fields.keys().map(String::as_str));
        for (name, field) in fields {
            if let Some(name) = right(name, &taken)
                && field.get(RUST_NAME).is_none()
            {
                *field = beside_reference(field.take());
                set(field, RUST_NAME, json!(name));
            }
        }
    }
}

/// Returns the names that the generator makes.
fn made<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    names.map(words::field).collect()
}

/// Returns the name with the acronym as one word, unless it is the same, taken or not a name in
/// Rust.
fn right(name: &str, taken: &BTreeSet<String>) -> Option<String> {
    if !words::has_plural_acronym(name) {
        return None;
    }
    let right = words::snake(name);
    let is_name = right.starts_with(|c: char| c.is_alphabetic()) && !words::is_keyword(&right);
    (is_name && !taken.contains(&right)).then_some(right)
}
