//! Prepares a file's bytes for the CSV reader: byte order mark, encoding, separator line, line
//! ends.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::mailing::faults::FileProblem;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum CsvEncoding {
    /// UTF-8, with or without a byte order mark. Invalid bytes are errors with their line.
    #[default]
    Utf8,
    /// Windows-1252, which includes Latin-1: what a spreadsheet calls plain "CSV" in Western
    /// Europe. Every byte is a valid character in it, so another encoding is not detected: check
    /// the preview.
    Windows1252,
}

/// The separators that are detected.
pub(super) const DELIMITERS: [u8; 3] = *b";,\t";

/// The maximum length of a row, in bytes, so that an unclosed quote does not load the whole file
/// into memory.
pub(super) const LONGEST_ROW: usize = 1 << 20;

/// The number of bytes that are read to detect the format.
const PEEKED: usize = 64 * 1024;

/// A row that no file contains, added after the last one: an unclosed quote would include it in a
/// value.
pub(super) const END: &[u8] = b"\x01ovh-sms end\x01";
const TAIL: &[u8] = b"\n\x01ovh-sms end\x01\n";

/// The format detected from the beginning of a file.
pub(super) struct Opened<R> {
    pub(super) bytes: Bytes<R>,
    pub(super) delimiter: u8,
    /// The number of lines before the header.
    pub(super) skipped: u64,
    pub(super) budget: Budget,
}

/// The number of bytes that may still be read before a row must be complete.
#[derive(Clone)]
pub(super) struct Budget(Rc<Cell<usize>>);

impl Budget {
    fn new() -> Self {
        Self(Rc::new(Cell::new(LONGEST_ROW)))
    }

    /// Resets the budget after a complete row.
    #[inline]
    pub(super) fn renew(&self) {
        self.0.set(LONGEST_ROW);
    }

    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// Opens a file: reads its beginning and rejects formats other than CSV.
pub(super) fn open<R: Read>(
    mut source: R,
    encoding: CsvEncoding,
) -> io::Result<Result<Opened<R>, FileProblem>> {
    let mut start = Vec::new();
    source
        .by_ref()
        .take(PEEKED as u64)
        .read_to_end(&mut start)?;
    if let Some(problem) = foreign(&start) {
        return Ok(Err(problem));
    }
    if start.starts_with(b"\xef\xbb\xbf") {
        start.drain(..3);
    }
    if start.iter().all(u8::is_ascii_whitespace) && start.len() < PEEKED {
        return Ok(Err(FileProblem::Empty));
    }
    // Files of old Macintosh systems end lines with CR alone.
    let cr_only = !start.contains(&b'\n') && start.contains(&b'\r');
    let (delimiter, skipped) = match declared(&start) {
        Some((delimiter, length)) => {
            start.drain(..length);
            (delimiter, 1)
        }
        None => (detected(&start), 0),
    };
    let budget = Budget::new();
    Ok(Ok(Opened {
        bytes: Bytes {
            start: io::Cursor::new(start),
            source,
            tail: TAIL,
            cr_only,
            decoding: (encoding == CsvEncoding::Windows1252).then(Vec::new),
            budget: budget.clone(),
        },
        delimiter,
        skipped,
        budget,
    }))
}

/// Returns the problem of a file whose first bytes show that it is not CSV.
fn foreign(start: &[u8]) -> Option<FileProblem> {
    const SIGNATURES: &[(&[u8], FileProblem)] = &[
        (b"\xff\xfe", FileProblem::Utf16),
        (b"\xfe\xff", FileProblem::Utf16),
        (b"PK\x03\x04", FileProblem::NotCsv("XLSX or ODS")),
        (b"\xd0\xcf\x11\xe0", FileProblem::NotCsv("XLS")),
        (b"%PDF", FileProblem::NotCsv("PDF")),
        (b"{\\rtf", FileProblem::NotCsv("RTF")),
        (b"<html", FileProblem::NotCsv("HTML")),
        (b"<table", FileProblem::NotCsv("HTML")),
        (b"<!DOCTYPE", FileProblem::NotCsv("HTML")),
        (b"<?xml", FileProblem::NotCsv("XML")),
    ];
    let known = SIGNATURES
        .iter()
        .find(|(bytes, _)| start.starts_with(bytes));
    match known {
        Some((_, problem)) => Some(problem.clone()),
        // UTF-16 without a byte order mark: every second byte of plain letters is zero.
        None => start
            .get(..64)
            .unwrap_or(start)
            .contains(&0)
            .then_some(FileProblem::Utf16),
    }
}

/// Parses `sep=;`, the line in which a spreadsheet declares its separator; returns the separator
/// and the line's length.
fn declared(start: &[u8]) -> Option<(u8, usize)> {
    let rest = start.strip_prefix(b"sep=")?;
    let (&delimiter, rest) = rest.split_first()?;
    let line_end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => return None,
    };
    let known = DELIMITERS.contains(&delimiter);
    known.then_some((delimiter, b"sep=;".len() + line_end))
}

/// Returns the most frequent separator in the first row, outside quotes.
fn detected(start: &[u8]) -> u8 {
    let (mut counts, mut quoted) = ([0_usize; DELIMITERS.len()], false);
    let begun = start
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace() && **byte != b'\t');
    for &byte in begun {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                let mut places = DELIMITERS.iter().zip(&mut counts);
                if let Some((_, count)) = places.find(|(delimiter, _)| **delimiter == byte) {
                    *count += 1;
                }
            }
        }
    }
    // `max_by_key` returns the last of equal items; the service's own `;` is preferred.
    let best = DELIMITERS
        .iter()
        .zip(counts)
        .rev()
        .max_by_key(|&(_, count)| count);
    best.map_or(b';', |(&delimiter, _)| delimiter)
}

/// The reader that is passed to the CSV reader.
pub(super) struct Bytes<R> {
    start: io::Cursor<Vec<u8>>,
    source: R,
    tail: &'static [u8],
    cr_only: bool,
    /// For Windows-1252: decoded bytes that did not fit into the buffer.
    decoding: Option<Vec<u8>>,
    budget: Budget,
}

impl<R: Read> Bytes<R> {
    /// Reads the file's own bytes, then the tail.
    fn raw(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.start.read(out)? {
            0 => {}
            count => return Ok(count),
        }
        loop {
            match self.source.read(out) {
                Ok(0) => return self.tail.read(out),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    fn decoded(&mut self, out: &mut [u8], mut pending: Vec<u8>) -> io::Result<usize> {
        if pending.is_empty() {
            let mut raw = [0; 4096];
            let count = self.raw(&mut raw)?;
            for &byte in raw.iter().take(count) {
                let mut utf8 = [0; 4];
                pending.extend_from_slice(windows_1252(byte).encode_utf8(&mut utf8).as_bytes());
            }
        }
        let count = pending.len().min(out.len());
        for (to, from) in out.iter_mut().zip(pending.drain(..count)) {
            *to = from;
        }
        self.decoding = Some(pending);
        Ok(count)
    }
}

impl<R: Read> Read for Bytes<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.budget.0.get();
        if left == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let count = match self.decoding.take() {
            None => self.raw(out)?,
            Some(pending) => self.decoded(out, pending)?,
        };
        if self.cr_only {
            for byte in out.iter_mut().take(count).filter(|byte| **byte == b'\r') {
                *byte = b'\n';
            }
        }
        self.budget.0.set(left.saturating_sub(count));
        Ok(count)
    }
}

/// 0x80 to 0x9F of Windows-1252. All other bytes are Latin-1 and equal their code points.
#[rustfmt::skip]
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let high = byte
        .checked_sub(0x80)
        .and_then(|at| HIGH.get(usize::from(at)));
    high.copied().unwrap_or_else(|| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_most_frequent_outside_of_quotes() {
        let table: &[(&str, u8)] = &[
            ("number;nom\n1,2,3", b';'),
            ("number,nom", b','),
            ("number\tnom", b'\t'),
            ("\"a;b;c\",number", b','),
            ("\"a\n;;;\",b", b','),
            ("number", b';'),
            ("\n\nnumber,nom\n;;;", b','),
        ];
        for &(text, delimiter) in table {
            assert_eq!(detected(text.as_bytes()), delimiter, "{text}");
        }
        assert_eq!(declared(b"sep=,\r\nnumber"), Some((b',', 7)));
        assert_eq!(declared(b"sep=x\n"), None);
    }

    #[test]
    fn windows_1252_becomes_utf_8_in_pieces_of_any_size() {
        let source: &[u8] = b"\x80 Fran\xe7ois \x92\x9c";
        let Ok(Ok(mut opened)) = open(source, CsvEncoding::Windows1252) else {
            panic!("it opens");
        };
        let (mut all, mut piece) = (Vec::new(), [0; 3]);
        loop {
            match opened.bytes.read(&mut piece).unwrap() {
                0 => break,
                count => all.extend_from_slice(&piece[..count]),
            }
        }
        let text = String::from_utf8(all).unwrap();
        assert_eq!(
            text.strip_suffix(std::str::from_utf8(TAIL).unwrap())
                .unwrap(),
            "€ François ’œ"
        );
    }
}
