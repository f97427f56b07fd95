//! Bodies of responses: examples of each model, read by the types of the other description.

use std::collections::BTreeSet;

use ovh_codegen::document::{Document, properties, referenced, rust_name};
use serde_json::{Value, json};

use super::probes::item;
use super::proof::Requests;
use super::surface::Surface;
use crate::generated_tests::requests::example;

/// An example of a model.
#[derive(Debug, Clone)]
pub struct Body {
    /// The model in its own document.
    pub model: String,
    pub value: Value,
}

/// Returns two examples of each model: with all fields and with the required ones.
pub fn bodies(surface: &Surface) -> anyhow::Result<Vec<Body>> {
    let mut bodies = Vec::new();
    for model in surface.models() {
        for all in [true, false] {
            bodies.push(Body {
                model: model.clone(),
                value: example(&surface.document, model, all)?,
            });
        }
    }
    Ok(bodies)
}

/// Returns the bodies as the program reads them, under the names of its types.
pub fn list(bodies: &[Body], name: impl Fn(&str) -> String) -> Vec<Value> {
    let list = bodies.iter();
    list.map(|body| json!([name(&body.model), body.value]))
        .collect()
}

/// A body that the types of the other description read differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// The items that differ, under the reader's names.
    pub uses: BTreeSet<String>,
    pub message: String,
}

/// Compares how bodies are read: by the types of their own description and by the others.
pub fn compare(
    bodies: &[Body],
    own: &[Value],
    others: &[Value],
    reader: &Document,
    name: impl Fn(&str) -> String,
) -> (Requests, Vec<Misread>) {
    let mut counted = Requests::default();
    let mut misread = Vec::new();
    for (body, (own, other)) in bodies.iter().zip(own.iter().zip(others)) {
        if other.get("unknown").is_some() {
            // The other description has no such type, and its code can't read it.
            continue;
        }
        let model = name(&body.model);
        let found = match (own.get("value"), other.get("value"), other.get("error")) {
            (Some(own), Some(other), _) => {
                let mut lost = Lost {
                    reader,
                    uses: BTreeSet::new(),
                };
                lost.compare(Some(&model), own, other);
                lost.uses
            }
            (None, _, _) => BTreeSet::new(),
            (Some(_), None, _) => BTreeSet::from([model.clone()]),
        };
        counted.add(found.is_empty());
        if !found.is_empty() {
            let items: Vec<&str> = found.iter().map(String::as_str).collect();
            let message = format!("a body of {model} is read without {}", items.join(", "));
            misread.push(Misread {
                uses: found.iter().cloned().chain([model]).collect(),
                message,
            });
        }
    }
    (counted, misread)
}

/// Collects the fields that are read differently.
struct Lost<'a> {
    reader: &'a Document,
    uses: BTreeSet<String>,
}

impl Lost<'_> {
    fn compare(&mut self, component: Option<&str>, own: &Value, other: &Value) {
        let schema = component.and_then(|name| self.reader.schemas.get(name));
        let (Some(name), Some(schema)) = (component, schema) else {
            return;
        };
        let (Value::Object(own), Value::Object(other)) = (own, other) else {
            if own != other {
                self.uses.insert(name.to_owned());
            }
            return;
        };
        for (field, schema) in properties(schema) {
            let Some(before) = own.get(field) else {
                continue;
            };
            let absent = Value::Null;
            let after = other.get(field).unwrap_or(&absent);
            self.field(&item::field(name, rust_name(schema)), schema, before, after);
        }
    }

    fn field(&mut self, field: &str, schema: &Value, own: &Value, other: &Value) {
        match (own, other, self.component(schema)) {
            (Value::Array(own), Value::Array(other), _) if own.len() == other.len() => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                for (own, other) in own.iter().zip(other) {
                    self.field(field, items, own, other);
                }
            }
            (Value::Object(_), Value::Object(_), Some(component)) => {
                self.compare(Some(&component), own, other);
            }
            (own, other, _) if own != other => {
                self.uses.insert(field.to_owned());
            }
            _ => {}
        }
    }

    fn component(&self, schema: &Value) -> Option<String> {
        let direct = referenced(schema);
        direct
            .or_else(|| schema.pointer("/allOf/0").and_then(referenced))
            .map(str::to_owned)
    }
}
