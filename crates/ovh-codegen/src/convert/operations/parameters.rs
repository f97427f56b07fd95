//! Parameters in the path, the query and the headers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Place;
use crate::convert::Context;
use crate::convert::openapi;
use crate::convert::shapes::{RUST_NAME, set};
use crate::names::Subject;
use crate::native::types::Type;
use crate::native::{Operation, ParamType, Parameter};
use crate::words;

/// Setters that every builder has, and a name that generated code uses internally.
const TAKEN: &[&str] = &["new", "send", "into_request", "stream", "header_map"];

/// Headers that OpenAPI reserves for the protocol.
const PROTOCOL_HEADERS: &[&str] = &["accept", "authorization", "content-type"];

/// The setters of parameters outside the path, of operations that share a path.
pub(super) fn other_setters<'a>(
    operations: impl Iterator<Item = &'a Operation>,
) -> BTreeSet<String> {
    let mut setters: BTreeSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    for parameter in operations.flat_map(|operation| &operation.parameters) {
        match parameter.param_type {
            ParamType::Path => {}
            ParamType::Body => setters.extend(["body".to_owned()]),
            ParamType::Query | ParamType::Header => {
                setters.insert(words::setter(parameter.name.as_deref().unwrap_or_default()));
            }
        }
    }
    setters
}

impl Context<'_> {
    /// `braces` maps the names in the operation's own path to those in the path of the document.
    pub(super) fn parameters(
        &mut self,
        at: &Place<'_>,
        braces: &BTreeMap<&str, String>,
    ) -> Vec<openapi::Parameter> {
        let mut setters: BTreeSet<&str> = TAKEN.iter().copied().collect();
        let has_body = at
            .operation
            .parameters
            .iter()
            .any(|p| p.param_type == ParamType::Body);
        if has_body {
            setters.extend(["body"]);
        }
        let in_path = self.left_out_of_the_path(at, braces);
        let mut seen: BTreeSet<(ParamType, String)> = BTreeSet::new();
        let mut by_setter: BTreeMap<String, &str> = BTreeMap::new();
        let mut named: Vec<(&Parameter, &str)> = Vec::new();
        for parameter in in_path.iter().chain(&at.operation.parameters) {
            if parameter.param_type == ParamType::Body {
                continue;
            }
            let Some(name) = parameter.name.as_deref().filter(|name| !name.is_empty()) else {
                let problem = "a parameter has no name, so it is left out";
                self.fall_back(at.place, problem);
                continue;
            };
            // Headers are the same in every case.
            let folded = match parameter.param_type {
                ParamType::Header => name.to_lowercase(),
                _ => name.to_owned(),
            };
            let place = format!("{} {name}", at.place);
            if !seen.insert((parameter.param_type, folded)) {
                self.fall_back(&place, "the parameter is listed twice: the first is used");
                continue;
            }
            if parameter.param_type != ParamType::Path {
                let setter = words::setter(name);
                if let Some(other) = by_setter.insert(setter.clone(), name) {
                    self.one_in_rust(&place, other);
                } else if setters.contains(setter.as_str()) {
                    self.notes.push(format!(
                        "{place}: the generated builder has a method of this name already; the setter is \
                         named otherwise"
                    ));
                }
            }
            named.push((parameter, name));
        }
        let mut found = Vec::new();
        for (parameter, name) in named {
            let place = format!("{} {name}", at.place);
            let converted = match parameter.param_type {
                ParamType::Path => self.in_path(at, parameter, name, braces, &place),
                ParamType::Query => self.in_query(at, parameter, name, &place),
                ParamType::Header => self.in_header(at, parameter, name, &place),
                ParamType::Body => None,
            };
            let Some((kind, schema, mut extensions)) = converted else {
                continue;
            };
            if let Some(name) = self.names.parameter(&operation_key(at), name) {
                extensions.insert(RUST_NAME.to_owned(), json!(name));
            }
            let method = at.operation.http_method;
            let written = braces.get(name).filter(|_| kind == "path");
            found.push(openapi::Parameter {
                name: written.cloned().unwrap_or_else(|| name.to_owned()),
                place: kind,
                required: parameter.required || kind == "path",
                description: self.docs.parameter(
                    method,
                    &at.api.path,
                    name,
                    &parameter.description,
                ),
                schema,
                extensions,
            });
        }
        found
    }

    /// Adds the path parameters that the description lists elsewhere or not at all. A parameter
    /// that it lists in the body stays there too, because the server's behaviour is unknown.
    fn left_out_of_the_path(
        &mut self,
        at: &Place<'_>,
        braces: &BTreeMap<&str, String>,
    ) -> Vec<Parameter> {
        let parameters = &at.operation.parameters;
        let named = |parameter: &&Parameter, name: &str| parameter.name.as_deref() == Some(name);
        let mut added = Vec::new();
        for name in braces.keys() {
            let in_path = parameters
                .iter()
                .any(|p| p.param_type == ParamType::Path && named(&p, name));
            if in_path {
                continue;
            }
            let elsewhere = parameters.iter().find(|parameter| named(parameter, name));
            let how = match elsewhere {
                Some(_) => "the description has it elsewhere only; it is in the path too",
                None => "the description says nothing about it; it is text",
            };
            self.notes.push(format!("{} {{{name}}}: {how}", at.place));
            added.push(Parameter {
                data_type: elsewhere.map_or("string", Parameter::type_name).to_owned(),
                description: elsewhere.map_or(String::new(), |p| p.description.clone()),
                full_type: None,
                name: Some((*name).to_owned()),
                param_type: ParamType::Path,
                required: true,
            });
        }
        added
    }

    fn in_path(
        &mut self,
        at: &Place<'_>,
        parameter: &Parameter,
        name: &str,
        braces: &BTreeMap<&str, String>,
        place: &str,
    ) -> Option<Converted> {
        let Some(written) = braces.get(name) else {
            self.notes.push(format!(
                "{place}: {} has no such part, so the parameter is left out",
                at.api.path
            ));
            return None;
        };
        let schema = self.one_word(at, parameter, name, place)?;
        let mut extensions = BTreeMap::new();
        if written != name {
            extensions.insert("x-ovh-name".to_owned(), json!(name));
        }
        Some(("path", schema, extensions))
    }

    fn in_header(
        &mut self,
        at: &Place<'_>,
        parameter: &Parameter,
        name: &str,
        place: &str,
    ) -> Option<Converted> {
        let folded = name.to_lowercase();
        if PROTOCOL_HEADERS.contains(&folded.as_str()) {
            self.notes.push(format!(
                "{place}: OpenAPI has no parameter for this header, so it is left out"
            ));
            return None;
        }
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if !name.chars().all(token) {
            let problem = "no HTTP header can be named like this, so it is left out";
            self.fall_back(place, problem);
            return None;
        }
        let schema = self.one_word(at, parameter, name, place)?;
        Some(("header", schema, BTreeMap::new()))
    }

    /// Returns the schema of a value that is sent as a single word. Dates with a time stay text: in
    /// a path or a header, generated code would write them in Rust's own format.
    fn one_word(
        &mut self,
        at: &Place<'_>,
        parameter: &Parameter,
        name: &str,
        place: &str,
    ) -> Option<Value> {
        let parsed = self.type_of(parameter.type_name(), place);
        if self.is_scalar(&parsed)
            && let Some(secret) = self.secret_parameter(&operation_key(at), name, &parsed, place)
        {
            return Some(secret);
        }
        if !self.is_scalar(&parsed) {
            return Some(self.as_text(&parsed, place));
        }
        let schema = self.schema(&parsed, place);
        if schema.get("format").and_then(Value::as_str) == Some("date-time") {
            let mut text = json!({ "type": "string", "x-ovh-type": "datetime" });
            if let Some(own) = schema.get("x-ovh-type") {
                set(&mut text, "x-ovh-type", own.clone());
            }
            return Some(text);
        }
        Some(schema)
    }

    /// Lists of words repeat their key; values with fields or keys are sent as JSON text.
    fn in_query(
        &mut self,
        at: &Place<'_>,
        parameter: &Parameter,
        name: &str,
        place: &str,
    ) -> Option<Converted> {
        let parsed = self.type_of(parameter.type_name(), place);
        if self.is_unknown(&parsed) {
            return Some(("query", self.as_text(&parsed, place), BTreeMap::new()));
        }
        let plain_text = |parsed: &Type| match parsed {
            Type::Array(item) => self.is_scalar(item),
            other => self.is_scalar(other),
        };
        if plain_text(&parsed)
            && let Some(secret) = self.secret_parameter(&operation_key(at), name, &parsed, place)
        {
            return Some(("query", secret, BTreeMap::new()));
        }
        let schema = self.schema(&parsed, place);
        let key = format!("{}#{name}", operation_key(at));
        let schema = self.with_value(Subject::Parameter, &key, schema);
        let plain = match &parsed {
            Type::Array(item) => self.is_scalar(item),
            other => self.is_scalar(other),
        };
        if plain {
            return Some(("query", schema, BTreeMap::new()));
        }
        let extensions = BTreeMap::from([("x-ovh-json".to_owned(), json!(parsed.to_string()))]);
        Some(("query", json!({ "type": "string" }), extensions))
    }

    /// A type without a form in a path, a query or a header: the caller writes the text.
    fn as_text(&mut self, parsed: &Type, place: &str) -> Value {
        let problem = match self.is_unknown(parsed) {
            true => format!("unknown type {parsed}: it is text"),
            false => format!(
                "{parsed} can't be sent in a path or a header: it is text, which the caller writes"
            ),
        };
        self.fall_back(place, problem);
        json!({ "type": "string", "x-ovh-type": parsed.to_string() })
    }
}

/// Returns the operation as names.toml writes it.
fn operation_key(at: &Place<'_>) -> String {
    format!("{} {}", at.operation.http_method, at.api.path)
}

type Converted = (&'static str, Value, BTreeMap<String, Value>);
