//! Bodies of responses: examples of each model and the values of each enumeration, read by the types
//! of the other description.

use std::collections::BTreeSet;

use ovh_codegen::document::{Document, properties, referenced, rust_name};
use serde_json::{Value, json};

use super::probes::item;
use super::proof::Requests;
use super::surface::Surface;
use crate::generated_tests::requests::example;

/// An example of a model, or a value of an enumeration.
#[derive(Debug, Clone)]
pub struct Body {
    /// The type in its own document.
    pub model: String,
    pub value: Value,
}

/// Returns two examples of each model, with all fields and with the required ones; and the values of
/// each enumeration.
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
    for name in surface.enumerations.keys() {
        let values = surface.document.schemas.get(name).map(values);
        bodies.extend(values.into_iter().flatten().map(|(value, _)| Body {
            model: name.clone(),
            value: Value::String(value),
        }));
    }
    Ok(bodies)
}

/// Returns the values of an enumeration as text, and their variants.
fn values(schema: &Value) -> Vec<(String, String)> {
    let list = |key: &str| {
        let list = schema.get(key).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    };
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let values = list("enum").iter().zip(list("x-enum-varnames"));
    values
        .map(|(value, variant)| (text(value), text(variant)))
        .collect()
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
    /// The items that differ, under old names.
    pub uses: BTreeSet<String>,
    pub message: String,
}

/// The types that read bodies: of their own description, and of the other.
#[derive(Clone, Copy)]
pub struct Readers<'a> {
    pub own: &'a Document,
    pub other: &'a Document,
    /// Whether the bodies are of the old description.
    pub is_own_old: bool,
}

impl Readers<'_> {
    /// Returns the old one of two names.
    fn old<'n>(&self, own: &'n str, other: &'n str) -> &'n str {
        match self.is_own_old {
            true => own,
            false => other,
        }
    }
}

/// Compares how bodies are read by the types of their own description and by the others. A body that
/// its own type can't read proves nothing: it is not counted, and its model is returned.
pub fn compare(
    bodies: &[Body],
    own: &[Value],
    others: &[Value],
    readers: Readers<'_>,
    name: impl Fn(&str) -> String,
) -> (Requests, Vec<Misread>, BTreeSet<String>) {
    let mut counted = Requests::default();
    let mut misread = Vec::new();
    let mut unreadable = BTreeSet::new();
    for (body, (own, other)) in bodies.iter().zip(own.iter().zip(others)) {
        if other.get("unknown").is_some() {
            // The other description has no such type, and its code can't read it.
            continue;
        }
        let model = name(&body.model);
        let found = match (own.get("value"), other.get("value")) {
            // An unknown value is null, and a variant its name.
            (Some(own), Some(other)) if body.value.is_string() => {
                let old = readers.old(&body.model, &model);
                let uses = value_of(readers.own, body, old).filter(|_| !own.is_null());
                let Some(uses) = uses else {
                    unreadable.insert(body.model.clone());
                    continue;
                };
                match own == other {
                    true => BTreeSet::new(),
                    false => BTreeSet::from(uses),
                }
            }
            (Some(own), Some(other)) => {
                let mut lost = Lost {
                    readers,
                    uses: BTreeSet::new(),
                };
                lost.structure(&body.model, own, &model, other);
                lost.uses
            }
            (Some(_), None) => match readers.is_own_old {
                true => whole(readers.own, &body.model),
                false => whole(readers.other, &model),
            },
            (None, _) => {
                unreadable.insert(body.model.clone());
                continue;
            }
        };
        counted.add(found.is_empty());
        if !found.is_empty() {
            let items: Vec<&str> = found.iter().map(String::as_str).collect();
            let message = match (&body.value, other.get("value")) {
                (Value::String(value), Some(Value::Null)) => {
                    format!("the value {value:?} of {model} is read as unknown")
                }
                (Value::String(value), Some(variant)) => {
                    format!("the value {value:?} of {model} is read as {variant}")
                }
                (Value::String(value), None) => {
                    format!("the value {value:?} of {model} can't be read")
                }
                _ => format!("a body of {model} is read without {}", items.join(", ")),
            };
            misread.push(Misread {
                uses: found,
                message,
            });
        }
    }
    (counted, misread, unreadable)
}

/// Returns an enumeration and the variant of a value, under the old name of the type.
fn value_of(document: &Document, body: &Body, old: &str) -> Option<[String; 2]> {
    let schema = document.schemas.get(&body.model)?;
    let text = body.value.as_str()?;
    let mut values = values(schema).into_iter();
    let (_, variant) = values.find(|(value, _)| value == text)?;
    let variant = item::variant(old, &variant);
    Some([old.to_owned(), variant])
}

/// Returns a structure and its fields.
fn whole(document: &Document, model: &str) -> BTreeSet<String> {
    let schema = document.schemas.get(model);
    let fields = schema.map(properties).unwrap_or_default().into_values();
    let fields = fields.map(|field| item::field(model, rust_name(field)));
    fields.chain([model.to_owned()]).collect()
}

/// Collects the fields that are read differently. Fields are compared by their names in Rust: code
/// uses those. A field that one side does not have is not compared, because code that is compiled
/// against that side can't use it.
struct Lost<'a> {
    readers: Readers<'a>,
    uses: BTreeSet<String>,
}

impl Lost<'_> {
    fn structure(&mut self, own_name: &str, own: &Value, other_name: &str, other: &Value) {
        let Readers {
            own: here,
            other: there,
            ..
        } = self.readers;
        let old = self.readers.old(own_name, other_name);
        let schemas = (here.schemas.get(own_name), there.schemas.get(other_name));
        let (Some(own_schema), Some(other_schema)) = schemas else {
            return;
        };
        for (name, schema) in properties(own_schema) {
            let fields = properties(other_schema).into_iter();
            let mut same = fields.filter(|(_, other)| rust_name(other) == rust_name(schema));
            let Some((other_key, other_field)) = same.next() else {
                continue;
            };
            let absent = Value::Null;
            let value = |of: &Value, key: &str| of.get(key).unwrap_or(&absent).clone();
            self.field(
                &item::field(old, rust_name(schema)),
                (schema, &value(own, name)),
                (other_field, &value(other, other_key)),
            );
        }
    }

    fn field(&mut self, field: &str, own: (&Value, &Value), other: (&Value, &Value)) {
        match (own.1, other.1) {
            (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
                let of = |schema: &Value| schema.get("items").cloned().unwrap_or_default();
                let (here, there) = (of(own.0), of(other.0));
                for (item, other) in items.iter().zip(others) {
                    self.field(field, (&here, item), (&there, other));
                }
            }
            (Value::Object(_), Value::Object(_)) => match (component(own.0), component(other.0)) {
                (Some(here), Some(there)) => {
                    let before = self.uses.len();
                    self.structure(here, own.1, there, other.1);
                    // The field holds another type: then the field explains the difference too.
                    if here != there && self.uses.len() > before {
                        self.uses.insert(field.to_owned());
                    }
                }
                _ => self.value(field, own.1, other.1),
            },
            _ => self.value(field, own.1, other.1),
        }
    }

    fn value(&mut self, field: &str, own: &Value, other: &Value) {
        if own != other {
            self.uses.insert(field.to_owned());
        }
    }
}

/// Returns the structure that a field holds.
fn component(schema: &Value) -> Option<&str> {
    let direct = referenced(schema);
    direct.or_else(|| schema.pointer("/allOf/0").and_then(referenced))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(fields: Value) -> Document {
        let document = json!({
            "openapi": "3.0.3", "info": { "title": "x", "version": "1.0" }, "paths": {},
            "components": { "schemas": { "Job": { "type": "object", "properties": fields } } },
        });
        Document::parse(&document.to_string()).unwrap()
    }

    #[test]
    fn a_field_is_compared_under_its_name_in_rust() {
        let named = |rust: &str| json!({ "type": "string", "x-ovh-rust-name": rust });
        let own = document(json!({ "batchID": named("batch_id"), "tag": named("tag") }));
        for (fields, read, lost) in [
            (
                json!({ "batchID": named("batch_id") }),
                json!({ "batchID": "1" }),
                vec![],
            ),
            (
                json!({ "batchId": named("batch_id") }),
                json!({ "batchId": "1" }),
                vec![],
            ),
            (
                json!({ "batchId": named("batch_id") }),
                json!({}),
                vec!["Job.batch_id"],
            ),
            (json!({ "batchID": named("id") }), json!({}), vec![]),
            (
                json!({ "batchID": named("batch_id"), "tag": named("tag") }),
                json!({ "batchID": 1, "tag": null }),
                vec!["Job.batch_id", "Job.tag"],
            ),
        ] {
            let other = document(fields);
            let bodies = [Body {
                model: "Job".to_owned(),
                value: Value::Null,
            }];
            let readers = Readers {
                own: &own,
                other: &other,
                is_own_old: true,
            };
            let (counted, misread, _) = compare(
                &bodies,
                &[json!({ "value": { "batchID": "1", "tag": "t" } })],
                &[json!({ "value": read })],
                readers,
                str::to_owned,
            );
            let uses = misread.iter().flat_map(|one| one.uses.iter().cloned());
            assert_eq!(uses.collect::<Vec<_>>(), lost);
            assert_eq!(counted.identical, usize::from(lost.is_empty()));
        }
    }

    #[test]
    fn a_value_is_compared_by_its_variant_under_old_names() {
        let document = |name: &str, values: [&str; 2]| {
            let schema = json!({ "type": "string", "enum": values, "x-enum-varnames": ["X", "Y"] });
            let document = json!({
                "openapi": "3.0.3", "info": { "title": "x", "version": "1.0" }, "paths": {},
                "components": { "schemas": { name: schema } },
            });
            Document::parse(&document.to_string()).unwrap()
        };
        let (own, other) = (document("State", ["x", "y"]), document("Class", ["x", "z"]));
        let bodies = ["x", "y"].map(|value| Body {
            model: "State".to_owned(),
            value: json!(value),
        });
        let read = |name: &str| json!({ "value": name });
        let unknown = || json!({ "value": null });
        let error = || json!({ "error": "it is no text" });
        for (is_own_old, owns, others, lost, compared) in [
            (
                true,
                [read("X"), read("Y")],
                [read("X"), read("Y")],
                vec![],
                2,
            ),
            (
                true,
                [read("X"), read("Y")],
                [read("X"), unknown()],
                vec!["State", "State::Y"],
                2,
            ),
            (
                false,
                [read("X"), read("Y")],
                [read("X"), unknown()],
                vec!["Class", "Class::Y"],
                2,
            ),
            (
                true,
                [read("X"), read("Y")],
                [read("Y"), read("Y")],
                vec!["State", "State::X"],
                2,
            ),
            (
                true,
                [read("X"), read("Y")],
                [error(), read("Y")],
                vec!["State"],
                2,
            ),
            (
                true,
                [unknown(), read("Y")],
                [read("X"), read("Y")],
                vec![],
                1,
            ),
        ] {
            let readers = Readers {
                own: &own,
                other: &other,
                is_own_old,
            };
            let (counted, misread, _) =
                compare(&bodies, &owns, &others, readers, |_| "Class".to_owned());
            let uses = misread.iter().flat_map(|one| one.uses.iter().cloned());
            assert_eq!(uses.collect::<Vec<_>>(), lost, "{others:?}");
            assert_eq!(counted.compared, compared, "{owns:?} {others:?}");
        }
    }

    #[test]
    fn a_body_that_can_not_be_read_is_lost_and_one_without_a_type_is_not_counted() {
        let document = document(json!({}));
        let bodies = [Body {
            model: "Job".to_owned(),
            value: Value::Null,
        }];
        let readers = Readers {
            own: &document,
            other: &document,
            is_own_old: true,
        };
        let value = || json!({ "value": {} });
        let error = || json!({ "error": "missing field" });
        for (own, read, compared, lost, unread) in [
            (value(), error(), 1, 1, 0),
            (value(), json!({ "unknown": true }), 0, 0, 0),
            (value(), value(), 1, 0, 0),
            (error(), value(), 0, 0, 1),
            (error(), error(), 0, 0, 1),
        ] {
            let (counted, misread, unreadable) = compare(
                &bodies,
                std::slice::from_ref(&own),
                std::slice::from_ref(&read),
                readers,
                str::to_owned,
            );
            assert_eq!(
                (counted.compared, misread.len(), unreadable.len()),
                (compared, lost, unread),
                "{own} {read}"
            );
        }
    }
}
