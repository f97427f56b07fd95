//! The description, read when `api` is used: operations, by name or by method and path.

use ovh_sms::api::OPENAPI;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::terminal::output;

/// How many names are proposed for a wrong one.
const PROPOSALS: usize = 3;

/// All operations and models.
pub(crate) struct Description {
    pub(crate) operations: Vec<Described>,
    pub(super) models: Map<String, Value>,
}

/// An operation with its words.
pub(crate) struct Described {
    /// What the library knows of it.
    pub(crate) facts: &'static ovh_sms::Operation,
    pub(crate) summary: String,
    pub(super) description: String,
    pub(super) deprecated: bool,
    pub(super) parameters: Vec<Parameter>,
    /// The schema of the body, where it takes one.
    pub(super) body: Option<Value>,
}

/// A parameter of the path or the query.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) is_path: bool,
    pub(super) required: bool,
    pub(super) description: String,
    pub(super) schema: Value,
}

impl Description {
    /// The one that this program was built with.
    pub(crate) fn read() -> Result<Self, Failure> {
        Self::parse().ok_or_else(|| {
            Failure::failed("The API's description in this program can't be read: install it anew.")
        })
    }

    fn parse() -> Option<Self> {
        let mut root: Value = serde_json::from_str(OPENAPI).ok()?;
        let mut operations = Vec::new();
        for item in root.get("paths")?.as_object()?.values() {
            for operation in item.as_object()?.values() {
                operations.push(Described::parse(operation)?);
            }
        }
        operations.sort_by_key(|operation| operation.facts.id);
        let models = root.pointer_mut("/components/schemas").map(Value::take)?;
        let Value::Object(models) = models else {
            return None;
        };
        Some(Self { operations, models })
    }

    /// The operation of that name, or of that method and path.
    pub(super) fn find(&self, name: &str) -> Result<&Described, Failure> {
        let name = name.trim();
        let is_it =
            |operation: &&Described| operation.facts.id == name || operation.is_request(name);
        self.operations
            .iter()
            .find(is_it)
            .ok_or_else(|| self.no_such(name))
    }

    fn no_such(&self, name: &str) -> Failure {
        let mut near: Vec<(f64, &str)> = self
            .operations
            .iter()
            .map(|operation| {
                let request = operation.facts.to_string();
                let by_id = strsim::jaro_winkler(operation.facts.id, name);
                let by_request = strsim::normalized_damerau_levenshtein(&request, name);
                (by_id.max(by_request), operation.facts.id)
            })
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let near: Vec<&str> = near.iter().take(PROPOSALS).map(|(_, id)| *id).collect();
        Failure::usage(format!(
            "There is no operation `{}`. The nearest are {}. `ovh-sms api --list` lists them all, and `ovh-sms api --list WORDS` those with these words.",
            output::plain(name),
            near.join(", ")
        ))
    }
}

impl Described {
    fn parse(operation: &Value) -> Option<Self> {
        let text = |value: &Value, name: &str| {
            let text = value.get(name).and_then(Value::as_str);
            text.unwrap_or_default().to_owned()
        };
        let flag = |value: &Value, name: &str| value.get(name) == Some(&Value::Bool(true));
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let parameters = parameters.into_iter().flatten().map(|parameter| Parameter {
            name: text(parameter, "name"),
            is_path: text(parameter, "in") == "path",
            required: flag(parameter, "required"),
            description: text(parameter, "description"),
            schema: parameter.get("schema").cloned().unwrap_or_default(),
        });
        Some(Self {
            facts: ovh_sms::Operation::find(operation.get("operationId")?.as_str()?)?,
            summary: text(operation, "summary"),
            description: text(operation, "description"),
            deprecated: flag(operation, "deprecated"),
            parameters: parameters.collect(),
            body: operation
                .pointer("/requestBody/content/application~1json/schema")
                .cloned(),
        })
    }

    /// Whether that is its method and path; the names in braces are of no importance.
    fn is_request(&self, name: &str) -> bool {
        let Some((method, path)) = name.split_once(char::is_whitespace) else {
            return false;
        };
        let mut given = path.trim().split('/');
        let mut own = self.facts.path.split('/');
        method.eq_ignore_ascii_case(self.facts.method.as_str())
            && own.by_ref().all(|own| {
                given.next().is_some_and(|given| {
                    given == own || own.starts_with('{') && given.starts_with('{')
                })
            })
            && given.next().is_none()
    }
}
