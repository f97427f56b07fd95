//! Models and enumerations compared.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Found, Weight};
use crate::document::{Document, flag, meaning, properties, required, text};

/// Compares all components.
pub fn compare(old: &Document, new: &Document, found: &mut Found) {
    for (name, was) in &old.schemas {
        if is_wrapper(was) {
            continue;
        }
        match new.schemas.get(name) {
            Some(is) => both(old, new, name, was, is, found),
            // The body of an operation goes with it, and that is told.
            None if old.bodies.contains_key(name) => {}
            None => found.add(
                Weight::Breaking,
                place(old, name, was),
                "the type was removed",
                name,
            ),
        }
    }
    for (name, is) in &new.schemas {
        if !old.schemas.contains_key(name) && !new.bodies.contains_key(name) && !is_wrapper(is) {
            found.add(
                Weight::Nothing,
                place(new, name, is),
                "the type was added",
                name,
            );
        }
    }
}

/// `Clearable<T>` and its like: no types of their own in Rust.
fn is_wrapper(schema: &Value) -> bool {
    schema.get("x-ovh-clear").is_some()
}

/// How a change is placed: by OVHcloud's model, or by the operation whose body it is.
fn place<'a>(document: &'a Document, name: &'a str, schema: &'a Value) -> &'a str {
    match (document.bodies.get(name), text(schema, "x-ovh-model")) {
        (Some(operation), _) => operation,
        (None, "") => name,
        (None, model) => model,
    }
}

fn kind(schema: &Value) -> &str {
    match schema.get("enum") {
        Some(_) if text(schema, "type") == "integer" => "an enumeration of numbers",
        Some(_) => "an enumeration",
        None => "a structure",
    }
}

fn both(old: &Document, new: &Document, name: &str, was: &Value, is: &Value, found: &mut Found) {
    let place = place(new, name, is);
    if kind(was) != kind(is) {
        found.add(
            Weight::Breaking,
            place,
            format!("it is {} now, no longer {}", kind(is), kind(was)),
            name,
        );
        return;
    }
    found.words(was.get("description"), is.get("description"));
    match is.get("enum") {
        Some(_) => values(place, name, was, is, found),
        None => fields(old, new, place, name, (was, is), found),
    }
}

/// The values of an enumeration with their variants.
fn variants(schema: &Value) -> BTreeMap<String, &str> {
    let list = |key: &str| {
        schema
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    };
    let names = list("x-enum-varnames").map(|name| name.as_str().unwrap_or_default());
    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    list("enum").map(text).zip(names).collect()
}

fn values(place: &str, name: &str, was: &Value, is: &Value, found: &mut Found) {
    let (before, after) = (variants(was), variants(is));
    for (value, variant) in &before {
        match after.get(value) {
            None => {
                let what = format!("the value {value:?} was removed");
                found.add(Weight::Breaking, place, what, &format!("{name}::{variant}"));
            }
            Some(now) if now != variant => {
                let what =
                    format!("the variant of {value:?} is named {now} now, no longer {variant}");
                found.add(Weight::Breaking, place, what, name);
            }
            Some(_) => {}
        }
    }
    for (value, variant) in &after {
        if !before.contains_key(value) {
            let what = format!("the value {value:?} was added; until now it is read as unknown");
            found.add(
                Weight::Behaviour,
                place,
                what,
                &format!("{name}::{variant}"),
            );
        }
    }
}

fn fields(
    old: &Document,
    new: &Document,
    place: &str,
    name: &str,
    (was, is): (&Value, &Value),
    found: &mut Found,
) {
    let (before, after) = (properties(was), properties(is));
    let (needed_before, needed_after) = (required(was), required(is));
    let sent = new.sent.contains(name);
    for (field, schema) in &before {
        let item = format!("{name}.{}", crate::words::field(field));
        let Some(now) = after.get(*field) else {
            found.add(
                Weight::Breaking,
                place,
                format!("the field {field} was removed"),
                &item,
            );
            continue;
        };
        let needed = (
            needed_before.contains(field.as_str()),
            needed_after.contains(field.as_str()),
        );
        match needed {
            (false, true) => {
                let what = format!("the field {field} is required now");
                found.add(Weight::Breaking, place, what, &item);
            }
            (true, false) => {
                let what = format!("the field {field} is no longer required, and optional in Rust");
                found.add(Weight::Breaking, place, what, &item);
            }
            _ => {}
        }
        let types = (old.rust_type(schema), new.rust_type(now));
        if types.0 != types.1 {
            let what = format!(
                "the field {field} is {} now, no longer {}",
                types.1, types.0
            );
            found.add(Weight::Breaking, place, what, &item);
        } else if meaning(schema) != meaning(now) {
            let what = format!(
                "the field {field} means {} now, no longer {}",
                meaning(now),
                meaning(schema)
            );
            found.add(Weight::Behaviour, place, what, &item);
        }
        match (flag(schema, "readOnly"), flag(now, "readOnly")) {
            (true, false) => found.add(
                Weight::Nothing,
                place,
                format!("the field {field} can be written now"),
                &item,
            ),
            (false, true) => {
                found.add(
                    Weight::Behaviour,
                    place,
                    format!("the field {field} can only be read now"),
                    &item,
                );
            }
            _ => {}
        }
        match (flag(schema, "nullable"), flag(now, "nullable")) {
            (false, true) if types.0 == types.1 => {
                found.add(
                    Weight::Behaviour,
                    place,
                    format!("the field {field} may be null now"),
                    &item,
                );
            }
            (true, false) if types.0 == types.1 => {
                found.add(
                    Weight::Nothing,
                    place,
                    format!("the field {field} is no longer null"),
                    &item,
                );
            }
            _ => {}
        }
        found.words(schema.get("description"), now.get("description"));
    }
    for field in after.keys().filter(|field| !before.contains_key(*field)) {
        let item = format!("{name}.{}", crate::words::field(field));
        match sent && needed_after.contains(field.as_str()) {
            true => {
                let what = format!("the required field {field} was added: calls without it fail");
                found.add(Weight::Breaking, place, what, &item);
            }
            false => found.add(
                Weight::Nothing,
                place,
                format!("the field {field} was added"),
                &item,
            ),
        }
    }
}
