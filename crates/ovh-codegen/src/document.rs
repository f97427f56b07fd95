//! An OpenAPI document as `diff` and the writers of generated files use it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, anyhow};
use serde_json::{Map, Value};

use crate::generate::{self, Renamed, is_any, names};

/// An operation and its place.
#[derive(Debug)]
pub struct Operation {
    /// `POST /sms/{serviceName}/jobs`.
    pub place: String,
    /// The operation, as in the document.
    pub value: Value,
    facts: ovh_openapi::Operation,
}

impl Operation {
    fn of(facts: &ovh_openapi::Operation) -> Self {
        Self {
            place: facts.place(),
            value: facts.value.clone(),
            facts: facts.clone(),
        }
    }

    /// Returns the name of the builder's method.
    pub fn id(&self) -> &str {
        &self.facts.id
    }

    /// Returns the parameters outside the body.
    pub fn parameters(&self) -> impl Iterator<Item = &Value> {
        let parameters = self.value.get("parameters").and_then(Value::as_array);
        parameters.into_iter().flatten()
    }

    /// Returns the schema of the JSON body.
    pub fn body(&self) -> Option<&Value> {
        self.facts.body.as_ref()
    }

    /// Returns the arguments of the builder's method; only documents from [`named`] have them.
    pub fn arguments(&self) -> impl Iterator<Item = &Value> {
        let arguments = self
            .value
            .get(generate::ARGUMENTS)
            .and_then(Value::as_array);
        arguments.into_iter().flatten()
    }

    /// Returns the setters of body fields that have another name than the field, in such a
    /// document.
    pub fn renamed_setters(&self) -> Option<&Map<String, Value>> {
        self.value.get(generate::SETTERS)?.as_object()
    }

    /// Returns the successful response: its statuses, and its schema if it has one.
    pub fn answer(&self) -> (Vec<&str>, Option<&Value>) {
        let successes = self.facts.successes();
        (
            successes.map(|response| response.status.as_str()).collect(),
            self.facts.response(),
        )
    }
}

/// A document, with its operations by method and shape of path.
#[derive(Debug)]
pub struct Document {
    /// The operations by shape of path and method.
    pub operations: BTreeMap<(String, String), Operation>,
    /// The components by name.
    pub schemas: BTreeMap<String, Value>,
    /// The components that are bodies of one operation, with their operations.
    pub bodies: BTreeMap<String, String>,
    /// The components that are sent.
    pub sent: BTreeSet<String>,
    /// The components that responses contain.
    pub received: BTreeSet<String>,
    /// The base paths of the roots.
    pub servers: BTreeSet<String>,
    /// The API's version, as the description states it.
    pub version: String,
    /// The renamed items, whose old names are deprecated items of generated code.
    pub renamed: Vec<Renamed>,
}

impl Document {
    /// Reads a document.
    pub fn parse(from: &str) -> anyhow::Result<Document> {
        let mut whole: Value = serde_json::from_str(from).context("it is not JSON")?;
        crate::generate::prepare::schemas(&mut whole);
        let read = ovh_openapi::Document::new(whole)?;
        let operations = read.operations().iter().map(|operation| {
            let shape = crate::convert::paths::shape(&operation.path);
            ((shape, operation.method.clone()), Operation::of(operation))
        });
        let operations: BTreeMap<(String, String), Operation> = operations.collect();
        let whole = read.value();
        let servers = whole.get("servers").and_then(Value::as_array);
        let servers = servers
            .into_iter()
            .flatten()
            .map(|server| text(server, "url").to_owned())
            // The defaults if a description states none.
            .filter(|url| url != "/")
            .collect();
        let renamed = generate::renamed::read(whole)
            .map_err(|error| anyhow!("{}: {error}", generate::renamed::RENAMED))?;
        let version = whole.pointer("/info/version").and_then(Value::as_str);
        let mut document = Document {
            operations,
            schemas: schemas_of(&read),
            bodies: BTreeMap::new(),
            sent: read.sent(),
            received: read.received(),
            servers,
            version: version.unwrap_or_default().to_owned(),
            renamed,
        };
        document.find_bodies();
        Ok(document)
    }

    fn find_bodies(&mut self) {
        for operation in self.operations.values() {
            let Some(body) = operation.body() else {
                continue;
            };
            if let Some(name) = referenced(body)
                && self
                    .schemas
                    .get(name)
                    .is_some_and(|schema| schema.get("x-ovh-model").is_none())
            {
                self.bodies.insert(name.to_owned(), operation.place.clone());
            }
        }
    }

    /// Returns the value that clears a field (`null` or `empty`), as stated by the field or its
    /// component.
    pub fn clear<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        match text(schema, "x-ovh-clear") {
            "" => self.inner(schema).and_then(|inner| self.clear(inner)),
            how => Some(how),
        }
    }

    /// Returns the schema that this one wraps: the first of `allOf`, the first choice if the other
    /// is null or an empty text, or a component that is only a wrapper.
    fn inner<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        let component = referenced(schema).and_then(|name| self.schemas.get(name));
        component
            .filter(|component| component.get("x-ovh-clear").is_some())
            .or_else(|| schema.pointer("/allOf/0"))
            .or_else(|| schema.pointer("/anyOf/0"))
    }

    /// Returns whether a field contains its own structure again without a list or a map
    /// in between: generated code has a `Box` in such a cycle.
    pub fn is_circular(&self, structure: &str, field: &Value) -> bool {
        let mut open: Vec<&str> = self.held(field).into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            if name == structure {
                return true;
            }
            if let Some(schema) = self.schemas.get(name).filter(|_| seen.insert(name)) {
                let fields = properties(schema).into_values();
                open.extend(fields.filter_map(|field| self.held(field)));
            }
        }
        false
    }

    /// Returns the component of a value of the schema.
    fn held<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        match self.inner(schema) {
            Some(inner) => self.held(inner),
            None => referenced(schema),
        }
    }

    /// Returns the hand-written type that a schema or its component names.
    pub fn value<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        let component = referenced(schema).and_then(|name| self.schemas.get(name));
        let value = text(component.unwrap_or(schema), generate::VALUE);
        Some(value).filter(|value| !value.is_empty())
    }

    /// Returns the Rust type of a schema.
    pub fn rust_type(&self, schema: &Value) -> String {
        match self.clear(schema) {
            Some(_) => format!("Clearable<{}>", self.value_type(schema)),
            None => self.value_type(schema),
        }
    }

    fn value_type(&self, schema: &Value) -> String {
        if let Some(inner) = self.inner(schema) {
            return self.value_type(inner);
        }
        if let Some(value) = self.value(schema) {
            return value.to_owned();
        }
        if let Some(name) = referenced(schema) {
            return name.to_owned();
        }
        match (text(schema, "type"), text(schema, "format")) {
            ("array", _) => format!(
                "Vec<{}>",
                self.rust_type(schema.get("items").unwrap_or(&Value::Null))
            ),
            ("object", _) => match schema.get("additionalProperties") {
                Some(value) if is_any(value) => "Map<String, Value>".to_owned(),
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

    /// Returns the facts of a schema beyond its Rust type: OVHcloud's own name of the type, or the
    /// format.
    pub fn meaning(&self, schema: &Value) -> String {
        const OWN: [&str; 3] = ["x-ovh-json", "x-ovh-key", "x-ovh-type"];
        const JSON: [&str; 2] = ["format", "type"];
        let first = |keys: &[&str]| {
            let mut found = keys.iter().map(|key| text(schema, key));
            found.find(|value| !value.is_empty()).map(str::to_owned)
        };
        if let Some(inner) = self.inner(schema) {
            return first(&OWN).unwrap_or_else(|| self.meaning(inner));
        }
        let own = first(&OWN).or_else(|| first(&JSON));
        let own = own.unwrap_or_else(|| "a model".to_owned());
        match schema
            .get("items")
            .or_else(|| schema.get("additionalProperties"))
        {
            Some(items) => format!("{own} of {}", self.meaning(items)),
            None => own,
        }
    }
}

/// The text formats that have a separate Rust type.
const STRINGS: &[(&str, &str)] = &[
    ("date-time", "DateTime<Utc>"),
    ("date", "NaiveDate"),
    ("uuid", "Uuid"),
    ("ip", "IpAddr"),
    ("ipv4", "Ipv4Addr"),
    ("ipv6", "Ipv6Addr"),
];

/// Returns the document under the names of generated code: [`rust_name`] returns those of fields
/// and parameters.
///
/// # Errors
///
/// The document can't be converted to Rust.
pub fn named(document: &str) -> anyhow::Result<Document> {
    let named = generate::named(document)
        .map_err(|error| anyhow!("no Rust can be made of the document: {error}"))?;
    Document::parse(&named.to_string())
}

/// Returns the document as [`named`] does, with the description's requirements for response fields,
/// and with the streams of lists.
///
/// # Errors
///
/// The document can't be converted to Rust.
pub fn described(document: &str) -> anyhow::Result<Document> {
    let described = generate::described(document)
        .map_err(|error| anyhow!("no Rust can be made of the document: {error}"))?;
    Document::parse(&described.to_string())
}

/// Returns the type of the objects that a list of ids streams, in a document from [`described`].
pub fn stream(operation: &Operation) -> Option<&str> {
    Some(text(&operation.value, generate::STREAM)).filter(|item| !item.is_empty())
}

/// Returns the name in Rust of a field or a parameter, in a document from [`named`].
pub fn rust_name(described: &Value) -> &str {
    text(described, names::STATED)
}

/// Returns a text of an object, or an empty text.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a flag of an object.
pub fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

pub use ovh_openapi::reference as referenced;

/// Returns the required fields of a structure.
pub fn required(schema: &Value) -> BTreeSet<&str> {
    let list = schema.get("required").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// Returns the fields of a structure.
pub fn properties(schema: &Value) -> BTreeMap<&String, &Value> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .collect()
}

fn schemas_of(document: &ovh_openapi::Document) -> BTreeMap<String, Value> {
    let schemas = document.schemas().iter();
    schemas
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect()
}
