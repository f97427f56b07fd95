//! Structures: for reading, and for the body of a PUT.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Context;
use super::enums::{Kind, kind};
use super::schemas::{Side, Wanted};
use super::shapes::{
    RUST_NAME, beside_reference, optional_list, or_empty, or_null, set, with_description,
};
use crate::names::Subject;
use crate::native::Property;
use crate::native::types::plain;
use crate::native::types::{BUILT_IN, Type, is_any};
use crate::words;

impl<'a> Context<'a> {
    pub(super) fn structure(&mut self, wanted: &Wanted<'a>, place: &str) -> Value {
        let (name, side) = (wanted.name.as_str(), wanted.side);
        let documented = documented(wanted);
        let model = wanted.found.model;
        let mut fields = Map::new();
        let mut required = Vec::new();
        let mut in_rust: BTreeMap<String, &str> = BTreeMap::new();
        for (field, property) in model.properties.iter().flatten() {
            if side == Side::Update && property.read_only {
                continue;
            }
            let place = format!("{place}.{field}");
            if let Some(other) = in_rust.insert(words::field(field), field) {
                self.one_in_rust(&place, other);
            }
            let parsed = self
                .type_of(property.type_name(), &place)
                .substitute(&wanted.letters, &wanted.arguments);
            let words = self.docs.field(&documented, field, &property.description);
            let schema = match side {
                Side::Whole => self.whole_field(name, field, property, &parsed, &place),
                Side::Update => self.update_field(name, field, property, &parsed, &place),
            };
            let mut schema = with_description(schema, words);
            if let Some(name) = self.names.field(name, field) {
                schema = beside_reference(schema);
                set(&mut schema, RUST_NAME, json!(name));
            }
            if property.read_only && side == Side::Whole {
                schema = beside_reference(schema);
                set(&mut schema, "readOnly", json!(true));
            }
            // Null and absence have been seen in fields that exclude both: only fields that are
            // required and writable are requested.
            if property.required && !property.can_be_null && !property.read_only {
                required.push(json!(field));
            }
            fields.insert(field.clone(), schema);
        }
        let mut schema = json!({ "type": "object", "properties": fields, "x-ovh-model": name });
        if !required.is_empty() {
            set(&mut schema, "required", json!(required));
        }
        let words = self.docs.model(&documented, &model.description);
        let words = match side {
            Side::Whole => words,
            Side::Update => words.map(|words| {
                format!(
                    "{words}\n\nThe fields that can be written; what is left alone stays as it is."
                )
            }),
        };
        with_description(schema, words)
    }

    fn whole_field(
        &mut self,
        model: &str,
        field: &str,
        property: &Property,
        parsed: &Type,
        place: &str,
    ) -> Value {
        let schema = match self.secret_field(model, field, parsed, place) {
            Some(secret) => secret,
            None => self.schema(parsed, place),
        };
        let schema = self.with_value(Subject::Field, &format!("{model}.{field}"), schema);
        optional_list(schema, property.can_be_null, property.required)
    }

    fn update_field(
        &mut self,
        model: &str,
        field: &str,
        property: &Property,
        parsed: &Type,
        place: &str,
    ) -> Value {
        let secret = self.secret_field(model, field, parsed, place);
        let is_secret = secret.is_some();
        let schema = match secret {
            Some(secret) => secret,
            None => self.update_schema(parsed, place),
        };
        let schema = self.with_value(Subject::Field, &format!("{model}.{field}"), schema);
        if !property.can_be_null {
            return optional_list(schema, false, property.required);
        }
        let kind = match self.json_type(parsed) {
            Some(kind) if kind == "array" || kind == "object" => Some(kind),
            _ if is_secret => Some("string"),
            kind => kind,
        };
        if self.names.clears_by_empty(model, field) {
            if kind != Some("string") {
                let problem =
                    format!("[clear] {place}: the field is no text, so no empty text clears it");
                self.problems.of_names.push(problem);
            }
            return clearable(or_empty(schema), "empty", kind);
        }
        clearable(or_null(schema), "null", kind)
    }

    /// Returns the JSON type of a value; `None` if any value is accepted.
    fn json_type(&self, parsed: &Type) -> Option<&'static str> {
        match parsed {
            Type::Name(name) if is_any(name) => None,
            Type::Name(name) if name == "password" => Some("string"),
            Type::Name(name) => match (built_in(name), self.library.get(name)) {
                (Some(json), _) => Some(json),
                (None, Some(found)) => match kind(found.model) {
                    Kind::Structure => Some("object"),
                    Kind::Texts => Some("string"),
                    Kind::Numbers => Some("integer"),
                    Kind::Plain(base) => built_in(base),
                },
                (None, None) => None,
            },
            Type::Generic(bare, _)
                if self.library.get(&parsed.to_string()).is_none()
                    && self.library.template(bare).is_none() =>
            {
                None
            }
            Type::Array(_) => Some("array"),
            Type::Map(..) | Type::Generic(..) => Some("object"),
            Type::Alias(_, base) => self.json_type(base),
        }
    }

    /// Returns the schema of a type inside an update: models with fields that can be cleared or
    /// left out become updates themselves.
    fn update_schema(&mut self, parsed: &Type, place: &str) -> Value {
        if let Type::Name(name) = parsed
            && self.library.needs_update(name)
            && let Some(found) = self.library.get(name)
        {
            return self.want(
                name.clone(),
                found,
                Vec::new(),
                Vec::new(),
                Side::Update,
                place,
            );
        }
        self.schema(parsed, place)
    }

    /// Returns the body of a PUT that takes a whole model.
    pub(super) fn update_body(&mut self, parsed: &Type, place: &str) -> Value {
        // A model that consists of parameters only, without read-only fields, is sent unchanged.
        if let Type::Name(name) = parsed
            && let Some(found) = self.library.get(name)
            && found
                .model
                .properties
                .iter()
                .flat_map(BTreeMap::values)
                .any(|property| property.required)
            && found
                .model
                .properties
                .iter()
                .flat_map(BTreeMap::values)
                .all(|property| !property.read_only)
        {
            return self.schema(parsed, place);
        }
        self.update_schema(parsed, place)
    }
}

/// Returns a field of an update that can be left alone, set or cleared, and how it is cleared. A
/// field that accepts every value accepts null as well, and needs no mark.
fn clearable(mut schema: Value, how: &str, kind: Option<&str>) -> Value {
    let Some(kind) = kind else {
        return schema;
    };
    set(&mut schema, "type", json!(kind));
    if how == "null" {
        set(&mut schema, "nullable", json!(true));
    }
    set(&mut schema, "x-ovh-clear", json!(how));
    schema
}

fn built_in(name: &str) -> Option<&'static str> {
    let known = BUILT_IN.iter().find(|(known, ..)| *known == name);
    known.map(|(_, kind, ..)| *kind)
}

/// Returns the model whose documentation is used: all uses of a generic share that of the template.
fn documented(wanted: &Wanted<'_>) -> String {
    let name = plain(&wanted.name);
    match Type::parse(name) {
        Ok(Type::Generic(bare, _)) if !wanted.letters.is_empty() => {
            format!("{bare}<{}>", wanted.letters.join(","))
        }
        _ => name.to_owned(),
    }
}
