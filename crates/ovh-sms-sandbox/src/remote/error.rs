//! Why a call of the control API failed.

/// Why a call of a [`RemoteSandbox`](crate::RemoteSandbox) failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// The sandbox cannot be reached.
    #[error("cannot reach the sandbox: {0}")]
    Http(#[from] reqwest::Error),
    /// The sandbox refused the call.
    #[error("the sandbox refused the call with {status}: {message}")]
    Refused {
        /// The status of the response.
        status: u16,
        /// The message of the response.
        message: String,
    },
    /// The response is not one of a sandbox, or of another version.
    #[error("the response is not one of this version's sandbox: {0}")]
    Response(String),
}
