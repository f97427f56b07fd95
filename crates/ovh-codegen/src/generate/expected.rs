//! How often each pattern of the generator occurs, computed from the document alone.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::{Document, list};

/// The counts that the passes compare with what they find.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Expected {
    pub operations: usize,
    pub parameters: usize,
    pub in_path: usize,
    pub in_headers: usize,
    /// Operations without a parameter in the headers.
    pub without_headers: usize,
    /// Bodies that are built field by field, and all others.
    pub built_bodies: usize,
    pub whole_bodies: usize,
    /// Values without which no request is made: parameters, and bodies that are not built.
    pub needed_values: usize,
    /// Structures, by whether a request holds them.
    pub sent_structures: usize,
    pub received_structures: usize,
    /// Fields of structures that requests hold: all, those that may be absent, those that must be
    /// there.
    pub sent_fields: usize,
    pub sent_options: usize,
    pub sent_needed: usize,
    /// Those of them that have a description.
    pub sent_documented: usize,
    pub enumerations: usize,
}

impl Expected {
    /// Counts what the generator makes of the document.
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
                expected.add_fields(document, schema);
            }
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
                .filter(|parameter| parameter.required);
            self.needed_values += needed.count();
            match &operation.body {
                None => {}
                Some(body) if document.structure(body).is_some() => self.built_bodies += 1,
                Some(_) => {
                    self.whole_bodies += 1;
                    self.needed_values += 1;
                }
            }
        }
    }

    fn add_fields(&mut self, document: &Document, schema: &Value) {
        let required: BTreeSet<&str> = list(&schema["required"])
            .filter_map(Value::as_str)
            .collect();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let form = form(document, property, required.contains(name.as_str()));
            let clears = document.clears(property).is_some();
            self.sent_options += usize::from(form.option && !clears);
            self.sent_needed += usize::from(form.needed);
            let described = property["description"]
                .as_str()
                .is_some_and(|words| !words.is_empty());
            self.sent_documented += usize::from(described);
        }
    }
}

/// How the generator writes a field.
pub(super) struct Form {
    /// `Option<T>`
    pub option: bool,
    /// The builder fails without it.
    pub needed: bool,
}

/// The generator's rule: a field that may be absent is an `Option`, a list or a map is empty, and
/// what may be null is an `Option` in any case.
pub(super) fn form(document: &Document, property: &Value, required: bool) -> Form {
    let kind = property["type"].as_str().unwrap_or_default();
    let map = kind == "object"
        && property["properties"]
            .as_object()
            .is_none_or(|map| map.is_empty());
    let empty = kind == "array" || map;
    let nullable = property["nullable"] == true || document.clears(property).is_some();
    // Any value may be null: it is no `Option` for that.
    let any = kind.is_empty() && super::document::referenced(property).is_none();
    Form {
        option: (nullable && !any) || (!required && !empty),
        needed: required,
    }
}
