//! Makers of tests: files under tests/ that hold something for every operation or every structure.

pub mod calls;
pub mod models;
pub mod requests;
