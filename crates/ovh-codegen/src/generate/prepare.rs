//! Converts openapi.json to the form that progenitor and the passes expect.
//!
//! The published document states in OpenAPI's terms which values may be null or cleared, for
//! generators of every language. Only components can have hand-written Rust types: a clearable
//! field becomes a reference to a separate component, a nullable reference becomes a reference to a
//! nullable component, and secret text and named values become references to one component each.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::document::VALUE;

/// Rewrites the document's schemas. A document that is already prepared does not change.
pub(crate) fn schemas(document: &mut Value) {
    refer_to_secrets(document);
    let Some(Value::Object(known)) = document.pointer_mut("/components/schemas").map(Value::take)
    else {
        return;
    };
    let mut made = Made {
        known,
        names: HashMap::new(),
    };
    let names: Vec<String> = made.known.keys().cloned().collect();
    for name in names {
        if let Some(mut schema) = made.known.get_mut(&name).map(Value::take) {
            made.walk(&mut schema);
            made.known.insert(name, schema);
        }
    }
    if let Some(place) = document.pointer_mut("/components/schemas") {
        *place = Value::Object(made.known);
    }
    // Clearable fields refer to their values too.
    refer_to_values(document);
}

/// The components, and which of them represent clearable fields.
struct Made {
    known: Map<String, Value>,
    names: HashMap<String, String>,
}

impl Made {
    fn walk(&mut self, value: &mut Value) {
        match value {
            Value::Object(object) => {
                object.values_mut().for_each(|value| self.walk(value));
                if object.get("x-ovh-clear").is_some_and(Value::is_string)
                    && object.get("type").is_some_and(Value::is_string)
                {
                    *value = self.clearable(std::mem::take(object));
                } else if let Some(inner) = first_choice(object) {
                    object.remove("anyOf");
                    object.insert("allOf".to_owned(), inner);
                    object.insert("nullable".to_owned(), json!(true));
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.walk(value)),
            _ => {}
        }
    }

    /// Returns a reference to the component of a clearable field.
    fn clearable(&mut self, mut field: Map<String, Value>) -> Value {
        let beside = ["description", "x-ovh-rust-name"]
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), field.remove(key)?)));
        let beside: Map<String, Value> = beside.collect();
        let how = field.remove("x-ovh-clear").unwrap_or_default();
        field.remove("nullable");
        let inner = match first_choice(&field) {
            Some(inner) => inner,
            None => json!([field]),
        };
        let component = json!({ "allOf": inner, "nullable": how != "empty", "x-ovh-clear": how });
        let key = component.to_string();
        let name = match self.names.get(&key) {
            Some(name) => name.clone(),
            None => {
                let mut count = self.names.len() + 1;
                let mut name = format!("Clearable{count}");
                while self.known.contains_key(&name) {
                    count += 1;
                    name = format!("Clearable{count}");
                }
                self.known.insert(name.clone(), component);
                self.names.insert(key, name.clone());
                name
            }
        };
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        if beside.is_empty() {
            return reference;
        }
        let mut field = beside;
        field.insert("allOf".to_owned(), json!([reference]));
        Value::Object(field)
    }
}

/// Replaces inline schemas of secret text by a reference to a component: only a component can have
/// the type of secrets.
fn refer_to_secrets(document: &mut Value) {
    let is_secret = |schema: &Value| {
        schema["type"] == "string"
            && schema["format"] == "password"
            && schema["x-ovh-clear"].is_null()
    };
    let component = json!({ "type": "string", "format": "password" });
    refer_to(document, "SecretText", is_secret, &component);
}

/// Replaces inline schemas of named values by references to one component for each name.
fn refer_to_values(document: &mut Value) {
    let mut names: BTreeMap<String, Value> = BTreeMap::new();
    let mut open: Vec<&Value> = vec![document];
    while let Some(value) = open.pop() {
        if let Some(name) = value[VALUE].as_str() {
            let mut component = json!({ "type": value["type"], VALUE: name });
            if let Some(format) = value.get("format") {
                component["format"] = format.clone();
            }
            names.entry(name.to_owned()).or_insert(component);
        }
        match value {
            Value::Object(object) => open.extend(object.values()),
            Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    for (name, component) in names {
        let is_value = |schema: &Value| schema[VALUE] == *name && schema["type"].is_string();
        refer_to(document, &name, is_value, &component);
    }
}

/// Replaces inline schemas by a reference to the first component that is one of them, or to a new
/// component of that name.
fn refer_to(document: &mut Value, name: &str, is_one: impl Fn(&Value) -> bool, component: &Value) {
    let schemas = document["components"]["schemas"].as_object();
    let known = schemas.and_then(|schemas| {
        let mut found = schemas.iter().filter(|(_, schema)| is_one(schema));
        let (name, _) = found.find(|(_, schema)| schema["nullable"] != true)?;
        Some(name.clone())
    });
    let name = match &known {
        Some(name) => name.clone(),
        None => {
            let taken = |name: &String| schemas.is_some_and(|schemas| schemas.contains_key(name));
            let mut names = std::iter::once(name.to_owned())
                .chain((2u32..).map(|count| format!("{name}{count}")));
            names.find(|name| !taken(name)).unwrap_or_default()
        }
    };
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut replaced = 0;
    let mut parts: Vec<&mut Value> = Vec::new();
    for (key, part) in document.as_object_mut().into_iter().flatten() {
        match key.as_str() {
            "components" => {
                for (kind, components) in part.as_object_mut().into_iter().flatten() {
                    match kind.as_str() {
                        // A component itself may be one.
                        "schemas" => parts.extend(children(components).flat_map(children)),
                        _ => parts.push(components),
                    }
                }
            }
            _ => parts.push(part),
        }
    }
    while let Some(value) = parts.pop() {
        if is_one(value) {
            *value = referring(value, &reference);
            replaced += 1;
        } else {
            parts.extend(children(value));
        }
    }
    if replaced > 0 && known.is_none() {
        document["components"]["schemas"][&name] = component.clone();
    }
}

/// Returns the reference that replaces a schema, with the keys next to its type.
fn referring(schema: &mut Value, reference: &Value) -> Value {
    let mut beside = schema.as_object().cloned().unwrap_or_default();
    for key in [
        "type",
        "format",
        "example",
        "maxLength",
        "minLength",
        "pattern",
        "maximum",
        "minimum",
        VALUE,
    ] {
        beside.remove(key);
    }
    if beside.is_empty() {
        return reference.clone();
    }
    beside.insert("allOf".to_owned(), json!([reference]));
    Value::Object(beside)
}

/// Returns the values inside a value.
fn children(value: &mut Value) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match value {
        Value::Object(object) => Box::new(object.values_mut()),
        Value::Array(values) => Box::new(values.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Returns the `allOf` of a schema whose only other choices are null, or the empty text that clears
/// it.
fn first_choice(schema: &Map<String, Value>) -> Option<Value> {
    let [first, other] = schema.get("anyOf")?.as_array()?.as_slice() else {
        return None;
    };
    let values = other.get("enum")?;
    (*values == json!([null]) || *values == json!([""]))
        .then(|| first.get("allOf").cloned())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(field: Value) -> (Value, Value) {
        let mut document = json!({ "components": { "schemas": {
            "Clearable1": { "type": "object" },
            "Thing": { "type": "object", "properties": { "field": field } },
        } } });
        schemas(&mut document);
        let again = &mut document.clone();
        schemas(again);
        assert_eq!(document, *again);
        let schemas = &document["components"]["schemas"];
        (
            schemas["Thing"]["properties"]["field"].clone(),
            schemas["Clearable2"].clone(),
        )
    }

    #[test]
    fn secret_text_becomes_a_reference_wherever_it_is() {
        let secret = json!({ "type": "string", "format": "password" });
        let parameter = json!({ "name": "key", "in": "path", "schema": secret });
        let mut document = json!({
            "paths": { "/a/{key}": { "get": { "parameters": [parameter] } } },
            "components": {
                "parameters": { "A": { "schema": secret } },
                "schemas": {
                    "SecretText": { "type": "integer" },
                    "Thing": { "type": "object", "properties": {
                        "list": { "type": "array", "items": secret },
                        "said": { "type": "string", "format": "password", "nullable": true, "description": "A." },
                    } },
                },
            },
        });
        schemas(&mut document);
        let reference = json!({ "$ref": "#/components/schemas/SecretText2" });
        for (place, expected) in [
            ("/paths/~1a~1{key}/get/parameters/0/schema", &reference),
            ("/components/parameters/A/schema", &reference),
            ("/components/schemas/SecretText2", &secret),
            (
                "/components/schemas/Thing/properties/list/items",
                &reference,
            ),
            (
                "/components/schemas/Thing/properties/said",
                &json!({ "allOf": [reference], "nullable": true, "description": "A." }),
            ),
        ] {
            assert_eq!(document.pointer(place), Some(expected), "{place}");
        }
        let again = &mut document.clone();
        schemas(again);
        assert_eq!(document, *again);
    }

    #[test]
    fn a_named_value_becomes_a_reference_wherever_it_is() {
        let credits = json!({ "type": "number", "format": "double", "x-ovh-value": "Credits" });
        let ptt = json!({ "type": "integer", "x-ovh-value": "Ptt" });
        let mut document = json!({
            "paths": { "/a": { "get": { "parameters": [{ "name": "ptt", "in": "query", "schema": ptt }] } } },
            "components": { "schemas": {
                "Credits": { "type": "object" },
                "Thing": { "type": "object", "properties": {
                    "list": { "type": "array", "items": credits },
                    "said": { "type": "number", "x-ovh-value": "Credits", "minimum": 0, "nullable": true, "description": "A." },
                    "cleared": { "type": "number", "x-ovh-value": "Credits", "nullable": true, "x-ovh-clear": "null" },
                } },
            } },
        });
        schemas(&mut document);
        let reference = json!({ "$ref": "#/components/schemas/Credits2" });
        for (place, expected) in [
            (
                "/paths/~1a/get/parameters/0/schema",
                &json!({ "$ref": "#/components/schemas/Ptt" }),
            ),
            ("/components/schemas/Ptt", &ptt),
            (
                "/components/schemas/Credits2/x-ovh-value",
                &json!("Credits"),
            ),
            (
                "/components/schemas/Thing/properties/list/items",
                &reference,
            ),
            (
                "/components/schemas/Thing/properties/said",
                &json!({ "allOf": [reference], "nullable": true, "description": "A." }),
            ),
            (
                "/components/schemas/Thing/properties/cleared",
                &json!({ "$ref": "#/components/schemas/Clearable1" }),
            ),
            (
                "/components/schemas/Clearable1",
                &json!({ "allOf": [reference], "nullable": true, "x-ovh-clear": "null" }),
            ),
        ] {
            assert_eq!(document.pointer(place), Some(expected), "{place}");
        }
        let again = &mut document.clone();
        schemas(again);
        assert_eq!(document, *again);
    }

    #[test]
    fn each_form_of_a_field_becomes_what_the_passes_know() {
        let thing = json!({ "$ref": "#/components/schemas/Thing" });
        let choices = json!([{ "allOf": [thing] }, { "enum": [null] }]);
        let component = json!({ "$ref": "#/components/schemas/Clearable2" });
        for (published, field, clearable) in [
            (
                json!({ "type": "string", "nullable": true }),
                json!({ "type": "string", "nullable": true }),
                Value::Null,
            ),
            (
                json!({ "anyOf": choices, "description": "A.", "readOnly": true }),
                json!({ "allOf": [thing], "nullable": true, "description": "A.", "readOnly": true }),
                Value::Null,
            ),
            (
                json!({ "type": "string", "nullable": true, "x-ovh-clear": "null", "description": "A." }),
                json!({ "allOf": [component], "description": "A." }),
                json!({ "allOf": [{ "type": "string" }], "nullable": true, "x-ovh-clear": "null" }),
            ),
            (
                json!({ "type": "string", "format": "date", "x-ovh-clear": "empty" }),
                component.clone(),
                json!({ "allOf": [{ "type": "string", "format": "date" }], "nullable": false, "x-ovh-clear": "empty" }),
            ),
            (
                json!({ "type": "object", "nullable": true, "anyOf": choices, "x-ovh-clear": "null" }),
                component,
                json!({ "allOf": [thing], "nullable": true, "x-ovh-clear": "null" }),
            ),
        ] {
            assert_eq!(prepared(published), (field, clearable));
        }
    }
}
