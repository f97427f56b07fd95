//! Schemas: references, wrappers, and the schemas behind them.

use serde_json::{Map, Value};

use crate::kind::Kind;

/// A schema behind its references and wrappers.
#[derive(Debug, Clone, Copy)]
pub struct Schema<'a> {
    /// The name of the last component that was followed; empty if there was no reference.
    pub name: &'a str,
    /// The schema itself.
    pub value: &'a Value,
    /// Whether null is allowed, by the schema or by its wrapper. A schema without a type allows it.
    pub nullable: bool,
    /// How an update clears the field: `null` or `empty`.
    pub clear: Option<&'a str>,
}

impl<'a> Schema<'a> {
    /// Returns the kind of value that the schema expects.
    #[must_use]
    pub fn kind(self) -> Kind {
        Kind::of(self.value)
    }

    /// Returns the `format`, if there is one.
    #[must_use]
    pub fn format(self) -> Option<&'a str> {
        self.value.get("format").and_then(Value::as_str)
    }

    /// Returns whether the value must not be printed.
    #[must_use]
    pub fn is_secret(self) -> bool {
        self.format() == Some("password")
    }

    /// Returns the values of an enumeration; the service may know others.
    #[must_use]
    pub fn known(self) -> Option<&'a Vec<Value>> {
        self.value.get("enum").and_then(Value::as_array)
    }

    /// Returns the schema of the items of a list.
    #[must_use]
    pub fn items(self) -> &'a Value {
        self.value.get("items").unwrap_or(&Value::Null)
    }

    /// Returns the fields of an object.
    #[must_use]
    pub fn properties(self) -> Option<&'a Map<String, Value>> {
        self.value.get("properties").and_then(Value::as_object)
    }

    /// Returns the schema of the values of a map.
    #[must_use]
    pub fn values(self) -> Option<&'a Value> {
        let values = self.value.get("additionalProperties");
        values.filter(|values| values.is_object())
    }

    /// Returns the names of the required fields.
    pub fn required(self) -> impl Iterator<Item = &'a str> {
        let names = self.value.get("required").and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str)
    }
}

/// Returns the name of the component that a schema refers to directly.
#[must_use]
pub fn reference(schema: &Value) -> Option<&str> {
    let path = schema.get("$ref").and_then(Value::as_str)?;
    path.rsplit('/').next()
}

/// Returns the schema that this one wraps with a description, null, or a text that clears it.
#[must_use]
pub fn wrapped(schema: &Value) -> Option<&Value> {
    let inner = |pointer| schema.pointer(pointer);
    inner("/allOf/0").or_else(|| inner("/anyOf/0"))
}

/// Returns whether a schema only wraps another one.
#[must_use]
pub fn is_wrapper(schema: &Value) -> bool {
    wrapped(schema).is_some()
}

/// Returns whether a schema itself allows null, next to its type or as a separate choice.
#[must_use]
pub fn nullable(schema: &Value) -> bool {
    let choice = schema.pointer("/anyOf/1/enum/0");
    schema.get("nullable") == Some(&Value::Bool(true)) || choice.is_some_and(Value::is_null)
}

/// Returns how an update clears a field, as stated in its schema: `null` or `empty`.
#[must_use]
pub fn clear(schema: &Value) -> Option<&str> {
    schema.get("x-ovh-clear").and_then(Value::as_str)
}

/// Adds the names of the components that a schema refers to, at any depth.
pub fn references(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            names.extend(reference(schema).map(str::to_owned));
            object.values().for_each(|value| references(value, names));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, names)),
        _ => {}
    }
}

/// Returns whether the value under an OpenAPI key is data, even if it looks like a schema.
#[must_use]
pub fn is_data(key: &str) -> bool {
    matches!(key, "example" | "examples" | "default" | "enum") || key.starts_with("x-")
}
