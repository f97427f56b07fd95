//! Models and enumerations: schemas under `components`, one for each that is reached or listed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::types::Type;
use super::{Context, Problems};
use crate::native::{Model, Property, Root};

/// OVHcloud's built-in types: the JSON type, and the format where OpenAPI has one. A third word is
/// OVHcloud's own name, kept as `x-ovh-type` where JSON says less.
const BUILT_IN: &[(&str, &str, Option<&str>, Option<&str>)] = &[
    ("string", "string", None, None),
    ("text", "string", None, Some("text")),
    ("long", "integer", Some("int64"), None),
    ("int", "integer", Some("int64"), Some("int")),
    ("double", "number", Some("double"), None),
    ("boolean", "boolean", None, None),
    ("date", "string", Some("date"), None),
    ("datetime", "string", Some("date-time"), None),
    ("time", "string", None, Some("time")),
    ("duration", "string", None, Some("duration")),
    ("uuid", "string", Some("uuid"), None),
    ("ip", "string", Some("ip"), None),
    ("ipv4", "string", Some("ipv4"), None),
    ("ipv6", "string", Some("ipv6"), None),
    ("ipBlock", "string", None, Some("ipBlock")),
    ("ipv4Block", "string", None, Some("ipv4Block")),
    ("ipv6Block", "string", None, Some("ipv6Block")),
    ("ipInterface", "string", None, Some("ipInterface")),
    ("macAddress", "string", None, Some("macAddress")),
    ("phoneNumber", "string", None, Some("phoneNumber")),
    ("internationalPhoneNumber", "string", None, Some("internationalPhoneNumber")),
    ("email", "string", None, Some("email")),
];

/// All models of all roots, by full name, with the root that each is from.
pub struct Models<'a> {
    by_name: BTreeMap<&'a str, (&'a Root, &'a Model)>,
}

impl<'a> Models<'a> {
    /// Gathers the models; the same name with two meanings is a problem.
    pub fn collect(roots: &'a [Root], problems: &mut Problems) -> Models<'a> {
        let mut by_name: BTreeMap<&'a str, (&'a Root, &'a Model)> = BTreeMap::new();
        for root in roots {
            for (name, model) in &root.models {
                if let Some((other, known)) = by_name.get(name.as_str()) {
                    let same = serde_json::to_value(known).ok() == serde_json::to_value(model).ok();
                    if !same {
                        let problem = format!("the model {name} differs from the one in {}", other.resource_path);
                        problems.add(&root.resource_path, problem);
                    }
                    continue;
                }
                by_name.insert(name, (root, model));
            }
        }
        Models { by_name }
    }

    fn get(&self, name: &str) -> Option<(&'a Root, &'a Model)> {
        self.by_name.get(name).copied()
    }
}

/// Whether a schema is for what we read or for what a PUT writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Whole,
    Update,
}

impl Context<'_> {
    /// The models that no operation reaches are bound as well: callers may meet them elsewhere.
    pub(super) fn convert_all_models(&mut self) {
        let names: Vec<String> = self.models.by_name.keys().map(|name| (*name).to_owned()).collect();
        for name in names {
            let template = self
                .models
                .get(&name)
                .is_some_and(|(_, model)| !model.generics.is_empty());
            if template && !name.contains('<') {
                continue;
            }
            // `a.B<T>`, listed under its own letters, is the template, not a use of it.
            match Type::parse(&name) {
                Ok(Type::Generic(_, arguments)) if self.is_template(&name, &arguments) => {}
                Ok(parsed) => {
                    self.schema(&parsed, &name);
                }
                Err(bad) => self.problems.add(&name, bad),
            }
        }
    }

    fn is_template(&self, name: &str, arguments: &[Type]) -> bool {
        self.models.get(name).is_some_and(|(_, model)| {
            let letters: Vec<String> = arguments.iter().map(Type::to_string).collect();
            model.generics == letters
        })
    }

    /// The schema of a type expression: a reference for models, inline for what JSON knows.
    pub(super) fn schema(&mut self, wanted: &Type, place: &str) -> Value {
        match wanted {
            Type::Name(name) => self.named(name, place),
            Type::Generic(name, arguments) => match self.generic(name, arguments, place) {
                Some(reference) => reference,
                None => json!({}),
            },
            Type::Array(item) => json!({ "type": "array", "items": self.schema(item, place) }),
            Type::Map(key, value) => {
                let mut schema = json!({
                    "type": "object",
                    "additionalProperties": self.schema(value, place),
                });
                // JSON's keys are strings; that an enum lists them is told beside.
                self.schema(key, place);
                if **key != Type::Name("string".to_owned()) {
                    set(&mut schema, "x-ovh-key", json!(key.to_string()));
                }
                schema
            }
            Type::Alias(name, base) => {
                let mut schema = self.schema(base, place);
                if schema.get("$ref").is_some() {
                    schema = json!({ "allOf": [schema] });
                }
                set(&mut schema, "x-ovh-type", json!(name));
                schema
            }
        }
    }

    fn named(&mut self, name: &str, place: &str) -> Value {
        if let Some((_, json_type, format, own)) = BUILT_IN.iter().find(|(known, ..)| *known == name) {
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
            "any" => json!({ "x-ovh-type": "any" }),
            "password" => self.secret(),
            "void" => {
                self.problems.add(place, "void stands where a value is needed");
                json!({})
            }
            _ => {
                let Some((root, model)) = self.models.get(name) else {
                    self.problems.add(place, format!("nothing is known of the type {name:?}"));
                    return json!({});
                };
                if !model.generics.is_empty() {
                    let problem = format!("{name} is generic and was given no types");
                    self.problems.add(place, problem);
                    return json!({});
                }
                self.model(name, root, model, &[], Side::Whole)
            }
        }
    }

    /// The schema of text that must never be printed.
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

    fn generic(&mut self, name: &str, arguments: &[Type], place: &str) -> Option<Value> {
        let full = Type::Generic(name.to_owned(), arguments.to_vec()).to_string();
        // The use itself may be listed, its properties still saying `T`; else there is a template
        // under the bare name, or under the name with its letters.
        let listed = self.models.get(&full).filter(|(_, model)| !model.generics.is_empty());
        let template = || {
            self.models.get(name).or_else(|| {
                self.models
                    .by_name
                    .iter()
                    .find(|(key, (_, model))| {
                        let letters = model.generics.join(",");
                        !letters.is_empty() && **key == format!("{name}<{letters}>")
                    })
                    .map(|(_, found)| *found)
            })
        };
        let Some((root, model)) = listed.or_else(template).or_else(|| self.models.get(&full)) else {
            self.problems.add(place, format!("nothing is known of the generic type {name:?}"));
            return None;
        };
        if !model.generics.is_empty() && model.generics.len() != arguments.len() {
            let problem = format!(
                "{name} takes {} types and was given {}",
                model.generics.len(),
                arguments.len()
            );
            self.problems.add(place, problem);
            return None;
        }
        Some(self.model(&full, root, model, arguments, Side::Whole))
    }

    /// A reference to the schema of a model, which is made the first time it is asked for.
    fn model(&mut self, name: &str, root: &Root, model: &Model, arguments: &[Type], side: Side) -> Value {
        let place = format!("{} {name}", root.resource_path);
        let (wanted, origin) = match side {
            Side::Whole => (self.names.type_name(name), name.to_owned()),
            Side::Update => (self.names.update_name(name), format!("the update of {name}")),
        };
        let schema_name = self.claim(wanted, &origin, &place);
        if self.schemas.contains_key(&schema_name) {
            return reference(&schema_name);
        }
        // Cyclic models find this and stop.
        self.schemas.insert(schema_name.clone(), Value::Null);
        let schema = match (&model.values, &model.properties) {
            (Some(values), None) => self.enumeration(name, model, values, &place),
            (None, Some(properties)) => self.structure(name, model, properties, arguments, side, &place),
            (None, None) => self.structure(name, model, &BTreeMap::new(), arguments, side, &place),
            (Some(_), Some(_)) => {
                self.problems.add(&place, "it is a structure and an enumeration at once");
                json!({})
            }
        };
        self.schemas.insert(schema_name.clone(), schema);
        reference(&schema_name)
    }

    fn enumeration(&mut self, name: &str, model: &Model, values: &[String], place: &str) -> Value {
        let mut taken = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut variants = Vec::new();
        let mut words = Vec::new();
        for value in values {
            if !seen.insert(value) {
                self.problems.add(place, format!("the value {value:?} stands twice"));
            }
            let variant = self.names.variant(name, value, &taken);
            taken.insert(variant.clone());
            variants.push(variant);
            words.push(self.docs.value(name, value).unwrap_or_default());
        }
        let (json_type, listed): (&str, Vec<Value>) = match model.enum_type.as_deref() {
            None | Some("string") => ("string", values.iter().map(|value| json!(value)).collect()),
            Some("long") => {
                let mut numbers = Vec::new();
                for value in values {
                    match value.parse::<i64>() {
                        Ok(number) => numbers.push(json!(number)),
                        Err(_) => self.problems.add(place, format!("the value {value:?} is no whole number")),
                    }
                }
                ("integer", numbers)
            }
            Some(other) => {
                self.problems.add(place, format!("enumerations of {other:?} are unknown"));
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
        if let Some(words) = self.docs.enumeration(name, &model.description) {
            set(&mut schema, "description", json!(words));
        }
        schema
    }

    fn structure(
        &mut self,
        name: &str,
        model: &Model,
        properties: &BTreeMap<String, Property>,
        arguments: &[Type],
        side: Side,
        place: &str,
    ) -> Value {
        // All uses of a generic share the words of the template.
        let documented = match Type::parse(name) {
            Ok(Type::Generic(bare, _)) if !model.generics.is_empty() => {
                format!("{bare}<{}>", model.generics.join(","))
            }
            _ => name.to_owned(),
        };
        let mut fields = Map::new();
        let mut required = Vec::new();
        let mut folded: BTreeMap<String, &str> = BTreeMap::new();
        for (field, property) in properties {
            if side == Side::Update && property.read_only {
                continue;
            }
            let place = format!("{place}.{field}");
            let rust_name = heck::ToSnakeCase::to_snake_case(field.as_str());
            if let Some(other) = folded.insert(rust_name, field) {
                let problem = format!("the field can't be told from {other:?} in Rust, where names are in snake case");
                self.problems.add(&place, problem);
            }
            let parsed = match Type::parse(property.type_name()) {
                Ok(parsed) => parsed.substitute(&model.generics, arguments),
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
                format!("{words}\n\nThe fields that can be written; what is left alone stays as it is.")
            }),
        };
        with_description(schema, words)
    }

    fn whole_field(&mut self, model: &str, field: &str, property: &Property, parsed: &Type, place: &str) -> Value {
        let schema = match self.names.secret_field(model, field) {
            true => self.secret(),
            false => self.schema(parsed, place),
        };
        optional_list(schema, property.can_be_null, property.required)
    }

    fn update_field(&mut self, model: &str, field: &str, property: &Property, parsed: &Type, place: &str) -> Value {
        let schema = match self.names.secret_field(model, field) {
            true => self.secret(),
            false => self.update_schema(parsed, place),
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
            && let Some((root, model)) = self.models.get(name)
            && self.needs_update(model, 0)
        {
            return self.model(name, root, model, &[], Side::Update);
        }
        self.schema(parsed, place)
    }

    /// A model is written as it is read unless some field of it can't be written or can be cleared.
    fn needs_update(&self, model: &Model, depth: usize) -> bool {
        let fields = model.properties.iter().flat_map(BTreeMap::values);
        let mut nested = fields.map(|property| {
            property.read_only
                || property.can_be_null
                || (depth < 8
                    && self
                        .models
                        .get(property.type_name())
                        .is_some_and(|(_, model)| self.needs_update(model, depth + 1)))
        });
        model.generics.is_empty() && nested.any(|needed| needed)
    }

    /// The body of a PUT that takes a whole model.
    pub(super) fn update_body(&mut self, parsed: &Type, place: &str) -> Value {
        // A model that is all parameters, nothing read-only, is what the server wants as it is.
        if let Type::Name(name) = parsed
            && let Some((_, model)) = self.models.get(name)
            && model.properties.iter().flat_map(BTreeMap::values).any(|property| property.required)
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
        let name = self.claim(wanted, &origin, place);
        let mut schema = json!({ "allOf": [inner], "x-ovh-clear": how });
        if !by_empty {
            set(&mut schema, "nullable", json!(true));
        }
        self.schemas.insert(name.clone(), schema);
        reference(&name)
    }
}

/// An optional list or map must be sendable when empty, and must be readable when null: both are
/// what `nullable` does in the generated code. For other types it only tells a fact.
pub(super) fn optional_list(mut schema: Value, can_be_null: bool, required: bool) -> Value {
    let kind = schema.get("type").and_then(Value::as_str);
    let container = kind == Some("array") || (kind == Some("object") && schema.get("additionalProperties").is_some());
    if can_be_null || (container && !required) {
        schema = beside_reference(schema);
        set(&mut schema, "nullable", json!(true));
    }
    schema
}

/// A name for an inline schema.
fn schema_words(schema: &Value) -> String {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    if let Some(name) = text("$ref").and_then(|path| path.rsplit('/').next()) {
        return name.to_owned();
    }
    match (text("type"), text("format").or_else(|| text("x-ovh-type"))) {
        (Some("array"), _) => format!("{}List", schema.get("items").map(schema_words).unwrap_or_default()),
        (Some("string"), Some(format)) => crate::names::pascal(format),
        (Some("string"), None) => "String".to_owned(),
        (Some("integer"), _) => "Integer".to_owned(),
        (Some("number"), _) => "Number".to_owned(),
        (Some("boolean"), _) => "Boolean".to_owned(),
        (Some("object"), _) => "Map".to_owned(),
        _ => "Value".to_owned(),
    }
}

/// A reference to a component.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// OpenAPI 3.0 ignores what stands beside a `$ref`; inside `allOf` it counts.
fn beside_reference(schema: Value) -> Value {
    match schema.get("$ref") {
        Some(_) => json!({ "allOf": [schema] }),
        None => schema,
    }
}

/// Adds a description where there is one.
pub(super) fn with_description(schema: Value, words: Option<String>) -> Value {
    let Some(words) = words else { return schema };
    let mut schema = beside_reference(schema);
    set(&mut schema, "description", json!(words));
    schema
}

fn set(schema: &mut Value, key: &str, value: Value) {
    if let Some(object) = schema.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}
