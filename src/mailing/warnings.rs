//! Warnings of a check: what may be a mistake, and does not prevent the mailing.

use std::fmt;

use super::faults::described;
use crate::message::ADVISED_PARTS;
use crate::number::NumberKind;
use ovh_api::runtime::printable::quoted;

/// Rows that may be a mistake; they are sent nevertheless.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// What may be a mistake.
    pub kind: WarningKind,
    /// The number of rows.
    pub rows: u64,
    /// The line of the first of them, from 1.
    pub first_line: u64,
}

/// What may be a mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// A value that the message uses is what programs write for a missing or wrong value: `NULL`,
    /// `nan`, `#N/A`.
    SuspiciousValue {
        /// The name of the column.
        column: String,
        /// The value.
        value: &'static str,
    },
    /// A value that the message uses is a number in scientific notation, as spreadsheets write those
    /// of many digits, without their last digits: `1,23E+15`.
    ScientificValue {
        /// The name of the column.
        column: String,
    },
    /// A value that the message uses was read with a wrong encoding: `Ã©` for `é`, or `\u{fffd}` for a
    /// lost character.
    MisreadValue {
        /// The name of the column.
        column: String,
        /// The first such characters.
        found: &'static str,
    },
    /// The spreadsheet does not show the rows, because of a filter for example.
    HiddenRow,
    /// The numbers can't receive SMS: see [`Landlines`](super::Landlines).
    Landline {
        /// The kind of the numbers.
        kind: NumberKind,
    },
    /// The ranges of the numbers are not assigned: see [`UnknownNumbers`](super::UnknownNumbers).
    UnknownNumber,
    /// The numbers are never assigned: see
    /// [`is_test_number`](crate::PhoneNumber::is_test_number).
    TestNumber,
    /// The messages take more parts than OVHcloud advises, 6.
    ManyParts,
    /// The spreadsheet shows the values of a column that the message uses in another form: `0.2` as
    /// `20%`.
    DisplayFormat {
        /// The name of the column.
        column: String,
        /// The format, as the spreadsheet stores it.
        format: String,
    },
}

impl WarningKind {
    /// Returns the name of the kind, for programs: `suspiciousValue`, `scientificValue`,
    /// `misreadValue`, `hiddenRow`, `landline`, `unknownNumber`, `testNumber`, `manyParts`, `displayFormat`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SuspiciousValue { .. } => "suspiciousValue",
            Self::ScientificValue { .. } => "scientificValue",
            Self::MisreadValue { .. } => "misreadValue",
            Self::HiddenRow => "hiddenRow",
            Self::Landline { .. } => "landline",
            Self::UnknownNumber => "unknownNumber",
            Self::TestNumber => "testNumber",
            Self::ManyParts => "manyParts",
            Self::DisplayFormat { .. } => "displayFormat",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows;
        let (row, have, are) = match rows {
            1 => ("row", "has", "is"),
            _ => ("rows", "have", "are"),
        };
        match &self.kind {
            WarningKind::SuspiciousValue { column, value } => write!(
                f,
                "{rows} {row} {have} {} in column {}, which the message uses",
                quoted(value),
                quoted(column)
            ),
            WarningKind::ScientificValue { column } => write!(
                f,
                "{rows} {row} {have} a number in scientific notation in column {}, which the message uses: its last digits are lost; format the column as text",
                quoted(column)
            ),
            WarningKind::MisreadValue { column, found } => write!(
                f,
                "{rows} {row} {have} {} in column {}, which the message uses: the text was read with a wrong encoding",
                quoted(found),
                quoted(column)
            ),
            WarningKind::HiddenRow => write!(
                f,
                "{rows} {row} that the spreadsheet hides, by a filter for example, {are} sent too"
            ),
            WarningKind::Landline { kind } => {
                write!(
                    f,
                    "{rows} {row} {have} {}, which can't receive SMS",
                    described(*kind)
                )
            }
            WarningKind::UnknownNumber => {
                write!(
                    f,
                    "{rows} {row} {have} a number in a range that is not assigned"
                )
            }
            WarningKind::TestNumber => {
                write!(
                    f,
                    "{rows} {row} {have} a test number, which is never assigned"
                )
            }
            WarningKind::ManyParts => write!(
                f,
                "the message of {rows} {row} {are} longer than {ADVISED_PARTS} parts, the maximum that OVHcloud documents"
            ),
            WarningKind::DisplayFormat { column, format } => write!(
                f,
                "{rows} {row} {have} a value in column {} that the spreadsheet shows in another form ({format}); the message contains the stored value",
                quoted(column)
            ),
        }?;
        match rows {
            1 => write!(f, ": line {}", self.first_line),
            _ => write!(f, "; the first is on line {}", self.first_line),
        }
    }
}
