//! Compares the status of an operation: its deprecation, its rights, its errors.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::both::Both;
use super::{Found, Weight};
use crate::document::{Operation, flag, text};

/// Compares the facts around an operation.
pub(super) fn compare(both: &Both<'_>, found: &mut Found) {
    for rule in [deprecation, status, credentials, listed] {
        rule(both, found);
    }
}

fn deprecation(both: &Both<'_>, found: &mut Found) {
    let (was, is) = (&both.was.value, &both.is.value);
    let end = farewell(is);
    match (flag(was, "deprecated"), flag(is, "deprecated")) {
        (false, true) => {
            let what = format!("the operation is deprecated now{end}");
            both.add(Weight::Deprecated, what, found);
        }
        (true, false) => {
            let what = "the operation is no longer deprecated";
            both.add(Weight::Nothing, what, found);
        }
        (true, true) if farewell(was) != end => {
            let what = format!("the operation's end changed{end}");
            both.add(Weight::Behaviour, what, found);
        }
        _ => {}
    }
}

fn status(both: &Both<'_>, found: &mut Found) {
    let status = |operation: &Operation| text(&operation.value, "x-ovh-status").to_owned();
    let (was, is) = (status(both.was), status(both.is));
    // Deprecation is reported separately.
    if was != is && was != "DEPRECATED" && is != "DEPRECATED" {
        let what = format!("the status is {is} now, no longer {was}");
        both.add(Weight::Nothing, what, found);
    }
}

/// Returns whether an operation is called without credentials: `security` is an empty list.
fn is_open(operation: &Operation) -> bool {
    let security = operation.value.get("security").and_then(Value::as_array);
    security.is_some_and(Vec::is_empty)
}

fn credentials(both: &Both<'_>, found: &mut Found) {
    match (is_open(both.was), is_open(both.is)) {
        (true, false) => {
            let what = "credentials are needed now: calls without them fail";
            both.add(Weight::Breaking, what, found);
        }
        (false, true) => {
            let what = "no credentials are needed any more";
            both.add(Weight::Behaviour, what, found);
        }
        _ => {}
    }
}

/// Compares facts that code does not use.
const LISTED: &[(&str, &str)] = &[
    ("x-ovh-errors", "the errors that are listed changed"),
    (
        "x-ovh-operation-id",
        "OVHcloud's own name of the operation changed",
    ),
];

fn listed(both: &Both<'_>, found: &mut Found) {
    for (key, what) in LISTED {
        if both.was.value.get(*key) != both.is.value.get(*key) {
            both.add(Weight::Nothing, *what, found);
        }
    }
}

/// Returns the rights (IAM actions) of an operation, and whether each is optional.
fn rights(operation: &Operation) -> BTreeMap<&str, bool> {
    let actions = operation.value.get("x-ovh-iam-actions");
    let actions = actions.and_then(Value::as_array).into_iter().flatten();
    actions
        .map(|action| (text(action, "name"), flag(action, "required")))
        .collect()
}

/// Returns the root of an operation.
fn root(operation: &Operation) -> &str {
    let tags = operation.value.get("tags").and_then(Value::as_array);
    let tag = tags.and_then(|tags| tags.first()).and_then(Value::as_str);
    tag.unwrap_or_default()
}

/// Compares the rights of all operations. If a root lists rights for the first time, or no longer
/// lists any, that is one change and not one per operation.
pub(super) fn compare_rights(operations: &[(&Operation, &Operation)], found: &mut Found) {
    let with_rights = |operations: &mut dyn Iterator<Item = &Operation>| -> BTreeSet<String> {
        let with = operations.filter(|operation| !rights(operation).is_empty());
        with.map(|operation| root(operation).to_owned()).collect()
    };
    let before = with_rights(&mut operations.iter().map(|(was, _)| *was));
    let after = with_rights(&mut operations.iter().map(|(_, is)| *is));
    for root in before.symmetric_difference(&after) {
        let (weight, what) = match after.contains(root) {
            true => (
                Weight::Behaviour,
                "rights (IAM actions) are listed for the first time: service accounts need them",
            ),
            false => (Weight::Nothing, "rights (IAM actions) are no longer listed"),
        };
        found.add(weight, &format!("/{root}"), what, "");
    }
    for (was, is) in operations {
        if before.contains(root(was)) && after.contains(root(is)) {
            rights_of_one(was, is, found);
        }
    }
}

fn rights_of_one(was: &Operation, is: &Operation, found: &mut Found) {
    let (place, id) = (is.place.as_str(), is.id());
    let (before, after) = (rights(was), rights(is));
    for (name, required) in &after {
        let (weight, what) = match (before.get(name), required) {
            (Some(known), _) if known == required => continue,
            (Some(_), false) => (Weight::Nothing, format!("the right {name} is optional now")),
            (_, true) => (Weight::Behaviour, format!("the right {name} is needed now")),
            (None, false) => (
                Weight::Behaviour,
                format!("the right {name} (optional) is needed now"),
            ),
        };
        found.add(weight, place, what, id);
    }
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        let what = format!("the right {name} is no longer needed");
        found.add(Weight::Nothing, place, what, id);
    }
}

/// Returns the dates of deprecation and removal, and the replacement.
pub(super) fn farewell(operation: &Value) -> String {
    let parts = [
        (" since ", "x-ovh-deprecated-date"),
        ("; it will be removed on ", "x-ovh-deletion-date"),
        ("; use instead: ", "x-ovh-replacement"),
    ];
    let words = parts.iter().filter_map(|(words, key)| {
        let value = text(operation, key);
        (!value.is_empty()).then(|| format!("{words}{value}"))
    });
    words.collect()
}
