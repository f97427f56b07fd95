//! Computes from the document how often each pattern of the generator occurs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::{Document, list};

/// The counts that the passes compare with their results.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    pub operations: usize,
    pub parameters: usize,
    pub optional_parameters: usize,
    pub in_path: usize,
    pub in_headers: usize,
    /// Operations without a parameter in the headers.
    pub without_headers: usize,
    /// Bodies that are built field by field, and all others.
    pub built_bodies: usize,
    pub whole_bodies: usize,
    /// The arguments of the methods that make builders, and the setters of builders.
    pub arguments: usize,
    pub setters: usize,
    /// Structures, by whether a request contains them.
    pub sent_structures: usize,
    pub received_structures: usize,
    /// Fields of structures that requests contain: all, those that are an `Option`, and those that
    /// are required.
    pub sent_fields: usize,
    pub sent_options: usize,
    pub sent_needed: usize,
    pub enumerations: usize,
    /// Fields of structures, and parameters, whose type is a named value or contains one.
    pub value_fields: usize,
    pub value_parameters: usize,
}

impl Expected {
    /// Counts the generator's output for the document.
    pub(super) fn of(document: &Document) -> Expected {
        let mut expected = Expected::default();
        expected.add_operations(document);
        let written = document.written();
        for (name, fields) in &document.fields {
            if !written.contains(name) {
                expected.received_structures += 1;
                continue;
            }
            expected.sent_structures += 1;
            expected.sent_fields += fields.len();
            if let Some(schema) = document.schemas.get(name) {
                expected.sent_needed += needed_fields(schema);
                expected.sent_options += options(document, schema);
            }
        }
        for name in document.fields.keys() {
            let properties = document
                .schemas
                .get(name)
                .and_then(|schema| schema["properties"].as_object());
            let properties = properties.into_iter().flat_map(|fields| fields.values());
            expected.value_fields += properties
                .filter(|property| document.holds_value(property))
                .count();
        }
        let schemas = document.schemas.values();
        expected.enumerations = schemas
            .filter(|schema| schema.get("enum").is_some())
            .count();
        expected
    }

    fn add_operations(&mut self, document: &Document) {
        self.operations = document.operations.len();
        for operation in &document.operations {
            self.parameters += operation.parameters.len();
            self.value_parameters += operation
                .parameters
                .iter()
                .filter(|parameter| document.holds_value(&parameter.schema))
                .count();
            let count = |place: &str| {
                let parameters = operation.parameters.iter();
                parameters
                    .filter(|parameter| parameter.place == place)
                    .count()
            };
            self.in_path += count("path");
            self.in_headers += count("header");
            self.without_headers += usize::from(!operation.has_headers());
            let needed = operation
                .parameters
                .iter()
                .filter(|parameter| parameter.required)
                .count();
            self.arguments += needed;
            self.setters += operation.parameters.len() - needed;
            self.optional_parameters += operation.parameters.len() - needed;
            let Some(body) = &operation.body else {
                continue;
            };
            match document
                .structure(body)
                .and_then(|name| document.schemas.get(&name))
            {
                Some(structure) => {
                    let (needed, all) = (needed_fields(structure), all_fields(structure));
                    self.built_bodies += 1;
                    self.arguments += needed;
                    self.setters += all - needed;
                }
                None => {
                    self.whole_bodies += 1;
                    self.arguments += 1;
                }
            }
        }
    }
}

fn all_fields(structure: &Value) -> usize {
    structure["properties"]
        .as_object()
        .map_or(0, |fields| fields.len())
}

fn required(structure: &Value) -> BTreeSet<&str> {
    let required = list(&structure["required"]);
    required.filter_map(Value::as_str).collect()
}

fn needed_fields(structure: &Value) -> usize {
    let required = required(structure);
    let fields = structure["properties"].as_object().into_iter().flatten();
    fields
        .filter(|(name, _)| required.contains(name.as_str()))
        .count()
}

/// Counts the fields that the generator makes an `Option`: those that may be absent or null.
/// Exceptions are lists and maps, which are empty instead of absent, any JSON, which may be null
/// itself, and fields that can be cleared, which have a separate type.
fn options(document: &Document, structure: &Value) -> usize {
    let required = required(structure);
    let fields = structure["properties"].as_object().into_iter().flatten();
    let is_option = |(name, property): &(&String, &Value)| {
        let kind = property["type"].as_str().unwrap_or_default();
        let map = kind == "object"
            && property["properties"]
                .as_object()
                .is_none_or(|map| map.is_empty());
        let is_collection = kind == "array" || map;
        let is_any = kind.is_empty() && super::document::referenced(property).is_none();
        let nullable = property["nullable"] == true && !is_any;
        let absent = !required.contains(name.as_str()) && !is_collection;
        document.clears(property).is_none() && (nullable || absent)
    };
    fields.filter(is_option).count()
}
