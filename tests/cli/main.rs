//! The command line, as a process against the sandbox.
#![cfg(feature = "cli")]

mod accounts;
mod answers;
mod api;
mod bad_input;
mod blacklist;
mod completions;
mod console;
mod estimate;
mod help;
mod history;
#[cfg(unix)]
mod login;
mod lying;
mod mailing;
mod monitor;
#[path = "../common/raw_server.rs"]
#[allow(dead_code, reason = "each test file uses a part of it")]
mod raw_server;
mod sandbox;
mod send;
mod send_input;
mod senders;
mod spend;
mod support;
mod track;
mod track_batch;
mod whoami;
mod wire_log;
