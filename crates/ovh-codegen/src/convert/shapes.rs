//! Small parts of schemas: references, descriptions, nullable values.

use serde_json::{Value, json};

/// The name of a field or a parameter in Rust, if the rules' own name is not used.
pub(super) const RUST_NAME: &str = "x-ovh-rust-name";

/// Returns a reference to a component.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// OpenAPI 3.0 ignores keys next to a `$ref`; inside `allOf` they count.
pub(super) fn beside_reference(schema: Value) -> Value {
    match schema.get("$ref") {
        Some(_) => json!({ "allOf": [schema] }),
        None => schema,
    }
}

/// Sets a key of an object.
pub(super) fn set(schema: &mut Value, key: &str, value: Value) {
    if let Some(object) = schema.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

/// Adds a description if there is one.
pub(super) fn with_description(schema: Value, words: Option<String>) -> Value {
    let Some(words) = words.filter(|words| !words.is_empty()) else {
        return schema;
    };
    let mut schema = beside_reference(schema);
    set(&mut schema, "description", json!(words));
    schema
}

/// Makes a schema nullable. `nullable` counts only next to `type`: a reference gets null as a
/// second choice, and a schema without a type accepts null anyway.
pub(super) fn or_null(mut schema: Value) -> Value {
    if schema.get("type").is_some() {
        set(&mut schema, "nullable", json!(true));
        return schema;
    }
    or_else(schema, json!({ "enum": [null] }))
}

/// Makes a reference accept an empty text; other texts may be empty anyway.
pub(super) fn or_empty(schema: Value) -> Value {
    match schema.get("type") {
        Some(_) => schema,
        None => or_else(schema, json!({ "type": "string", "enum": [""] })),
    }
}

/// Adds another choice to a reference, also to one with keys next to it. The reference stays inside
/// `allOf`: some generators would merge two enumerations into a new one.
fn or_else(schema: Value, other: Value) -> Value {
    let mut schema = beside_reference(schema);
    if let Some(object) = schema.as_object_mut()
        && let Some(inner) = object.remove("allOf")
    {
        object.insert("anyOf".to_owned(), json!([{ "allOf": inner }, other]));
    }
    schema
}

/// An optional list or map must be sendable when empty, and readable when null: `nullable` has both
/// effects in the generated code. For other types it is documentation only.
pub(super) fn optional_list(schema: Value, can_be_null: bool, required: bool) -> Value {
    let kind = schema.get("type").and_then(Value::as_str);
    let map = kind == Some("object") && schema.get("additionalProperties").is_some();
    match can_be_null || ((kind == Some("array") || map) && !required) {
        true => or_null(schema),
        false => schema,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_stands_beside_a_type_or_is_a_choice_of_its_own() {
        let reference = json!({ "allOf": [{ "$ref": "#/x" }] });
        for (schema, wanted) in [
            (
                json!({ "type": "string" }),
                json!({ "type": "string", "nullable": true }),
            ),
            (
                json!({ "$ref": "#/x" }),
                json!({ "anyOf": [reference, { "enum": [null] }] }),
            ),
            (
                json!({ "allOf": [{ "$ref": "#/x" }], "x-ovh-type": "a" }),
                json!({ "anyOf": [reference, { "enum": [null] }], "x-ovh-type": "a" }),
            ),
            (
                json!({ "x-ovh-type": "any" }),
                json!({ "x-ovh-type": "any" }),
            ),
        ] {
            assert_eq!(or_null(schema), wanted);
        }
    }
}
