//! Tests of the library from outside, in one program. Tests that need their own process are in
//! separate files.

mod config;
mod errors;
mod fuzzed;
mod generated;
mod golden;
mod lying;
mod made_by_hand;
mod mailing;
mod message;
mod new_user;
mod python;
mod readme;
mod requests;
mod sandbox;
mod service;
mod transport;
