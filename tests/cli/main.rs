//! The command line, as a process against the sandbox.
#![cfg(feature = "cli")]

mod accounts;
mod console;
mod estimate;
#[cfg(unix)]
mod login;
mod monitor;
mod sandbox;
mod send;
mod send_input;
mod spend;
mod support;
mod track;
mod whoami;
