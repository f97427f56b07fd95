//! The kinds of errors beside an answer with an error status.

use std::time::Duration;

use reqwest::StatusCode;

use crate::api::types::AuthCredentialState;
use crate::operation::Operation;
use crate::printable::printable;

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

/// A request without a whole answer.
#[derive(Debug, thiserror::Error)]
#[error("{operation} got no answer: {problem}")]
#[non_exhaustive]
pub struct ConnectionError {
    /// The operation; `GET /auth/time` where the server's clock could not be read for it.
    pub operation: &'static Operation,
    /// What happened, in words.
    pub problem: &'static str,
    /// Whether the request may have reached the service, in this attempt or an earlier one.
    pub may_have_been_sent: bool,
    /// How often it was tried.
    pub attempts: u32,
    /// What it comes from, without the address.
    #[source]
    pub source: reqwest::Error,
}

/// An answer that can't be understood.
#[derive(Debug, thiserror::Error)]
#[error("{operation} answered {status} with {problem}")]
#[non_exhaustive]
pub struct AnswerError {
    /// The operation.
    pub operation: &'static Operation,
    /// The HTTP status.
    pub status: StatusCode,
    /// What came instead, in words; of a page of HTML the start of its text, of JSON no value.
    pub problem: String,
    /// What OVHcloud's support asks for: `X-Ovh-QueryID`.
    pub query_id: Option<String>,
    /// The largest response that is read, in bytes, if this one was larger; set by
    /// [`Options::response_limit`](crate::Options::response_limit).
    pub limit: Option<u64>,
    /// Whether the service may have done what was asked; not so if it was its clock that could not
    /// be read.
    pub may_have_been_sent: bool,
    /// How often it was tried.
    pub attempts: u32,
}

/// No token could be had for an OAuth2 service account.
#[derive(Debug, thiserror::Error)]
#[error("no access token: {problem}")]
#[non_exhaustive]
pub struct TokenError {
    /// The HTTP status of the token server's answer, if there was one.
    pub status: Option<StatusCode>,
    /// The token server's word, such as `invalid_client`.
    pub code: Option<String>,
    /// What is wrong, and what to do.
    pub problem: String,
    /// Whether it may work a little later.
    pub is_passing: bool,
    /// Whether an earlier attempt, with an older token, may have reached the service.
    pub may_have_been_sent: bool,
    /// How often the request was tried.
    pub attempts: u32,
    /// What it comes from, without the address.
    #[source]
    pub source: Option<reqwest::Error>,
}

/// The time allowed for a call ran out while it waited for its turn.
#[derive(Debug, thiserror::Error)]
#[error("{operation} was not sent: the time allowed ends before {waits_for}")]
#[non_exhaustive]
pub struct DeadlineError {
    /// The operation.
    pub operation: &'static Operation,
    /// What it waited for, in words.
    pub waits_for: &'static str,
    /// Whether an earlier attempt may have reached the service.
    pub may_have_been_sent: bool,
    /// How often it was tried before.
    pub attempts: u32,
}

/// A consumer key that was asked for and can't be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[error("the consumer key is not validated ({}) after {} s; {}", state_in_words(self.state.as_ref()), self.waited.as_secs(), self.advice())]
pub struct KeyError {
    /// The key's state, as far as OVHcloud told it.
    pub state: Option<AuthCredentialState>,
    /// How long it was waited for.
    pub waited: Duration,
}

impl KeyError {
    /// Whether a person may still accept the key.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(
            self.state,
            None | Some(AuthCredentialState::PendingValidation)
        )
    }

    fn advice(&self) -> &'static str {
        if self.is_pending() {
            "a person must open the validation URL, log in and accept"
        } else {
            "ask for a new one"
        }
    }
}

fn state_in_words(state: Option<&AuthCredentialState>) -> String {
    state.map_or_else(
        || "pending".to_owned(),
        |state| printable(state.to_string()),
    )
}
