//! A row of a spreadsheet, and the check that takes the rows.

use std::rc::Rc;

use csv::ByteRecord;

use super::damaged;
use crate::mailing::builder::Mailing;
use crate::mailing::faults::{CheckError, FileProblem};
use crate::mailing::rows::check::Checker;
use crate::mailing::rows::header::{Header, TITLE_ROWS, is_blank};

/// The numbers of columns and rows that spreadsheets have at most.
const MOST_COLUMNS: usize = 16_384;
const MOST_ROWS: u64 = 1_048_576;

/// A row; the memory is reused.
#[derive(Debug, Default)]
pub(super) struct Row {
    record: ByteRecord,
    /// The position of the row, from 1.
    line: u64,
    /// Whether the spreadsheet does not show the row, because of a filter for example.
    is_hidden: bool,
    /// The columns whose formula has no result.
    unsolved: Vec<usize>,
    /// The columns whose values the spreadsheet shows in another form, with the format.
    formats: Vec<(usize, Rc<str>)>,
}

impl Row {
    pub(super) fn begin(&mut self, line: u64) {
        self.record.clear();
        self.formats.clear();
        self.line = line;
        self.is_hidden = false;
        self.unsolved.clear();
    }

    /// Adds a column whose formula has no result.
    pub(super) fn unsolved(&mut self, column: usize) {
        self.unsolved.push(column);
    }

    /// Sets whether the spreadsheet does not show the row.
    pub(super) fn hide(&mut self, is_hidden: bool) {
        self.is_hidden = is_hidden;
    }

    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn is_empty(&self) -> bool {
        self.record.is_empty()
    }

    /// Moves the row to another line.
    pub(super) fn at(&mut self, line: u64) -> Result<(), CheckError> {
        if line > MOST_ROWS {
            return Err(damaged("a row has no valid position"));
        }
        self.line = line;
        Ok(())
    }

    /// Adds a value at a column, from 0, behind all others.
    pub(super) fn push(
        &mut self,
        column: usize,
        value: &str,
        format: Option<&Rc<str>>,
    ) -> Result<(), CheckError> {
        if column >= MOST_COLUMNS || self.line > MOST_ROWS || column < self.record.len() {
            return Err(damaged("a cell has no valid position"));
        }
        while self.record.len() < column {
            self.record.push_field(b"");
        }
        match value.contains('\r') {
            true => {
                let value = value.replace("\r\n", "\n").replace('\r', "\n");
                self.record.push_field(value.as_bytes());
            }
            false => self.record.push_field(value.as_bytes()),
        }
        if let Some(format) = format {
            self.formats.push((column, Rc::clone(format)));
        }
        Ok(())
    }
}

/// Takes the rows of a sheet: the first one is the header.
pub(super) struct Sink<'m> {
    mailing: &'m Mailing,
    checker: Option<Checker<'m>>,
    title: Option<Title>,
    /// The name of the sheet whose rows follow.
    sheet: String,
}

/// A first row that is no header.
struct Title {
    problem: FileProblem,
    /// The number of rows behind it, or of the rows of another sheet.
    rows: usize,
    /// Whether its sheet has ended: it may be the cover of the others.
    is_cover: bool,
}

impl<'m> Sink<'m> {
    pub(super) fn new(mailing: &'m Mailing) -> Self {
        Self {
            mailing,
            checker: None,
            title: None,
            sheet: String::new(),
        }
    }

    /// Takes the rows of a sheet from here on.
    pub(super) fn begin(&mut self, sheet: &str) {
        sheet.clone_into(&mut self.sheet);
        if let Some(title) = &mut self.title {
            (title.rows, title.is_cover) = (0, true);
        }
    }

    /// Returns whether the sheet has a header, so that no other sheet is the list of receivers.
    pub(super) fn has_header(&self) -> bool {
        self.checker.is_some()
    }

    /// Returns the check of all rows.
    pub(super) fn into_checker(self) -> Result<Checker<'m>, FileProblem> {
        match self.title {
            Some(title) => Err(title.problem),
            None => self.checker.ok_or(FileProblem::Empty),
        }
    }

    /// Takes a row, unless it is blank.
    pub(super) fn row(&mut self, row: &Row) -> Result<(), CheckError> {
        let number = self.mailing.number_column.as_deref();
        if let Some(title) = &mut self.title {
            title.rows += 1;
            if title.rows > TITLE_ROWS || Header::rank(&row.record, number) == 0 {
                return Ok(());
            }
            let problem = title.problem.clone();
            return Err(match title.is_cover {
                true => problem.with_sheet(&self.sheet).into(),
                false => problem.with_header(Some(row.line)).into(),
            });
        }
        match &mut self.checker {
            None if row.record.iter().all(is_blank) => {}
            None => {
                let header = match Header::read(&row.record, row.line, number) {
                    Err(problem @ FileProblem::MissingNumber { .. }) => {
                        self.title = Some(Title {
                            problem,
                            rows: 0,
                            is_cover: false,
                        });
                        return Ok(());
                    }
                    header => header?,
                };
                self.checker = Some(Checker::new(self.mailing, header)?.of_cells());
            }
            Some(checker) => {
                let mut unsolved = row.unsolved.iter();
                if unsolved.any(|&column| checker.is_unsolved(column, row.line)) {
                    return Ok(());
                }
                checker.row(&row.record, row.line)?;
                if row.is_hidden && !row.record.iter().all(is_blank) {
                    checker.hidden(row.line);
                }
                for (at, format) in &row.formats {
                    checker.shown_as(*at, format, row.line);
                }
            }
        }
        Ok(())
    }
}
