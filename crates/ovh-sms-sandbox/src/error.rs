//! The reason why a sandbox could not start.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::description::DocumentError;

/// The reason why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The port cannot be opened: it may be in use, or the address does not belong to this machine.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address to listen on.
        address: SocketAddr,
        /// The system's error.
        source: std::io::Error,
    },
    /// The system provides no thread or no event loop.
    #[error("cannot start the server: {0}")]
    Start(#[from] std::io::Error),
    /// A document that was passed to the sandbox cannot be used.
    #[error("cannot use the API description: {0}")]
    Description(#[from] DocumentError),
    /// The state file cannot be read, or is not a state file.
    #[error("cannot read the state file {}: {source}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// The error.
        source: std::io::Error,
    },
    /// The state file cannot be written, so the state would not be saved.
    #[error("cannot write the state file {}: {source}", path.display())]
    StateNotWritten {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The certificate cannot be created, or its authority's file cannot be written.
    #[error("cannot set up TLS: {source}")]
    Tls {
        /// The error.
        source: std::io::Error,
    },
    /// A virtual number is not in international form.
    #[error("{0} is not a phone number in international form, such as +33639980001")]
    Number(String),
    /// A served name is not a host name.
    #[error("`{}` is not a host name; write it like sms.example.com, without a scheme and a port", .0.escape_debug())]
    Name(String),
}
