//! The parts of schema/openapi.json that the passes look at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Failure;

/// The document, as progenitor reads it and as facts.
pub struct Document {
    pub openapi: openapiv3::OpenAPI,
    pub operations: Vec<Operation>,
    pub schemas: BTreeMap<String, Value>,
}

/// An operation's facts.
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    pub deprecated: bool,
    pub authenticated: bool,
    pub iam_actions: Vec<String>,
    pub parameters: Vec<Parameter>,
    pub body: Option<String>,
    /// The schema of the answer, none for an empty one.
    pub answer: Option<Value>,
}

/// A parameter's facts.
pub struct Parameter {
    pub name: String,
    pub place: String,
    pub description: String,
}

impl Document {
    pub fn parse(text: &str) -> Result<Document, Failure> {
        let value: Value = serde_json::from_str(text)?;
        let mut operations = Vec::new();
        for (path, methods) in object(&value["paths"]) {
            for (method, operation) in object(methods) {
                operations.push(Operation::read(path, method, operation));
            }
        }
        operations.sort_by(|a, b| a.id.cmp(&b.id));
        let schemas = object(&value["components"]["schemas"])
            .map(|(name, schema)| (name.clone(), schema.clone()))
            .collect();
        Ok(Document {
            openapi: serde_json::from_value(value)?,
            operations,
            schemas,
        })
    }

    /// The schemas that a request body reaches, itself included.
    pub fn written(&self) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<String> = self
            .operations
            .iter()
            .filter_map(|o| o.body.clone())
            .collect();
        while let Some(name) = open.pop() {
            if !reached.insert(name.clone()) {
                continue;
            }
            if let Some(schema) = self.schemas.get(&name) {
                references(schema, &mut open);
            }
        }
        reached
    }
}

impl Operation {
    fn read(path: &str, method: &str, operation: &Value) -> Operation {
        let content = |value: &Value| value["content"]["application/json"]["schema"].clone();
        let answer = content(&operation["responses"]["200"]);
        Operation {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]),
            description: text(&operation["description"]),
            deprecated: operation["deprecated"].as_bool().unwrap_or(false),
            authenticated: operation["x-ovh-authentication"].as_bool().unwrap_or(true),
            iam_actions: list(&operation["x-ovh-iam-actions"])
                .map(|action| text(&action["name"]))
                .collect(),
            parameters: list(&operation["parameters"])
                .map(|parameter| Parameter {
                    name: text(&parameter["name"]),
                    place: text(&parameter["in"]),
                    description: text(&parameter["description"]),
                })
                .collect(),
            body: referenced(&content(&operation["requestBody"])),
            answer: (!answer.is_null()).then_some(answer),
        }
    }
}

/// The component that a schema is or wraps.
pub fn referenced(schema: &Value) -> Option<String> {
    schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
        .map(str::to_owned)
        .or_else(|| schema["allOf"].get(0).and_then(referenced))
}

fn references(schema: &Value, into: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            into.extend(referenced(schema));
            fields.values().for_each(|value| references(value, into));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, into)),
        _ => {}
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// A property's or a parameter's name in Rust.
pub fn snake(name: &str) -> String {
    use heck::ToSnakeCase;
    let name: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    name.to_snake_case()
}
