//! One call of an operation, and the result of its handler.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::description::Operation;
use crate::refusal::Refusal;

/// The caller of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Caller {
    Anonymous,
    /// An application without a signature, by its key.
    Application(String),
    /// A consumer key with a valid signature.
    Consumer(String),
    /// A service account, by its client id.
    Client(String),
}

/// The result of a handler.
pub(crate) type Answer = Result<Reply, Refusal>;

/// A successful result. Long lists of ids have their own form: a million of them as JSON values
/// would take four times the memory.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    Json(Value),
    Ids(Vec<i64>),
    Nothing,
}

impl Reply {
    /// Creates a list of texts.
    pub(crate) fn texts<T: Into<Value>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::Json(Value::Array(texts.into_iter().map(Into::into).collect()))
    }

    /// Returns the result as JSON; `null` for an operation without a result.
    pub(crate) fn into_json(self) -> Value {
        match self {
            Self::Json(value) => value,
            Self::Ids(ids) => Value::from(ids),
            Self::Nothing => Value::Null,
        }
    }

    /// Returns the result as JSON text.
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
    /// Scheme and host from the client's view, for the addresses in responses.
    pub(crate) origin: String,
    /// The time against which signatures and tokens are checked.
    pub(crate) authentication_now: DateTime<Utc>,
    /// The address from which the call comes.
    pub(crate) peer: Option<IpAddr>,
    /// The text of the file to which `csvUrl`, `receiversDocumentUrl` or the slot of an
    /// auto-updated list refers, fetched beforehand.
    pub(crate) fetched: Option<Result<String, String>>,
}

impl Call<'_> {
    /// Returns a path parameter; empty if the operation has no parameter of that name.
    pub(crate) fn path(&self, name: &str) -> &str {
        self.path
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn has_path(&self, name: &str) -> bool {
        self.path.iter().any(|(known, _)| *known == name)
    }

    /// Returns a numeric path parameter; it was checked before, so 0 never occurs.
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

    /// Returns a text field of the body; `None` if it is missing or null.
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
