//! Enumerations: their values as they travel, and a Rust name for each.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Context;
use super::shapes::set;
use crate::native::Model;
use crate::native::types::plain;

impl Context<'_> {
    pub(super) fn enumeration(
        &mut self,
        name: &str,
        model: &Model,
        values: &[String],
        place: &str,
    ) -> Value {
        if !model.generics.is_empty() {
            self.problems.add(place, "an enumeration can't be generic");
        }
        if values.is_empty() {
            self.problems.add(place, "an enumeration has no values");
        }
        let mut taken = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut variants = Vec::new();
        let mut words = Vec::new();
        for value in values {
            if !seen.insert(value) {
                self.problems
                    .add(place, format!("the value {value:?} stands twice"));
            }
            let variant = self.names.variant(name, value, &taken);
            if !taken.insert(variant.clone()) {
                self.problems
                    .add(place, format!("names.toml names two values {variant}"));
            }
            variants.push(variant);
            words.push(self.docs.value(plain(name), value).unwrap_or_default());
        }
        let (json_type, listed): (&str, Vec<Value>) = match model.enum_type.as_deref() {
            None | Some("string") => ("string", values.iter().map(|value| json!(value)).collect()),
            Some("long") => {
                let mut numbers = Vec::new();
                for value in values {
                    match value.parse::<i64>() {
                        // `+1` and `01` would come back as another value.
                        Ok(number) if number.to_string() == *value => numbers.push(json!(number)),
                        _ => self
                            .problems
                            .add(place, format!("the value {value:?} is no whole number")),
                    }
                }
                ("integer", numbers)
            }
            Some(other) => {
                let problem =
                    format!("enumerations of {other:?} are unknown; string and long are known");
                self.problems.add(place, problem);
                ("string", Vec::new())
            }
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
