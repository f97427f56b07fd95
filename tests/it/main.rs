//! The library, tested from outside, in one program. What needs a process of its own is beside it.

mod config;
mod errors;
mod fuzzed;
mod generated;
mod golden;
mod lying;
mod mailing;
mod message;
mod new_user;
mod python;
mod readme;
mod requests;
mod sandbox;
mod service;
mod transport;
