//! The lies themselves: each is used, and its responses have the types of the description.

use std::collections::BTreeMap;

use serde_json::Value;

use ovh_sms_test_support::lying_server::{FalseResponse, FalseResponses, Lie};
use ovh_sms_test_support::schema::assert_lines_match;

/// Returns the model of an operation's response, or of its elements.
const MODELS: &[(&str, &str)] = &[
    ("jobs_create", "SmsSendingReport"),
    ("jobs_get", "Job"),
    ("outgoing_get", "Outgoing"),
    ("batches_create", "Batch"),
    ("batches_get", "Batch"),
    ("batches_list", "Batch"),
    ("batches_statistics_get", "BatchStatistics"),
    ("receivers_get", "Receiver"),
];
/// Operations that return numbers.
const NUMBERS: &[&str] = &["jobs_list", "outgoing_list", "auth_time_get"];

/// Fails if a lie was never used, or if one of its responses has other types than described.
pub(crate) fn assert_given(lies: &[&'static Lie], given: &FalseResponses) {
    let names: Vec<&str> = given.keys().map(|(lie, _)| *lie).collect();
    let missing: Vec<&str> = lies
        .iter()
        .map(|lie| lie.name)
        .filter(|name| !names.contains(name))
        .collect();
    // A response that is lost or truncated is not a response.
    let missing: Vec<_> = missing
        .iter()
        .filter(|name| !name.contains("is cut"))
        .collect();
    assert!(missing.is_empty(), "never used: {missing:?}");
    let mut lines: BTreeMap<&str, String> = BTreeMap::new();
    for ((name, operation), said) in given {
        let lie = lies.iter().find(|lie| lie.name == *name).unwrap();
        let Some(value) = typed(lie, said) else {
            continue;
        };
        if NUMBERS.contains(operation) {
            assert!(
                elements(&value).iter().all(|one| one.is_i64()),
                "{name}, {operation}: {value}"
            );
            continue;
        }
        let (_, model) = MODELS.iter().find(|(known, _)| known == operation).unwrap();
        for element in elements(&value).into_iter().map(without_nulls) {
            lines
                .entry(*model)
                .or_default()
                .push_str(&format!("{element}\n"));
        }
    }
    for (model, lines) in lines {
        assert_lines_match(model, &lines);
    }
}

/// Returns the JSON of a success that must have its type.
fn typed(lie: &Lie, said: &FalseResponse) -> Option<Value> {
    let is_success = (200..300).contains(&said.status);
    (lie.typed && is_success)
        .then(|| serde_json::from_str(&said.body).ok())
        .flatten()
}

/// Returns an object without the fields that are null, which may be left out.
fn without_nulls(object: &Value) -> Value {
    let mut object = object.clone();
    if let Value::Object(fields) = &mut object {
        fields.retain(|_, value| !value.is_null());
    }
    object
}

/// Returns the objects of a response: its elements, the values of a batch read, or itself.
fn elements(value: &Value) -> Vec<&Value> {
    let Value::Array(all) = value else {
        return vec![value];
    };
    let values = all.iter().map(|one| one.get("value").unwrap_or(one));
    values.filter(|one| !one.is_null()).collect()
}
