//! Checks, normalises, measures and stores each row.

use std::io;

use csv::ByteRecord;

use super::duplicates::Seen;
use super::fields::{self, Fields, Refused, digits, is_absent, trimmed};
use super::header::{Header, is_blank};
use super::measure::Measure;
use super::spool::{Spool, SpoolWriter};
use super::tally::{Note, Tally};
use super::template::{Piece, Template};
use crate::mailing::builder::Mailing;
use crate::mailing::faults::{CheckError, Column, FileProblem, RowFault, RowFaults, RowProblem};
use crate::mailing::policies::{Duplicates, Landlines, OutsideGsm, UnknownNumbers};
use crate::mailing::warnings::Warning;
use crate::message::{ADVISED_PARTS, MAX_PARTS, StopClause, to_gsm};
use crate::number::{NumberKind, PhoneNumber};
use crate::values::outside::has_visible;

/// The result of checking a file without faults.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) spool: Spool,
    pub(crate) fingerprint: String,
    pub(crate) template: Template,
    pub(crate) tally: Tally,
    pub(crate) warnings: Vec<Warning>,
    /// The name of the number column, as the file writes it.
    pub(crate) number_column: String,
}

/// A row of a file.
#[derive(Clone, Default)]
pub(crate) struct Row {
    pub(crate) record: ByteRecord,
    /// The line on which it begins.
    pub(crate) line: u64,
    /// Whether it may have more lines.
    pub(crate) has_line_ends: bool,
}

/// The state of a check.
pub(crate) struct Checker<'m> {
    mailing: &'m Mailing,
    stop: StopClause,
    max_parts: u32,
    header: Header,
    template: Template,
    seen: Seen,
    spool: SpoolWriter,
    tally: Tally,
    faults: RowFaults,
    /// The numbers of the rows that are checked together, to find their places in `seen`; the
    /// memory is reused.
    numbers: Vec<u64>,
    /// The row's values; the memory is reused.
    values: Vec<String>,
    measures: Vec<Measure>,
    rendered: String,
    /// Whether each message has visible text, whatever the values.
    is_visible: bool,
    /// Whether rows may contain a NUL.
    has_nul: bool,
    /// The separator, with which a value with line ends could contain other rows.
    delimiter: Option<u8>,
    has_line_ends: bool,
    /// Whether faults name cells.
    has_cells: bool,
}

impl<'m> Checker<'m> {
    pub(crate) fn new(mailing: &'m Mailing, header: Header) -> Result<Self, CheckError> {
        let template = Template::new(mailing.message(), &header, mailing.literal)?;
        let mut spool = SpoolWriter::new()?;
        spool.hash(mailing.name());
        spool.hash(&template.wire_message());
        spool.header(template.wire_names());
        Ok(Self {
            mailing,
            stop: mailing.stop_clause(),
            max_parts: mailing.max_parts.min(MAX_PARTS as u32),
            values: vec![String::new(); template.merged().len()],
            measures: vec![Measure::default(); template.merged().len()],
            header,
            is_visible: template.is_visible(),
            template,
            seen: Seen::new(),
            numbers: Vec::new(),
            spool,
            tally: Tally::default(),
            faults: RowFaults {
                faults: Vec::new(),
                total: 0,
                rows: 0,
            },
            rendered: String::new(),
            has_nul: false,
            delimiter: None,
            has_line_ends: false,
            has_cells: false,
        })
    }

    /// Names the cells of faults.
    #[cfg(feature = "spreadsheet")]
    pub(crate) fn of_cells(mut self) -> Self {
        self.has_cells = true;
        self
    }

    /// Counts a value that the spreadsheet shows in another form, if the message uses it.
    #[cfg(feature = "spreadsheet")]
    pub(crate) fn shown_as(&mut self, column: usize, format: &str, line: u64) {
        if self.template.merged().contains(&column) {
            self.tally.shown_as(column, format, line);
        }
    }

    /// Returns whether a row has a fault because the formula in a column has no result, and the
    /// mailing needs the column.
    #[cfg(feature = "spreadsheet")]
    pub(crate) fn is_unsolved(&mut self, column: usize, line: u64) -> bool {
        let is_needed = column == self.header.number() || self.template.merged().contains(&column);
        if is_needed {
            self.faults.rows += 1;
            self.fault(line, Some(column), RowProblem::NoResult);
        }
        is_needed
    }

    /// Counts a row that the spreadsheet does not show.
    #[cfg(feature = "spreadsheet")]
    pub(crate) fn hidden(&mut self, line: u64) {
        self.tally.note(Note::Hidden, line);
    }

    /// Sets whether rows may contain a NUL.
    pub(crate) fn look_for_nul(&mut self, has_nul: bool) {
        self.has_nul = has_nul;
    }

    /// Sets the separator of the rows that a value with line ends could contain.
    pub(crate) fn look_for_rows(&mut self, delimiter: u8) {
        self.delimiter = Some(delimiter);
    }

    /// Checks several rows.
    pub(crate) fn rows(&mut self, rows: &[Row]) -> io::Result<()> {
        let at = self.header.number();
        let numbers = rows
            .iter()
            .map(|row| digits(row.record.get(at).unwrap_or_default()));
        self.numbers.clear();
        self.numbers.extend(numbers);
        self.seen.touch(&mut self.numbers);
        for row in rows {
            self.has_line_ends = row.has_line_ends;
            self.row(&row.record, row.line)?;
        }
        Ok(())
    }

    /// Checks one row, with the line on which it begins.
    pub(crate) fn row(&mut self, record: &ByteRecord, line: u64) -> io::Result<()> {
        if record.iter().all(is_blank) {
            self.tally.blank_rows += 1;
            return Ok(());
        }
        self.faults.rows += 1;
        match self.inspect(record, line) {
            Ok(Some((number, parts, unicode))) => self.keep(number, parts, unicode),
            Ok(None) => Ok(()),
            Err((column, problem)) => {
                self.fault(line, column, problem);
                Ok(())
            }
        }
    }

    pub(crate) fn fault(&mut self, line: u64, column: Option<usize>, problem: RowProblem) {
        self.faults.total += 1;
        if self.faults.faults.len() < self.mailing.max_faults {
            let cell = column.filter(|_| self.has_cells);
            let cell = cell.map(|at| crate::mailing::faults::cell_name(at, line));
            let column = column.map(|at| Column {
                index: at + 1,
                name: self.header.name(at).to_owned(),
            });
            self.faults.faults.push(RowFault {
                line,
                column,
                cell,
                problem,
            });
        }
    }

    /// Reports a row that can't be read to its end.
    pub(crate) fn unfinished(&mut self, line: u64, problem: RowProblem) {
        self.faults.rows += 1;
        self.fault(line, None, problem);
    }

    pub(crate) fn finish(mut self) -> Result<Accepted, CheckError> {
        if self.faults.total > 0 {
            self.faults.faults.sort_by_key(|fault| fault.line);
            return Err(CheckError::Rows(self.faults));
        }
        if self.tally.receivers == 0 {
            let rows = self.tally.without_number + self.tally.landlines;
            return Err(match rows {
                0 => FileProblem::NoRows.into(),
                _ => FileProblem::AllLeftOut { rows }.into(),
            });
        }
        let (spool, fingerprint) = self.spool.finish()?;
        Ok(Accepted {
            spool,
            fingerprint,
            warnings: self.tally.warnings(&self.header),
            number_column: self.header.name(self.header.number()).to_owned(),
            template: self.template,
            tally: self.tally,
        })
    }

    /// Checks a row and fills `values`; returns nothing for a row that may be left out.
    fn inspect(
        &mut self,
        record: &ByteRecord,
        line: u64,
    ) -> Result<Option<(PhoneNumber, u32, bool)>, Refused> {
        if self.has_nul {
            fields::without_nul(record)?;
        }
        let fields = Fields::of(record, self.header.len())?;
        if let Some(delimiter) = self.delimiter.filter(|_| self.has_line_ends) {
            let is_number = |text: &str| match self.mailing.parse_number(text) {
                Ok(_) => true,
                Err(error) => error.lacks_prefix() && digits(text.as_bytes()) > 999_999,
            };
            fields.without_rows(delimiter, is_number)?;
        }
        let Some(number) = self.number(fields, line)? else {
            return Ok(None);
        };
        if let Some(first_line) = self.seen.first_line(number, line) {
            if self.mailing.duplicates == Duplicates::KeepFirst {
                self.tally.duplicates += 1;
                return Ok(None);
            }
            let first_line = u64::from(first_line);
            let column = Some(self.header.number());
            return Err((column, RowProblem::Duplicate { first_line }));
        }
        if !self.mailing.refused.is_empty() && self.mailing.refused.contains(&number) {
            return Err((Some(self.header.number()), RowProblem::Blacklisted));
        }
        let measure = self.merge(fields, number, line)?;
        if !self.is_visible && !self.values.iter().any(|value| has_visible(value)) {
            return Err((None, RowProblem::NothingVisible));
        }
        if self.measures.iter().any(Measure::has_sign) {
            self.render(number);
            if let Some(name) = self.template.names_a_column(&self.rendered) {
                let name = ovh_api::runtime::printable::printable(name.to_owned());
                return Err((None, RowProblem::Placeholder { name }));
            }
        }
        if self.mailing.allow_replies && !self.mailing.allow_contact_information {
            self.contact_information(number)?;
        }
        let parts = self.parts(number, measure);
        if parts > self.max_parts {
            let max = self.max_parts;
            return Err((None, RowProblem::TooLong { parts, max }));
        }
        if parts as usize > ADVISED_PARTS {
            self.tally.note(Note::ManyParts, line);
        }
        Ok(Some((number, parts, measure.is_unicode())))
    }

    /// Stores a good row, unless an earlier row had a fault.
    fn keep(&mut self, number: PhoneNumber, parts: u32, unicode: bool) -> io::Result<()> {
        if self.faults.total > 0 {
            return Ok(());
        }
        let place = self.spool.row(number, &self.values, &self.measures)?;
        let country = self.tally.countries.entry(number.country()).or_default();
        country.receivers += 1;
        country.parts += u64::from(parts);
        self.tally.receivers += 1;
        self.tally.unicode += u64::from(unicode);
        if parts > self.tally.most_parts {
            self.tally.most_parts = parts;
            self.tally.costliest = place;
        }
        Ok(())
    }

    /// Returns the number of a row; nothing if the row may be left out.
    fn number(&mut self, fields: Fields<'_>, line: u64) -> Result<Option<PhoneNumber>, Refused> {
        let at = self.header.number();
        let text = trimmed(fields.get(at));
        if self.mailing.skip_without_number && is_absent(text) {
            self.tally.without_number += 1;
            return Ok(None);
        }
        let (number, kind) = self
            .mailing
            .parse_number(text)
            .map_err(|error| (Some(at), RowProblem::Number { error }))?;
        if self.mailing.allow_replies && number.country() != Some("fr") {
            return Err((Some(at), RowProblem::NotFrench));
        }
        if number.is_test_number() {
            self.tally.note(Note::TestNumber, line);
            return Ok(Some(number));
        }
        match (kind, self.mailing.landlines) {
            (NumberKind::Mobile, _) => {}
            (NumberKind::Unknown, _) => {
                if self.mailing.unknown_numbers == UnknownNumbers::Refuse {
                    return Err((Some(at), RowProblem::UnknownNumber));
                }
                self.tally.note(Note::UnknownNumber, line);
            }
            (kind, Landlines::Warn) => self.tally.note(Note::Landline(kind), line),
            (kind, Landlines::Refuse) => return Err((Some(at), RowProblem::Landline { kind })),
            (_, Landlines::Drop) => {
                self.tally.landlines += 1;
                return Ok(None);
            }
        }
        Ok(Some(number))
    }

    /// Fills `values` and measures the message.
    fn merge(
        &mut self,
        fields: Fields<'_>,
        number: PhoneNumber,
        line: u64,
    ) -> Result<Measure, Refused> {
        let mut missing = self.template.merged().iter();
        // Spreadsheets store no empty cells.
        if let Some(&at) = missing.find(|at| **at >= fields.len() && !self.has_cells) {
            let column = self.header.name(at).to_owned();
            return Err((Some(at), RowProblem::NoValue { column }));
        }
        let mut whole = self.template.fixed();
        let policy = match self.mailing.outside_gsm {
            // The message is Unicode for any values.
            _ if whole.is_unicode() => OutsideGsm::Keep,
            policy => policy,
        };
        let places = self.template.merged().iter();
        let kept = self.values.iter_mut().zip(&mut self.measures);
        for (&at, (value, measure)) in places.zip(kept) {
            let field = trimmed(fields.get(at));
            value.clear();
            *measure = Measure::of(field);
            if let Some(word) = fields::suspicious(field) {
                self.tally.note(Note::Value(at, word), line);
            }
            if fields::is_scientific(field) {
                self.tally.note(Note::Scientific(at), line);
            }
            if field.is_empty() {
                self.tally.empty_values += 1;
            } else if !measure.is_unicode() {
                value.push_str(field);
            } else {
                if let Some(pair) = fields::misread(field) {
                    self.tally.note(Note::Misread(at, pair), line);
                }
                if policy == OutsideGsm::Keep {
                    value.push_str(field);
                    continue;
                }
                let proposal = to_gsm(field);
                if policy == OutsideGsm::Refuse {
                    return Err((Some(at), outside_gsm(field)));
                }
                if !proposal.is_gsm() {
                    return Err((Some(at), outside_gsm(&proposal.text)));
                }
                self.tally.transliterated += 1;
                value.push_str(proposal.text.trim());
                *measure = Measure::of(value);
            }
        }
        for piece in self.template.pieces() {
            match piece {
                Piece::Text(_) => {}
                Piece::Value(Some(at)) => {
                    whole.add(self.measures.get(*at).copied().unwrap_or_default());
                }
                Piece::Value(None) => whole.add(Measure::of(&number.to_string())),
            }
        }
        Ok(whole)
    }

    /// Rejects what the service would refuse for every receiver, or for this one.
    fn contact_information(&mut self, number: PhoneNumber) -> Result<(), Refused> {
        // Values can add only these; the fixed text was already checked in the first row.
        let suspicious = |c: char| c.is_ascii_digit() || matches!(c, '.' | '@' | '/' | ':' | '+');
        let looked_at = self.tally.receivers > 0;
        if looked_at && !self.values.iter().any(|value| value.contains(suspicious)) {
            return Ok(());
        }
        self.render(number);
        match crate::message::contact_information(&self.rendered) {
            None => Ok(()),
            Some((kind, found)) => {
                let found = ovh_api::runtime::masked::masked(found);
                Err((None, RowProblem::ContactInformation { kind, found }))
            }
        }
    }

    fn parts(&mut self, number: PhoneNumber, measure: Measure) -> u32 {
        let (template, values, rendered) = (&self.template, &self.values, &mut self.rendered);
        measure.parts(self.stop, || {
            let value = |at: usize| values.get(at).map_or("", String::as_str);
            template.render(&number.to_string(), value, rendered);
            rendered
        })
    }

    fn render(&mut self, number: PhoneNumber) {
        let values = &self.values;
        let value = |at: usize| values.get(at).map_or("", String::as_str);
        self.template
            .render(&number.to_string(), value, &mut self.rendered);
    }
}

fn outside_gsm(text: &str) -> RowProblem {
    let found = text.chars().find(|&c| !crate::message::is_gsm(c));
    let ch = found.unwrap_or_default();
    let proposal = to_gsm(text);
    let change = proposal.changes.iter().find(|change| change.from == ch);
    RowProblem::OutsideGsm {
        ch,
        suggestion: change.map(|change| change.to),
    }
}
