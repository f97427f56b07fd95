//! Compares the reports of a client under a lying server with what the service accepted.
#![cfg(all(feature = "csv", feature = "sandbox"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod checker;
mod known;
mod lists;
mod mailings;
mod sends;
mod truth;
mod wrong_client;
