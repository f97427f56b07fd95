//! The rows of a mailing: read from a file or a program, checked, and stored for the upload.

pub(super) mod check;
mod duplicates;
mod fields;
mod header;
pub(super) mod input;
mod measure;
mod options;
mod read;
#[cfg(feature = "spreadsheet")]
mod sheet;
pub(super) mod spool;
pub(super) mod tally;
pub(super) mod template;
