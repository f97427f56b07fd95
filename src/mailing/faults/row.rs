//! Faults of rows, with line and column.

use std::fmt;

use super::NOT_UTF8;
use crate::message::ContactKind;
use crate::number::{NumberError, NumberKind};
use ovh_api::runtime::printable::{character, quoted};

/// The faulty rows: the first of them, and their number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowFaults {
    /// The first faults, in the order of the file; see [`max_faults`](super::super::Mailing::max_faults).
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
        write!(f, "invalid rows: {} of {}:", self.total, self.rows)?;
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
    /// The name of the cell, such as `B7`, if the file is a spreadsheet.
    pub cell: Option<String>,
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
            cell: None,
            problem,
        }
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.cell, &self.column) {
            (Some(cell), Some(column)) => write!(f, "cell {cell} ({})", column.name)?,
            (_, Some(column)) => {
                write!(
                    f,
                    "line {}, column {} ({})",
                    self.line, column.index, column.name
                )?;
            }
            _ => write!(f, "line {}", self.line)?,
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
    /// The number is one of those to [reject](super::super::Mailing::refuse_numbers).
    #[error("the number is on the blacklist: its owner sent STOP and must not get the message")]
    Blacklisted,
    /// The row has more fields than the header.
    #[error(
        "the row has {found} fields, the header {expected}: put values that contain the separator in quotes"
    )]
    FieldCount {
        /// The number of fields in the header.
        expected: usize,
        /// The number of fields in the row.
        found: usize,
    },
    /// The row ends before a column that the message uses.
    #[error(
        "the row has no value in column {}, which the message uses: the row ends before it",
        quoted(.column)
    )]
    NoValue {
        /// The name of the column.
        column: String,
    },
    /// The row contains a NUL.
    #[error(
        "the value contains a NUL byte (0x00) at position {position}, which is not text: the file is damaged, export it again"
    )]
    Nul {
        /// Its position in the field, in bytes from 1.
        position: usize,
    },
    /// With this row's values, nothing in the message is visible.
    #[error("with this row's values, nothing in the message is visible")]
    NothingVisible,
    /// The number can't receive SMS, and [`Landlines::Refuse`](super::super::Landlines) is set.
    #[error("the number is {}, which can't receive SMS; see `landlines`", described(*.kind))]
    Landline {
        /// The kind of the number.
        kind: NumberKind,
    },
    /// The number has a possible length, but its range is not assigned.
    #[error(
        "the number is in a range that its country has not assigned: check it, or accept such numbers (`unknown_numbers`)"
    )]
    UnknownNumber,
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
        "{} is not GSM-7 and would make the message Unicode, at up to three times the price{}; see `outside_gsm`",
        character(*.ch),
        .suggestion.map(|s| format!(" ({} is)", quoted(s))).unwrap_or_default()
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
        "a message that allows replies cannot contain contact information, and {} is {kind}: remove it, or set `allow_contact_information` to send it nevertheless",
        quoted(.found)
    )]
    ContactInformation {
        /// The kind of contact information.
        kind: ContactKind,
        /// The text that was found, masked if it may be a phone number.
        found: String,
    },
    /// The cell contains a formula, and the file does not contain its result.
    #[error(
        "the file does not contain the result of this formula: open it in a spreadsheet program, and save it"
    )]
    NoResult,
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
    /// A quoted value is followed by more text, so that a quote in it may be one of the text.
    #[error(
        "a value in quotes begins here and text follows its closing quote: close each value, and write a quote within a value twice"
    )]
    TextAfterQuote,
    /// A value contains a line that looks like another row.
    #[error(
        "the value continues over several lines, and one of them looks like another row: a quote opens here that was meant as text; write it twice"
    )]
    RowInValue,
}

/// Returns a hint about changes that spreadsheets make to numbers.
fn number_hint(error: &NumberError) -> &'static str {
    match error {
        NumberError::Follows { rest, .. } if is_decimals(rest) => {
            ". The spreadsheet wrote it as a decimal number: format the column as text"
        }
        NumberError::Local { .. } | NumberError::NoZero { .. } if cfg!(feature = "phonenumber") => {
            ". If all numbers are of one country, name it (`region`)"
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

/// Returns the name of a kind of numbers, with its article.
pub(in crate::mailing) fn described(kind: NumberKind) -> &'static str {
    match kind {
        NumberKind::Mobile => "a mobile number",
        NumberKind::Fixed => "a fixed line",
        NumberKind::Voip => "a number for calls over the internet",
        NumberKind::Special => "a number of a service",
        _ => "a number of unknown kind",
    }
}

/// Returns the name of a cell in a spreadsheet, such as `B7`, from its column, from 0, and its line.
pub(in crate::mailing) fn cell_name(column: usize, line: u64) -> String {
    const LETTERS: usize = 26;
    let (mut left, mut letters) = (column + 1, Vec::new());
    while left > 0 {
        let letter = u8::try_from((left - 1) % LETTERS).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / LETTERS;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{line}")
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        for (column, name) in [
            (0, "A7"),
            (25, "Z7"),
            (26, "AA7"),
            (701, "ZZ7"),
            (702, "AAA7"),
        ] {
            assert_eq!(cell_name(column, 7), name);
        }
    }
}
