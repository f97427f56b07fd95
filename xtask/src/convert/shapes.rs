//! Small pieces of schemas: references, descriptions, what may be null.

use serde_json::{Value, json};

/// The name of a field or a parameter in Rust, where the rules' own is not wanted.
pub const RUST_NAME: &str = "x-ovh-rust-name";

/// A reference to a component.
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// OpenAPI 3.0 ignores what stands beside a `$ref`; inside `allOf` it counts.
pub fn beside_reference(schema: Value) -> Value {
    match schema.get("$ref") {
        Some(_) => json!({ "allOf": [schema] }),
        None => schema,
    }
}

/// Sets a key of an object.
pub fn set(schema: &mut Value, key: &str, value: Value) {
    if let Some(object) = schema.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

/// Adds a description where there is one.
pub fn with_description(schema: Value, words: Option<String>) -> Value {
    let Some(words) = words.filter(|words| !words.is_empty()) else {
        return schema;
    };
    let mut schema = beside_reference(schema);
    set(&mut schema, "description", json!(words));
    schema
}

/// An optional list or map must be sendable when empty, and must be readable when null: both are
/// what `nullable` does in the generated code. For other types it only tells a fact.
pub fn optional_list(mut schema: Value, can_be_null: bool, required: bool) -> Value {
    let kind = schema.get("type").and_then(Value::as_str);
    let map = kind == Some("object") && schema.get("additionalProperties").is_some();
    if can_be_null || ((kind == Some("array") || map) && !required) {
        schema = beside_reference(schema);
        set(&mut schema, "nullable", json!(true));
    }
    schema
}

/// A name for an inline schema.
pub fn schema_words(schema: &Value) -> String {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    if let Some(name) = text("$ref").and_then(|path| path.rsplit('/').next()) {
        return name.to_owned();
    }
    if let Some(inner) = schema.pointer("/allOf/0") {
        return schema_words(inner);
    }
    match (text("type"), text("format").or_else(|| text("x-ovh-type"))) {
        (Some("array"), _) => format!(
            "{}List",
            schema.get("items").map(schema_words).unwrap_or_default()
        ),
        (Some("string"), Some(format)) => crate::words::pascal(format),
        (Some("string"), None) => "String".to_owned(),
        (Some("integer"), _) => "Integer".to_owned(),
        (Some("number"), _) => "Number".to_owned(),
        (Some("boolean"), _) => "Boolean".to_owned(),
        (Some("object"), _) => "Map".to_owned(),
        _ => "Value".to_owned(),
    }
}
