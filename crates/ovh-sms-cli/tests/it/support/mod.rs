//! How the program is run, and what its output is checked against.
#![allow(
    dead_code,
    unused_imports,
    reason = "each module of the tests uses some of it"
)]

mod environment;
mod examples;
mod process;
mod terminal;

pub(crate) use environment::Served;
pub(crate) use examples::{example_of, words_of};
pub(crate) use ovh_sms_test_support::schema::{assert_lines_match, assert_matches};
pub(crate) use process::{each_at_once, program, run, stderr, stdout};
pub(crate) use terminal::Terminal;
