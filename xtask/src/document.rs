//! An OpenAPI document as `diff` and the makers of generated files look at it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use serde_json::Value;

/// An operation and where it is.
pub struct Operation {
    /// `POST /sms/{serviceName}/jobs`.
    pub place: String,
    pub value: Value,
}

impl Operation {
    /// The name of the builder's method.
    pub fn id(&self) -> &str {
        text(&self.value, "operationId")
    }

    /// The parameters outside the body.
    pub fn parameters(&self) -> impl Iterator<Item = &Value> {
        self.value
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    }

    /// The schema of the JSON body.
    pub fn body(&self) -> Option<&Value> {
        self.value
            .pointer("/requestBody/content/application~1json/schema")
    }

    /// The good answer: its statuses, and its schema where it has one.
    pub fn answer(&self) -> (Vec<&str>, Option<&Value>) {
        let responses = self.value.get("responses").and_then(Value::as_object);
        let good: Vec<(&String, &Value)> = responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with('2'))
            .collect();
        let schema = good
            .first()
            .and_then(|(_, response)| response.pointer("/content/application~1json/schema"));
        (
            good.iter().map(|(status, _)| status.as_str()).collect(),
            schema,
        )
    }
}

/// A document, its operations by method and shape of path.
pub struct Document {
    pub operations: BTreeMap<(String, String), Operation>,
    pub schemas: BTreeMap<String, Value>,
    /// The components that are bodies of one operation, and their operations.
    pub bodies: BTreeMap<String, String>,
    /// The components that are sent.
    pub sent: BTreeSet<String>,
}

impl Document {
    /// Reads a document.
    pub fn parse(from: &str) -> anyhow::Result<Document> {
        let whole: Value = serde_json::from_str(from).context("it is not JSON")?;
        if !whole
            .get("openapi")
            .and_then(Value::as_str)
            .is_some_and(|version| version.starts_with("3."))
        {
            bail!("it is not an OpenAPI 3 document");
        }
        let schemas: BTreeMap<String, Value> = whole
            .pointer("/components/schemas")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), schema.clone()))
            .collect();
        let mut operations = BTreeMap::new();
        for (path, methods) in whole
            .get("paths")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            for (method, value) in methods.as_object().into_iter().flatten() {
                let method = method.to_uppercase();
                let place = format!("{method} {path}");
                let key = (crate::convert::paths::shape(path), method);
                operations.insert(
                    key,
                    Operation {
                        place,
                        value: value.clone(),
                    },
                );
            }
        }
        let mut document = Document {
            operations,
            schemas,
            bodies: BTreeMap::new(),
            sent: BTreeSet::new(),
        };
        document.find_bodies();
        Ok(document)
    }

    fn find_bodies(&mut self) {
        let mut fresh: Vec<String> = Vec::new();
        for operation in self.operations.values() {
            let Some(body) = operation.body() else {
                continue;
            };
            let mut names = Vec::new();
            references(body, &mut names);
            if let Some(name) = referenced(body)
                && self
                    .schemas
                    .get(name)
                    .is_some_and(|schema| schema.get("x-ovh-model").is_none())
            {
                self.bodies.insert(name.to_owned(), operation.place.clone());
            }
            fresh.extend(names);
        }
        while let Some(name) = fresh.pop() {
            if let Some(schema) = self.schemas.get(&name)
                && self.sent.insert(name)
            {
                references(schema, &mut fresh);
            }
        }
    }

    /// The Rust type that a schema becomes.
    pub fn rust_type(&self, schema: &Value) -> String {
        if let Some(name) = referenced(schema) {
            return match self.schemas.get(name) {
                Some(clearable) if clearable.get("x-ovh-clear").is_some() => {
                    let inner = clearable.pointer("/allOf/0").unwrap_or(&Value::Null);
                    format!("Clearable<{}>", self.rust_type(inner))
                }
                _ => name.to_owned(),
            };
        }
        if let Some(inner) = schema.pointer("/allOf/0") {
            return self.rust_type(inner);
        }
        match (text(schema, "type"), text(schema, "format")) {
            ("array", _) => format!(
                "Vec<{}>",
                self.rust_type(schema.get("items").unwrap_or(&Value::Null))
            ),
            ("object", _) => match schema.get("additionalProperties") {
                Some(value) => format!("HashMap<String, {}>", self.rust_type(value)),
                None => "Map<String, Value>".to_owned(),
            },
            ("string", format) => {
                let known = STRINGS.iter().find(|(known, _)| *known == format);
                known.map_or("String", |(_, rust)| rust).to_owned()
            }
            ("integer", _) => "i64".to_owned(),
            ("number", _) => "f64".to_owned(),
            ("boolean", _) => "bool".to_owned(),
            _ => "Value".to_owned(),
        }
    }
}

/// The formats of text that have a Rust type of their own.
const STRINGS: &[(&str, &str)] = &[
    ("date-time", "DateTime<Utc>"),
    ("date", "NaiveDate"),
    ("uuid", "Uuid"),
    ("ip", "IpAddr"),
    ("ipv4", "Ipv4Addr"),
    ("ipv6", "Ipv6Addr"),
];

/// A text of an object, or nothing.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A flag of an object.
pub fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// The component that a schema is, by reference.
pub fn referenced(schema: &Value) -> Option<&str> {
    let direct = schema.get("$ref").and_then(Value::as_str);
    direct.and_then(|path| path.rsplit('/').next())
}

/// The fields of a structure that must be given.
pub fn required(schema: &Value) -> BTreeSet<&str> {
    let list = schema.get("required").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// The fields of a structure.
pub fn properties(schema: &Value) -> BTreeMap<&String, &Value> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .collect()
}

fn references(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            names.extend(referenced(schema).map(str::to_owned));
            object.values().for_each(|value| references(value, names));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, names)),
        _ => {}
    }
}

/// What a schema says beyond the Rust type: enough to tell that another thing is meant.
pub fn meaning(schema: &Value) -> String {
    let inner = schema.pointer("/allOf/0").unwrap_or(schema);
    let told = ["type", "format", "x-ovh-type", "x-ovh-key", "x-ovh-json"].map(|key| {
        let here = text(schema, key);
        if here.is_empty() {
            text(inner, key)
        } else {
            here
        }
    });
    let own = told
        .iter()
        .rev()
        .find(|told| !told.is_empty())
        .copied()
        .unwrap_or("a model");
    match inner
        .get("items")
        .or_else(|| inner.get("additionalProperties"))
    {
        Some(items) => format!("{own} of {}", meaning(items)),
        None => own.to_owned(),
    }
}
