//! Prepares a file's bytes for the CSV reader: encoding, separator line, line ends.

mod bytes;
mod format;
mod quotes;
mod separator;

use std::io::{self, Cursor, Read};

use super::header::Header;
use crate::mailing::faults::FileProblem;
use crate::values::outside::{Decoder, Encoding, encoding, leading_marks};

pub(crate) use bytes::{Bytes, END};
#[cfg(feature = "spreadsheet")]
pub(crate) use format::binary as binary_format;
pub(crate) use quotes::Quotes;
pub(crate) use separator::is_separator;

/// The encoding of a file.
///
/// A byte order mark at the start of a file proves UTF-8 or UTF-16, whatever is set here. UTF-16
/// without a mark is recognized by its zero bytes.
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
    /// UTF-16, which a spreadsheet calls "Unicode text"; least significant byte first if the file
    /// does not show its byte order.
    Utf16,
}

/// The number of bytes that are read to detect the format.
const PEEKED: usize = 64 * 1024;

/// The beginning of a file, which was read to detect the format, and the rest.
type Peeked<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// A file whose format is known.
pub(crate) struct Opened<R> {
    pub(crate) bytes: Bytes<Peeked<Decoder<Peeked<R>>>>,
    pub(crate) delimiter: u8,
    /// The number of lines before the header.
    pub(crate) skipped: u64,
}

/// Opens a file: reads its beginning and rejects formats other than CSV.
///
/// `number` is the name of the number column, if it is set; `separator` is the separator, if it is
/// set.
pub(crate) fn open<R: Read>(
    mut source: R,
    asked: CsvEncoding,
    number: Option<&str>,
    separator: Option<u8>,
) -> io::Result<Result<Opened<R>, FileProblem>> {
    let mut start = peek(&mut source)?;
    if let Some(format) = format::binary(&start) {
        return Ok(Err(FileProblem::NotCsv(format)));
    }
    let asked = match asked {
        CsvEncoding::Utf8 => Encoding::Utf8,
        CsvEncoding::Windows1252 => Encoding::Windows1252,
        CsvEncoding::Utf16 => Encoding::Utf16Le,
    };
    let (found, mark) = encoding(&start, asked);
    start.drain(..mark);
    let mut decoder = Decoder::new(Cursor::new(start).chain(source), found);
    let mut start = peek(&mut decoder)?;
    start.drain(..leading_marks(&start));
    if let Some(format) = format::text(&start) {
        return Ok(Err(FileProblem::NotCsv(format)));
    }
    let declared = separator::declared(&start);
    let skipped = declared.map_or(0, |(_, length)| {
        start.drain(..length);
        1
    });
    let declared = declared.map(|(delimiter, _)| delimiter);
    let delimiter = separator
        .unwrap_or_else(|| separator::detected(&start, declared, |row| Header::rank(row, number)));
    Ok(Ok(Opened {
        bytes: Bytes::new(Cursor::new(start).chain(decoder)),
        delimiter,
        skipped,
    }))
}

fn peek(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    source.take(PEEKED as u64).read_to_end(&mut start)?;
    Ok(start)
}
