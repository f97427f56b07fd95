//! Checks, normalises, measures and stores each row.

use std::collections::BTreeMap;
use std::io;

use csv::ByteRecord;

use super::duplicates::Seen;
use super::header::Header;
use super::measure::Measure;
use super::spool::{Spool, SpoolWriter};
use super::template::{Piece, Template};
use crate::mailing::builder::{Duplicates, Mailing, OutsideGsm};
use crate::mailing::faults::{CheckError, Column, FileProblem, RowFault, RowFaults, RowProblem};
use crate::message::{MAX_PARTS, StopClause, to_gsm};
use crate::number::PhoneNumber;

/// The totals of one country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CountryTotal {
    /// The number of receivers.
    pub receivers: u64,
    /// The number of parts, which are billed.
    pub parts: u64,
}

/// The result of checking a file without faults.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) spool: Spool,
    pub(crate) fingerprint: String,
    pub(crate) template: Template,
    pub(crate) tally: Tally,
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
    pub(crate) countries: BTreeMap<Option<&'static str>, CountryTotal>,
    /// The largest number of parts of any receiver's message.
    pub(crate) most_parts: u32,
    /// The position in the spool of the first such row.
    pub(crate) costliest: u64,
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
    /// The row's values; the memory is reused.
    values: Vec<String>,
    measures: Vec<Measure>,
    rendered: String,
}

/// A fault, with the position of its column.
type Refused = (Option<usize>, RowProblem);

impl<'m> Checker<'m> {
    pub(crate) fn new(mailing: &'m Mailing, header: Header) -> Result<Self, CheckError> {
        let template = Template::new(mailing.message(), &header)?;
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
            template,
            seen: Seen::new(),
            spool,
            tally: Tally::default(),
            faults: RowFaults {
                faults: Vec::new(),
                total: 0,
                rows: 0,
            },
            rendered: String::new(),
        })
    }

    /// Checks several rows, each with the line on which it begins.
    pub(crate) fn rows(&mut self, rows: &[(ByteRecord, u64)]) -> io::Result<()> {
        let at = self.header.number();
        let touched = rows.iter().fold(0_u32, |sum, (record, _)| {
            let field = record.get(at).unwrap_or_default();
            sum.wrapping_add(self.seen.touch(digits(field)))
        });
        std::hint::black_box(touched);
        rows.iter()
            .try_for_each(|(record, line)| self.row(record, *line))
    }

    /// Checks one row, with the line on which it begins.
    pub(crate) fn row(&mut self, record: &ByteRecord, line: u64) -> io::Result<()> {
        if record.iter().all(|field| field.trim_ascii().is_empty()) {
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
            let column = column.map(|at| Column {
                index: at + 1,
                name: self.header.name(at).to_owned(),
            });
            self.faults.faults.push(RowFault {
                line,
                column,
                problem,
            });
        }
    }

    pub(crate) fn finish(self) -> Result<Accepted, CheckError> {
        if self.faults.total > 0 {
            return Err(CheckError::Rows(self.faults));
        }
        if self.tally.receivers == 0 {
            return Err(FileProblem::NoRows.into());
        }
        let (spool, fingerprint) = self.spool.finish()?;
        Ok(Accepted {
            spool,
            fingerprint,
            template: self.template,
            tally: self.tally,
        })
    }

    /// Checks a row and fills `values`; returns nothing for a duplicate that may be left out.
    fn inspect(
        &mut self,
        record: &ByteRecord,
        line: u64,
    ) -> Result<Option<(PhoneNumber, u32, bool)>, Refused> {
        let fields = self.fields(record)?;
        let number = self.number(fields)?;
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
        let measure = self.merge(fields, number)?;
        if self.measures.iter().any(Measure::has_sign) {
            self.render(number);
            if let Some(name) = self.template.names_a_column(&self.rendered) {
                let name = crate::printable::printable(name.to_owned());
                return Err((None, RowProblem::Placeholder { name }));
            }
        }
        if self.mailing.allow_replies {
            self.contact_information(number)?;
        }
        let parts = self.parts(number, measure);
        if parts > self.max_parts {
            let max = self.max_parts;
            return Err((None, RowProblem::TooLong { parts, max }));
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

    /// Checks that the number of fields is right and that all are UTF-8.
    fn fields<'r>(&self, record: &'r ByteRecord) -> Result<Fields<'r>, Refused> {
        let expected = self.header.len();
        // Spreadsheets may pad rows with empty fields.
        let blank = |field: &[u8]| field.trim_ascii().is_empty();
        if record.len() < expected || !record.iter().skip(expected).all(blank) {
            let found = record.len();
            return Err((None, RowProblem::FieldCount { expected, found }));
        }
        // Checking all fields at once is faster than one by one, if no character extends across two
        // fields.
        let parted = |text: &str| {
            let mut end = 0;
            record.iter().all(|field| {
                end += field.len();
                text.is_char_boundary(end)
            })
        };
        if let Ok(text) = std::str::from_utf8(record.as_slice())
            && parted(text)
        {
            return Ok(Fields { record, text });
        }
        for (at, field) in record.iter().enumerate() {
            if let Err(error) = std::str::from_utf8(field) {
                let place = error.valid_up_to();
                let byte = field.get(place).copied().unwrap_or_default();
                let position = place + 1;
                return Err((Some(at), RowProblem::NotUtf8 { byte, position }));
            }
        }
        Ok(Fields { record, text: "" })
    }

    fn number(&self, fields: Fields<'_>) -> Result<PhoneNumber, Refused> {
        let at = self.header.number();
        let number = self
            .mailing
            .parse_number(fields.get(at))
            .map_err(|error| (Some(at), RowProblem::Number { error }))?;
        if self.mailing.allow_replies && number.country() != Some("fr") {
            return Err((Some(at), RowProblem::NotFrench));
        }
        Ok(number)
    }

    /// Fills `values` and measures the message.
    fn merge(&mut self, fields: Fields<'_>, number: PhoneNumber) -> Result<Measure, Refused> {
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
            if field.is_empty() {
                self.tally.empty_values += 1;
            } else if !measure.is_unicode() || policy == OutsideGsm::Keep {
                value.push_str(field);
            } else {
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
                let found = crate::masked::masked(found);
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

/// The fields of a row, checked to be UTF-8.
#[derive(Clone, Copy)]
struct Fields<'r> {
    record: &'r ByteRecord,
    /// All fields, joined without a separator.
    text: &'r str,
}

impl<'r> Fields<'r> {
    #[inline]
    fn get(self, at: usize) -> &'r str {
        let range = self.record.range(at).unwrap_or_default();
        self.text.get(range).unwrap_or_default()
    }
}

/// Trims a field. Most fields have no spaces around them, which two bytes show.
#[inline]
fn trimmed(field: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_plain(field.as_bytes().first()) && is_plain(field.as_bytes().last()) {
        return field;
    }
    field.trim()
}

/// Reads the digits of a field as a number without its prefix: the digits of the phone number if it
/// is one.
fn digits(field: &[u8]) -> u64 {
    let digits = field.iter().filter(|byte| byte.is_ascii_digit());
    digits.fold(0, |sum: u64, &byte| {
        sum.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'))
    })
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
