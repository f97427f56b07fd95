//! Converts the bytes of a reader to UTF-8.

use std::io::{self, Read};

use super::encoding::Encoding;

/// The number of bytes that are decoded at a time.
const CHUNK: usize = 8 * 1024;

/// A reader of UTF-8.
///
/// Bytes that should be UTF-8 are passed on unchecked. In the other encodings, what is no character
/// becomes U+FFFD.
#[derive(Debug)]
pub(crate) struct Decoder<R> {
    source: R,
    encoding: Encoding,
    /// Decoded bytes that are not read yet.
    pending: io::Cursor<Vec<u8>>,
    /// The first byte of a UTF-16 unit.
    half: Option<u8>,
    /// The first unit of a surrogate pair.
    high: Option<u16>,
}

impl<R: Read> Decoder<R> {
    pub(crate) fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source,
            encoding,
            pending: io::Cursor::default(),
            half: None,
            high: None,
        }
    }

    fn raw(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.source.read(out) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }

    /// Decodes the next bytes; at the end of the source, what is incomplete.
    fn fill(&mut self) -> io::Result<()> {
        let mut raw = [0; CHUNK];
        let count = self.raw(&mut raw)?;
        let bytes = raw.get(..count).unwrap_or_default();
        let mut text = String::with_capacity(count);
        for &byte in bytes {
            match self.encoding {
                Encoding::Windows1252 | Encoding::Utf8 => text.push(windows_1252(byte)),
                Encoding::Utf16Le | Encoding::Utf16Be => match self.half.take() {
                    None => self.half = Some(byte),
                    Some(first) if self.encoding == Encoding::Utf16Le => {
                        self.unit(u16::from_le_bytes([first, byte]), &mut text);
                    }
                    Some(first) => self.unit(u16::from_be_bytes([first, byte]), &mut text),
                },
            }
        }
        if count == 0 && (self.high.take().is_some() | self.half.take().is_some()) {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        self.pending = io::Cursor::new(text.into_bytes());
        Ok(())
    }

    fn unit(&mut self, unit: u16, text: &mut String) {
        let units = self.high.take().into_iter().chain([unit]);
        if matches!(unit, 0xd800..=0xdbff) {
            if units.count() > 1 {
                text.push(char::REPLACEMENT_CHARACTER);
            }
            self.high = Some(unit);
            return;
        }
        text.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.encoding == Encoding::Utf8 {
            return self.raw(out);
        }
        loop {
            let count = self.pending.read(out)?;
            if count > 0 || out.is_empty() {
                return Ok(count);
            }
            let is_pair = self.half.is_some() || self.high.is_some();
            self.fill()?;
            let is_empty = self.pending.get_ref().is_empty();
            let is_waiting = self.half.is_some() || self.high.is_some();
            if is_empty && !is_pair && !is_waiting {
                return Ok(0);
            }
        }
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

    /// A reader that returns few bytes at a time.
    struct Slow<'b>(&'b [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(out.len()).min(self.0.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn decoded(bytes: &[u8], encoding: Encoding, step: usize) -> String {
        let mut decoder = Decoder::new(Slow(bytes, step), encoding);
        let (mut all, mut piece) = (Vec::new(), [0; 3]);
        loop {
            match decoder.read(&mut piece).unwrap() {
                0 => return String::from_utf8(all).unwrap(),
                count => all.extend_from_slice(&piece[..count]),
            }
        }
    }

    #[test]
    fn pieces_of_any_size_give_the_same_text() {
        let text = "€ François ’œ 🎉 Zoé\r\n";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for step in 1..9 {
            assert_eq!(decoded(&le, Encoding::Utf16Le, step), text);
            assert_eq!(decoded(&be, Encoding::Utf16Be, step), text);
            assert_eq!(decoded(text.as_bytes(), Encoding::Utf8, step), text);
            let old = decoded(b"\x80 Fran\xe7ois \x92\x9c", Encoding::Windows1252, step);
            assert_eq!(old, "€ François ’œ");
        }
    }

    #[test]
    fn half_a_character_becomes_a_replacement() {
        for (units, text) in [
            (&[0xd83c_u16, 0x61][..], "\u{fffd}a"),
            (&[0xdf89, 0x61], "\u{fffd}a"),
            (&[0xd83c, 0xd83c, 0xdf89], "\u{fffd}🎉"),
            (&[0x61, 0xd83c], "a\u{fffd}"),
        ] {
            let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            for step in 1..4 {
                assert_eq!(decoded(&bytes, Encoding::Utf16Le, step), text);
            }
        }
        assert_eq!(decoded(b"a\0b", Encoding::Utf16Le, 1), "a\u{fffd}");
    }
}
