//! Utilities of the tests: a server, and a project that is updated from it.

pub mod server;
pub mod update;
