//! Generators of tests: files under tests/ that have an entry for every operation or every
//! structure.

pub mod calls;
pub mod models;
pub mod requests;
