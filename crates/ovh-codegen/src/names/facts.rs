//! Facts about fields, parameters and lists that a description does not state: how a field is
//! cleared, which values are secret, which have a hand-written type, how ids are separated.

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

/// The fields and parameters of a hand-written value type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Carriers {
    /// The JSON type of the value. A field of another type does not match.
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) fields: Vec<String>,
    #[serde(default)]
    pub(super) parameters: Vec<String>,
}

/// A subject with a name that suggests a secret, but which may be printed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Harmless {
    /// A field, a parameter or a response, in the same form as in the other lists.
    pub(super) name: String,
    /// Why it may be printed.
    #[serde(rename = "reason", deserialize_with = "filled")]
    _reason: String,
}

/// A text that is not empty.
fn filled<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match text.trim().is_empty() {
        true => Err(serde::de::Error::custom("a reason is needed")),
        false => Ok(text),
    }
}

/// A renamed item, under the names of schema/surface.txt.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RenamedEntry {
    pub(super) old: String,
    pub(super) new: String,
    /// The version of the crate that renamed it.
    pub(super) since: String,
}

/// Facts about a list of ids that the description does not state.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ListFacts {
    /// The separator of ids in a batch read; by default a comma.
    pub(super) separator: Option<char>,
    /// The field of the object that contains the id; by default the name of the path parameter.
    pub(super) id: Option<String>,
}

/// The kinds of subjects that the lists of `[secret]` may contain.
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
    /// Returns the Rust name of a field, such as `sms.Job.batchID`, if names.toml states one.
    pub fn field(&self, model: &str, field: &str) -> Option<&str> {
        let name = |model: &str| self.look_up(&self.fields, "fields", &format!("{model}.{field}"));
        name(model).or_else(|| name(plain(model)))
    }

    /// Returns the name in Rust of a parameter or of a part of a body, if names.toml states it:
    /// `GET /sms/{serviceName}/jobs#batchID`.
    pub fn parameter(&self, operation: &str, name: &str) -> Option<&str> {
        self.look_up(
            &self.parameters,
            "parameters",
            &format!("{operation}#{name}"),
        )
    }

    /// Returns whether the field is cleared by an empty string.
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

    /// Returns whether the subject must never be printed: `sms.User.password`,
    /// `POST /sms/{serviceName}/users#password` or `GET /x/{id}/token`.
    pub fn is_secret(&self, subject: Subject, key: &str) -> bool {
        let (list, at) = match subject {
            Subject::Field => (&self.secret.fields, "secret.fields"),
            Subject::Parameter => (&self.secret.parameters, "secret.parameters"),
            Subject::Response => (&self.secret.responses, "secret.responses"),
        };
        self.listed(list, at, key) || (plain(key) != key && self.listed(list, at, plain(key)))
    }

    /// Returns whether the subject may be printed although its name suggests a secret. A parameter
    /// or a field may be listed for all its operations or models, as `#bookKey` and `.bookKey`.
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

    /// Returns the value type of a field or a parameter of this JSON type: `Credits`.
    pub fn value(&self, subject: Subject, key: &str, kind: &str) -> Option<&str> {
        let mut values = self.values.iter();
        let found = values.find(|(name, carriers)| {
            let (list, at) = match subject {
                Subject::Field => (&carriers.fields, "fields"),
                Subject::Parameter => (&carriers.parameters, "parameters"),
                Subject::Response => return false,
            };
            let at = format!("values.{name}.{at}");
            carriers.kind == kind
                && (self.listed(list, &at, key)
                    || (plain(key) != key && self.listed(list, &at, plain(key))))
        });
        found.map(|(name, _)| name.as_str())
    }

    /// Returns the separator of ids in a batch read of a list, unless it is a comma.
    pub fn separator(&self, list: &str) -> Option<char> {
        let separator = self.lists.get(list)?.separator?;
        let used = format!("lists.{list:?}.separator");
        self.used.borrow_mut().insert(used);
        Some(separator)
    }

    /// Returns the field that contains the id of a list's objects, if names.toml states it.
    pub fn id_field(&self, list: &str) -> Option<&str> {
        let field = self.lists.get(list)?.id.as_deref()?;
        self.used.borrow_mut().insert(format!("lists.{list:?}.id"));
        Some(field)
    }
}
