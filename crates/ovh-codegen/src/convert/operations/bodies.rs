//! What an operation sends and what it answers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Place;
use crate::convert::Context;
use crate::convert::shapes::{
    RUST_NAME, beside_reference, optional_list, reference, set, with_description,
};
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
            self.problems
                .add(at.place, "a body is sent with GET, which takes none");
            return None;
        }
        let unnamed = |part: &&Parameter| part.name.as_deref().is_none_or(str::is_empty);
        let schema = match parts.as_slice() {
            [] => return None,
            [whole] if unnamed(whole) => self.whole_body(whole, operation.http_method, at.place)?,
            parts if parts.iter().any(unnamed) => {
                self.problems
                    .add(at.place, "a whole model and other parts share one body");
                return None;
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
        match Type::parse(whole.type_name()) {
            Ok(parsed) if method == Method::Put => Some(self.update_body(&parsed, place)),
            Ok(parsed) => Some(self.schema(&parsed, place)),
            Err(bad) => {
                self.problems.add(place, bad);
                None
            }
        }
    }

    /// Several named parts make one object, with a name of its own.
    fn named_body(&mut self, at: &Place<'_>, id: &str, parts: &[&Parameter]) -> Value {
        let (method, path) = (at.operation.http_method, at.api.path.as_str());
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut in_rust: BTreeMap<String, &str> = BTreeMap::new();
        for part in parts {
            let name = part.name.as_deref().unwrap_or_default();
            let place = format!("{} {name}", at.place);
            let schema = match Type::parse(part.type_name()) {
                Ok(parsed) => {
                    let operation = format!("{method} {path}");
                    match self.secret_parameter(&operation, name, &parsed, &place) {
                        Some(secret) => secret,
                        None => self.schema(&parsed, &place),
                    }
                }
                Err(bad) => {
                    self.problems.add(&place, bad);
                    continue;
                }
            };
            let schema = optional_list(schema, false, part.required);
            let words = self.docs.parameter(method, path, name, &part.description);
            match in_rust.insert(words::field(name), name) {
                Some(other) if other == name => {
                    self.problems.add(&place, "the parameter stands twice")
                }
                Some(other) => self.one_in_rust(&place, other),
                None => {}
            }
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
            "description": format!("What `{method} {path}` takes."),
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

    /// The one answer that all good statuses share: generated code has one type for it.
    fn answer(&mut self, operation: &Operation, place: &str) -> Value {
        for status in operation
            .response_types
            .keys()
            .filter(|status| !is_success(status))
        {
            self.notes.push(format!(
                "{place}: the status {status} has an answer of its own; all failures have one model"
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
                    "{place}: the status {status} answers {other} and another {wanted}; all are read as \
                     {wanted}"
                ));
            }
        }
        match Type::parse(wanted) {
            Ok(Type::Name(name)) if name == "void" => json!({ "description": "Done." }),
            Ok(parsed) => {
                let called = place.split_once(' ').map_or(place, |(_, called)| called);
                let schema = match self.secret_response(called, &parsed, place) {
                    Some(secret) => secret,
                    None => self.schema(&parsed, place),
                };
                json!({
                    "description": "The answer.",
                    "content": { "application/json": { "schema": schema } },
                })
            }
            Err(bad) => {
                self.problems.add(place, bad);
                json!({ "description": "Done." })
            }
        }
    }
}

/// A body in JSON, with our example where there is one.
fn media(schema: Value, example: Option<&Value>) -> Value {
    match example {
        Some(example) => json!({ "schema": schema, "example": example }),
        None => json!({ "schema": schema }),
    }
}

fn is_success(status: &str) -> bool {
    status.len() == 3 && status.starts_with('2') && status.bytes().all(|b| b.is_ascii_digit())
}

/// The statuses that the description tells; 200 where it tells none.
fn success_statuses(operation: &Operation) -> Vec<String> {
    let told: Vec<String> = operation
        .response_types
        .keys()
        .filter(|status| is_success(status))
        .cloned()
        .collect();
    match told.is_empty() {
        true => vec!["200".to_owned()],
        false => told,
    }
}

/// What the operation answers when all is well.
pub(super) fn response_type(operation: &Operation) -> &str {
    let told = operation
        .response_types
        .iter()
        .find(|(status, _)| is_success(status));
    operation
        .response_types
        .get("200")
        .or(told.map(|(_, told)| told))
        .unwrap_or(&operation.response_type)
}
