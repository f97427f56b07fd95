//! What is wrong with a file: as a whole, or row by row with line and column.

use std::fmt;
use std::io;

use crate::message::ContactKind;
use crate::name::NameError;
use crate::number::NumberError;

/// Why a mailing was not accepted. Nothing was sent, and nothing is left on the account.
///
/// Messages of rows hold pieces of the file, such as phone numbers: think before logging them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The mailing's own settings contradict each other, or one is missing.
    #[error("{0}")]
    Settings(&'static str),
    /// The sender or the tag is invalid.
    #[error(transparent)]
    Value(#[from] NameError),
    /// The name can't be one: see [`Mailing::new`](super::Mailing::new).
    #[error(
        "the mailing's name {0:?} can't be kept: give 1 to 24 letters, digits, spaces, `-`, `_` or `.`, without accents"
    )]
    Name(String),
    /// The file as a whole is not right.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// Some rows are not right.
    #[error("{0}")]
    Rows(RowFaults),
    /// The file can't be read, or the temporary file can't be written.
    #[error("reading or keeping the rows failed: {0}")]
    Io(io::Error),
}

impl From<io::Error> for CheckError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What is wrong with a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// There is nothing in it.
    #[error("the file is empty: it needs a header row with a column `number`, then a row each")]
    Empty,
    /// There is a header, and no row.
    #[error("the file has a header and no rows: nobody would get the message")]
    NoRows,
    /// The first row has no end.
    #[error(
        "the first row is longer than a mebibyte: a quote is opened in it and never closed, or the file is no list of receivers"
    )]
    WideHeader,
    /// No column has the numbers.
    #[error(
        "line 1: no column is called {wanted:?}; there is {}{}",
        listed(.columns),
        if *.looks_like_data { ". The first row must name the columns: put a header above the numbers" } else { "" }
    )]
    MissingNumber {
        /// The name that was looked for.
        wanted: String,
        /// The columns that there are, the first dozen.
        columns: Vec<String>,
        /// The first row holds numbers: the header is missing.
        looks_like_data: bool,
    },
    /// Two columns have a name that is needed.
    #[error("line 1: more than one column is called {name:?}; rename one of them")]
    AmbiguousColumn {
        /// The name.
        name: String,
    },
    /// The message names a column that the file lacks.
    #[error("the message names #{name}#, which is no column; there is {}", listed(.columns))]
    UnknownPlaceholder {
        /// The name between the two `#`.
        name: String,
        /// The columns that there are, the first dozen.
        columns: Vec<String>,
    },
    /// A `#` that belongs to no placeholder stands before one.
    #[error(
        "the message has a `#` that belongs to no placeholder before #{name}#, and OVHcloud does not document which two it would pair: put it behind all placeholders, or leave it out"
    )]
    LoneSign {
        /// The placeholder.
        name: String,
    },
    /// The header is not UTF-8.
    #[error("line 1, column {column}: byte 0x{byte:02X} is not UTF-8. {NOT_UTF8}")]
    HeaderNotUtf8 {
        /// The column, from 1.
        column: usize,
        /// The first such byte.
        byte: u8,
    },
    /// UTF-16, as "Unicode text" of a spreadsheet is.
    #[error("the file is UTF-16; save it as \"CSV UTF-8\"")]
    Utf16,
    /// A spreadsheet's own format, not CSV.
    #[error("the file is a spreadsheet's own format ({0}); save it as \"CSV UTF-8\"")]
    NotCsv(&'static str),
}

/// What to do about bytes that are not UTF-8.
const NOT_UTF8: &str = "Save the file as \"CSV UTF-8\", or, if a spreadsheet wrote it as \
                        plain \"CSV\", have it read as Windows-1252 (`encoding`)";

fn listed(columns: &[String]) -> String {
    match columns {
        [] => "no named column".to_owned(),
        _ => columns
            .iter()
            .map(|name| format!("{name:?}"))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// The rows that are not right: the first of them, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowFaults {
    /// The first faults, in the order of the file; see
    /// [`max_faults`](super::Mailing::max_faults).
    pub faults: Vec<RowFault>,
    /// How many there are in all.
    pub total: u64,
    /// How many rows were looked at.
    pub rows: u64,
}

impl fmt::Display for RowFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        write!(f, "{} of {} rows are not right:", self.total, self.rows)?;
        for fault in self.faults.iter().take(SHOWN) {
            write!(f, "\n  {fault}")?;
        }
        match self.total.saturating_sub(SHOWN as u64) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowFault {
    /// The line on which the row begins, from 1, as an editor counts them.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<Column>,
    /// What is wrong.
    pub problem: RowProblem,
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {} ({})", column.index, column.name)?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its place, from 1.
    pub index: usize,
    /// Its name in the header.
    pub name: String,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowProblem {
    /// The number is not one.
    #[error("{error}{}", number_hint(.error))]
    Number {
        /// Why not.
        error: NumberError,
    },
    /// The number is in the file already.
    #[error("the number is on line {first_line} already")]
    Duplicate {
        /// Where it stands first.
        first_line: u64,
    },
    /// The number is one of those that were to be [refused](super::Mailing::refuse_numbers).
    #[error("the number is on the blacklist: its owner sent STOP, and gets nothing")]
    Blacklisted,
    /// The row has more or fewer fields than the header.
    #[error(
        "the row has {found} fields, the header {expected}: a value with the separator in it must stand in quotes"
    )]
    FieldCount {
        /// Fields of the header.
        expected: usize,
        /// Fields of the row.
        found: usize,
    },
    /// A byte that is not UTF-8.
    #[error("byte 0x{byte:02X} at position {position} is not UTF-8. {NOT_UTF8}")]
    NotUtf8 {
        /// The first such byte.
        byte: u8,
        /// Its place in the field, in bytes from 1.
        position: usize,
    },
    /// A value outside of GSM-7 would make this receiver's message Unicode.
    #[error(
        "{ch:?} is not GSM-7 and would make the message Unicode, at up to three times the price{}; see `outside_gsm`",
        .suggestion.map(|s| format!(" ({s:?} is)")).unwrap_or_default()
    )]
    OutsideGsm {
        /// The first such character.
        ch: char,
        /// What would stand for it in GSM-7.
        suggestion: Option<&'static str>,
    },
    /// A value that the service could fill in again.
    #[error(
        "with this row's values the message reads #{name}#, which the service could take for a placeholder"
    )]
    Placeholder {
        /// The column that it names.
        name: String,
    },
    /// The message takes too many parts for this receiver.
    #[error("the message takes {parts} parts with this row's values; {max} are allowed")]
    TooLong {
        /// Parts that it takes.
        parts: u32,
        /// Parts allowed: 255, or what `max_parts` says.
        max: u32,
    },
    /// With this row's values a message that allows replies has a URL, an e-mail address or a phone number,
    /// which the service refuses for short numbers.
    #[error(
        "a message that allows replies cannot have contact information, and {found:?} is {kind}"
    )]
    ContactInformation {
        /// What it is taken for.
        kind: ContactKind,
        /// The word.
        found: String,
    },
    /// A short number reaches French numbers only.
    #[error("a message that allows replies goes to French numbers only")]
    NotFrench,
    /// The row is longer than any row can be.
    #[error(
        "the row is longer than a mebibyte: a quote is opened in it and never closed, or the file is no list of receivers"
    )]
    TooWide,
    /// A quote is opened in this row and never closed.
    #[error(
        "a quote is opened here and never closed; the rest of the file was taken for one value"
    )]
    UnclosedQuote,
}

/// What spreadsheets do to numbers.
fn number_hint(error: &NumberError) -> &'static str {
    match error {
        NumberError::Character { value, .. } if value.contains("E+") || value.contains("e+") => {
            ". The spreadsheet wrote it in scientific notation: format the column as text"
        }
        NumberError::NoPrefix { .. } => {
            ". Spreadsheets drop the +: format the column as text, or, if all numbers are international, have them read so (`bare_numbers`)"
        }
        _ => "",
    }
}
