//! The `JsonSchema` of each generated type accepts and rejects the same values as its component in
//! openapi.json, according to an independent validator.
#![cfg(feature = "schemars")]

use jsonschema::Validator;
use ovh_sms_test_support::schema::nulls_allowed;
use serde_json::{Map, Value, json};

use super::tolerance::{description, enumeration, example};
use crate::generated::models::SCHEMAS;

/// Deliberate differences: the place, and the reason.
const EXCEPTIONS: [(Mutation, &str); 3] = [
    (
        Mutation::Null,
        "fields are optional, and null is read as absent",
    ),
    (
        Mutation::Removed,
        "a response may leave out any field, whatever the document requires",
    ),
    (
        Mutation::UnknownValue,
        "enumerations are open: the service may know more values",
    ),
];

/// A mutation of a field of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mutation {
    WrongType,
    WrongFormat,
    Null,
    Removed,
    UnknownValue,
}

const MUTATIONS: [Mutation; 5] = [
    Mutation::WrongType,
    Mutation::WrongFormat,
    Mutation::Null,
    Mutation::Removed,
    Mutation::UnknownValue,
];

fn validator(schema: &Value) -> Validator {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).unwrap()
}

/// Returns a component as JSON Schema: `nullable` is translated.
fn component(description: &Value, name: &str) -> Value {
    let mut whole = json!({
        "$ref": format!("#/components/schemas/{name}"),
        "components": description["components"],
    });
    nulls_allowed(&mut whole);
    whole
}

/// Returns the mutated field; `None` if the mutation does not apply to it.
fn mutated(value: &Value, is_enumeration: bool, mutation: Mutation) -> Option<Value> {
    Some(match (mutation, value) {
        (Mutation::WrongType, Value::Array(_)) => json!({ "a": 1 }),
        (Mutation::WrongType, _) => json!([["wrong"]]),
        (Mutation::WrongFormat, Value::String(text)) if text != "text" && !is_enumeration => {
            json!("no such format")
        }
        (Mutation::Null, _) => Value::Null,
        (Mutation::UnknownValue, Value::String(_)) if is_enumeration => json!("unknown value"),
        _ => return None,
    })
}

fn is_required(schema: &Value, field: &str) -> bool {
    let required = schema["required"].as_array();
    required.is_some_and(|required| required.iter().any(|name| name == field))
}

#[test]
fn the_schema_of_each_type_judges_as_its_component() {
    let description = description();
    let mut differences = Vec::new();
    let mut compared = 0;
    for (name, schema) in SCHEMAS {
        let component_schema = &description["components"]["schemas"][*name];
        let mut ours = schema();
        // Both use the newest dialect: older ones do not check UUIDs.
        ours.as_object_mut().unwrap().remove("$schema");
        let (ours, theirs) = (validator(&ours), validator(&component(&description, name)));
        let full = example(&description, component_schema);
        assert!(theirs.is_valid(&full), "{name}: {full}");
        let mut compare = |value: &Value, what: &str| {
            compared += 1;
            if ours.is_valid(value) != theirs.is_valid(value) {
                differences.push(format!("{name}: {what}: {value}"));
            }
        };
        compare(&full, "full");
        let Some(fields) = full.as_object() else {
            compare(&json!([["wrong"]]), "wrong type");
            continue;
        };
        let minimal = fields
            .iter()
            .filter(|(field, _)| is_required(component_schema, field));
        let minimal: Map<String, Value> = minimal.map(|(k, v)| (k.clone(), v.clone())).collect();
        compare(&Value::Object(minimal), "minimal");
        compare(&json!("text"), "a text");
        for (field, value) in fields {
            for mutation in MUTATIONS {
                if EXCEPTIONS.iter().any(|(known, _)| *known == mutation) {
                    continue;
                }
                let mut changed = fields.clone();
                let is_enumeration =
                    enumeration(&description, &component_schema["properties"][field]);
                match mutated(value, is_enumeration, mutation) {
                    Some(value) => drop(changed.insert(field.clone(), value)),
                    None => continue,
                }
                compare(&Value::Object(changed), &format!("{field} {mutation:?}"));
            }
        }
    }
    assert!(compared > 400, "{compared}");
    assert_eq!(differences, Vec::<String>::new());
}
