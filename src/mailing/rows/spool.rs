//! The temporary file of checked rows, in the format of the service: UTF-8, `;`, a header, `\n`.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use sha1::{Digest, Sha1};

use super::measure::Measure;
use crate::number::PhoneNumber;

/// Bytes per write.
const CHUNK: usize = 64 * 1024;

/// Writes rows to the file.
pub(crate) struct SpoolWriter {
    file: File,
    buffer: Vec<u8>,
    written: u64,
    hash: Sha1,
}

/// Checked rows in an unnamed file, which is deleted when it is closed, in any case.
#[derive(Debug)]
pub(crate) struct Spool {
    file: File,
    len: u64,
}

impl SpoolWriter {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile()?,
            buffer: Vec::with_capacity(CHUNK * 2),
            written: 0,
            hash: Sha1::new(),
        })
    }

    /// Adds text to the fingerprint and not to the file.
    pub(crate) fn hash(&mut self, text: &str) {
        self.hash.update((text.len() as u64).to_le_bytes());
        self.hash.update(text);
    }

    pub(crate) fn header(&mut self, names: &[String]) {
        self.buffer.extend_from_slice(b"number");
        names.iter().for_each(|name| self.field(name, false));
        self.buffer.push(b'\n');
    }

    /// Writes a row; returns its position.
    #[inline]
    pub(crate) fn row(
        &mut self,
        number: PhoneNumber,
        values: &[String],
        measures: &[Measure],
    ) -> io::Result<u64> {
        let place = self.written + self.buffer.len() as u64;
        self.buffer.push(b'+');
        self.decimal(number.digits());
        for (value, measure) in values.iter().zip(measures) {
            self.field(value, measure.needs_quotes());
        }
        self.buffer.push(b'\n');
        if self.buffer.len() >= CHUNK {
            self.flush()?;
        }
        Ok(place)
    }

    fn decimal(&mut self, mut number: u64) {
        let begun = self.buffer.len();
        while number > 0 {
            #[allow(clippy::cast_possible_truncation, reason = "below 10")]
            self.buffer.push(b'0' + (number % 10) as u8);
            number /= 10;
        }
        if let Some(digits) = self.buffer.get_mut(begun..) {
            digits.reverse();
        }
    }

    #[inline]
    fn field(&mut self, value: &str, quoted: bool) {
        self.buffer.push(b';');
        if !quoted {
            self.buffer.extend_from_slice(value.as_bytes());
            return;
        }
        self.buffer.push(b'"');
        for &byte in value.as_bytes() {
            if byte == b'"' {
                self.buffer.push(b'"');
            }
            self.buffer.push(byte);
        }
        self.buffer.push(b'"');
    }

    fn flush(&mut self) -> io::Result<()> {
        self.hash.update(&self.buffer);
        self.file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Returns the file, and the fingerprint of everything written and hashed, in hexadecimal.
    pub(crate) fn finish(mut self) -> io::Result<(Spool, String)> {
        self.flush()?;
        let spool = Spool {
            file: self.file,
            len: self.written,
        };
        Ok((spool, hex::encode(self.hash.finalize())))
    }
}

impl Spool {
    /// Returns the size in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Returns the bytes from a position on. Only one reader at a time: readers share the file's
    /// position.
    pub(crate) fn read_from(&mut self, place: u64) -> io::Result<impl Read + use<'_>> {
        self.file.seek(SeekFrom::Start(place))?;
        Ok(BufReader::new(&self.file))
    }

    /// Returns the rows from a position on.
    pub(crate) fn rows_from(&mut self, place: u64) -> io::Result<csv::Reader<impl Read + use<'_>>> {
        Ok(csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(place == 0)
            .from_reader(self.read_from(place)?))
    }

    /// Returns the file, at its beginning, for the upload.
    pub(crate) fn for_upload(&mut self) -> io::Result<File> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.try_clone()
    }
}
