//! Type expressions as schemas, and the components that they need.
//!
//! A component is named when it is first needed and created later, from a work list: models may be
//! cyclic, and chains of models may be longer than the stack is deep.

use serde_json::{Value, json};

use super::Context;
use super::enums::{Kind, kind};
use super::library::{Found, is_built_in};
use super::shapes::{beside_reference, reference, set};
use crate::generate::VALUE;
use crate::names::{Subject, update_of};
use crate::native::types::{BUILT_IN, Type, is_any};

/// The maximum number of types that a generic may be used with; a generic that uses itself with
/// ever longer types would otherwise never end.
const MOST_USES: usize = 2_000;

/// The maximum nesting of generic types.
const DEEPEST_USE: usize = 12;

/// Whether a schema is for reading or for the body of a PUT.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Whole,
    Update,
}

/// A component that has a name and is not created yet.
pub(super) struct Wanted<'a> {
    pub schema_name: String,
    /// The model's name, with concrete types instead of generic parameters.
    pub name: String,
    pub found: Found<'a>,
    /// The letters of a generic, and the types that replace them.
    pub letters: Vec<String>,
    pub arguments: Vec<Type>,
    pub side: Side,
}

impl<'a> Context<'a> {
    /// Creates the components that are needed, and those that they need.
    pub(super) fn make_wanted(&mut self) {
        while let Some(wanted) = self.wanted.pop() {
            let schema = self.component(&wanted);
            self.schemas.insert(wanted.schema_name, schema);
        }
    }

    fn component(&mut self, wanted: &Wanted<'a>) -> Value {
        let place = format!("{} {}", wanted.found.root.resource_path, wanted.name);
        let model = wanted.found.model;
        self.odd_model(model, &place);
        match (&model.values, kind(model)) {
            (Some(values), Kind::Texts | Kind::Numbers) => {
                self.enumeration(&wanted.name, model, values, &place)
            }
            _ => self.structure(wanted, &place),
        }
    }

    /// Returns the schema of a type expression: a reference for models, inline for JSON types.
    pub(super) fn schema(&mut self, wanted: &Type, place: &str) -> Value {
        match wanted {
            Type::Name(name) => self.named(name, place),
            Type::Generic(name, arguments) => self
                .generic(name, arguments, Side::Whole, place)
                .unwrap_or_else(|| json!({})),
            Type::Array(item) => json!({ "type": "array", "items": self.schema(item, place) }),
            Type::Map(key, value) => {
                let mut schema = json!({
                    "type": "object",
                    "additionalProperties": self.schema(value, place),
                });
                // JSON keys are strings; their meaning is stated next to them.
                if self.map_key(key, place) && **key != Type::Name("string".to_owned()) {
                    set(&mut schema, "x-ovh-key", json!(key.to_string()));
                }
                schema
            }
            Type::Alias(name, base) => {
                let mut schema = beside_reference(self.schema(base, place));
                set(&mut schema, "x-ovh-type", json!(name));
                schema
            }
        }
    }

    /// Returns whether the keys of a map have a known type.
    fn map_key(&mut self, key: &Type, place: &str) -> bool {
        if !self.is_scalar(key) {
            let problem = format!(
                "the key {key} of a map is not a word or a number that is known: it is text"
            );
            self.fall_back(place, problem);
            return false;
        }
        self.schema(key, place);
        true
    }

    /// Returns whether a type is a single word or number on the wire: it can be in a path, a header
    /// or a map key.
    pub(super) fn is_scalar(&self, wanted: &Type) -> bool {
        match wanted {
            Type::Name(name) if name == "password" => true,
            Type::Name(name) => {
                BUILT_IN.iter().any(|(known, ..)| known == name)
                    || self
                        .library
                        .get(name)
                        .is_some_and(|found| kind(found.model) != Kind::Structure)
            }
            Type::Alias(_, base) => self.is_scalar(base),
            _ => false,
        }
    }

    /// Returns whether a type has no description.
    pub(super) fn is_unknown(&self, wanted: &Type) -> bool {
        match wanted {
            Type::Name(name) => !is_built_in(name) && self.library.get(name).is_none(),
            Type::Alias(_, base) => self.is_unknown(base),
            _ => false,
        }
    }

    /// Returns the schema of a type expression: any JSON if it can't be read.
    pub(super) fn type_of(&mut self, text: &str, place: &str) -> Type {
        Type::parse(text).unwrap_or_else(|bad| {
            self.fall_back(place, format!("{bad}: any JSON is accepted"));
            Type::Name("any".to_owned())
        })
    }

    fn named(&mut self, name: &str, place: &str) -> Value {
        if let Some((_, json_type, format, own)) =
            BUILT_IN.iter().find(|(known, ..)| *known == name)
        {
            let mut schema = json!({ "type": json_type });
            if let Some(format) = format {
                set(&mut schema, "format", json!(format));
            }
            if let Some(own) = own {
                set(&mut schema, "x-ovh-type", json!(own));
            }
            return schema;
        }
        match name {
            name if is_any(name) => json!({ "x-ovh-type": name }),
            "password" => self.secret(),
            "void" => {
                let problem = "void is used where a value is needed: any JSON is accepted";
                self.fall_back(place, problem);
                json!({ "x-ovh-type": "any" })
            }
            _ => {
                let found = self.library.get(name).or(self.library.template(name));
                let Some(found) = found else {
                    let problem = format!("unknown type {name:?}: any JSON is accepted");
                    self.fall_back(place, problem);
                    return json!({ "x-ovh-type": name });
                };
                if let Kind::Plain(base) = kind(found.model) {
                    let place = format!("{} {name}", found.root.resource_path);
                    self.odd_model(found.model, &place);
                    let mut schema = self.named(base, &place);
                    set(&mut schema, "x-ovh-type", json!(name));
                    return schema;
                }
                let letters = found.model.generics.len();
                if letters > 0 && kind(found.model) == Kind::Structure {
                    let problem =
                        format!("{name} is generic and has no type arguments: they are any JSON");
                    self.fall_back(place, problem);
                    let any = vec![Type::Name("any".to_owned()); letters];
                    return self
                        .generic(name, &any, Side::Whole, place)
                        .unwrap_or_else(|| json!({}));
                }
                self.want(
                    name.to_owned(),
                    found,
                    Vec::new(),
                    Vec::new(),
                    Side::Whole,
                    place,
                )
            }
        }
    }

    /// Returns the schema of text that must never be printed.
    pub(super) fn secret(&mut self) -> Value {
        self.schemas.entry("SecretText".to_owned()).or_insert_with(|| {
            json!({
                "type": "string",
                "format": "password",
                "description": "Text that is never printed: a password, a key, a token or a signed address.",
            })
        });
        reference("SecretText")
    }

    /// Adds the value type that names.toml states for a field or a parameter; its JSON type stays.
    pub(super) fn with_value(&self, subject: Subject, key: &str, mut schema: Value) -> Value {
        let mut place = Some(&mut schema);
        while let Some(schema) = place {
            let kind = schema.get("type").and_then(Value::as_str);
            let inner = match kind {
                Some("array") => "items",
                Some("object") => "additionalProperties",
                Some(kind) => {
                    if let Some(value) = self.names.value(subject, key, kind) {
                        set(schema, VALUE, json!(value));
                    }
                    break;
                }
                None => break,
            };
            place = schema.get_mut(inner);
        }
        schema
    }

    pub(super) fn generic(
        &mut self,
        name: &str,
        arguments: &[Type],
        side: Side,
        place: &str,
    ) -> Option<Value> {
        let full = Type::Generic(name.to_owned(), arguments.to_vec());
        let depth = full.depth();
        let full = full.to_string();
        // The use itself may be listed with properties that still contain `T`; otherwise the
        // template is used. The letters are those of the one that is used.
        let listed = self.library.get(&full);
        let template = self.library.template(name);
        let Some(found) = listed.or(template) else {
            let problem = format!("unknown generic type {name:?}: any JSON is accepted");
            self.fall_back(place, problem);
            return Some(json!({ "x-ovh-type": full }));
        };
        let letters = match (&found.model.generics, template) {
            (own, Some(template)) if own.is_empty() => template.model.generics.clone(),
            (own, None) if own.is_empty() && arguments.len() == 1 => vec!["T".to_owned()],
            (own, _) => own.clone(),
        };
        if !letters.is_empty() && letters.len() != arguments.len() {
            let problem = format!(
                "{name} takes {} types and was given {}: any JSON is used for the others",
                letters.len(),
                arguments.len()
            );
            self.fall_back(place, problem);
            let mut arguments = arguments.to_vec();
            arguments.resize(letters.len(), Type::Name("any".to_owned()));
            return self.generic(name, &arguments, side, place);
        }
        let uses = self.uses.entry(name.to_owned()).or_default();
        uses.insert(full.clone());
        if depth > DEEPEST_USE || uses.len() > MOST_USES {
            let problem = format!("{name} uses itself with ever longer types, such as {full:.80}");
            if self.endless.insert(name.to_owned()) {
                self.problems.add(place, problem);
            }
            return None;
        }
        Some(self.want(full, found, letters, arguments.to_vec(), side, place))
    }

    /// Returns a reference to the schema of a model, which is added to the work list the first
    /// time.
    pub(super) fn want(
        &mut self,
        name: String,
        found: Found<'a>,
        letters: Vec<String>,
        arguments: Vec<Type>,
        side: Side,
        place: &str,
    ) -> Value {
        let key = (name.clone(), side == Side::Update);
        if let Some(schema_name) = self.made.get(&key) {
            return reference(schema_name);
        }
        let (wanted, origin) = match side {
            Side::Whole => (self.names.type_name(&name), name.clone()),
            Side::Update => (self.names.update_name(&name), update_of(&name)),
        };
        let schema_name = self.claim(wanted, &origin, place);
        self.made.insert(key, schema_name.clone());
        let answer = reference(&schema_name);
        self.wanted.push(Wanted {
            schema_name,
            name,
            found,
            letters,
            arguments,
            side,
        });
        answer
    }
}
