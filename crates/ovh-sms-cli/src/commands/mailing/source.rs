//! Reads the file of a mailing: CSV, or a spreadsheet.

use std::fs::File;
use std::io::{Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ovh_sms::mailing::{CheckError, CheckedMailing, Mailing};

use crate::text::OFFICE;

/// The number of bytes that show the format.
const SIGNATURE: usize = 4;

/// Reads a file as a spreadsheet if its first bytes show one, else as CSV.
pub(super) fn read(
    mailing: &Mailing,
    mut file: File,
    count: Arc<Count>,
    only: Only,
) -> Result<CheckedMailing, CheckError> {
    let mut start = Vec::new();
    file.by_ref()
        .take(SIGNATURE as u64)
        .read_to_end(&mut start)?;
    let is_spreadsheet = cfg!(feature = "spreadsheet") && OFFICE.contains(&start.as_slice());
    only.check(is_spreadsheet)?;
    #[cfg(feature = "spreadsheet")]
    if is_spreadsheet {
        return spreadsheet(mailing, file, &start);
    }
    count.bytes.fetch_add(start.len() as u64, Ordering::Relaxed);
    let rest = Counting { file, count };
    mailing.from_csv(Cursor::new(start).chain(rest))
}

/// Reads a spreadsheet; one from a pipe is copied to a temporary file first.
#[cfg(feature = "spreadsheet")]
fn spreadsheet(
    mailing: &Mailing,
    mut file: File,
    start: &[u8],
) -> Result<CheckedMailing, CheckError> {
    use std::io::{Seek, Write};
    /// The maximum size of a spreadsheet from a pipe.
    const MOST: u64 = 1 << 30;
    if file.rewind().is_ok() {
        return mailing.from_spreadsheet(file);
    }
    let mut copy = tempfile::tempfile()?;
    copy.write_all(start)?;
    std::io::copy(&mut file.take(MOST), &mut copy)?;
    mailing.from_spreadsheet(copy)
}

/// The options that apply to one kind of file only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Only {
    /// Whether `--sheet` is given.
    pub(super) sheet: bool,
    /// Whether `--separator` is given.
    pub(super) separator: bool,
}

impl Only {
    /// Refuses an option that does not apply to the file.
    fn check(self, is_spreadsheet: bool) -> Result<(), CheckError> {
        let problem = match is_spreadsheet {
            true if self.separator => {
                "--separator applies to CSV files, and this file is a spreadsheet"
            }
            false if self.sheet => "--sheet applies to spreadsheets, and this file is CSV",
            _ => return Ok(()),
        };
        Err(CheckError::Settings(problem))
    }
}

/// The amount of a file that has been read.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) bytes: AtomicU64,
    pub(super) rows: AtomicU64,
}

struct Counting {
    file: File,
    count: Arc<Count>,
}

impl Read for Counting {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(out)?;
        let ends = out.iter().take(read).filter(|&&byte| byte == b'\n').count();
        self.count.bytes.fetch_add(read as u64, Ordering::Relaxed);
        self.count.rows.fetch_add(ends as u64, Ordering::Relaxed);
        Ok(read)
    }
}
