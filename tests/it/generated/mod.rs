//! Made by `cargo xtask convert`: calls of all operations, and values of all structures.

pub mod calls;
pub mod models;
