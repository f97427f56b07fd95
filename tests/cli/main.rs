//! The command line, as a process against the sandbox.
#![cfg(feature = "cli")]

mod accounts;
mod sandbox;
mod send;
mod support;
