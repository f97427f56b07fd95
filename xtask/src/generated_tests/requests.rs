//! tests/it/generated/requests.json: what each operation sends, once with all arguments and once
//! with only the required ones.
//!
//! It is generated from the document alone, so the test fails if the generated client sends
//! something else than the description says.

use anyhow::bail;
use serde_json::{Map, Value, json};

use ovh_codegen::document::{
    Document, Operation, flag, named, properties, referenced, required, text,
};

/// The maximum depth of optional structures; deeper ones are left out.
pub const DEEPEST: usize = 5;

/// Generates the file's text.
pub fn make(document: &str) -> anyhow::Result<String> {
    let document = named(document)?;
    let mut operations: Vec<&Operation> = document.operations.values().collect();
    operations.sort_by_key(|operation| operation.id());
    let mut calls = Vec::new();
    for operation in operations {
        let all = call(&document, operation, true)?;
        let needed = call(&document, operation, false)?;
        let differ = needed != all;
        calls.push(all);
        if differ {
            calls.push(needed);
        }
    }
    Ok(format!("{:#}\n", Value::Array(calls)))
}

/// The arguments of one call, and the expected request.
fn call(document: &Document, operation: &Operation, all: bool) -> anyhow::Result<Value> {
    let (method, template) = operation.place.split_once(' ').unwrap_or_default();
    let mut path = template.to_owned();
    let mut given = Map::new();
    let mut query: Vec<(String, String)> = Vec::new();
    let mut headers = Map::new();
    for parameter in operation.parameters() {
        if !all && !flag(parameter, "required") {
            continue;
        }
        let name = text(parameter, "name");
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let written = wire(&sample(document, schema, name, all, 0)?)?;
        match text(parameter, "in") {
            "path" => path = path.replace(&format!("{{{name}}}"), &written.replace(' ', "%20")),
            "query" => query.push((name.to_owned(), written.clone())),
            "header" => drop(headers.insert(name.to_lowercase(), json!(written))),
            other => bail!("{}: parameters in {other:?} are unknown", operation.place),
        }
        given.insert(name.to_owned(), json!(written));
    }
    query.sort();
    let body = match operation.body() {
        Some(schema) => sample(document, schema, "body", all, 0)?,
        None => Value::Null,
    };
    Ok(json!({
        "operation": operation.id(),
        "parameters": given,
        "method": method,
        "path": path,
        "query": query,
        "headers": headers,
        "signed": operation.value.get("security").is_none(),
        "body": body,
    }))
}

/// Returns an example of a component: of a structure with all of its fields, or with the required
/// ones.
pub fn example(document: &Document, component: &str, all: bool) -> anyhow::Result<Value> {
    let Some(model) = document.schemas.get(component) else {
        bail!("the document has no {component}");
    };
    component_sample(document, component, model, component, all, 0)
}

/// Returns the fields of a structure.
fn fields(document: &Document, model: &Value, all: bool, depth: usize) -> anyhow::Result<Value> {
    let needed = required(model);
    let mut fields = Map::new();
    for (name, schema) in properties(model) {
        if needed.contains(name.as_str()) || (all && depth < DEEPEST) {
            let value = sample(document, schema, name, all, depth + 1)?;
            fields.insert(name.clone(), value);
        }
    }
    Ok(Value::Object(fields))
}

/// Returns a value that differs from others by the name of its field.
pub fn sample(
    document: &Document,
    schema: &Value,
    name: &str,
    all: bool,
    depth: usize,
) -> anyhow::Result<Value> {
    if let Some(component) = referenced(schema) {
        let Some(model) = document.schemas.get(component) else {
            bail!("the document has no {component}");
        };
        return component_sample(document, component, model, name, all, depth);
    }
    if let Some(inner) = schema.pointer("/allOf/0") {
        return sample(document, inner, name, all, depth);
    }
    let item = |key: &str| {
        let item = schema.get(key).unwrap_or(&Value::Null);
        sample(document, item, name, all, depth)
    };
    Ok(match (text(schema, "type"), text(schema, "format")) {
        ("string", "date-time") => json!("2026-01-02T03:04:05Z"),
        ("string", "date") => json!("2026-01-02"),
        ("string", "uuid") => json!("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        ("string", "ipv6") => json!("2001:db8::1"),
        ("string", "ip" | "ipv4") => json!("192.0.2.1"),
        ("string", _) => json!(format!("{name} 1")),
        ("integer", _) => json!(7),
        ("number", _) => json!(1.5),
        ("boolean", _) => json!(true),
        ("array", _) => json!([item("items")?]),
        ("object", _) => json!({ "key": item("additionalProperties")? }),
        _ => json!(name),
    })
}

fn component_sample(
    document: &Document,
    component: &str,
    model: &Value,
    name: &str,
    all: bool,
    depth: usize,
) -> anyhow::Result<Value> {
    if model.get("x-ovh-clear").is_some() || document.value(model).is_some() {
        return sample(document, model, name, all, depth);
    }
    if text(model, "format") == "password" {
        return Ok(json!(format!("{name} 1")));
    }
    if let Some(values) = model.get("enum").and_then(Value::as_array) {
        let Some(value) = values.last() else {
            bail!("{component} has no values");
        };
        return Ok(value.clone());
    }
    fields(document, model, all, depth)
}

/// Returns a value as it is written in an address or a header.
fn wire(value: &Value) -> anyhow::Result<String> {
    Ok(match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        other => bail!("{other} can't be part of an address"),
    })
}
