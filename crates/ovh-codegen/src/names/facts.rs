//! Facts about fields, parameters and lists that a description does not say: what clears a field, what
//! is secret, how ids are separated.

use serde::Deserialize;

use super::Names;
use crate::native::types::plain;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Clear {
    pub(super) empty: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Secret {
    pub(super) fields: Vec<String>,
    pub(super) parameters: Vec<String>,
    pub(super) responses: Vec<String>,
    pub(super) harmless: Vec<Harmless>,
}

/// Something that is named like a secret and may be printed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Harmless {
    /// A field, a parameter or a response, as in the lists beside.
    pub(super) name: String,
    /// Why it may be printed.
    #[serde(rename = "reason", deserialize_with = "filled")]
    _reason: String,
}

/// A text that says something.
fn filled<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match text.trim().is_empty() {
        true => Err(serde::de::Error::custom("a reason is needed")),
        false => Ok(text),
    }
}

/// What the description of a list of ids does not say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ListFacts {
    /// What separates ids in a batch read; a comma by rule.
    pub(super) separator: Option<char>,
    /// The field of the object that holds the id; by rule the path parameter's.
    pub(super) id: Option<String>,
}

/// Which lists of `[secret]` a subject may be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A field of a model.
    Field,
    /// A parameter, or a part of a body.
    Parameter,
    /// A whole response.
    Response,
}

impl Names {
    /// The name of a field in Rust, where names.toml says it: `sms.Job.batchID`.
    pub fn field(&self, model: &str, field: &str) -> Option<&str> {
        let name = |model: &str| self.look_up(&self.fields, "fields", &format!("{model}.{field}"));
        name(model).or_else(|| name(plain(model)))
    }

    /// The name of a parameter or of a part of a body in Rust, where names.toml says it:
    /// `GET /sms/{serviceName}/jobs#batchID`.
    pub fn parameter(&self, operation: &str, name: &str) -> Option<&str> {
        self.look_up(
            &self.parameters,
            "parameters",
            &format!("{operation}#{name}"),
        )
    }

    /// The field is cleared by an empty string.
    pub fn clears_by_empty(&self, model: &str, field: &str) -> bool {
        let listed = |model: &str| {
            self.listed(
                &self.clear.empty,
                "clear.empty",
                &format!("{model}.{field}"),
            )
        };
        listed(model) || (plain(model) != model && listed(plain(model)))
    }

    /// The subject must never be printed: `sms.User.password`, `POST /sms/{serviceName}/users#password`
    /// or `GET /x/{id}/token`.
    pub fn is_secret(&self, subject: Subject, key: &str) -> bool {
        let (list, at) = match subject {
            Subject::Field => (&self.secret.fields, "secret.fields"),
            Subject::Parameter => (&self.secret.parameters, "secret.parameters"),
            Subject::Response => (&self.secret.responses, "secret.responses"),
        };
        self.listed(list, at, key) || (plain(key) != key && self.listed(list, at, plain(key)))
    }

    /// The subject is named like a secret and may be printed all the same. A parameter or a field
    /// may be listed for all its operations or models, as `#bookKey` and `.bookKey`.
    pub fn is_harmless(&self, subject: Subject, key: &str) -> bool {
        let everywhere = match subject {
            Subject::Field => key.rfind('.').and_then(|at| key.get(at..)),
            Subject::Parameter => key.rfind('#').and_then(|at| key.get(at..)),
            Subject::Response => None,
        };
        let mut keys = vec![key, plain(key)];
        keys.extend(everywhere);
        let found = |harmless: &&Harmless| keys.contains(&harmless.name.as_str());
        match self.secret.harmless.iter().find(found) {
            Some(harmless) => {
                let used = format!("secret.harmless.{:?}", harmless.name);
                self.used.borrow_mut().insert(used);
                true
            }
            None => false,
        }
    }

    /// What separates the ids of a list in a batch read, where that is no comma.
    pub fn separator(&self, list: &str) -> Option<char> {
        let separator = self.lists.get(list)?.separator?;
        let used = format!("lists.{list:?}.separator");
        self.used.borrow_mut().insert(used);
        Some(separator)
    }

    /// The field that holds the id of a list's objects, where names.toml says it.
    pub fn id_field(&self, list: &str) -> Option<&str> {
        let field = self.lists.get(list)?.id.as_deref()?;
        self.used.borrow_mut().insert(format!("lists.{list:?}.id"));
        Some(field)
    }
}
