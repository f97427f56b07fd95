//! The rows of a mailing: read from a file or a program, checked, and stored for the upload.

pub(super) mod check;
mod duplicates;
mod header;
pub(super) mod input;
mod measure;
mod read;
pub(super) mod spool;
pub(super) mod template;
