//! Reading is tolerant: for every structure that the description holds, whatever OVHcloud leaves
//! out, adds or renames must not fail a response.

#[path = "generated/models.rs"]
mod models;

use std::collections::BTreeSet;

use models::MODELS;
use serde_json::{Map, Value, json};

fn description() -> Value {
    serde_json::from_str(include_str!("../schema/openapi.json")).unwrap()
}

/// The schemas that a request body reaches and no answer does: what they require is required.
fn answered(description: &Value) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    for methods in description["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            collect(description, &operation["responses"], &mut reached);
        }
    }
    reached
}

fn collect(description: &Value, schema: &Value, reached: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                let name = name.rsplit('/').next().unwrap();
                if reached.insert(name.to_owned()) {
                    collect(
                        description,
                        &description["components"]["schemas"][name],
                        reached,
                    );
                }
            }
            fields
                .values()
                .for_each(|value| collect(description, value, reached));
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect(description, value, reached)),
        _ => {}
    }
}

/// The schema that another one adds facts to, such as a description or null.
fn wrapped(schema: &Value) -> Option<&Value> {
    schema["allOf"].get(0).or_else(|| schema["anyOf"].get(0))
}

/// An example of a schema with every field.
fn example(description: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return example(description, &description["components"]["schemas"][name]);
    }
    if let Some(first) = wrapped(schema) {
        return example(description, first);
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("object"), _) if schema["additionalProperties"].is_object() => {
            json!({ "key": example(description, &schema["additionalProperties"]) })
        }
        (Some("object"), _) => {
            let fields = schema["properties"].as_object().unwrap();
            let fields = fields
                .iter()
                .map(|(name, field)| (name.clone(), example(description, field)));
            Value::Object(fields.collect())
        }
        (Some("array"), _) => json!([example(description, &schema["items"])]),
        (Some("string"), Some("date-time")) => json!("2026-08-01T10:20:30Z"),
        (Some("string"), Some("date")) => json!("2026-08-01"),
        (Some("string"), Some("uuid")) => json!("c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10"),
        (Some("string"), Some("ip")) => json!("192.0.2.1"),
        (Some("string"), _) => json!("text"),
        (Some("integer"), _) => json!(802_084_252_000_i64),
        (Some("number"), _) => json!(85.95),
        (Some("boolean"), _) => json!(true),
        _ => json!({ "anything": [1, "two"] }),
    }
}

fn enumeration<'a>(description: &'a Value, schema: &'a Value) -> bool {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return enumeration(description, &description["components"]["schemas"][name]);
    }
    match wrapped(schema) {
        Some(first) => enumeration(description, first),
        None => schema["enum"].is_array(),
    }
}

struct Case {
    name: &'static str,
    round_trip: fn(Value) -> Result<Value, serde_json::Error>,
    schema: Value,
    full: Map<String, Value>,
}

/// The structures that come back from the service.
fn cases() -> (Value, Vec<Case>) {
    let description = description();
    let answered = answered(&description);
    let cases: Vec<Case> = MODELS
        .iter()
        .filter(|(name, _)| answered.contains(*name))
        .map(|(name, round_trip)| {
            let schema = description["components"]["schemas"][*name].clone();
            let full = example(&description, &schema).as_object().unwrap().clone();
            Case {
                name,
                round_trip: *round_trip,
                schema,
                full,
            }
        })
        .collect();
    assert!(cases.len() > 40, "{}", cases.len());
    (description, cases)
}

#[test]
fn every_structure_of_the_description_is_tried() {
    let description = description();
    let schemas = description["components"]["schemas"].as_object().unwrap();
    let structures: BTreeSet<&str> = schemas
        .iter()
        .filter(|(_, schema)| schema["type"] == "object")
        .map(|(name, _)| name.as_str())
        .collect();
    let tried: BTreeSet<&str> = MODELS.iter().map(|(name, _)| *name).collect();
    assert_eq!(structures, tried);
}

#[test]
fn a_full_object_is_read_and_written_back_whole() {
    let description = description();
    for (name, round_trip) in MODELS {
        let full = example(&description, &description["components"]["schemas"][*name]);
        let back = round_trip(full.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(back, full, "{name}");
    }
}

#[test]
fn an_answer_is_read_without_any_one_of_its_fields() {
    for case in cases().1 {
        for field in case.full.keys() {
            let mut partial = case.full.clone();
            partial.remove(field);
            let back = (case.round_trip)(Value::Object(partial.clone()));
            let back = back.unwrap_or_else(|error| panic!("{}.{field}: {error}", case.name));
            assert_eq!(back, Value::Object(partial), "{}.{field}", case.name);
        }
    }
}

#[test]
fn an_answer_is_read_with_any_one_of_its_fields_null() {
    for case in cases().1 {
        for field in case.full.keys() {
            let mut partial = case.full.clone();
            partial.insert(field.clone(), Value::Null);
            let back = (case.round_trip)(Value::Object(partial.clone()));
            let back = back.unwrap_or_else(|error| panic!("{}.{field}: {error}", case.name));
            // A field of any type may keep its null; the others are left out.
            partial.remove(field);
            let mut back = back.as_object().unwrap().clone();
            back.retain(|_, value| !value.is_null());
            assert_eq!(back, partial, "{}.{field}", case.name);
        }
    }
}

#[test]
fn an_answer_is_read_with_a_field_that_nobody_knows() {
    for case in cases().1 {
        let mut more = case.full.clone();
        more.insert("creditsLeft99".into(), json!({ "nested": [1, null] }));
        let back = (case.round_trip)(Value::Object(more));
        let back = back.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(back, Value::Object(case.full), "{}", case.name);
    }
}

#[test]
fn a_value_that_nobody_has_heard_of_is_read_and_printed_back_unchanged() {
    let (description, cases) = cases();
    let mut tried = 0;
    for case in cases {
        for field in case.full.keys() {
            if !enumeration(&description, &case.schema["properties"][field]) {
                continue;
            }
            for unheard in [
                json!("never-heard-of"),
                json!(""),
                json!("ÉTÉ 💥"),
                json!("987654"),
            ] {
                let mut other = case.full.clone();
                other.insert(field.clone(), unheard.clone());
                let back = (case.round_trip)(Value::Object(other.clone()));
                let back = back.unwrap_or_else(|error| panic!("{}.{field}: {error}", case.name));
                // An enumeration of numbers may be written as text by the service, and is read so.
                let printed = back[field]
                    .as_str()
                    .map_or_else(|| back[field].to_string(), str::to_owned);
                assert_eq!(json!(printed), unheard, "{}.{field}", case.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn a_date_that_does_not_parse_leaves_the_rest_of_the_response_alone() {
    let (_, cases) = cases();
    let mut tried = 0;
    for case in cases {
        for (field, schema) in case.schema["properties"].as_object().unwrap() {
            if !matches!(schema["format"].as_str(), Some("date" | "date-time")) {
                continue;
            }
            for odd in [
                json!("2021-09-28 16:16:53"),
                json!("soon"),
                json!(""),
                json!(1_700_000_000),
            ] {
                let mut other = case.full.clone();
                other.insert(field.clone(), odd);
                let back = (case.round_trip)(Value::Object(other.clone()));
                let back = back.unwrap_or_else(|error| panic!("{}.{field}: {error}", case.name));
                other.remove(field);
                assert_eq!(back, Value::Object(other), "{}.{field}", case.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn the_reports_of_2019_and_of_2026_are_both_read() {
    let report =
        |body| -> ovh_sms::types::SmsSendingReport { serde_json::from_value(body).unwrap() };
    let today = report(json!({
        "ids": [802084252], "validReceivers": ["+33600000000"], "invalidReceivers": [],
        "totalCreditsRemoved": 1, "creditsLeft": 99, "tag": "vtbnzoi6prvylh12"
    }));
    assert_eq!(today.ids.as_deref(), Some(&[802084252_i64][..]));
    assert_eq!(today.total_credits_removed, Some(1.0));
    assert_eq!(today.tag.as_deref(), Some("vtbnzoi6prvylh12"));
    let early = report(json!({
        "totalCreditsRemoved": 1, "invalidReceivers": [], "ids": [26929925], "validReceivers": ["+33600000000"]
    }));
    assert_eq!(
        early.valid_receivers.as_deref(),
        Some(&["+33600000000".to_owned()][..])
    );
    assert_eq!(early.tag, None);
}
