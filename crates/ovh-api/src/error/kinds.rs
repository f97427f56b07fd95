//! The kinds of errors, and the small error types.

use std::time::Duration;

use super::{ApiError, ConnectionError, RequestError, ResponseError, TokenError};
use crate::auth::KeyState;
use crate::config::ConfigError;
use crate::printable::printable;

/// What happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request is wrong, and nothing was sent.
    #[error(transparent)]
    Request(RequestError),
    /// The client cannot be built as it is configured; nothing was sent.
    #[error(transparent)]
    Configuration(Box<ConfigError>),
    /// OVHcloud, or a gateway before it, responded with an error status.
    #[error(transparent)]
    Api(ApiError),
    /// No complete response arrived: no connection, a lost connection, a timeout.
    #[error(transparent)]
    Connection(ConnectionError),
    /// A response with a success status cannot be read, or contradicts itself.
    #[error(transparent)]
    Response(ResponseError),
    /// No OAuth2 access token was issued; the request was not sent.
    #[error(transparent)]
    Token(TokenError),
    /// The deadline of the call was exceeded before the request could be sent.
    #[error(transparent)]
    Deadline(DeadlineError),
    /// The consumer key that was requested is not validated.
    #[error(transparent)]
    Key(KeyError),
}

impl ErrorKind {
    /// Returns the cause of the kind, which is the source of the error.
    pub(super) fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self)
    }
}

impl From<RequestError> for ErrorKind {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<ApiError> for ErrorKind {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<ConnectionError> for ErrorKind {
    fn from(error: ConnectionError) -> Self {
        Self::Connection(error)
    }
}

impl From<ResponseError> for ErrorKind {
    fn from(error: ResponseError) -> Self {
        Self::Response(error)
    }
}

impl From<TokenError> for ErrorKind {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

impl From<DeadlineError> for ErrorKind {
    fn from(error: DeadlineError) -> Self {
        Self::Deadline(error)
    }
}

/// The deadline of a call was exceeded before its request was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("was not sent: the deadline ends before {waits_for}")]
#[non_exhaustive]
pub struct DeadlineError {
    /// What the call waited for, in words: its turn, the server's clock, an access token.
    pub waits_for: &'static str,
}

/// A consumer key that was requested and cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[error("the consumer key is not validated ({}) after {} s: {}", state_text(self.state.as_ref()), self.waited.as_secs(), self.advice())]
pub struct KeyError {
    /// The state of the key, if OVHcloud returned one.
    pub state: Option<KeyState>,
    /// How long the call waited for the key.
    pub waited: Duration,
}

impl KeyError {
    /// Returns true if a person can still accept the key.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self.state, None | Some(KeyState::PendingValidation))
    }

    fn advice(&self) -> &'static str {
        if self.is_pending() {
            "a person must open the validation URL, log in and accept"
        } else {
            "request a new one"
        }
    }
}

fn state_text(state: Option<&KeyState>) -> String {
    state.map_or_else(
        || "pending".to_owned(),
        |state| printable(state.to_string()),
    )
}
