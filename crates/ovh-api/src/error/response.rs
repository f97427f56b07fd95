//! A response with a success status that cannot be used.

use reqwest::StatusCode;

/// A response with a success status that cannot be read, or that contradicts itself.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseError {
    /// The body is larger than [`Options::response_limit`](crate::Options::response_limit).
    #[error(
        "returned {status} with more than {limit} bytes; raise the limit with `Options::response_limit` if that is right"
    )]
    TooLarge {
        /// The HTTP status.
        status: StatusCode,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The body is empty.
    #[error("returned {status} with an empty body")]
    Empty {
        /// The HTTP status.
        status: StatusCode,
    },
    /// The body is a page of HTML, not JSON.
    #[error(
        "returned {status} with a page instead of JSON (`{excerpt}`); a proxy or a login page may be in between"
    )]
    Page {
        /// The HTTP status.
        status: StatusCode,
        /// The start of the page's text, redacted.
        excerpt: String,
    },
    /// The body is JSON, but not of the shape that the API describes.
    #[error("returned {status} with JSON that does not match the API description: {problem}")]
    Json {
        /// The HTTP status.
        status: StatusCode,
        /// What the parser reports, without values.
        problem: String,
    },
    /// The body has the described shape, but its content cannot be true.
    #[error("returned {status} with {problem}")]
    Contradiction {
        /// The HTTP status.
        status: StatusCode,
        /// What cannot be true.
        problem: Contradiction,
    },
}

/// What cannot be true about a response.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Contradiction {
    /// The response is about another object than the requested one.
    #[error("another object than the one that was requested; a cache may be in between")]
    OtherObject,
    /// A required value is missing.
    #[error("no {0}")]
    Missing(&'static str),
    /// Some items of a list cannot be read, so the content of the list is unknown.
    #[error(
        "{unread} list items that cannot be read, so that the content of the list is unknown; read the response with `Client::call`, and report it"
    )]
    Incomplete {
        /// How many items cannot be read.
        unread: usize,
    },
    /// The report of a sent message does not match the request.
    #[error("{0}")]
    Report(String),
    /// A value is out of range.
    #[error("{0} that is out of range")]
    OutOfRange(&'static str),
}

impl ResponseError {
    /// Creates a contradiction of a response with the status 200.
    #[doc(hidden)]
    #[must_use]
    pub fn contradiction(problem: Contradiction) -> Self {
        Self::Contradiction {
            status: StatusCode::OK,
            problem,
        }
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { status, .. }
            | Self::Empty { status }
            | Self::Page { status, .. }
            | Self::Json { status, .. }
            | Self::Contradiction { status, .. } => *status,
        }
    }
}
