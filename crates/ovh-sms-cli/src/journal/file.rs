//! The file of a journal: complete lines, a line that a crash cut off, and files that are no
//! journal.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::earlier::Earlier;
use super::entry::Entry;
use crate::failure::Failure;
use crate::terminal::output;

/// The first bytes of each line.
const BEGINNING: &[u8] = br#"{"time":"#;
/// What each entry contains, also in a journal that another program has formatted.
const FIELD: &[u8] = br#""batchName""#;

/// Returns the failure of a run whose journal is damaged: its contents decide what may be sent.
pub(super) fn damaged(why: String) -> Failure {
    Earlier::Unreadable(why).failed(
        "the journal decides whether the mailing may be sent. Restore the file, and run the command again.",
    )
}

pub(super) fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> String {
    let shown = output::plain(&path.display().to_string());
    output::plain(&format!("the journal {shown}: {error}"))
}

/// Returns the entries in a journal's text, or why one of them can't be read.
pub(super) fn entries(text: &str, path: &Path) -> Result<Vec<Entry>, String> {
    let shown = output::plain(&path.display().to_string());
    let lines = text.lines().zip(1..);
    lines
        .map(|(line, number)| {
            serde_json::from_str(line).map_err(|error| {
                output::plain(&format!("Line {number} of the journal {shown}: {error}"))
            })
        })
        .collect()
}

/// The text of a journal, and what a crash left after it.
pub(super) struct Lines {
    pub(super) text: String,
    rest: Rest,
}

/// What follows the last line feed.
#[derive(Debug, PartialEq)]
enum Rest {
    Nothing,
    /// The beginning of an entry. It is ignored: a request is made only after its whole line is on
    /// the disk.
    Cut,
    /// A complete entry without its line feed, which counts.
    Whole,
}

impl Lines {
    /// Completes or removes the last line, so that the file ends with a complete line.
    pub(super) fn repair(&self, file: &mut File) -> io::Result<()> {
        match self.rest {
            Rest::Nothing => Ok(()),
            Rest::Cut => file.set_len(self.text.len() as u64),
            Rest::Whole => file.write_all(b"\n"),
        }
    }
}

/// Reads a journal. Error kinds: `InvalidInput` if the file is not a journal, `InvalidData` if it
/// is damaged.
pub(super) fn lines(file: &mut File) -> io::Result<Lines> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let whole = bytes
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    let rest = bytes.split_off(whole);
    // After a power failure, a file may end in zeros.
    let was_journal = |bytes: &[u8]| {
        let mut lines = bytes.split(|&byte| byte == b'\n');
        lines.any(|line| line.starts_with(BEGINNING) || line.starts_with(b"\0"))
            || bytes.windows(FIELD.len()).any(|part| part == FIELD)
    };
    let is_cut = !rest.is_empty() && BEGINNING.starts_with(&rest) || rest.starts_with(BEGINNING);
    if !rest.is_empty() && !is_cut {
        return Err(match was_journal(&bytes) || was_journal(&rest) {
            true => io::Error::new(io::ErrorKind::InvalidData, "its last line is damaged"),
            false => io::Error::new(io::ErrorKind::InvalidInput, "it is not a journal"),
        });
    }
    if !bytes.is_empty() && !was_journal(&bytes) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is not a journal",
        ));
    }
    let text = String::from_utf8(bytes);
    let mut text =
        text.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))?;
    let rest = match serde_json::from_slice::<Entry>(&rest) {
        _ if rest.is_empty() => Rest::Nothing,
        Ok(_) => {
            text.push_str(&String::from_utf8_lossy(&rest));
            Rest::Whole
        }
        Err(error) if is_beginning(&rest, &error) => Rest::Cut,
        // An editor that leaves no line feed: the line may say that the batch was requested.
        Err(error) => {
            let why = format!("its last line is damaged: {error}");
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
    };
    Ok(Lines { text, rest })
}

/// Returns whether a line that can't be read is only the beginning of an entry, possibly followed by
/// the zeros of a power failure.
fn is_beginning(line: &[u8], error: &serde_json::Error) -> bool {
    let written = line.iter().rposition(|&byte| byte != 0);
    let written = line.get(..written.map_or(0, |last| last + 1));
    match written {
        Some(written) if written.len() < line.len() => {
            serde_json::from_slice::<Entry>(written).is_err_and(|error| error.is_eof())
        }
        _ => error.is_eof(),
    }
}

/// Flushes the folder, so that the name of a new file survives a crash, if the system supports
/// that.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use io::ErrorKind::{InvalidInput, Unsupported};
        let path = path.canonicalize()?;
        let folder = path.parent().unwrap_or(&path);
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            // Some network file systems do not support this.
            Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => {}
            result => result?,
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
