//! Compares operations: their names and paths, bodies and responses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::both::Both;
use super::pairs::{Operations, Types};
use super::standing;
use super::{Found, Weight, arguments, parameters, renames};
use crate::document::{self, Document, Operation, flag, properties, referenced, required, text};
use crate::generate::Item;

/// Compares all operations.
pub(super) fn compare(
    old: &Document,
    new: &Document,
    (operations, types): (&Operations<'_>, &Types<'_>),
    found: &mut Found,
) {
    for was in &operations.removed {
        let what = format!(
            "the operation was removed{}",
            standing::farewell(&was.value)
        );
        found.add(Weight::Breaking, &was.place, what, was.id());
    }
    for is in &operations.added {
        let deprecated = match flag(&is.value, "deprecated") {
            true => ", deprecated from the start",
            false => "",
        };
        let what = format!("the operation was added{deprecated}");
        found.add(Weight::Nothing, &is.place, what, is.id());
    }
    for (was, is) in &operations.both {
        let both = Both {
            old,
            new,
            types,
            was,
            is,
        };
        for rule in [
            name,
            place,
            parameters::compare,
            arguments::compare,
            setters,
            body,
            response,
            statuses,
            stream,
        ] {
            rule(&both, found);
        }
        standing::compare(&both, found);
        words(&both, found);
    }
    standing::compare_rights(&operations.both, found);
}

/// Compares the name, which is that of the method and of the builder.
fn name(both: &Both<'_>, found: &mut Found) {
    let (was, is) = (both.was.id(), both.is.id());
    if was != is {
        let what = format!("the method is named {is} now, no longer {was}");
        let items = (
            Item::Operation(was.to_owned()),
            Item::Operation(is.to_owned()),
        );
        let weight = renames::weigh(both.new, items.0, items.1, found);
        both.add(weight, what, found);
    }
}

/// Compares the path. Calls use the new path automatically; the names in braces are not sent.
fn place(both: &Both<'_>, found: &mut Found) {
    let sent = crate::convert::paths::shape;
    if sent(&both.was.place) != sent(&both.is.place) {
        let what = format!("the operation moved here from {}", both.was.place);
        both.add(Weight::Behaviour, what, found);
    }
}

/// Reports a body field whose setter has another name because a parameter has the field's name.
fn setters(both: &Both<'_>, found: &mut Found) {
    let (was, is) = (both.was.renamed_setters(), both.is.renamed_setters());
    let name = |setters: Option<&Map<String, Value>>, field: &str| {
        let name = setters.and_then(|setters| setters.get(field)?.as_str());
        name.unwrap_or(field).to_owned()
    };
    let fields = [was, is].into_iter().flatten().flat_map(Map::keys);
    for field in fields.collect::<BTreeSet<_>>() {
        let (before, after) = (name(was, field), name(is, field));
        if before != after && has_setter(both, field) {
            let what = format!("the field {field} is set by {after} now, no longer by {before}");
            both.add(Weight::Breaking, what, found);
        }
    }
}

/// Returns whether the field had a setter and still has one: required fields are arguments.
fn has_setter(both: &Both<'_>, field: &str) -> bool {
    let has = |document: &Document, operation: &Operation| {
        let body = operation.body().and_then(referenced);
        let schema = body.and_then(|body| document.schemas.get(body));
        let needed = schema.map(required).unwrap_or_default();
        let mut fields = schema.map(properties).unwrap_or_default().into_iter();
        fields.any(|(name, schema)| {
            super::names::field(name, schema) == field && !needed.contains(name.as_str())
        })
    };
    has(both.old, both.was) && has(both.new, both.is)
}

/// Returns whether a body can be left out: all of its fields are optional.
fn is_optional(document: &Document, body: &Value) -> bool {
    let schema = referenced(body).and_then(|name| document.schemas.get(name));
    schema.is_some_and(|schema| {
        schema.get("required").is_none() && schema.get("properties").is_some()
    })
}

fn body(both: &Both<'_>, found: &mut Found) {
    match (both.was.body(), both.is.body()) {
        (None, None) => {}
        (Some(_), None) => both.add(Weight::Breaking, "the body was removed", found),
        (None, Some(body)) if is_optional(both.new, body) => {
            let what = "a body was added, all of it optional";
            both.add(Weight::Nothing, what, found);
        }
        (None, Some(_)) => {
            let what = "a body was added: calls without it fail";
            both.add(Weight::Breaking, what, found);
        }
        (Some(before), Some(after)) => {
            let (before, after) = both.rust_types(before, after);
            if before != after {
                let what = format!("the body is {after} now, no longer {before}");
                both.add(Weight::Breaking, what, found);
            }
        }
    }
}

fn response(both: &Both<'_>, found: &mut Found) {
    let (before, after) = (both.was.answer().1, both.is.answer().1);
    let absent = Value::Null;
    let (was, is) = (before.unwrap_or(&absent), after.unwrap_or(&absent));
    let mut types = both.rust_types(was, is);
    if before.is_none() {
        types.0 = "()".to_owned();
    }
    if after.is_none() {
        types.1 = "()".to_owned();
    }
    if types.0 != types.1 {
        // Code that received nothing is not affected.
        let weight = match before {
            None => Weight::Behaviour,
            Some(_) => Weight::Breaking,
        };
        let what = format!("the response is {} now, no longer {}", types.1, types.0);
        both.add(weight, what, found);
        return;
    }
    let meanings = (both.old.meaning(was), both.new.meaning(is));
    if meanings.0 != meanings.1 {
        let what = format!(
            "the response means {} now, no longer {}",
            meanings.1, meanings.0
        );
        both.add(Weight::Behaviour, what, found);
    }
}

/// Compares the success statuses: each is read as the same response.
fn statuses(both: &Both<'_>, found: &mut Found) {
    let (before, after) = (both.was.answer().0, both.is.answer().0);
    if before != after {
        let what = format!(
            "the statuses of success are {} now, no longer {}",
            after.join(", "),
            before.join(", ")
        );
        both.add(Weight::Behaviour, what, found);
    }
}

/// Reports lists without a stream: a list loses it with the operation that reads one object, or
/// with the field that contains its id.
fn stream(both: &Both<'_>, found: &mut Found) {
    if document::stream(both.was).is_some() && document::stream(both.is).is_none() {
        both.add(Weight::Breaking, "the list has no `stream` any more", found);
    }
}

fn words(both: &Both<'_>, found: &mut Found) {
    let (was, is) = (&both.was.value, &both.is.value);
    found.words(was.get("summary"), is.get("summary"));
    let details = |operation: &Value| {
        // The last paragraphs contain status, path and actions, which are compared separately.
        let words = text(operation, "description").split("\n\n`").next();
        words.map(|words| Value::from(words.to_owned()))
    };
    if flag(was, "deprecated") == flag(is, "deprecated") {
        found.words(details(was).as_ref(), details(is).as_ref());
    }
}
