//! Faults of a file: in the file as a whole, or in a row, with line and column.

mod file;
mod row;

use std::io;

use crate::name::NameError;
use ovh_api::runtime::printable::quoted;

pub use file::FileProblem;
pub use row::{Column, RowFault, RowFaults, RowProblem};
pub(super) use row::{cell_name, described};

/// The reason why a mailing was rejected.
///
/// Nothing was sent, and nothing was created on the account.
///
/// Messages about rows contain data of the file, such as phone numbers: consider that before you
/// log them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The mailing's settings contradict each other, or one is missing.
    #[error("{0}")]
    Settings(&'static str),
    /// The sender or the tag is invalid.
    #[error(transparent)]
    Value(#[from] NameError),
    /// The name is invalid: see [`Mailing::new`](super::Mailing::new).
    #[error(
        "the mailing's name {} is invalid: give 1 to 24 letters, digits, spaces, `-`, `_` or `.`, without accents",
        quoted(.0)
    )]
    Name(String),
    /// The file as a whole is invalid.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// Some rows are invalid.
    #[error("{0}")]
    Rows(RowFaults),
    /// The file can't be read, or the temporary file can't be written.
    #[error("reading or storing the rows failed: {0}")]
    Io(io::Error),
}

impl From<io::Error> for CheckError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The remedy for bytes that are not UTF-8.
const NOT_UTF8: &str = "Save the file as \"CSV UTF-8\", or, if a spreadsheet wrote it as \
                        plain \"CSV\", read it as Windows-1252 (`encoding`)";
