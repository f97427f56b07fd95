//! Errors of requests that cannot be sent.

use crate::auth::InvalidRule;
use crate::operation::InvalidOperation;

/// Why a request cannot be sent. Nothing was sent.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// A parameter of the path is empty, `.` or `..`, so that another object would be addressed.
    #[error(
        "cannot be sent: a parameter of its path is empty, `.` or `..`; pass the real name or id"
    )]
    PathParameter,
    /// A parameter of the path is missing.
    #[error("cannot be sent: its path needs the parameter `{0}`")]
    MissingParameter(String),
    /// The path has no such parameter.
    #[error("cannot be sent: its path has no parameter `{0}`")]
    UnknownParameter(String),
    /// A value does not fit into a header, or the parts do not make a valid URL.
    #[error("cannot be sent: {0}")]
    Unfit(String),
    /// The client has no credentials.
    #[error(
        "cannot be sent: it needs credentials, and the client has none; configure an application key with its secret and a consumer key, a service account or a token"
    )]
    NoCredentials,
    /// The client has an application key without a consumer key.
    #[error(
        "cannot be sent: it needs a consumer key, and the client has an application key only; request one with `Credentials::request`"
    )]
    NoConsumerKey,
    /// The client has no application key, which a request for a consumer key needs.
    #[error(
        "cannot be sent: the client has no application key; create it with `Credentials::application`"
    )]
    NoApplicationKey,
    /// The operation is not a list of ids whose objects can be read one by one.
    #[error("cannot be streamed: it is not a list of ids whose objects can be read one by one")]
    NotStreamable,
    /// The ids of the list are not numbers, so that the newest objects are unknown.
    #[error("cannot be streamed from the newest: its ids are not numbers")]
    NotNumbered,
    /// The path of an operation is invalid.
    #[error("cannot be sent: {0}")]
    Operation(InvalidOperation),
    /// An access rule is invalid.
    #[error("cannot be requested: {0}")]
    Rule(InvalidRule),
    /// The file at the address of a document could not be read or written.
    #[error("cannot be completed: {0}")]
    Transfer(&'static str),
}
