//! The one error of the crate.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Map, Value};

use crate::operation::Operation;

/// What went wrong; each variant is one pointer wide.
///
/// [`Error::may_have_been_sent`] is the question to ask before a message is sent again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request is not right, and nothing was sent: a parameter is missing, does not convert, or
    /// can't stand in a path.
    #[error("{0}")]
    Request(Box<RequestError>),
    /// The client can't be made as it is configured; nothing was sent.
    #[error("{0}")]
    Configuration(Box<ConfigurationError>),
    /// OVHcloud, or a gateway before it, answered with an error status.
    #[error("{0}")]
    Api(Box<ApiError>),
    /// No whole answer came: not connected, connection lost, time-out.
    #[error("{0}")]
    Connection(Box<ConnectionError>),
    /// The answer came with a good status and can't be understood.
    #[error("{0}")]
    Answer(Box<AnswerError>),
}

/// A request that can't be made.
#[derive(Debug, thiserror::Error)]
#[error("{operation} can't be sent: {problem}")]
#[non_exhaustive]
pub struct RequestError {
    /// The operation.
    pub operation: &'static Operation,
    /// What is wrong, and what to do.
    pub problem: String,
}

/// A configuration that no client can be made of.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
#[non_exhaustive]
pub struct ConfigurationError {
    /// What is wrong, and what to do.
    pub problem: String,
    /// What it comes from.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// An answer with an error status.
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
}

/// A request without a whole answer.
#[derive(Debug, thiserror::Error)]
#[error("{operation} got no answer: {problem}")]
#[non_exhaustive]
pub struct ConnectionError {
    /// The operation.
    pub operation: &'static Operation,
    /// What happened, in words.
    pub problem: &'static str,
    /// Whether the request may have reached the service.
    pub may_have_been_sent: bool,
    /// What it comes from, without the address.
    #[source]
    pub source: reqwest::Error,
}

/// An answer that can't be understood.
#[derive(Debug, thiserror::Error)]
#[error(
    "{operation} answered {status} with a body that is not what the description says: {source}"
)]
#[non_exhaustive]
pub struct AnswerError {
    /// The operation.
    pub operation: &'static Operation,
    /// The HTTP status.
    pub status: StatusCode,
    /// What OVHcloud's support asks for: `X-Ovh-QueryID`.
    pub query_id: Option<String>,
    /// Where reading failed.
    #[source]
    pub source: serde_json::Error,
}

impl Error {
    pub(crate) fn request(operation: &'static Operation, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self::Request(Box::new(RequestError { operation, problem }))
    }

    pub(crate) fn configuration(problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self::Configuration(Box::new(ConfigurationError {
            problem,
            source: None,
        }))
    }

    /// The HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Answer(error) => Some(error.status),
            _ => None,
        }
    }

    /// OVHcloud's word for the error, such as `INVALID_SIGNATURE`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.code.as_deref(),
            _ => None,
        }
    }

    /// What OVHcloud's support asks for.
    pub fn query_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.query_id.as_deref(),
            Self::Answer(error) => error.query_id.as_deref(),
            _ => None,
        }
    }

    /// Whether the same request could succeed later: too many requests, a gateway's failure, a lost
    /// connection.
    ///
    /// # Troubleshooting
    ///
    /// It does not say that trying again is safe: ask
    /// [`may_have_been_sent`](Self::may_have_been_sent) before a message is sent again.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connection(_) => true,
            Self::Api(error) => matches!(error.status.as_u16(), 408 | 429 | 502 | 503 | 504),
            _ => false,
        }
    }

    /// Whether the service may have done what was asked, although an error came back.
    ///
    /// # Troubleshooting
    ///
    /// If true after a message was sent, look for it in the outgoing messages and in the pending
    /// jobs before sending it again; the receiver may have it.
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::Request(_) | Self::Configuration(_) => false,
            Self::Api(error) => {
                error.status.is_server_error() || error.status == StatusCode::REQUEST_TIMEOUT
            }
            Self::Connection(error) => error.may_have_been_sent,
            Self::Answer(_) => true,
        }
    }
}

/// What to do about OVHcloud's error codes.
const HINTS: &[(&str, &str)] = &[
    (
        "INVALID_SIGNATURE",
        "Check the application secret and the consumer key, and that the endpoint is the region where they were made.",
    ),
    (
        "QUERY_TIME_OUT",
        "The timestamp is too far from the server's clock; check this machine's clock.",
    ),
    (
        "NOT_CREDENTIAL",
        "The consumer key does not belong to this application key; use the pair that was made together.",
    ),
    (
        "INVALID_CREDENTIAL",
        "The consumer key is not validated yet, has expired or was revoked; ask for a new one.",
    ),
    (
        "INVALID_KEY",
        "The application key is wrong, or from another region than the endpoint.",
    ),
];

impl ApiError {
    fn hint(&self) -> Option<String> {
        let code = self.code.as_deref().unwrap_or_default();
        if code == "NOT_GRANTED_CALL" {
            return Some(format!(
                "The consumer key lacks the rule `{}`; ask for a new key with it.",
                self.operation.rule()
            ));
        }
        if let Some((_, hint)) = HINTS.iter().find(|(known, _)| *known == code) {
            return Some((*hint).to_owned());
        }
        (self.status == StatusCode::UNAUTHORIZED && self.operation.authenticated)
            .then(|| "The request carried no valid credentials.".to_owned())
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

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn an_error_is_two_words_wide_and_can_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
        assert!(size_of::<Error>() <= 16);
    }
}
