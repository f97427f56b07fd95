//! What a check counts.

use std::collections::BTreeMap;

use super::header::Header;
use crate::mailing::warnings::{Warning, WarningKind};
use crate::number::NumberKind;

/// The totals of one country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CountryTotal {
    /// The number of receivers.
    pub receivers: u64,
    /// The number of parts, which are billed.
    pub parts: u64,
}

/// The counts of a check.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) receivers: u64,
    pub(crate) blank_rows: u64,
    pub(crate) duplicates: u64,
    pub(crate) unicode: u64,
    pub(crate) transliterated: u64,
    pub(crate) empty_values: u64,
    /// Rows that were left out because they have no number.
    pub(crate) without_number: u64,
    /// Rows that were left out because their number can't receive SMS.
    pub(crate) landlines: u64,
    notes: BTreeMap<Note, Noted>,
    /// The formats that notes refer to.
    #[cfg(feature = "spreadsheet")]
    formats: Vec<String>,
    pub(crate) countries: BTreeMap<Option<&'static str>, CountryTotal>,
    /// The largest number of parts of any receiver's message.
    pub(crate) most_parts: u32,
    /// The position in the spool of the first such row.
    pub(crate) costliest: u64,
}

/// What may be a mistake; columns by their position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Note {
    Value(usize, &'static str),
    /// A column.
    Scientific(usize),
    /// A column, and characters that show a wrong encoding.
    Misread(usize, &'static str),
    /// A row that the spreadsheet does not show.
    #[cfg(feature = "spreadsheet")]
    Hidden,
    Landline(NumberKind),
    UnknownNumber,
    TestNumber,
    ManyParts,
    /// A column, and the position of the format.
    #[cfg(feature = "spreadsheet")]
    Format(usize, usize),
}

#[derive(Debug, Clone, Copy, Default)]
struct Noted {
    rows: u64,
    first_line: u64,
}

impl Tally {
    /// Counts a row that may be a mistake.
    #[cold]
    pub(crate) fn note(&mut self, note: Note, line: u64) {
        let noted = self.notes.entry(note).or_default();
        if noted.rows == 0 {
            noted.first_line = line;
        }
        noted.rows += 1;
    }

    /// Counts a value that the spreadsheet shows in another form.
    #[cfg(feature = "spreadsheet")]
    pub(crate) fn shown_as(&mut self, column: usize, format: &str, line: u64) {
        let known = self.formats.iter().position(|known| known == format);
        let place = known.unwrap_or_else(|| {
            self.formats.push(format.to_owned());
            self.formats.len() - 1
        });
        self.note(Note::Format(column, place), line);
    }

    /// Returns the warnings for what was counted.
    pub(crate) fn warnings(&self, header: &Header) -> Vec<Warning> {
        let notes = self.notes.iter().map(|(note, noted)| Warning {
            kind: match *note {
                Note::Value(at, value) => WarningKind::SuspiciousValue {
                    column: header.name(at).to_owned(),
                    value,
                },
                Note::Scientific(at) => WarningKind::ScientificValue {
                    column: header.name(at).to_owned(),
                },
                Note::Misread(at, found) => WarningKind::MisreadValue {
                    column: header.name(at).to_owned(),
                    found,
                },
                #[cfg(feature = "spreadsheet")]
                Note::Hidden => WarningKind::HiddenRow,
                Note::Landline(kind) => WarningKind::Landline { kind },
                Note::UnknownNumber => WarningKind::UnknownNumber,
                Note::TestNumber => WarningKind::TestNumber,
                Note::ManyParts => WarningKind::ManyParts,
                #[cfg(feature = "spreadsheet")]
                Note::Format(at, format) => WarningKind::DisplayFormat {
                    column: header.name(at).to_owned(),
                    format: self.formats.get(format).cloned().unwrap_or_default(),
                },
            },
            rows: noted.rows,
            first_line: noted.first_line,
        });
        notes.collect()
    }
}
