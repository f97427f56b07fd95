#![doc = include_str!("../README.md")]
#![deny(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod values;

pub mod auth;
mod call;
mod client;
pub mod config;
#[cfg(feature = "openapi")]
mod documented;
pub mod error;
mod lenient;
mod list;
mod operation;
mod response;
#[doc(hidden)]
pub mod runtime;
mod sync;
pub mod time;
mod transport;

pub(crate) use values::{masked, printable, secret};

/// The crates whose types are in the signatures of this one and of generated code.
pub use {chrono, reqwest, secrecy, uuid};

pub use auth::Credentials;
pub use call::Call;
pub use client::{BuiltClient, Client, ClientBuilder};
#[cfg(feature = "openapi")]
pub use documented::DocumentError;
pub use error::Error;
pub use lenient::Lenient;
pub use list::ListStream;
pub use operation::{InvalidOperation, Operation};
pub use response::Response;
pub use transport::{Exchange, HttpBackend, Options, Retry};
pub use values::clearable::Clearable;
pub use values::printable::steers_terminal;
pub use values::secret::SecretText;
