//! Structures: as they are read, and as a PUT writes them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Context;
use super::apart::plain;
use super::schemas::{Side, Wanted};
use super::shapes::{
    RUST_NAME, beside_reference, optional_list, reference, schema_words, set, with_description,
};
use super::types::Type;
use crate::native::Property;
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
            let parsed = match Type::parse(property.type_name()) {
                Ok(parsed) => parsed.substitute(&wanted.letters, &wanted.arguments),
                Err(bad) => {
                    self.problems.add(&place, bad);
                    continue;
                }
            };
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
            // A null or an absence has been seen in fields that promise neither: only what is
            // required and writable is asked for.
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
        let schema = match self.secret_field(model, field, parsed, place) {
            Some(secret) => secret,
            None => self.update_schema(parsed, place),
        };
        if !property.can_be_null {
            return optional_list(schema, false, property.required);
        }
        let by_empty = self.names.clears_by_empty(model, field);
        self.clearable(schema, by_empty, place)
    }

    /// The schema of a type inside an update: models that have fields to clear or to leave out
    /// become updates themselves.
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

    /// The body of a PUT that takes a whole model.
    pub(super) fn update_body(&mut self, parsed: &Type, place: &str) -> Value {
        // A model that is all parameters, nothing read-only, is what the server wants as it is.
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

    /// A component of its own for a field that can be left alone, set or cleared.
    fn clearable(&mut self, inner: Value, by_empty: bool, place: &str) -> Value {
        let how = if by_empty { "empty" } else { "null" };
        let wanted = format!(
            "{}{}",
            if by_empty { "Emptiable" } else { "Clearable" },
            schema_words(&inner)
        );
        let origin = format!("clearable {how} {inner}");
        let name = self.claim(words::type_name(&wanted), &origin, place);
        let mut schema = json!({ "allOf": [inner], "x-ovh-clear": how });
        if !by_empty {
            set(&mut schema, "nullable", json!(true));
        }
        self.schemas.insert(name.clone(), schema);
        reference(&name)
    }
}

/// Whose words a model has: all uses of a generic share those of the template.
fn documented(wanted: &Wanted<'_>) -> String {
    let name = plain(&wanted.name);
    match Type::parse(name) {
        Ok(Type::Generic(bare, _)) if !wanted.letters.is_empty() => {
            format!("{bare}<{}>", wanted.letters.join(","))
        }
        _ => name.to_owned(),
    }
}
