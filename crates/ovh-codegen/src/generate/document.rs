//! The parts of schema/openapi.json that the passes use.

use std::collections::{BTreeMap, BTreeSet};

use ovh_openapi::{is_data, placeholders, references};
use serde_json::Value;

use super::Failure;
use super::names;
use super::renamed::{self, Renamed};

/// The facts of a document; its schemas have the names of their Rust types.
#[derive(Debug)]
pub struct Document {
    /// The whole document.
    pub(super) value: Value,
    /// The operations by the name of the method.
    pub(super) operations: Vec<Operation>,
    pub(super) schemas: BTreeMap<String, Value>,
    /// The fields of each structure by property, if the schema has properties.
    pub(super) fields: BTreeMap<String, BTreeMap<String, String>>,
    /// The schemas that responses contain, including those of errors.
    pub(super) answered: BTreeSet<String>,
    /// The same schemas with the description's requirements for their fields.
    pub(super) described: BTreeMap<String, Value>,
    /// The renamed items, whose old names are kept.
    pub(super) renamed: Vec<Renamed>,
}

/// The facts of an operation.
#[derive(Debug)]
pub struct Operation {
    /// The name of the client's method.
    pub id: String,
    pub builder: String,
    pub constant: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub description: String,
    pub deprecated: bool,
    pub authenticated: bool,
    pub iam_actions: Vec<String>,
    pub parameters: Vec<Parameter>,
    /// The schema of the body.
    pub body: Option<Value>,
    pub answer: Answer,
    /// For a list of ids: the field of its objects that contains the id.
    pub id_field: Option<String>,
    /// For a list of ids: the separator of ids in a batch read.
    pub separator: char,
}

/// The content of a successful response.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Nothing,
    /// The same schema for each status between 200 and 299.
    Typed(Value),
    /// The statuses have different schemas: the value is JSON.
    Any,
}

/// The facts of a parameter.
#[derive(Debug)]
pub struct Parameter {
    pub name: String,
    pub setter: String,
    pub place: String,
    pub description: String,
    pub required: bool,
    pub schema: Value,
}

impl Document {
    /// Reads the text of a document.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or the document lacks a component that it refers to.
    pub fn parse(from: &str) -> Result<Document, Failure> {
        let mut value: Value = serde_json::from_str(from)?;
        super::prepare::schemas(&mut value);
        super::prose::rewrite(&mut value);
        name_types(&mut value)?;
        let mut read = ovh_openapi::Document::new(value)?;
        let answered = read.received();
        let mut described = BTreeMap::new();
        let mut value = read.value().clone();
        for name in &answered {
            let schema = &mut value["components"]["schemas"][name];
            described.insert(name.clone(), schema.clone());
            require_nothing(schema);
        }
        read = ovh_openapi::Document::new(value)?;
        let schemas: BTreeMap<String, Value> = read
            .schemas()
            .iter()
            .map(|(name, schema)| (name.clone(), schema.clone()))
            .collect();
        let mut listed: Vec<&ovh_openapi::Operation> = read.operations().iter().collect();
        listed.sort_by_key(|operation| {
            // An operation whose id is already a Rust name keeps it.
            let is_renamed = names::setter(&operation.id) != operation.id;
            (
                is_renamed,
                &operation.id,
                &operation.path,
                &operation.method,
            )
        });
        let mut names = names::Operations::new();
        let mut operations = Vec::new();
        for operation in listed {
            operations.push(Operation::of(operation, &mut names)?);
        }
        operations.sort_by(|a, b| a.id.cmp(&b.id));
        let fields = schemas
            .iter()
            .filter(|(_, schema)| is_structure(schema))
            .map(|(name, schema)| (name.clone(), names::fields(schema)))
            .collect();
        Ok(Document {
            value: read.value().clone(),
            operations,
            schemas,
            fields,
            answered,
            described,
            renamed: renamed::read(read.value())?,
        })
    }

    /// Returns the operations by the names of their builders.
    pub fn by_builder(&self) -> BTreeMap<String, &Operation> {
        let operations = self.operations.iter();
        operations
            .map(|operation| (operation.builder.clone(), operation))
            .collect()
    }

    /// Returns the schemas that a request body contains, including itself.
    pub fn written(&self) -> BTreeSet<String> {
        let mut open: Vec<String> = Vec::new();
        for body in self.operations.iter().filter_map(|o| o.body.as_ref()) {
            references(body, &mut open);
        }
        reached(open, |name| self.schemas.get(name))
    }

    /// Returns the structure that a schema is or wraps: a type with fields and a builder.
    pub fn structure(&self, schema: &Value) -> Option<String> {
        let name = referenced(schema)?;
        self.fields.contains_key(&name).then_some(name)
    }

    /// Returns whether a schema is text that is never printed.
    pub fn is_secret(&self, schema: &Value) -> bool {
        if schema["format"] == "password" {
            return true;
        }
        let named = referenced(schema).and_then(|name| self.schemas.get(&name));
        named.is_some_and(|schema| schema["format"] == "password")
    }

    /// Returns the values that the document names.
    pub fn values(&self) -> BTreeSet<&str> {
        let components = self.schemas.values();
        components
            .filter_map(|component| component[VALUE].as_str())
            .collect()
    }

    /// Returns whether a schema is a named value, a list or a map of named values, or a field that
    /// can be cleared of one of them.
    pub fn holds_value(&self, schema: &Value) -> bool {
        let component = referenced(schema).and_then(|name| self.schemas.get(&name));
        let schema = component.unwrap_or(schema);
        if schema.get("x-ovh-clear").is_some() {
            return self.holds_value(&schema["allOf"][0]);
        }
        let inner = schema
            .get("items")
            .or_else(|| schema.get("additionalProperties"));
        schema[VALUE].is_string()
            || (component.is_none() && inner.is_some_and(|inner| self.holds_value(inner)))
    }

    /// Returns how a field is cleared, if it can be: `null` or `empty`.
    pub fn clears(&self, property: &Value) -> Option<String> {
        let own = property["x-ovh-clear"].as_str().map(str::to_owned);
        own.or_else(|| {
            let named = referenced(property).and_then(|name| self.schemas.get(&name))?;
            named["x-ovh-clear"].as_str().map(str::to_owned)
        })
    }
}

impl Operation {
    fn of(
        operation: &ovh_openapi::Operation,
        names: &mut names::Operations,
    ) -> Result<Operation, Failure> {
        let (path, value) = (&operation.path, &operation.value);
        let place = operation.place();
        if operation.id.is_empty() {
            return Err(format!("{place} has no operationId: give it one").into());
        }
        let listed: Vec<Value> = list(&value["parameters"]).cloned().collect();
        if listed.len() != operation.parameters.len() {
            return Err(format!(
                "{place} has a parameter that is neither in the path, in the query nor in a header"
            )
            .into());
        }
        let setters = names::setters(&listed, operation.body.is_some());
        let parameters: Vec<Parameter> = operation
            .parameters
            .iter()
            .zip(setters)
            .map(|(parameter, setter)| Parameter {
                name: parameter.name.clone(),
                setter,
                place: parameter.place.as_str().to_owned(),
                description: parameter.description.clone(),
                required: parameter.required,
                schema: parameter.schema.clone(),
            })
            .collect();
        let in_path: BTreeSet<&str> = parameters
            .iter()
            .filter(|parameter| parameter.place == "path")
            .map(|parameter| parameter.name.as_str())
            .collect();
        let in_braces: BTreeSet<&str> = placeholders(path).into_iter().collect();
        if in_path != in_braces {
            return Err(format!(
                "{place}: the path has the parameters {in_braces:?} and the operation {in_path:?}"
            )
            .into());
        }
        let rust = names.claim(&operation.id);
        Ok(Operation {
            id: rust.id,
            builder: rust.builder,
            constant: rust.constant,
            method: operation.method.clone(),
            path: path.clone(),
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            authenticated: operation.authenticated,
            iam_actions: operation.iam_actions().map(str::to_owned).collect(),
            parameters,
            body: operation.body.clone(),
            answer: answer(operation),
            id_field: value["x-ovh-id-field"].as_str().map(str::to_owned),
            separator: text(&value["x-ovh-batch-separator"])
                .chars()
                .next()
                .unwrap_or(','),
        })
    }

    /// Returns the method and the path, as in the document.
    pub fn place(&self) -> (String, String) {
        (self.path.clone(), self.method.to_lowercase())
    }

    /// Returns whether a parameter is sent as a header.
    pub fn has_headers(&self) -> bool {
        self.parameters
            .iter()
            .any(|parameter| parameter.place == "header")
    }
}

/// Returns the common content of the successful responses. Equal statuses are merged; if one has
/// another content, the value is any JSON.
fn answer(operation: &ovh_openapi::Operation) -> Answer {
    let mut schemas = operation.successes().map(|response| &response.schema);
    match schemas.next() {
        None => Answer::Nothing,
        Some(first) if schemas.any(|other| other != first) => Answer::Any,
        Some(None) => Answer::Nothing,
        Some(Some(first)) => Answer::Typed(first.clone()),
    }
}

/// Renames the schemas to the names of their types, with all references to them.
fn name_types(value: &mut Value) -> Result<(), Failure> {
    let types = names::types(object(&value["components"]["schemas"]).map(|(name, _)| name));
    let mut dangling = BTreeSet::new();
    rename_references(value, &types, &mut dangling);
    if !dangling.is_empty() {
        return Err(format!("the document refers to schemas that it lacks: {dangling:?}").into());
    }
    if let Some(schemas) = value
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
    {
        let named = std::mem::take(schemas).into_iter();
        *schemas = named
            .map(|(name, schema)| (types.get(&name).cloned().unwrap_or(name), schema))
            .collect();
    }
    Ok(())
}

const SCHEMAS: &str = "#/components/schemas/";

fn rename_references(
    value: &mut Value,
    types: &BTreeMap<String, String>,
    dangling: &mut BTreeSet<String>,
) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(path)) = fields.get_mut("$ref") {
                match path.strip_prefix(SCHEMAS).and_then(|name| types.get(name)) {
                    Some(name) => *path = format!("{SCHEMAS}{name}"),
                    None => drop(dangling.insert(path.clone())),
                }
            }
            for (key, value) in fields {
                match value {
                    // Any names of the description; they are not OpenAPI keywords.
                    Value::Object(named) if NAMED.contains(&key.as_str()) => named
                        .values_mut()
                        .for_each(|value| rename_references(value, types, dangling)),
                    _ if is_data(key) => {}
                    _ => rename_references(value, types, dangling),
                }
            }
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| rename_references(value, types, dangling)),
        _ => {}
    }
}

/// The key under which a schema names the value type that represents it: `Credits`.
pub(crate) const VALUE: &str = "x-ovh-value";

/// The OpenAPI keywords under which each key is a name of the description.
const NAMED: &[&str] = &["paths", "properties", "schemas"];

/// Returns whether a schema has fields: the generator makes a structure with a builder of it.
pub(super) fn is_structure(schema: &Value) -> bool {
    schema["type"] == "object"
        && object(&schema["properties"]).next().is_some()
        && schema.get("enum").is_none()
}

/// The keys that restrict the values of a schema.
const SAYS: &[&str] = &[
    "$ref",
    "allOf",
    "anyOf",
    "enum",
    "not",
    "oneOf",
    "properties",
    "type",
];

/// Returns whether a schema accepts every JSON value, regardless of its other keys: the generator
/// makes `Value` of it, and `Map<String, Value>` of a map of such values.
pub(crate) fn is_any(schema: &Value) -> bool {
    match schema {
        Value::Object(keys) => !SAYS.iter().any(|key| keys.contains_key(*key)),
        Value::Bool(any) => *any,
        _ => false,
    }
}

/// Returns the component that a schema is or wraps.
pub(super) fn referenced(schema: &Value) -> Option<String> {
    schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
        .map(str::to_owned)
        .or_else(|| schema["allOf"].get(0).and_then(referenced))
}

/// Returns the schemas that these contain, including themselves.
fn reached<'a>(
    mut open: Vec<String>,
    schema: impl Fn(&str) -> Option<&'a Value>,
) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(schema) = schema(&name)
            && reached.insert(name)
        {
            references(schema, &mut open);
        }
    }
    reached
}

/// Makes all fields optional: a response may leave out any field, even if the description requires
/// it.
fn require_nothing(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    schema.remove("required");
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties
        .into_iter()
        .flat_map(|fields| fields.values_mut())
    {
        // Lists and maps that are neither required nor nullable would be empty instead of absent.
        if matches!(property["type"].as_str(), Some("array" | "object")) {
            property["nullable"] = Value::Bool(true);
        }
    }
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(super) fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
