//! Which fields, parameters and responses are secrets: the entries of names.toml, and names that
//! suggest a secret.
//!
//! A field with such a name that names.toml lists neither as secret nor as harmless is typed as a
//! secret and is a finding: a printed secret can't be taken back.

mod rules;
mod tables;

use serde_json::{Value, json};

use super::Context;
use crate::names::Subject;
use crate::native::types::Type;
use rules::suspicious;

/// Built-in types that can contain a secret.
const TEXTS: &[&str] = &["string", "text", "uuid"];

/// The result of a name, a type and names.toml together.
enum Judgement {
    Harmless,
    /// It is listed as a secret.
    Secret,
    /// This word of its name suggests a secret, and it is not listed.
    Suspected(String),
}

impl Context<'_> {
    /// Returns the schema of a secret field; `None` if the field is not secret.
    pub(super) fn secret_field(
        &mut self,
        model: &str,
        field: &str,
        parsed: &Type,
        place: &str,
    ) -> Option<Value> {
        let key = format!("{model}.{field}");
        let word = suspicious(model, field);
        self.secret_of(Subject::Field, &key, word, parsed, place)
    }

    /// Returns the schema of a secret parameter; its key is `POST /x#name`.
    pub(super) fn secret_parameter(
        &mut self,
        operation: &str,
        name: &str,
        parsed: &Type,
        place: &str,
    ) -> Option<Value> {
        let key = format!("{operation}#{name}");
        let word = suspicious("", name);
        self.secret_of(Subject::Parameter, &key, word, parsed, place)
    }

    /// Returns the schema of a response that is only a secret, such as the text of
    /// `POST /x/{id}/password`.
    pub(super) fn secret_response(
        &mut self,
        operation: &str,
        parsed: &Type,
        place: &str,
    ) -> Option<Value> {
        let (method, path) = operation.split_once(' ').unwrap_or_default();
        let mut words = path
            .rsplit('/')
            .filter(|part| !part.is_empty() && !part.contains('{'));
        let lists_ids =
            method == "GET" && matches!(parsed, Type::Array(_)) && self.details.contains_key(path);
        let word = match lists_ids || method == "DELETE" {
            true => None,
            false => words.next().and_then(|name| suspicious("", name)),
        };
        self.secret_of(Subject::Response, operation, word, parsed, place)
    }

    /// Returns whether the field is a known or suspected secret.
    pub(super) fn is_secret_field(&self, model: &str, field: &str, parsed: &Type) -> bool {
        let (key, word) = (format!("{model}.{field}"), suspicious(model, field));
        !matches!(
            self.judge(Subject::Field, &key, word, parsed),
            Judgement::Harmless
        )
    }

    fn judge(&self, subject: Subject, key: &str, word: Option<String>, parsed: &Type) -> Judgement {
        if self.names.is_secret(subject, key) {
            return Judgement::Secret;
        }
        match word.filter(|_| holds_text(parsed)) {
            Some(word) if !self.names.is_harmless(subject, key) => Judgement::Suspected(word),
            _ => Judgement::Harmless,
        }
    }

    fn secret_of(
        &mut self,
        subject: Subject,
        key: &str,
        word: Option<String>,
        parsed: &Type,
        place: &str,
    ) -> Option<Value> {
        let word = match self.judge(subject, key, word, parsed) {
            Judgement::Harmless => return None,
            Judgement::Secret => return Some(self.secret_in(parsed)),
            Judgement::Suspected(word) => word,
        };
        let list = match subject {
            Subject::Field => "fields",
            Subject::Parameter => "parameters",
            Subject::Response => "responses",
        };
        let finding = format!(
            "{place}: {word:?} suggests a secret, and it is typed as one: list {key:?} in [secret] of \
             {}, under {list}, or under harmless with a reason",
            self.names.file()
        );
        if self.suspected.insert(key.to_owned()) {
            self.findings.push(finding);
        }
        Some(self.secret_in(parsed))
    }

    /// Returns the schema of secret text, or of a list or a map of it.
    fn secret_in(&mut self, parsed: &Type) -> Value {
        match parsed {
            Type::Array(item) => json!({ "type": "array", "items": self.secret_in(item) }),
            Type::Map(_, value) => {
                json!({ "type": "object", "additionalProperties": self.secret_in(value) })
            }
            _ => self.secret(),
        }
    }
}

/// Returns whether a type is text, or a list or a map of texts. The type `password` is a secret
/// already.
fn holds_text(parsed: &Type) -> bool {
    match parsed {
        Type::Name(name) => TEXTS.contains(&name.as_str()),
        Type::Alias(_, inner) | Type::Array(inner) | Type::Map(_, inner) => holds_text(inner),
        Type::Generic(..) => false,
    }
}
