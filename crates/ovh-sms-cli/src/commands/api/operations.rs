//! The API description, read when `api` is used: finds operations by name, or by method and path.

use ovh_openapi::{Document, Operation, Place, Problem, Rules, Schema};
use ovh_sms::api::OPENAPI;
use serde_json::Value;

use crate::failure::Failure;
use crate::terminal::output;

/// Maximum number of names that are suggested for an unknown operation.
const PROPOSALS: usize = 3;

/// All operations and models.
pub(crate) struct Description {
    pub(crate) operations: Vec<Described>,
    document: Document,
}

/// An operation with its description.
pub(crate) struct Described {
    /// The library's facts about the operation.
    pub(crate) facts: &'static ovh_sms::Operation,
    pub(crate) summary: String,
    pub(super) description: String,
    pub(super) deprecated: bool,
    pub(super) parameters: Vec<Parameter>,
    /// The schema of the body, if the operation takes one.
    pub(super) body: Option<Value>,
}

/// A parameter in the path or the query.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) is_path: bool,
    pub(super) required: bool,
    pub(super) description: String,
    pub(super) schema: Value,
}

impl Description {
    /// Reads the description that is built into this program.
    pub(crate) fn read() -> Result<Self, Failure> {
        Self::parse().ok_or_else(|| {
            Failure::failed("The API description in this program can't be read: reinstall ovh-sms.")
        })
    }

    fn parse() -> Option<Self> {
        let document = Document::parse(OPENAPI).ok()?;
        let operations = document.operations().iter().map(Described::of);
        let mut operations: Vec<Described> = operations.collect::<Option<_>>()?;
        operations.sort_by_key(|operation| operation.facts.id());
        Some(Self {
            operations,
            document,
        })
    }

    /// Resolves the references of a schema.
    pub(super) fn resolve<'a>(&'a self, schema: &'a Value) -> Schema<'a> {
        self.document.resolve(schema)
    }

    /// Returns all problems of a value.
    pub(super) fn problems(&self, schema: &Value, value: &Value) -> Vec<Problem> {
        let checked = self.document.check(schema, value.clone(), Rules::EXACT);
        checked.problems
    }

    /// Finds the operation with that name, or with that method and path.
    pub(super) fn find(&self, name: &str) -> Result<&Described, Failure> {
        let name = name.trim();
        let is_it =
            |operation: &&Described| operation.facts.id() == name || operation.is_request(name);
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
                let by_id = strsim::jaro_winkler(operation.facts.id(), name);
                let by_request = strsim::normalized_damerau_levenshtein(&request, name);
                (by_id.max(by_request), operation.facts.id())
            })
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let near: Vec<&str> = near.iter().take(PROPOSALS).map(|(_, id)| *id).collect();
        Failure::usage(format!(
            "Unknown operation `{}`. The most similar are {}. `ovh-sms api --list` lists all operations, and `ovh-sms api --list WORDS` those that contain the words.",
            output::plain(name),
            near.join(", ")
        ))
    }
}

impl Described {
    fn of(operation: &Operation) -> Option<Self> {
        let parameters = operation.parameters.iter().map(|parameter| Parameter {
            name: parameter.name.clone(),
            is_path: parameter.place == Place::Path,
            required: parameter.required,
            description: parameter.description.clone(),
            schema: parameter.schema.clone(),
        });
        Some(Self {
            facts: ovh_sms::api::operations::find(&operation.id)?,
            summary: operation.summary.clone(),
            description: operation.description.clone(),
            deprecated: operation.deprecated,
            parameters: parameters.collect(),
            body: operation.body.clone(),
        })
    }

    /// Returns whether the operation has that method and path; the names in braces are ignored.
    fn is_request(&self, name: &str) -> bool {
        let Some((method, path)) = name.split_once(char::is_whitespace) else {
            return false;
        };
        let mut given = path.trim().split('/');
        let mut own = self.facts.path().split('/');
        method.eq_ignore_ascii_case(self.facts.method().as_str())
            && own.by_ref().all(|own| {
                given.next().is_some_and(|given| {
                    given == own || own.starts_with('{') && given.starts_with('{')
                })
            })
            && given.next().is_none()
    }
}
