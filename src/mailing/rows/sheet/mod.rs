//! Reads the rows of a mailing from a spreadsheet: .xlsx or .ods.

mod archive;
mod cells;
mod marks;
mod ods;
mod row;
mod xlsx;

use std::io::{Read, Seek};

use archive::Format;
use row::Sink;

use crate::mailing::builder::Mailing;
use crate::mailing::checked::CheckedMailing;
use crate::mailing::faults::{CheckError, FileProblem};

impl Mailing {
    /// Sets the sheet to read, for [`from_spreadsheet`](Self::from_spreadsheet).
    ///
    /// If not set, it is the first sheet with rows that is not hidden. A hidden sheet must be named.
    pub fn sheet(mut self, name: impl Into<String>) -> Self {
        self.sheet = Some(name.into());
        self
    }

    /// Reads, checks and stores the rows of a spreadsheet: a sheet of an .xlsx or .ods file.
    ///
    /// Nothing is sent. The first row that is not blank is the header. Faults name the cell (`B7`).
    ///
    /// The message contains the stored values: whole numbers without decimals, others with up to 15
    /// digits; dates as `2026-12-01`, with a time as `2026-12-01 08:30`; times and durations as
    /// `08:30`, durations with more than 24 hours; booleans as `TRUE` and `FALSE`; the results of
    /// formulas that the file contains. If the spreadsheet shows a number that the message uses in
    /// another form, such as `0.2` as `20%`, there is a [warning](CheckedMailing::warnings). The
    /// value of merged cells is that of the first one. Rows and columns that are hidden, by a filter
    /// for example, are read and sent; there is a warning for such rows.
    ///
    /// A phone number in a cell of numbers has lost its `+` or its 0, as in a CSV file: see
    /// [`bare_numbers`](Self::bare_numbers).
    ///
    /// Rows are read one by one. Of an .xlsx file, the texts of all cells are in memory, each
    /// different text once.
    ///
    /// # Errors
    /// [`CheckError`]: everything that is wrong with the file. Files that are protected by a
    /// password, .xls and .xlsb files are named; files that are too large when they are decompressed
    /// are refused.
    pub fn from_spreadsheet(
        &self,
        mut file: impl Read + Seek,
    ) -> Result<CheckedMailing, CheckError> {
        self.check_settings()?;
        let format = archive::format(&mut file)?;
        let mut sink = Sink::new(self);
        let sheet = match format {
            Format::Xlsx => xlsx::read(&mut file, self.sheet.as_deref(), &mut sink)?,
            Format::Ods => ods::read(&mut file, self.sheet.as_deref(), &mut sink)?,
        };
        let checker = sink.into_checker()?;
        Ok(CheckedMailing::new(self.clone(), checker.finish()?).of_sheet(sheet))
    }
}

/// Returns the error for a spreadsheet whose content is not as its format requires.
fn damaged(error: impl std::fmt::Display) -> CheckError {
    let reason = ovh_api::runtime::masked::shown(&error.to_string());
    FileProblem::Damaged { reason }.into()
}
