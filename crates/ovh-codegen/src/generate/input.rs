//! The document as input of the generator: its names are Rust names, and an operation has one
//! successful response.
//!
//! progenitor panics if two success statuses differ, and generates code that does not compile if
//! two names are equal in snake case. `restore` restores wire names that differ from the Rust
//! names.

use std::collections::BTreeMap;

use ovh_openapi::{is_success, placeholders};
use serde_json::{Value, json};

use super::Failure;
use super::document::{Answer, Document, Operation};
use super::names;
use super::passes::streams;
use super::signature::Signature;

/// The responses that the generator sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Responses {
    /// One for all success statuses: what a builder returns.
    Merged,
    /// Each one unchanged: what a mock can return.
    Each,
}

/// Returns the document for the generator.
///
/// # Errors
///
/// The document is not OpenAPI 3.0.
pub fn generator_input(
    document: &Document,
    responses: Responses,
) -> Result<openapiv3::OpenAPI, Failure> {
    let mut value = document.value.clone();
    let mut paths: BTreeMap<String, Value> = BTreeMap::new();
    for operation in &document.operations {
        let (path, method) = operation.place();
        let mut described = value["paths"][&path][&method].take();
        rename_operation(&mut described, operation);
        if responses == Responses::Merged {
            merge(&mut described, &operation.answer);
        }
        let item = paths
            .entry(path_for(operation))
            .or_insert_with(|| json!({}));
        item[&method] = described;
    }
    value["paths"] = json!(paths);
    for (name, fields) in &document.fields {
        rename_fields(&mut value["components"]["schemas"][name], fields);
    }
    Ok(serde_json::from_value(value)?)
}

/// The key under which a list of ids states the type of the objects that its builder streams.
pub(crate) const STREAM: &str = "x-ovh-stream";

/// The key under which an operation states the arguments of its method: for each one where it is
/// sent (`in`) and its name in Rust (`name`). A body as a whole has no name.
pub(crate) const ARGUMENTS: &str = "x-ovh-arguments";

/// The key under which an operation states the setters of body fields that have another name than
/// the field.
pub(crate) const SETTERS: &str = "x-ovh-setters";

/// Returns the document under its Rust names; wire names are kept, with the Rust name next to them.
pub(super) fn named(document: &Document) -> Value {
    let mut value = document.value.clone();
    let streams = streams::items(document);
    for operation in &document.operations {
        let (path, method) = operation.place();
        let described = &mut value["paths"][&path][&method];
        described["operationId"] = json!(operation.id);
        if let Some(item) = streams.get(&operation.id) {
            described[STREAM] = json!(item);
        }
        let signature = Signature::of(operation, document);
        described[ARGUMENTS] = signature.argument_names();
        described[SETTERS] = signature.renamed_setters();
        let parameters = items(described.get_mut("parameters"));
        for (described, parameter) in parameters.zip(&operation.parameters) {
            described[names::STATED] = json!(parameter.setter);
        }
    }
    state_names(document, &mut value);
    value
}

/// Returns the document as [`named`] does, with the description's requirements for response fields,
/// which are all optional in Rust.
pub(super) fn described(document: &Document) -> Value {
    let mut value = named(document);
    for (name, schema) in &document.described {
        value["components"]["schemas"][name] = schema.clone();
    }
    state_names(document, &mut value);
    value
}

/// Adds the names of fields and variants next to the wire names.
fn state_names(document: &Document, value: &mut Value) {
    for (name, schema) in &document.schemas {
        let named = &mut value["components"]["schemas"][name];
        if schema.get("enum").is_some() {
            let variants = names::variants(schema)
                .into_iter()
                .map(|(_, variant)| variant);
            named["x-enum-varnames"] = variants.collect();
        }
        for (property, field) in document.fields.get(name).into_iter().flatten() {
            named["properties"][property][names::STATED] = json!(field);
        }
    }
}

/// Returns the path with the setters' names in its braces.
fn path_for(operation: &Operation) -> String {
    let mut path = operation.path.clone();
    for name in placeholders(&operation.path) {
        let setter = operation
            .parameters
            .iter()
            .find(|parameter| parameter.place == "path" && parameter.name == name)
            .map_or(name, |parameter| {
                name_for(&parameter.name, &parameter.setter)
            });
        path = path.replace(&format!("{{{name}}}"), &format!("{{\u{0}{setter}}}"));
    }
    path.replace('\u{0}', "")
}

fn rename_operation(described: &mut Value, operation: &Operation) {
    described["operationId"] = json!(operation.id);
    let parameters = items(described.get_mut("parameters"));
    for (described, parameter) in parameters.zip(&operation.parameters) {
        described["name"] = json!(name_for(&parameter.name, &parameter.setter));
        described["required"] = json!(parameter.required);
        if let Some(schema) = described.get_mut("schema").and_then(Value::as_object_mut) {
            // An absent parameter is not sent; null is not a value of a parameter.
            schema.remove("nullable");
        }
    }
}

/// Returns the name under which the generator gets `name`, so that it generates `rust`.
fn name_for<'a>(name: &'a str, rust: &'a str) -> &'a str {
    match names::setter(name) == rust {
        true => name,
        false => rust,
    }
}

fn merge(described: &mut Value, answer: &Answer) {
    let Some(responses) = described
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    responses.retain(|status, _| !is_success(status));
    let content = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let merged = match answer {
        Answer::Nothing => json!({ "description": "" }),
        Answer::Typed(schema) => json!({ "description": "", "content": content(schema) }),
        Answer::Any => json!({ "description": "", "content": content(&json!({})) }),
    };
    responses.insert("200".to_owned(), merged);
}

/// Returns the items of a list; indexing would create missing ones.
fn items(list: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    list.and_then(Value::as_array_mut).into_iter().flatten()
}

fn rename_fields(schema: &mut Value, fields: &BTreeMap<String, String>) {
    let changed: BTreeMap<&String, &String> = fields
        .iter()
        .filter(|(name, rust)| names::field(name) != **rust)
        .collect();
    if changed.is_empty() {
        return;
    }
    let renamed = |name: String| changed.get(&name).map_or(name, |rust| (*rust).clone());
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let named = std::mem::take(properties).into_iter();
        *properties = named
            .map(|(name, property)| (renamed(name), property))
            .collect();
    }
    for required in items(schema.get_mut("required")) {
        if let Some(name) = required.as_str() {
            *required = json!(renamed(name.to_owned()));
        }
    }
}
