#![doc = include_str!("../README.md")]
#![deny(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod check;
mod document;
mod kind;
mod operation;
mod path;
mod schema;
mod version;

pub use check::{Checked, Problem, ProblemKind, Rules};
pub use document::{Document, ParseError};
pub use kind::Kind;
pub use operation::{Operation, Parameter, Place, Response, is_success};
pub use path::{Segment, placeholders, segments};
pub use schema::{Schema, clear, is_data, is_wrapper, nullable, reference, references, wrapped};
pub use version::{VersionError, version};
