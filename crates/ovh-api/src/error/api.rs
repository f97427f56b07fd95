//! A response with an error status.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Map, Value};

use super::refusal::{self, Refusal};
use crate::operation::Operation;

/// A response with an error status, from OVHcloud or from a gateway in front of it.
///
/// ```
/// # fn report(error: &ovh_api::Error) {
/// if let Some(refused) = error.api() {
///     eprintln!("{}: {}", refused.status, refused.message);
///     eprintln!("for OVHcloud's support: {:?}", error.query_id());
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// OVHcloud's message. For a response in another form, such as a gateway's page, it is the
    /// start of its text.
    pub message: String,
    /// OVHcloud's code: `errorCode`, or `class` in the newer form.
    pub code: Option<String>,
    /// OVHcloud's error class in the newer form, such as `Client::Forbidden`.
    pub class: Option<String>,
    /// Further facts, by their names in the response.
    pub details: Map<String, Value>,
    /// How long to wait before the next attempt, from the `Retry-After` header of the response.
    pub retry_after: Option<Duration>,
    /// Whether the body has one of the fields of OVHcloud's errors; a gateway's page has none.
    pub(crate) is_of_service: bool,
}

impl ApiError {
    /// Creates a response without a code.
    #[doc(hidden)]
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            code: None,
            class: None,
            details: Map::new(),
            retry_after: None,
            is_of_service: true,
        }
    }

    /// Returns why the service refused the request, if the reason is known.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        Refusal::of(self)
    }

    /// Returns how to fix the cause, if more is known than the message says. For a 403 it names the
    /// missing access rule or IAM action.
    #[must_use]
    pub fn hint_for(&self, operation: &Operation) -> Option<String> {
        refusal::hint(self, operation)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "returned {}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, " ({code})")?;
        }
        write!(f, ": {}", self.message.trim_end_matches('.'))
    }
}

impl std::error::Error for ApiError {}
