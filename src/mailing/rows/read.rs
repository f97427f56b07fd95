//! Reads rows for a check, from a file or from a program.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::check::{Checker, Row};
use super::header::{Header, TITLE_ROWS, is_blank};
use super::input;
use crate::mailing::builder::Mailing;
use crate::mailing::checked::CheckedMailing;
use crate::mailing::faults::{CheckError, FileProblem, RowProblem};

/// The number of rows that are checked together.
const AT_ONCE: usize = 32;

impl Mailing {
    /// Reads, checks and stores the rows of a CSV file.
    ///
    /// Nothing is sent.
    ///
    /// These are detected: the separator (`;`, `,`, tab or `|`: the one under which there is a number
    /// column), a byte order mark, UTF-16, a line `sep=;`, line ends CR, LF and CRLF, and quoted
    /// values with newlines. Rows in which nothing is visible are skipped. A row may be shorter than
    /// the header; that is an error if the message uses a column that the row lacks. Only the numbers and the columns that the message names are stored, without
    /// surrounding spaces, in an unnamed temporary file.
    ///
    /// It reads and writes files: from async code, call it in `spawn_blocking` if the file is
    /// large. It uses at most 32 bytes of memory per row (to find duplicates), plus some buffers.
    ///
    /// # Errors
    /// [`CheckError`]: everything that is wrong with the file, rows by line and column.
    pub fn from_csv(&self, file: impl Read) -> Result<CheckedMailing, CheckError> {
        self.check_settings()?;
        let number = self.number_column.as_deref();
        let separator = self.separator.and_then(|c| u8::try_from(c).ok());
        let opened = input::open(file, self.encoding, number, separator)??;
        let skipped = opened.skipped;
        let budget = opened.bytes.budget();
        let bytes = input::Quotes::new(opened.bytes, opened.delimiter);
        let malformed = bytes.malformed();
        let mut reader = ReaderBuilder::new()
            .delimiter(opened.delimiter)
            .has_headers(false)
            .flexible(true)
            // All line ends are `\n`, which keeps the reader's line numbers exact.
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(64 * 1024)
            .from_reader(bytes);
        let mut record = ByteRecord::new();
        let (mut rows, mut taken) = (vec![Row::default(); AT_ONCE], 0);
        let mut unclosed = None;
        let mut checker: Option<Checker<'_>> = None;
        loop {
            let begun = reader.position().line() + skipped;
            let more = match reader.read_byte_record(&mut record) {
                Err(_) if budget.is_spent() => {
                    if checker.is_none() {
                        return Err(FileProblem::WideHeader.into());
                    }
                    unclosed = Some((begun, RowProblem::TooWide));
                    break;
                }
                more => more.map_err(|error| CheckError::Io(error.into()))?,
            };
            budget.renew();
            if more && record.as_slice() == input::END && record.len() == 1 {
                break;
            }
            match &mut checker {
                None if !more => return Err(FileProblem::Empty.into()),
                None if record.iter().all(is_blank) => {}
                None => {
                    let next = reader.position().line() + skipped;
                    if swallowed(&record) {
                        // No line end follows it.
                        let line = begun_at(&record, next + 1);
                        return Err(FileProblem::UnclosedQuote { line }.into());
                    }
                    let header = Header::read(&record, begun_at(&record, next), number);
                    let header = match header {
                        Err(problem @ FileProblem::MissingNumber { .. }) => {
                            let below = header_below(&mut reader, number)?;
                            return Err(problem.with_header(below.map(|at| at + skipped)).into());
                        }
                        header => header?,
                    };
                    let mut new = Checker::new(self, header)?;
                    new.look_for_rows(opened.delimiter);
                    checker = Some(new);
                }
                // The end mark is part of a value: a quote is not closed.
                Some(_) if !more || swallowed(&record) => {
                    unclosed = Some((begun, RowProblem::UnclosedQuote));
                    break;
                }
                Some(checker) => {
                    let next = reader.position().line() + skipped;
                    // Empty lines before the row count, too.
                    let has_line_ends = next > begun + 1;
                    let line = match has_line_ends {
                        true => begun_at(&record, next),
                        false => begun,
                    };
                    if taken == rows.len() {
                        checker.rows(&rows)?;
                        taken = 0;
                    }
                    checker.look_for_nul(budget.has_nul());
                    if let Some(free) = rows.get_mut(taken) {
                        std::mem::swap(&mut free.record, &mut record);
                        (free.line, free.has_line_ends) = (line, has_line_ends);
                        taken += 1;
                    }
                }
            }
        }
        let mut checker = checker.ok_or(FileProblem::Empty)?;
        // The last row is always in there.
        if let Some(last) = rows.get_mut(..taken).and_then(<[_]>::last_mut) {
            remove_end_of_file(&mut last.record);
        }
        checker.rows(rows.get(..taken).unwrap_or_default())?;
        if let Some((line, problem)) = unclosed {
            checker.unfinished(line, problem);
        }
        for line in malformed.lines() {
            checker.fault(line + skipped, None, RowProblem::TextAfterQuote);
        }
        Ok(CheckedMailing::new(self.clone(), checker.finish()?))
    }

    /// Checks and stores rows from another source: the columns' names, then a list of values per
    /// row.
    ///
    /// The first row counts as line 2, as in a file.
    ///
    /// # Errors
    /// See [`from_csv`](Self::from_csv).
    ///
    /// ```
    /// use ovh_sms::mailing::Mailing;
    ///
    /// let mailing = Mailing::transactional("rappel-42", "Bonjour #nom#, à demain.")
    ///     .allow_replies()
    ///     .from_rows(["number", "nom"], [["+33600000001", "Ali"], ["+33600000002", "Zoé"]])?;
    /// assert_eq!(mailing.receivers(), 2);
    /// # Ok::<(), ovh_sms::mailing::CheckError>(())
    /// ```
    pub fn from_rows<R, V>(
        &self,
        columns: impl IntoIterator<Item = impl Into<String>>,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<CheckedMailing, CheckError>
    where
        R: IntoIterator<Item = V>,
        V: AsRef<str>,
    {
        self.check_settings()?;
        let names = columns
            .into_iter()
            .map(|name| name.into().trim().to_owned());
        let mut checker = Checker::new(
            self,
            Header::of(names.collect(), 1, self.number_column.as_deref())?,
        )?;
        checker.look_for_nul(true);
        let mut record = ByteRecord::new();
        for (row, line) in rows.into_iter().zip(2..) {
            record.clear();
            for value in row {
                record.push_field(value.as_ref().as_bytes());
            }
            checker.row(&record, line)?;
        }
        Ok(CheckedMailing::new(self.clone(), checker.finish()?))
    }
}

/// Returns the line of the next rows that names a number column.
fn header_below(
    reader: &mut csv::Reader<impl Read>,
    number: Option<&str>,
) -> Result<Option<u64>, CheckError> {
    let mut record = ByteRecord::new();
    for _ in 0..TITLE_ROWS {
        match reader.read_byte_record(&mut record) {
            Ok(true) if Header::rank(&record, number) > 0 => {
                return Ok(Some(begun_at(&record, reader.position().line())));
            }
            Ok(true) => {}
            // The header has a fault in any case.
            Ok(false) | Err(_) => break,
        }
    }
    Ok(None)
}

/// Returns whether a record contains the mark that follows the file.
fn swallowed(record: &ByteRecord) -> bool {
    let all = record.as_slice().trim_ascii_end();
    all.last() == input::END.last() && all.ends_with(input::END)
}

/// Returns the line on which a record begins, from the line after it.
fn begun_at(record: &ByteRecord, next: u64) -> u64 {
    let inside = record.as_slice().iter().filter(|&&b| b == b'\n').count() as u64;
    next.saturating_sub(1 + inside)
}

/// Removes Ctrl-Z from the end of the last record: old programs end a file with it.
fn remove_end_of_file(record: &mut ByteRecord) {
    const CTRL_Z: u8 = 0x1a;
    if record.as_slice().last() != Some(&CTRL_Z) {
        return;
    }
    let last = record.len().saturating_sub(1);
    let fields = record.iter().enumerate().map(|(at, field)| {
        let kept = field.iter().rposition(|byte| *byte != CTRL_Z);
        match at == last {
            true => field
                .get(..kept.map_or(0, |end| end + 1))
                .unwrap_or_default(),
            false => field,
        }
    });
    *record = fields.collect::<Vec<_>>().into();
}
