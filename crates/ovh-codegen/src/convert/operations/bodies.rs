//! Request and response bodies of an operation.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Place;
use crate::convert::Context;
use crate::convert::shapes::{
    RUST_NAME, beside_reference, optional_list, reference, set, with_description,
};
use crate::names::Subject;
use crate::native::types::Type;
use crate::native::{Method, Operation, ParamType, Parameter};
use crate::words;

impl Context<'_> {
    pub(super) fn request_body(&mut self, at: &Place<'_>, id: &str) -> Option<Value> {
        let operation = at.operation;
        let parts: Vec<&Parameter> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.param_type == ParamType::Body)
            .collect();
        if !parts.is_empty() && operation.http_method == Method::Get {
            let problem = "GET with a body: it is sent as it is described, and a proxy may drop it";
            self.fall_back(at.place, problem);
        }
        let unnamed = |part: &&Parameter| part.name.as_deref().is_none_or(str::is_empty);
        let schema = match parts.as_slice() {
            [] => return None,
            [whole] if unnamed(whole) => self.whole_body(whole, operation.http_method, at.place)?,
            parts if parts.iter().any(unnamed) => {
                let problem = "a whole model and other parts share one body: any JSON is accepted";
                self.fall_back(at.place, problem);
                json!({ "x-ovh-type": "any" })
            }
            parts => self.named_body(at, id, parts),
        };
        let example = self
            .docs
            .examples
            .request(operation.http_method, &at.api.path);
        Some(json!({
            "required": parts.iter().any(|part| part.required),
            "content": { "application/json": media(schema, example) },
        }))
    }

    fn whole_body(&mut self, whole: &Parameter, method: Method, place: &str) -> Option<Value> {
        let parsed = self.type_of(whole.type_name(), place);
        match method {
            _ if parsed == Type::Name("void".to_owned()) => {
                self.fall_back(place, "the body is void: none is sent");
                None
            }
            Method::Put => Some(self.update_body(&parsed, place)),
            _ => Some(self.schema(&parsed, place)),
        }
    }

    /// Combines several named parts into one object with its own name.
    fn named_body(&mut self, at: &Place<'_>, id: &str, parts: &[&Parameter]) -> Value {
        let (method, path) = (at.operation.http_method, at.api.path.as_str());
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut in_rust: BTreeMap<String, &str> = BTreeMap::new();
        for part in parts {
            let name = part.name.as_deref().unwrap_or_default();
            let place = format!("{} {name}", at.place);
            match in_rust.insert(words::field(name), name) {
                Some(other) if other == name => {
                    self.fall_back(&place, "the parameter is listed twice: the first is used");
                    continue;
                }
                Some(other) => self.one_in_rust(&place, other),
                None => {}
            }
            let parsed = self.type_of(part.type_name(), &place);
            let operation = format!("{method} {path}");
            let schema = match self.secret_parameter(&operation, name, &parsed, &place) {
                Some(secret) => secret,
                None => self.schema(&parsed, &place),
            };
            let key = format!("{operation}#{name}");
            let schema = self.with_value(Subject::Parameter, &key, schema);
            let schema = optional_list(schema, false, part.required);
            let words = self.docs.parameter(method, path, name, &part.description);
            let mut schema = with_description(schema, words);
            if let Some(name) = self.names.parameter(&format!("{method} {path}"), name) {
                schema = beside_reference(schema);
                set(&mut schema, RUST_NAME, json!(name));
            }
            properties.insert(name.to_owned(), schema);
            if part.required {
                required.push(json!(name));
            }
        }
        let wanted = words::type_name(&format!("{id}_body"));
        let name = self.claim(wanted, at.place, at.place);
        let mut schema = json!({
            "type": "object",
            "description": format!("The request body of `{method} {path}`."),
            "properties": properties,
        });
        if let (false, Some(object)) = (required.is_empty(), schema.as_object_mut()) {
            object.insert("required".to_owned(), json!(required));
        }
        self.schemas.insert(name.clone(), schema);
        reference(&name)
    }

    pub(super) fn responses(&mut self, at: &Place<'_>) -> BTreeMap<String, Value> {
        let (operation, place) = (at.operation, at.place);
        let mut responses = BTreeMap::new();
        let mut answer = self.answer(operation, place);
        if let Some(content) = answer.pointer_mut("/content/application~1json") {
            let example = self
                .docs
                .examples
                .response(operation.http_method, &at.api.path);
            *content = media(content["schema"].take(), example);
        }
        for status in success_statuses(operation) {
            responses.insert(status, answer.clone());
        }
        for (status, words) in [
            ("4XX", "The request was refused."),
            ("5XX", "The service failed."),
        ] {
            let error = json!({
                "description": words,
                "content": { "application/json": { "schema": reference("ApiError") } },
            });
            responses.insert(status.to_owned(), error);
        }
        responses
    }

    /// Returns the response that all success statuses share: generated code has one type for it.
    fn answer(&mut self, operation: &Operation, place: &str) -> Value {
        for status in operation
            .response_types
            .keys()
            .filter(|status| !is_success(status))
        {
            self.notes.push(format!(
                "{place}: the status {status} has its own response; all failures share one model"
            ));
        }
        let wanted = response_type(operation);
        for (status, other) in operation
            .response_types
            .iter()
            .filter(|(status, _)| is_success(status))
        {
            if Type::parse(other) != Type::parse(wanted) {
                self.notes.push(format!(
                    "{place}: the status {status} returns {other} and another {wanted}; all are read as \
                     {wanted}"
                ));
            }
        }
        let parsed = self.type_of(wanted, place);
        if parsed == Type::Name("void".to_owned()) {
            return json!({ "description": "Done." });
        }
        let called = place.split_once(' ').map_or(place, |(_, called)| called);
        let schema = match self.secret_response(called, &parsed, place) {
            Some(secret) => secret,
            None => self.schema(&parsed, place),
        };
        json!({
            "description": "The response.",
            "content": { "application/json": { "schema": schema } },
        })
    }
}

/// Returns a JSON body, with our example if there is one.
fn media(schema: Value, example: Option<&Value>) -> Value {
    match example {
        Some(example) => json!({ "schema": schema, "example": example }),
        None => json!({ "schema": schema }),
    }
}

fn is_success(status: &str) -> bool {
    status.len() == 3 && status.starts_with('2') && status.bytes().all(|b| b.is_ascii_digit())
}

/// Returns the statuses that the description states, or 200 if it states none.
fn success_statuses(operation: &Operation) -> Vec<String> {
    let documented: Vec<String> = operation
        .response_types
        .keys()
        .filter(|status| is_success(status))
        .cloned()
        .collect();
    match documented.is_empty() {
        true => vec!["200".to_owned()],
        false => documented,
    }
}

/// Returns the successful response of the operation.
pub(super) fn response_type(operation: &Operation) -> &str {
    let documented = operation
        .response_types
        .iter()
        .find(|(status, _)| is_success(status));
    operation
        .response_types
        .get("200")
        .or(documented.map(|(_, name)| name))
        .or(operation.response_full_type.as_ref())
        .unwrap_or(&operation.response_type)
}
