//! The whole OVHcloud SMS API, typed.
#![deny(missing_docs)]

mod open_enum;

pub mod api;
mod auth;
mod clearable;
mod client;
mod error;
#[cfg(feature = "httpmock")]
pub mod httpmock;
mod lenient;
mod operation;
mod secret;
mod service;
mod tag_filters;
mod transport;

pub use api::types;
pub use auth::Credentials;
pub use clearable::Clearable;
pub use client::{Client, ClientBuilder};
pub use error::{ApiError, Error};
pub use operation::Operation;
pub use secret::SecretText;
pub use service::Service;
pub use tag_filters::TagFilters;
