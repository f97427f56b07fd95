//! A document: its operations and its components.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use serde_json::{Map, Value};

use crate::operation::Operation;
use crate::schema::{Schema, clear, nullable, reference, references, wrapped};

/// An OpenAPI document.
#[derive(Debug, Clone)]
pub struct Document {
    value: Value,
    operations: Vec<Operation>,
    by_id: HashMap<String, usize>,
    no_schemas: Map<String, Value>,
}

/// The keys of a path's item that are methods.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// The maximum number of references and wrappers to follow: an invalid document may contain a
/// cycle.
const DEPTH: usize = 16;

impl Document {
    /// Reads a document from its JSON text.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or not an OpenAPI 3 document.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::new(serde_json::from_str(text).map_err(ParseError::Json)?)
    }

    /// Reads a document from its JSON value.
    ///
    /// # Errors
    ///
    /// The value is not an OpenAPI 3 document.
    pub fn new(value: Value) -> Result<Self, ParseError> {
        let version = value.get("openapi").and_then(Value::as_str);
        if !version.is_some_and(|version| version.starts_with("3.")) {
            return Err(ParseError::NotOpenApi);
        }
        let mut operations = Vec::new();
        let paths = value.get("paths").and_then(Value::as_object);
        for (path, item) in paths.into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if METHODS.contains(&method.as_str()) {
                    operations.push(Operation::read(path, method, operation));
                }
            }
        }
        let by_id = operations.iter().enumerate();
        let by_id = by_id.map(|(at, operation)| (operation.id.clone(), at));
        Ok(Self {
            by_id: by_id.collect(),
            operations,
            value,
            no_schemas: Map::new(),
        })
    }

    /// Returns the whole document.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// Returns the operations, in the document's order.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Returns the operation of an `operationId`.
    #[must_use]
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.get(*self.by_id.get(id)?)
    }

    /// Returns the components that are schemas.
    #[must_use]
    pub fn schemas(&self) -> &Map<String, Value> {
        let schemas = self.value.pointer("/components/schemas");
        schemas
            .and_then(Value::as_object)
            .unwrap_or(&self.no_schemas)
    }

    /// Follows the references and wrappers of a schema.
    #[must_use]
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> Schema<'a> {
        let mut found = Schema {
            name: "",
            value: schema,
            nullable: false,
            clear: None,
        };
        for _ in 0..DEPTH {
            found.nullable |= nullable(found.value);
            found.clear = found.clear.or_else(|| clear(found.value));
            let component =
                reference(found.value).and_then(|name| self.schemas().get_key_value(name));
            if let Some((name, component)) = component {
                found.name = name;
                found.value = component;
            } else if let Some(inner) = wrapped(found.value) {
                found.value = inner;
            } else {
                break;
            }
        }
        found.nullable |= found.value.get("type").is_none();
        found
    }

    /// Returns the names of these components and of all components that they refer to.
    #[must_use]
    pub fn reached(&self, mut open: Vec<String>) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        while let Some(name) = open.pop() {
            if let Some(schema) = self.schemas().get(&name)
                && reached.insert(name)
            {
                references(schema, &mut open);
            }
        }
        reached
    }

    /// Returns the names of the components that are sent in bodies.
    #[must_use]
    pub fn sent(&self) -> BTreeSet<String> {
        let mut open = Vec::new();
        for body in self.operations.iter().filter_map(|one| one.body.as_ref()) {
            references(body, &mut open);
        }
        self.reached(open)
    }

    /// Returns the names of the components that are received in responses, errors included.
    #[must_use]
    pub fn received(&self) -> BTreeSet<String> {
        let mut open = Vec::new();
        for operation in &self.operations {
            if let Some(responses) = operation.value.get("responses") {
                references(responses, &mut open);
            }
        }
        self.reached(open)
    }
}

/// The reason why a document can't be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ParseError {
    /// The text is not JSON.
    Json(serde_json::Error),
    /// The JSON is not an OpenAPI 3 document.
    NotOpenApi,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(_) => f.write_str("the document is not JSON"),
            Self::NotOpenApi => f.write_str(
                "the document is not OpenAPI 3: its field `openapi` must start with `3.`",
            ),
        }
    }
}

impl std::error::Error for ParseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::NotOpenApi => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Kind;

    fn document(schemas: Value) -> Document {
        Document::new(json!({ "openapi": "3.0.3", "components": { "schemas": schemas } })).unwrap()
    }

    #[test]
    fn references_and_wrappers_are_followed() {
        let document = document(json!({
            "Text": { "type": "string" },
            "Said": { "allOf": [{ "$ref": "#/components/schemas/Text" }], "nullable": true },
        }));
        let reference = json!({ "$ref": "#/components/schemas/Said" });
        let found = document.resolve(&reference);
        assert_eq!((found.name, found.kind()), ("Text", Kind::Text));
        assert!(found.nullable);
        let choice = json!({
            "anyOf": [{ "type": "integer" }, { "enum": [null] }],
            "x-ovh-clear": "null",
        });
        let found = document.resolve(&choice);
        assert_eq!(found.kind(), Kind::Integer);
        assert_eq!((found.nullable, found.clear), (true, Some("null")));
    }

    #[test]
    fn a_document_that_loops_ends() {
        let document = document(json!({ "A": { "$ref": "#/components/schemas/A" } }));
        let reference = json!({ "$ref": "#/components/schemas/A" });
        assert_eq!(document.resolve(&reference).kind(), Kind::Any);
    }

    #[test]
    fn only_methods_are_operations() {
        let document = Document::new(json!({
            "openapi": "3.0.3",
            "paths": { "/a": { "parameters": [], "get": { "operationId": "a" }, "x-b": {} } },
        }))
        .unwrap();
        let ids: Vec<&str> = document
            .operations()
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        assert_eq!(ids, ["a"]);
        assert!(document.operation("b").is_none());
    }

    #[test]
    fn what_is_no_document_is_refused() {
        assert!(matches!(Document::parse("{"), Err(ParseError::Json(_))));
        for text in ["{}", "[]", "1", r#"{"openapi":"2.0"}"#, r#"{"openapi":3}"#] {
            assert!(
                matches!(Document::parse(text), Err(ParseError::NotOpenApi)),
                "{text}"
            );
        }
    }
}
