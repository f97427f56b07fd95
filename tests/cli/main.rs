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
mod mailing;
mod monitor;
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
