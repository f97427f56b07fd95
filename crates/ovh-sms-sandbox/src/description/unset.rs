//! Booleans that a client did not set, and sends as an empty text.

use ovh_openapi::{Document, Kind};
use serde_json::Value;

/// Removes empty texts for booleans, which count as unset; where the boolean is required, it becomes
/// false.
pub(super) fn unset_booleans(document: &Document, schema: &Value, value: &mut Value) {
    let found = document.resolve(schema);
    match value {
        Value::Array(items) => {
            for item in items {
                unset_booleans(document, found.items(), item);
            }
        }
        Value::Object(fields) => {
            let known = found.properties();
            fields.retain(|name, field| {
                let schema = known.and_then(|known| known.get(name)).or(found.values());
                let Some(schema) = schema else { return true };
                let is_boolean = document.resolve(schema).kind() == Kind::Boolean;
                if is_boolean && field.as_str() == Some("") {
                    *field = Value::Bool(false);
                    return found.required().any(|required| required == name);
                }
                unset_booleans(document, schema, field);
                true
            });
        }
        _ => {}
    }
}
