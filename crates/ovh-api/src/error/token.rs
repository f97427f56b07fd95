//! An error of an OAuth2 service account that got no access token.

use std::fmt;

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

/// Shows why the token server could not be reached.
struct Unreached(ConnectionProblem);

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, "`token_url`")
    }
}

/// Why no access token was issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenProblem {
    /// The token server refused the request, in its own words.
    #[error("{0}")]
    Refused(String),
    /// The token server could not be reached.
    #[error("the token server could not be reached: {}", Unreached(*.0))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreachable_token_server_has_one_remedy() {
        let text = |problem| TokenProblem::Unreachable(problem).to_string();
        let words = "the token server could not be reached: ";
        for (problem, expected) in [
            (
                ConnectionProblem::Refused,
                "the connection was refused; check the network, the proxy and `token_url`",
            ),
            (ConnectionProblem::Timeout, "the timeout was exceeded"),
            (
                ConnectionProblem::TlsValidity,
                "the TLS certificate is expired or not valid yet; check the clock of this machine",
            ),
            (
                ConnectionProblem::Proxy(Some(407)),
                "the proxy refused the connection with status 407",
            ),
        ] {
            assert_eq!(text(problem), format!("{words}{expected}"));
        }
    }
}
