//! Finds quoted values that are followed by text: the CSV reader accepts them, and may take several
//! rows for one value.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

/// The number of lines that are kept.
const KEPT: usize = 1000;

/// The lines on which such values begin, as far as the file was read, counted from its header.
#[derive(Debug, Clone, Default)]
pub(crate) struct Malformed(Rc<RefCell<Vec<u64>>>);

impl Malformed {
    /// Returns the lines so far.
    pub(crate) fn lines(&self) -> Vec<u64> {
        self.0.borrow().clone()
    }
}

/// Where a byte stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Place {
    /// At the start of a value.
    Start,
    /// In a value without quotes.
    Plain,
    Quoted,
    /// After a quote in a quoted value: its end, or the first of two.
    Quote,
    /// After the spaces that follow a closing quote.
    Spaces,
}

/// Passes bytes on, whose line ends are LF.
pub(crate) struct Quotes<R> {
    source: R,
    delimiter: u8,
    place: Place,
    line: u64,
    /// The line on which the quoted value begins.
    opened: u64,
    malformed: Malformed,
}

impl<R: Read> Quotes<R> {
    pub(crate) fn new(source: R, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            place: Place::Start,
            line: 1,
            opened: 1,
            malformed: Malformed::default(),
        }
    }

    pub(crate) fn malformed(&self) -> Malformed {
        self.malformed.clone()
    }

    fn look(&mut self, bytes: &[u8]) {
        let is_plain = matches!(self.place, Place::Start | Place::Plain);
        if is_plain && !bytes.contains(&b'"') {
            self.line += bytes.iter().filter(|&&byte| byte == b'\n').count() as u64;
            if let Some(&last) = bytes.last() {
                self.place = self.after_plain(last);
            }
            return;
        }
        for &byte in bytes {
            self.place = self.next(byte);
            self.line += u64::from(byte == b'\n');
        }
    }

    fn after_plain(&self, byte: u8) -> Place {
        match byte == b'\n' || byte == self.delimiter {
            true => Place::Start,
            false => Place::Plain,
        }
    }

    fn next(&mut self, byte: u8) -> Place {
        match (self.place, byte) {
            (Place::Start, b'"') => {
                self.opened = self.line;
                Place::Quoted
            }
            (Place::Start | Place::Plain, _) => self.after_plain(byte),
            (Place::Quoted, b'"') => Place::Quote,
            (Place::Quoted, _) => Place::Quoted,
            (Place::Quote, b'"') => Place::Quoted,
            (Place::Quote | Place::Spaces, _) if self.after_plain(byte) == Place::Start => {
                Place::Start
            }
            (Place::Quote | Place::Spaces, b' ') => Place::Spaces,
            (Place::Quote | Place::Spaces, _) => {
                let mut lines = self.malformed.0.borrow_mut();
                if lines.len() < KEPT {
                    lines.push(self.opened);
                }
                Place::Plain
            }
        }
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.look(out.get(..count).unwrap_or_default());
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_after_a_closing_quote_is_found_in_pieces_of_any_size() {
        let table: [(&str, &[u64]); 8] = [
            ("a;b\n\"c\";d\n", &[]),
            ("\"a\"\"b\";\"\"\n\"c\nd\" ;e\n", &[]),
            ("a;5\" pipe\n", &[]),
            ("a;b\n\"c\"d;e\n", &[2]),
            ("a;b\n1;\"Le \"Coq\" bleu\"\n2;x\"\n", &[2]),
            ("n;s\n1;\"Chez Paul\n2;Doe\n3;\"Le Coq\"\n4;x\n", &[2]),
            ("n;s\n1;\"a\n2;b\"\n3;\"x\" y\n", &[4]),
            ("\"a\";\"b\"c\n", &[1]),
        ];
        for (text, lines) in table {
            for size in 1..20 {
                let mut quotes = Quotes::new(text.as_bytes(), b';');
                let malformed = quotes.malformed();
                let mut piece = vec![0; size];
                while quotes.read(&mut piece).unwrap() > 0 {}
                assert_eq!(malformed.lines(), lines, "{text:?} by {size}");
            }
        }
    }
}
