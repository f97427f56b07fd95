//! The command line, as a process against the sandbox.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod account;
mod api;
mod journal;
mod library;
#[cfg(unix)]
mod login;
mod lying;
mod mailing;
mod numbers;
mod reading;
mod sandbox;
mod sending;
mod shell;
mod support;
mod wire_log;
