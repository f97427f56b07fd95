//! The signature of an operation's builder: required values as arguments, optional ones by setters.
//!
//! Arguments are, in this order, the parameters of the path in the path's order, the other required
//! parameters, and the required fields of the body, both in the document's order.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::document::{Document, Operation, Parameter, list};
use super::names;
use ovh_openapi::placeholders;

/// The target of an argument or a setter of a builder.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    /// A parameter in the path, in the query or in a header.
    Parameter(&'a Parameter),
    /// A field of the body, by the name of the property.
    Field {
        /// The name of the field in Rust.
        field: &'a str,
    },
    /// The body as a whole, if it has no fields.
    Body,
}

/// An argument or a setter of a builder.
#[derive(Debug, Clone)]
pub(super) struct Input<'a> {
    pub name: String,
    pub target: Target<'a>,
}

/// The signature of one operation's builder.
#[derive(Debug, Default)]
pub(super) struct Signature<'a> {
    pub arguments: Vec<Input<'a>>,
    pub setters: Vec<Input<'a>>,
}

impl<'a> Signature<'a> {
    /// Computes the signature of an operation's builder.
    pub(super) fn of(operation: &'a Operation, document: &'a Document) -> Signature<'a> {
        let mut signature = Signature::default();
        let mut taken: HashSet<String> = names::builder_methods(operation.body.is_some());
        let braces: Vec<&str> = placeholders(&operation.path).into_iter().collect();
        let place = |parameter: &Parameter| {
            let at = braces.iter().position(|name| *name == parameter.name);
            at.filter(|_| parameter.place == "path")
                .unwrap_or(usize::MAX)
        };
        let mut parameters: Vec<&Parameter> = operation.parameters.iter().collect();
        parameters.sort_by_key(|parameter| place(parameter));
        for parameter in parameters {
            taken.insert(parameter.setter.clone());
            signature.add(
                parameter.required,
                Input {
                    name: parameter.setter.clone(),
                    target: Target::Parameter(parameter),
                },
            );
        }
        let Some(body) = &operation.body else {
            return signature;
        };
        match document.structure(body) {
            None => signature.arguments.push(Input {
                name: "body".to_owned(),
                target: Target::Body,
            }),
            Some(structure) => {
                for (field, required) in fields(document, &structure) {
                    let fallback = format!("{}_in_body", field.trim_end_matches('_'));
                    let name = names::claim(&mut taken, field.to_owned(), &fallback);
                    let target = Target::Field { field };
                    signature.add(required, Input { name, target });
                }
            }
        }
        signature
    }

    fn add(&mut self, required: bool, input: Input<'a>) {
        match required {
            true => self.arguments.push(input),
            false => self.setters.push(input),
        }
    }

    /// Returns the setters of fields that have another name than the field, by the field.
    pub(super) fn renamed_setters(&self) -> Value {
        let fields = self.setters.iter().filter_map(|input| match input.target {
            Target::Field { field } if input.name != field => {
                Some((field.to_owned(), json!(input.name)))
            }
            _ => None,
        });
        Value::Object(fields.collect())
    }

    /// Returns the names of the arguments and where they are sent.
    pub(super) fn argument_names(&self) -> Value {
        let names = self.arguments.iter().map(|input| match input.target {
            Target::Parameter(parameter) => json!({ "in": parameter.place, "name": input.name }),
            Target::Field { field } => json!({ "in": "body", "name": field }),
            Target::Body => json!({ "in": "body" }),
        });
        names.collect()
    }
}

/// Returns the fields of a structure in the document's order, and whether they are required.
pub(super) fn fields<'a>(
    document: &'a Document,
    structure: &str,
) -> impl Iterator<Item = (&'a str, bool)> {
    let schema = document.schemas.get(structure).unwrap_or(&Value::Null);
    let required: HashSet<&str> = list(&schema["required"])
        .filter_map(Value::as_str)
        .collect();
    let fields = document.fields.get(structure).into_iter().flatten();
    fields.map(move |(property, field)| (field.as_str(), required.contains(property.as_str())))
}
