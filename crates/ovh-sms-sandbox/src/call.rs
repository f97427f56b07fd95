//! One call of an operation, and what a handler answers to it.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::description::Operation;
use crate::refusal::Refusal;

/// Who makes a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    Anonymous,
    /// An application without a signature, by its key.
    Application(String),
    /// A consumer key whose signature was right.
    Consumer(String),
    /// A service account, by its client id.
    Client(String),
}

/// What a handler answers.
pub(crate) type Answer = Result<Reply, Refusal>;

/// A successful answer. Long lists of ids keep their own form: a million of them as JSON values
/// would take four times the memory.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    Json(Value),
    Ids(Vec<i64>),
    Nothing,
}

impl Reply {
    /// A list of texts.
    pub(crate) fn texts<T: Into<Value>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::Json(Value::Array(texts.into_iter().map(Into::into).collect()))
    }

    /// The answer's JSON; an operation without an answer writes `null`.
    pub(crate) fn into_json(self) -> Value {
        match self {
            Self::Json(value) => value,
            Self::Ids(ids) => Value::from(ids),
            Self::Nothing => Value::Null,
        }
    }

    /// The answer's JSON text.
    pub(crate) fn into_text(self) -> Vec<u8> {
        match self {
            Self::Json(value) => serde_json::to_vec(&value),
            Self::Ids(ids) => serde_json::to_vec(&ids),
            Self::Nothing => Ok(b"null".to_vec()),
        }
        .unwrap_or_default()
    }
}

/// A call whose parameters and body have been checked against the description.
#[derive(Debug, Clone)]
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) path: Vec<(&'a str, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Map<String, Value>,
    pub(crate) caller: Caller,
    /// Scheme and host as the client sees them, for the addresses in answers.
    pub(crate) origin: String,
    /// Time of the clock that signatures and tokens are checked against.
    pub(crate) authentication_now: DateTime<Utc>,
    /// Where the call comes from.
    pub(crate) peer: Option<IpAddr>,
    /// Text of the file that `csvUrl`, `receiversDocumentUrl` or the slot of a list that is updated
    /// by itself names, fetched beforehand.
    pub(crate) fetched: Option<Result<String, String>>,
}

impl Call<'_> {
    /// A path parameter; empty if the operation has none of that name.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.path
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn has_path(&self, name: &str) -> bool {
        self.path.iter().any(|(known, _)| *known == name)
    }

    /// A path parameter that is a number; checked before, so 0 never occurs.
    pub(crate) fn path_id(&self, name: &str) -> i64 {
        self.path(name).trim().parse().unwrap_or_default()
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn query_number(&self, name: &str) -> Option<i64> {
        self.query(name).and_then(|text| text.trim().parse().ok())
    }

    /// A text of the body; `None` if it is left out or null.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.body
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or(false)
    }

    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.body.get(name).and_then(Value::as_i64)
    }

    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        self.body
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }
}
