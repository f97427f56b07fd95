//! An answer with an error status.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Map, Value};

use super::hints;
use crate::operation::Operation;

/// An answer with an error status.
///
/// ```
/// # fn report(error: &ovh_sms::Error) {
/// if let ovh_sms::Error::Api(error) = error {
///     eprintln!("{error}");
///     eprintln!("for the support: {:?}", error.query_id);
/// }
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct ApiError {
    /// The operation.
    pub operation: &'static Operation,
    /// The HTTP status.
    pub status: StatusCode,
    /// OVHcloud's message; for an answer in another form, such as a gateway's page, the start of
    /// its text.
    pub message: String,
    /// OVHcloud's word for programs: `errorCode`, or `class` in the newer form.
    pub code: Option<String>,
    /// Further facts, by name.
    pub details: Map<String, Value>,
    /// What OVHcloud's support asks for: `X-Ovh-QueryID`.
    pub query_id: Option<String>,
    /// How long to wait before trying again, where the answer says so.
    pub retry_after: Option<Duration>,
    /// How often the request was tried.
    pub attempts: u32,
    /// Whether the service may have done what was asked, in this attempt or an earlier one.
    pub may_have_been_sent: bool,
}

impl ApiError {
    /// What to do about it, in words; none where the message says all that is known.
    ///
    /// A 403 names the access rule that is missing, or the IAM action.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        hints::of(self)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered {}", self.operation, self.status)?;
        if let Some(code) = &self.code {
            write!(f, " ({code})")?;
        }
        write!(f, ": {}", self.message.trim_end_matches('.'))?;
        if let Some(hint) = self.hint() {
            write!(f, ". {}", hint.trim_end_matches('.'))?;
        }
        if let Some(query_id) = &self.query_id {
            write!(f, " [query id {query_id}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for ApiError {}
