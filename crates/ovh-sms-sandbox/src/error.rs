//! Why a sandbox could not start.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::description::DocumentError;

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The port cannot be opened: it is in use, perhaps, or the address is not this machine's.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Address that was to be listened on.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The system gives no thread or no event loop.
    #[error("cannot start the server: {0}")]
    Start(#[from] std::io::Error),
    /// The client for callbacks cannot be made.
    #[error("cannot set up the client for callbacks: {0}")]
    Callbacks(#[from] reqwest::Error),
    /// A document that the sandbox was given cannot be used.
    #[error("cannot use the API description: {0}")]
    Description(#[from] DocumentError),
    /// The state file cannot be read, or is none.
    #[error("cannot read the state file {}: {source}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: std::io::Error,
    },
    /// The state file cannot be written: nothing would be kept.
    #[error("cannot write the state file {}: {source}", path.display())]
    StateNotWritten {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The certificate cannot be made, or its authority's file not be written.
    #[error("cannot set up TLS: {source}")]
    Tls {
        /// What went wrong.
        source: std::io::Error,
    },
    /// A virtual number is no number in international form.
    #[error("{0} is not a phone number in international form, such as +33639980001")]
    Number(String),
}
