//! Operations compared: their names, parameters, bodies, answers and flags.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Found, Weight};
use crate::document::{Document, Operation, flag, meaning, referenced, text};

/// Compares all operations.
pub fn compare(old: &Document, new: &Document, found: &mut Found) {
    for (key, was) in &old.operations {
        match new.operations.get(key) {
            Some(is) => both(old, new, was, is, found),
            None => {
                let what = format!("the operation was removed{}", farewell(&was.value));
                found.add(Weight::Breaking, &was.place, what, was.id());
            }
        }
    }
    for (key, is) in &new.operations {
        if !old.operations.contains_key(key) {
            let deprecated = if flag(&is.value, "deprecated") {
                ", deprecated from the start"
            } else {
                ""
            };
            let what = format!("the operation was added{deprecated}");
            found.add(Weight::Nothing, &is.place, what, is.id());
        }
    }
}

fn both(old: &Document, new: &Document, was: &Operation, is: &Operation, found: &mut Found) {
    let (place, id) = (is.place.as_str(), is.id());
    if was.id() != id {
        let what = format!("the method is named {id} now, no longer {}", was.id());
        found.add(Weight::Breaking, place, what, id);
    }
    parameters(old, new, was, is, found);
    bodies(old, new, was, is, found);
    answers(old, new, was, is, found);
    standing(was, is, found);
    found.words(was.value.get("summary"), is.value.get("summary"));
    let details = |operation: &Operation| {
        // The last paragraphs tell status, path and actions, which are compared as facts.
        let words = text(&operation.value, "description");
        words
            .split("\n\n`")
            .next()
            .map(|words| Value::from(words.to_owned()))
    };
    if flag(&was.value, "deprecated") == flag(&is.value, "deprecated") {
        found.words(details(was).as_ref(), details(is).as_ref());
    }
}

fn by_place(operation: &Operation) -> BTreeMap<(&str, &str), &Value> {
    let named = operation.parameters();
    named
        .map(|parameter| ((text(parameter, "in"), text(parameter, "name")), parameter))
        .collect()
}

fn parameters(old: &Document, new: &Document, was: &Operation, is: &Operation, found: &mut Found) {
    let (place, id) = (is.place.as_str(), is.id());
    let (before, after) = (by_place(was), by_place(is));
    for ((kind, name), parameter) in &before {
        let Some(now) = after.get(&(*kind, *name)) else {
            found.add(
                Weight::Breaking,
                place,
                format!("the {kind} parameter {name} was removed"),
                id,
            );
            continue;
        };
        match (flag(parameter, "required"), flag(now, "required")) {
            (false, true) => {
                let what =
                    format!("the {kind} parameter {name} is required now: calls without it fail");
                found.add(Weight::Breaking, place, what, id);
            }
            (true, false) => {
                found.add(
                    Weight::Nothing,
                    place,
                    format!("the {kind} parameter {name} is no longer required"),
                    id,
                );
            }
            _ => {}
        }
        let schemas = (&parameter["schema"], &now["schema"]);
        let types = (old.rust_type(schemas.0), new.rust_type(schemas.1));
        if types.0 != types.1 {
            let what = format!(
                "the {kind} parameter {name} is {} now, no longer {}",
                types.1, types.0
            );
            found.add(Weight::Breaking, place, what, id);
        } else if (meaning(schemas.0), text(parameter, "x-ovh-json"))
            != (meaning(schemas.1), text(now, "x-ovh-json"))
        {
            let what = format!(
                "the {kind} parameter {name} means {} now, no longer {}",
                meaning(schemas.1),
                meaning(schemas.0)
            );
            found.add(Weight::Behaviour, place, what, id);
        }
        found.words(parameter.get("description"), now.get("description"));
    }
    for ((kind, name), parameter) in &after {
        if before.contains_key(&(*kind, *name)) {
            continue;
        }
        match flag(parameter, "required") {
            true => {
                let what = format!(
                    "the required {kind} parameter {name} was added: calls without it fail"
                );
                found.add(Weight::Breaking, place, what, id);
            }
            false => found.add(
                Weight::Nothing,
                place,
                format!("the {kind} parameter {name} was added"),
                id,
            ),
        }
    }
}

fn bodies(old: &Document, new: &Document, was: &Operation, is: &Operation, found: &mut Found) {
    let (place, id) = (is.place.as_str(), is.id());
    match (was.body(), is.body()) {
        (None, None) => {}
        (Some(_), None) => found.add(Weight::Breaking, place, "the body was removed", id),
        (None, Some(body)) => {
            // All fields of it may be left out, so a call without it goes on as it did.
            let needs = referenced(body)
                .and_then(|name| new.schemas.get(name))
                .is_none_or(|schema| {
                    schema.get("required").is_some() || schema.get("properties").is_none()
                });
            match needs {
                true => found.add(
                    Weight::Breaking,
                    place,
                    "a body was added: calls without it fail",
                    id,
                ),
                false => found.add(
                    Weight::Nothing,
                    place,
                    "a body was added, all of it optional",
                    id,
                ),
            }
        }
        (Some(before), Some(after)) => {
            let types = (old.rust_type(before), new.rust_type(after));
            // An operation that is renamed has its body renamed along.
            if types.0 != types.1 && was.id() == is.id() {
                found.add(
                    Weight::Breaking,
                    place,
                    format!("the body is {} now, no longer {}", types.1, types.0),
                    id,
                );
            }
        }
    }
}

fn answers(old: &Document, new: &Document, was: &Operation, is: &Operation, found: &mut Found) {
    let (place, id) = (is.place.as_str(), is.id());
    let ((statuses_before, before), (statuses_after, after)) = (was.answer(), is.answer());
    let named = |document: &Document, schema: Option<&Value>| {
        schema.map_or_else(|| "()".to_owned(), |schema| document.rust_type(schema))
    };
    let types = (named(old, before), named(new, after));
    if types.0 != types.1 {
        found.add(
            Weight::Breaking,
            place,
            format!("the answer is {} now, no longer {}", types.1, types.0),
            id,
        );
    } else if before.map(meaning) != after.map(meaning) {
        found.add(
            Weight::Behaviour,
            place,
            "the answer means something else now",
            id,
        );
    }
    if statuses_before != statuses_after {
        let what = format!(
            "the good statuses are {} now, no longer {}",
            statuses_after.join(", "),
            statuses_before.join(", ")
        );
        found.add(Weight::Behaviour, place, what, id);
    }
}

/// Status, rights and authentication.
fn standing(was: &Operation, is: &Operation, found: &mut Found) {
    let (place, id) = (is.place.as_str(), is.id());
    match (
        flag(&was.value, "deprecated"),
        flag(&is.value, "deprecated"),
    ) {
        (false, true) => {
            found.add(
                Weight::Behaviour,
                place,
                format!("the operation is deprecated now{}", farewell(&is.value)),
                id,
            );
        }
        (true, false) => found.add(
            Weight::Nothing,
            place,
            "the operation is no longer deprecated",
            id,
        ),
        (true, true) if farewell(&was.value) != farewell(&is.value) => {
            found.add(
                Weight::Behaviour,
                place,
                format!("the operation's end changed{}", farewell(&is.value)),
                id,
            );
        }
        _ if text(&was.value, "x-ovh-status") != text(&is.value, "x-ovh-status") => {
            let what = format!(
                "the status is {} now, no longer {}",
                text(&is.value, "x-ovh-status"),
                text(&was.value, "x-ovh-status")
            );
            found.add(Weight::Nothing, place, what, id);
        }
        _ => {}
    }
    let open = |operation: &Operation| operation.value.get("security").is_some();
    match (open(was), open(is)) {
        (true, false) => found.add(Weight::Behaviour, place, "credentials are needed now", id),
        (false, true) => found.add(
            Weight::Behaviour,
            place,
            "no credentials are needed any more",
            id,
        ),
        _ => {}
    }
    let (before, after) = (actions(was), actions(is));
    for (name, required) in &after {
        if before.get(name) != Some(required) {
            let optional = if *required { "" } else { " (optional)" };
            found.add(
                Weight::Behaviour,
                place,
                format!("the right {name}{optional} is needed now"),
                id,
            );
        }
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        found.add(
            Weight::Nothing,
            place,
            format!("the right {name} is no longer needed"),
            id,
        );
    }
}

fn actions(operation: &Operation) -> BTreeMap<&str, bool> {
    let actions = operation
        .value
        .get("x-ovh-iam-actions")
        .and_then(Value::as_array);
    actions
        .into_iter()
        .flatten()
        .map(|action| (text(action, "name"), flag(action, "required")))
        .collect()
}

/// Since when an operation is deprecated, when it goes, and what takes its place.
fn farewell(operation: &Value) -> String {
    let told = [
        (" since ", "x-ovh-deprecated-date"),
        ("; it goes away on ", "x-ovh-deletion-date"),
        ("; use in its place ", "x-ovh-replacement"),
    ];
    let words = told.iter().filter_map(|(words, key)| {
        let value = text(operation, key);
        (!value.is_empty()).then(|| format!("{words}{value}"))
    });
    words.collect()
}
