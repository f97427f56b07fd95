//! The reader that is passed to the CSV reader: line ends, the mark after the last row, and limits.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The maximum length of a row, in bytes, so that an unclosed quote does not load the whole file
/// into memory.
const LONGEST_ROW: usize = 1 << 20;

/// A row that no file contains, added after the last one: an unclosed quote would include it in a
/// value.
pub(crate) const END: &[u8] = b"\x01ovh-sms end\x01";
const TAIL: &[u8] = b"\n\x01ovh-sms end\x01\n";

/// The number of bytes that may still be read before a row must be complete, and what was read.
#[derive(Clone)]
pub(crate) struct Budget(Rc<State>);

struct State {
    left: Cell<usize>,
    has_nul: Cell<bool>,
}

impl Budget {
    /// Resets the budget after a complete row.
    #[inline]
    pub(crate) fn renew(&self) {
        self.0.left.set(LONGEST_ROW);
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.0.left.get() == 0
    }

    /// Returns whether the part of the file that was read contains a NUL.
    #[inline]
    pub(crate) fn has_nul(&self) -> bool {
        self.0.has_nul.get()
    }
}

/// The bytes of a file with the line ends CR, LF and CRLF as LF, followed by the mark of the end.
pub(crate) struct Bytes<R> {
    source: R,
    tail: &'static [u8],
    /// Whether the last byte was a CR: an LF after it belongs to the same line end.
    after_cr: bool,
    budget: Budget,
}

impl<R: Read> Bytes<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            tail: TAIL,
            after_cr: false,
            budget: Budget(Rc::new(State {
                left: Cell::new(LONGEST_ROW),
                has_nul: Cell::new(false),
            })),
        }
    }

    pub(crate) fn budget(&self) -> Budget {
        self.budget.clone()
    }

    /// Reads the file's own bytes, then the tail.
    fn raw(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.source.read(out) {
                Ok(0) => return self.tail.read(out),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// Makes every line end an LF; returns the new number of bytes.
    fn line_ends(&mut self, bytes: &mut [u8]) -> usize {
        let Some((first, _)) = bytes.split_first() else {
            return 0;
        };
        let begins_inside = self.after_cr && *first == b'\n';
        self.after_cr = bytes.last() == Some(&b'\r');
        if !begins_inside && !bytes.contains(&b'\r') {
            return bytes.len();
        }
        let (mut kept, mut after_cr) = (0, begins_inside);
        for at in 0..bytes.len() {
            let byte = bytes.get(at).copied().unwrap_or_default();
            let is_second = after_cr && byte == b'\n';
            after_cr = byte == b'\r';
            if is_second {
                continue;
            }
            if let Some(place) = bytes.get_mut(kept) {
                *place = if after_cr { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

impl<R: Read> Read for Bytes<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.budget.0.left.get();
        if left == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let count = loop {
            let count = self.raw(out)?;
            let bytes = out.get_mut(..count).unwrap_or_default();
            if bytes.contains(&0) {
                self.budget.0.has_nul.set(true);
            }
            let kept = self.line_ends(bytes);
            // Nothing is left of the LF of a CRLF, which is not the end of the file.
            if kept > 0 || count == 0 {
                break kept;
            }
        };
        self.budget.0.left.set(left.saturating_sub(count));
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_becomes_a_line_feed_in_pieces_of_any_size() {
        let source = b"a\r\nb\rc\nd\r\r\n\n\re\r";
        for size in 1..12 {
            let mut bytes = Bytes::new(&source[..]);
            let (mut all, mut piece) = (Vec::new(), vec![0; size]);
            loop {
                match bytes.read(&mut piece).unwrap() {
                    0 => break,
                    count => all.extend_from_slice(&piece[..count]),
                }
            }
            let text = String::from_utf8(all).unwrap();
            let text = text.strip_suffix("\u{1}ovh-sms end\u{1}\n").unwrap();
            assert_eq!(text, "a\nb\nc\nd\n\n\n\ne\n");
        }
    }
}
