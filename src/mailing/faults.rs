//! Faults of a file: in the file as a whole, or in a row, with line and column.

use std::fmt;
use std::io;

use crate::message::ContactKind;
use crate::name::NameError;
use crate::number::NumberError;

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
        "the mailing's name {0:?} is invalid: give 1 to 24 letters, digits, spaces, `-`, `_` or `.`, without accents"
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

/// A fault of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// The file is empty.
    #[error(
        "the file is empty: it needs a header row with a column `number`, then one row per receiver"
    )]
    Empty,
    /// The file has a header and no rows.
    #[error("the file has a header and no rows: add one row per receiver")]
    NoRows,
    /// The first row does not end.
    #[error(
        "the first row is longer than a mebibyte: a quote in it is not closed, or the file is not a list of receivers"
    )]
    WideHeader,
    /// No column contains the numbers.
    #[error(
        "line 1: no column is called {wanted:?}; there is {}{}",
        listed(.columns),
        if *.looks_like_data { ". The first row must name the columns: add a header above the numbers" } else { "" }
    )]
    MissingNumber {
        /// The name of the missing column.
        wanted: String,
        /// The existing columns, up to twelve.
        columns: Vec<String>,
        /// Whether the first row contains numbers: the header is then missing.
        looks_like_data: bool,
    },
    /// Two columns have a name that is needed.
    #[error("line 1: more than one column is called {name:?}; rename one of them")]
    AmbiguousColumn {
        /// The name.
        name: String,
    },
    /// The message names a column that the file does not have.
    #[error("the message names #{name}#, which is not a column; there is {}", listed(.columns))]
    UnknownPlaceholder {
        /// The name between the two `#`.
        name: String,
        /// The existing columns, up to twelve.
        columns: Vec<String>,
    },
    /// A `#` that belongs to no placeholder comes before one.
    #[error(
        "the message has a `#` that belongs to no placeholder before #{name}#, and OVHcloud does not document which two it would pair: put it after all placeholders, or remove it"
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
        /// The first invalid byte.
        byte: u8,
    },
    /// The file is UTF-16, like "Unicode text" of a spreadsheet.
    #[error("the file is UTF-16; save it as \"CSV UTF-8\"")]
    Utf16,
    /// The file has a spreadsheet's own format, not CSV.
    #[error("the file is in a spreadsheet's own format ({0}); save it as \"CSV UTF-8\"")]
    NotCsv(&'static str),
}

/// The remedy for bytes that are not UTF-8.
const NOT_UTF8: &str = "Save the file as \"CSV UTF-8\", or, if a spreadsheet wrote it as \
                        plain \"CSV\", read it as Windows-1252 (`encoding`)";

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

/// The faulty rows: the first of them, and their number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowFaults {
    /// The first faults, in the order of the file; see [`max_faults`](super::Mailing::max_faults).
    pub faults: Vec<RowFault>,
    /// The total number of faults.
    pub total: u64,
    /// The number of rows that were checked.
    pub rows: u64,
}

impl RowFaults {
    /// Creates a list of all faults, for tests; the number of rows is that of the faults and can be
    /// set afterwards.
    #[must_use]
    pub fn new(faults: Vec<RowFault>) -> Self {
        let total = u64::try_from(faults.len()).unwrap_or(u64::MAX);
        Self {
            faults,
            total,
            rows: total,
        }
    }
}

impl fmt::Display for RowFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 10;
        write!(f, "{} of {} rows are invalid:", self.total, self.rows)?;
        for fault in self.faults.iter().take(SHOWN) {
            write!(f, "\n  {fault}")?;
        }
        match self.total.saturating_sub(SHOWN as u64) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

/// A fault in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowFault {
    /// The line on which the row begins, from 1, as an editor counts them.
    pub line: u64,
    /// The column with the fault, if it is in a single column.
    pub column: Option<Column>,
    /// The problem.
    pub problem: RowProblem,
}

impl RowFault {
    /// Creates a fault of a whole row, for tests; the column can be set afterwards.
    #[must_use]
    pub fn new(line: u64, problem: RowProblem) -> Self {
        Self {
            line,
            column: None,
            problem,
        }
    }
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
    /// Its position, from 1.
    pub index: usize,
    /// Its name in the header.
    pub name: String,
}

impl Column {
    /// Creates a column from its position, from 1, and its name, for tests.
    #[must_use]
    pub fn new(index: usize, name: impl Into<String>) -> Self {
        Self {
            index,
            name: name.into(),
        }
    }
}

/// The problem of a row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowProblem {
    /// The value in the number column is not a valid number.
    #[error("{error}{}", number_hint(.error))]
    Number {
        /// The reason.
        error: NumberError,
    },
    /// The number is already in the file.
    #[error("the number is already on line {first_line}")]
    Duplicate {
        /// The line of its first occurrence.
        first_line: u64,
    },
    /// The number is one of those to [reject](super::Mailing::refuse_numbers).
    #[error("the number is on the blacklist: its owner sent STOP and must not get the message")]
    Blacklisted,
    /// The row has more or fewer fields than the header.
    #[error(
        "the row has {found} fields, the header {expected}: put values that contain the separator in quotes"
    )]
    FieldCount {
        /// The number of fields in the header.
        expected: usize,
        /// The number of fields in the row.
        found: usize,
    },
    /// The row contains a byte that is not UTF-8.
    #[error("byte 0x{byte:02X} at position {position} is not UTF-8. {NOT_UTF8}")]
    NotUtf8 {
        /// The first invalid byte.
        byte: u8,
        /// Its position in the field, in bytes from 1.
        position: usize,
    },
    /// A value outside of GSM-7 would make this receiver's message Unicode.
    #[error(
        "{ch:?} is not GSM-7 and would make the message Unicode, at up to three times the price{}; see `outside_gsm`",
        .suggestion.map(|s| format!(" ({s:?} is)")).unwrap_or_default()
    )]
    OutsideGsm {
        /// The first character outside GSM-7.
        ch: char,
        /// Its replacement in GSM-7.
        suggestion: Option<&'static str>,
    },
    /// A value makes text that the service could read as a placeholder.
    #[error(
        "with this row's values the message contains #{name}#, which the service could read as a placeholder"
    )]
    Placeholder {
        /// The column that it names.
        name: String,
    },
    /// The message takes too many parts for this receiver.
    #[error("the message takes {parts} parts with this row's values; at most {max} are allowed")]
    TooLong {
        /// The number of parts.
        parts: u32,
        /// The maximum: 255, or the value of `max_parts`.
        max: u32,
    },
    /// With this row's values, a message that allows replies contains a URL, an e-mail address or a
    /// phone number, which the service refuses for short numbers.
    #[error(
        "a message that allows replies cannot contain contact information, and {found:?} is {kind}"
    )]
    ContactInformation {
        /// The kind of contact information.
        kind: ContactKind,
        /// The text that was found, masked if it may be a phone number.
        found: String,
    },
    /// The message is from a short number, which reaches French numbers only.
    #[error("a message that allows replies reaches French numbers only")]
    NotFrench,
    /// The row is longer than the maximum.
    #[error(
        "the row is longer than a mebibyte: a quote in it is not closed, or the file is not a list of receivers"
    )]
    TooWide,
    /// A quote in this row is not closed.
    #[error("a quote opens here and is not closed; the rest of the file was read as one value")]
    UnclosedQuote,
}

/// Returns a hint about changes that spreadsheets make to numbers.
fn number_hint(error: &NumberError) -> &'static str {
    match error {
        NumberError::Follows { rest, .. } if is_decimals(rest) => {
            ". The spreadsheet wrote it as a decimal number: format the column as text"
        }
        NumberError::NoPrefix { .. } => {
            ". Spreadsheets drop the +: format the column as text, or, if all numbers are international, accept them as such (`bare_numbers`)"
        }
        _ => "",
    }
}

/// Returns whether a text is the end of a decimal number: `.0`, `,00`.
fn is_decimals(rest: &str) -> bool {
    let digits = rest.strip_prefix(['.', ',']);
    digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c == '0'))
}
