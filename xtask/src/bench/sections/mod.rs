//! The sections of `cargo xtask bench`: what each measures.

pub mod build;
pub mod call;
pub mod history;
pub mod mailing;
pub mod micro;
pub mod start;
