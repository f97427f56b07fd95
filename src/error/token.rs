//! An error of an OAuth2 service account that got no access token.

use reqwest::StatusCode;

use super::ConnectionProblem;

/// No access token was issued for an OAuth2 service account.
#[derive(Debug, thiserror::Error)]
#[error("has no access token: {problem}")]
#[non_exhaustive]
pub struct TokenError {
    /// The HTTP status of the token server's response, if there was one.
    pub status: Option<StatusCode>,
    /// The token server's code, such as `invalid_client`.
    pub code: Option<String>,
    /// What went wrong.
    pub problem: TokenProblem,
    /// True if the same request could succeed later.
    pub is_passing: bool,
    /// The underlying error, as in [`ConnectionError`](super::ConnectionError).
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Why no access token was issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenProblem {
    /// The token server refused the request, in its own words.
    #[error("{0}")]
    Refused(String),
    /// The token server could not be reached.
    #[error(
        "the token server could not be reached: {0}; check the network, the proxy and `token_url`"
    )]
    Unreachable(ConnectionProblem),
    /// The token holds characters that an HTTP header cannot carry.
    #[error("the token server returned a token that no header can carry")]
    Unusable,
    /// The response of the token server is too large.
    #[error("the token server returned {status} with more than {limit} bytes; check `token_url`")]
    TooLarge {
        /// The HTTP status.
        status: StatusCode,
        /// The limit, in bytes.
        limit: u64,
    },
}
