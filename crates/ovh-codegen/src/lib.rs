#![doc = include_str!("../README.md")]
//!
//! # Modules
//!
//! | module | feature | |
//! |---|---|---|
//! | `Bindings` | `convert` | bindings of any part of the API, for build scripts of other crates |
//! | [`generate`] | | OpenAPI → bindings: settings for the generator, passes over what it makes |
//! | `program` | `cli` | the program `ovh-codegen` |
//! | `fetch` | `fetch` | downloads descriptions |
//! | `native` | `convert` | reads OVHcloud's description format |
//! | `convert` | `convert` | description → OpenAPI, under `names` and with the words of `docs` |
//! | `diff` | `diff` | compares two documents |
//!
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

#[cfg(feature = "convert")]
mod bindings;
#[cfg(feature = "convert")]
pub mod convert;
#[cfg(feature = "diff")]
pub mod diff;
#[cfg(feature = "convert")]
pub mod docs;
#[cfg(feature = "convert")]
pub mod document;
#[cfg(feature = "convert")]
pub mod examples;
#[cfg(feature = "fetch")]
pub mod fetch;
#[allow(
    clippy::indexing_slicing,
    reason = "of a JSON value: what is not there reads as null"
)]
pub mod generate;
#[cfg(feature = "convert")]
pub mod names;
#[cfg(feature = "convert")]
pub mod native;
#[cfg(feature = "cli")]
pub mod program;
#[cfg(feature = "convert")]
pub mod words;

#[cfg(feature = "convert")]
pub use bindings::{Bindings, Generated};
