//! Enumerations: their values on the wire, and a Rust name for each.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Context;
use super::shapes::set;
use crate::native::Model;
use crate::native::types::plain;

/// The kind of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Structure,
    /// An enumeration of texts.
    Texts,
    /// An enumeration of whole numbers.
    Numbers,
    /// An enumeration that can't be a Rust enum: any value of this built-in type.
    Plain(&'static str),
}

/// Returns the kind of a model, regardless of irregularities.
pub(super) fn kind(model: &Model) -> Kind {
    let Some(values) = &model.values else {
        return Kind::Structure;
    };
    if has_fields(model) {
        return Kind::Structure;
    }
    let base = match model.enum_type.as_deref() {
        Some("long" | "int" | "integer") => "long",
        Some("double" | "float" | "number") => "double",
        Some("boolean" | "bool") => "boolean",
        _ => "string",
    };
    match base {
        _ if values.is_empty() => Kind::Plain(base),
        "string" => Kind::Texts,
        "long" if values.iter().all(|value| is_whole(value)) => Kind::Numbers,
        "long" | "double" if values.iter().all(|value| value.parse::<f64>().is_ok()) => {
            Kind::Plain("double")
        }
        "boolean" => Kind::Plain("boolean"),
        _ => Kind::Texts,
    }
}

fn has_fields(model: &Model) -> bool {
    let fields = model.properties.as_ref();
    fields.is_some_and(|fields| !fields.is_empty())
}

/// `+1` and `01` would be written back as another value.
fn is_whole(value: &str) -> bool {
    value
        .parse::<i64>()
        .is_ok_and(|number| number.to_string() == value)
}

impl Context<'_> {
    /// Notes irregularities of a model, independently of its conversion.
    pub(super) fn odd_model(&mut self, model: &Model, place: &str) {
        let Some(values) = &model.values else {
            return;
        };
        if has_fields(model) {
            let problem =
                "it is both a structure and an enumeration: it is converted to a structure";
            self.fall_back(place, problem);
            return;
        }
        if !model.generics.is_empty() {
            self.fall_back(
                place,
                "an enumeration can't be generic: its letters are left out",
            );
        }
        match (kind(model), model.enum_type.as_deref()) {
            (Kind::Plain(base), _) if values.is_empty() => {
                let problem = format!("the enumeration has no values: any {base} is accepted");
                self.fall_back(place, problem);
            }
            (Kind::Plain(base), _) => {
                let listed: Vec<&str> = values.iter().map(String::as_str).collect();
                let problem = format!(
                    "a Rust enumeration contains texts or whole numbers, but this one contains {}: any {base} is accepted",
                    listed.join(", ")
                );
                self.fall_back(place, problem);
            }
            (Kind::Texts, Some(other)) if other != "string" => {
                let problem =
                    format!("the values are taken as texts, though their type is {other}");
                self.fall_back(place, problem);
            }
            _ => {}
        }
    }

    pub(super) fn enumeration(
        &mut self,
        name: &str,
        model: &Model,
        values: &[String],
        place: &str,
    ) -> Value {
        // Chosen names are taken before names by rule.
        let chosen = values.iter();
        let chosen = chosen.filter_map(|value| self.names.chosen_variant(name, value));
        let mut taken: BTreeSet<String> = chosen.map(str::to_owned).collect();
        let mut seen = BTreeSet::new();
        let mut listed = Vec::new();
        let mut variants = Vec::new();
        let mut words = Vec::new();
        let numbers = kind(model) == Kind::Numbers;
        for value in values {
            if !seen.insert(value) {
                self.fall_back(
                    place,
                    format!("the value {value:?} occurs twice: one is left out"),
                );
                continue;
            }
            if value == "null" && values.len() > 1 {
                self.fall_back(place, "the value null is left out: it is read as absent");
                continue;
            }
            let variant = self.names.variant(name, value, &taken);
            taken.insert(variant.clone());
            variants.push(variant);
            words.push(self.docs.value(plain(name), value).unwrap_or_default());
            listed.push(match value.parse::<i64>() {
                Ok(number) if numbers => json!(number),
                _ => json!(value),
            });
        }
        let json_type = match numbers {
            true => "integer",
            false => "string",
        };
        let mut schema = json!({ "type": json_type, "enum": listed, "x-enum-varnames": variants, "x-ovh-model": name });
        if json_type == "integer" {
            set(&mut schema, "format", json!("int64"));
        }
        if words.iter().any(|words| !words.is_empty()) {
            set(&mut schema, "x-enum-descriptions", json!(words));
        }
        if let Some(words) = self.docs.enumeration(plain(name), &model.description) {
            set(&mut schema, "description", json!(words));
        }
        schema
    }
}
