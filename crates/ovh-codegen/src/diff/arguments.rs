//! Compares the order of the arguments of a method.

use serde_json::Value;

use super::both::Both;
use super::models;
use super::{Found, Weight, fields, parameters};
use crate::document::{Document, Operation, referenced, text};

/// Returns the arguments of the method: where they are sent, and their names.
fn signature(operation: &Operation) -> Vec<(&str, String)> {
    let arguments = operation.arguments();
    arguments
        .map(|argument| (text(argument, "in"), text(argument, "name").to_owned()))
        .collect()
}

/// Returns the old arguments under their new names: a renamed argument may change its place too.
fn renamed_signature<'a>(both: &Both<'a>) -> Vec<(&'a str, String)> {
    let body = |operation: &'a Operation| operation.body().and_then(referenced);
    let names = body(both.was).zip(body(both.is));
    let fields = names.map(|names| body_of(both, names));
    let fields = fields.as_ref().map(fields::renamed).unwrap_or_default();
    let parameters = parameters::renamed(both);
    let mut arguments = signature(both.was);
    for (place, name) in &mut arguments {
        let renamed = match *place {
            "body" => &fields,
            _ => &parameters,
        };
        if let Some(now) = renamed.get(name) {
            name.clone_from(now);
        }
    }
    arguments
}

/// Compares the order of arguments. Code passes arguments by position, and another order may still
/// compile. An added or removed argument is reported with its parameter or field.
pub(super) fn compare(both: &Both<'_>, found: &mut Found) {
    let (was, is) = (renamed_signature(both), signature(both.is));
    let names = |arguments: &[(&str, String)]| -> Vec<String> {
        let names = arguments.iter().map(|(_, name)| name.clone());
        names.collect()
    };
    let sorted = |arguments| {
        let mut sorted = names(arguments);
        sorted.sort_unstable();
        sorted
    };
    if was != is && sorted(&was) == sorted(&is) {
        let what = format!(
            "the method takes ({}) now, no longer ({})",
            names(&is).join(", "),
            names(&signature(both.was)).join(", ")
        );
        both.add(Weight::Breaking, what, found);
    }
}

/// Returns the types of the bodies of an operation.
fn body_of<'a>(both: &Both<'a>, names: (&'a str, &'a str)) -> models::Both<'a> {
    static ABSENT: Value = Value::Null;
    let schema = |document: &'a Document, name| document.schemas.get(name).unwrap_or(&ABSENT);
    models::Both {
        old: both.old,
        new: both.new,
        types: both.types,
        place: &both.is.place,
        names,
        schemas: (schema(both.old, names.0), schema(both.new, names.1)),
    }
}
