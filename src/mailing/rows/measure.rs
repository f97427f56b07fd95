//! Measures a rendered message by adding up its pieces, without rendering it.

use crate::message::{Encoding, GSM_BASE, GSM_EXTENSION, StopClause, parts, septets};

/// The properties of a byte. The combined marks of a text show what needs a closer look.
const WIDE: u8 = 1;
const OUTSIDE: u8 = 2;
const NOT_ASCII: u8 = 4;
const QUOTED: u8 = 8;
const SIGN: u8 = 16;
/// Marks of a text only: it has characters of two UTF-16 units; it must be sent as Unicode.
const WIDE_UTF16: u8 = 32;
const UNICODE: u8 = 64;

/// The marks of each byte; none for a GSM character of one septet without a special meaning in CSV.
static MARKS: [u8; 256] = marks();

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated at compile time: an overflow would fail the build"
)]
const fn marks() -> [u8; 256] {
    let mut table = [NOT_ASCII; 256];
    let mut i = 0;
    while i < 128 {
        table[i] = OUTSIDE;
        i += 1;
    }
    i = 0;
    while i < GSM_BASE.len() {
        if GSM_BASE[i].is_ascii() {
            table[GSM_BASE[i] as usize] = 0;
        }
        i += 1;
    }
    i = 0;
    while i < GSM_EXTENSION.len() {
        if GSM_EXTENSION[i].is_ascii() {
            table[GSM_EXTENSION[i] as usize] = WIDE;
        }
        i += 1;
    }
    let quoted = *b";\"\n\r";
    i = 0;
    while i < quoted.len() {
        table[quoted[i] as usize] |= QUOTED;
        i += 1;
    }
    table[b'#' as usize] |= SIGN;
    table
}

/// The units of a text in both encodings. The sum of two measures is that of the joined texts.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Measure {
    septets: usize,
    utf16: usize,
    /// Where a character of two units (`WIDE` in GSM-7, `WIDE_UTF16`) would cross the end of a part,
    /// a unit is lost.
    marks: u8,
}

impl Measure {
    #[inline]
    pub(crate) fn of(text: &str) -> Self {
        // For most texts, one pass over the bytes shows that nothing needs a closer look.
        let seen = |marks: u8, &byte: &u8| {
            marks | MARKS.get(usize::from(byte)).copied().unwrap_or(NOT_ASCII)
        };
        let marks = text.as_bytes().iter().fold(0, seen);
        if marks & (WIDE | OUTSIDE | NOT_ASCII) == 0 {
            return Self {
                septets: text.len(),
                utf16: text.len(),
                marks,
            };
        }
        Self::of_characters(text, marks & (QUOTED | SIGN))
    }

    fn of_characters(text: &str, marks: u8) -> Self {
        let mut measure = Self {
            marks,
            ..Self::default()
        };
        for c in text.chars() {
            measure.utf16 += c.len_utf16();
            if c.len_utf16() > 1 {
                measure.marks |= WIDE_UTF16;
            }
            match septets(c) {
                Some(units) => {
                    measure.septets += units;
                    if units > 1 {
                        measure.marks |= WIDE;
                    }
                }
                None => measure.marks |= UNICODE,
            }
        }
        measure
    }

    /// Returns whether the text must be quoted in a CSV file.
    pub(crate) fn needs_quotes(&self) -> bool {
        self.marks & QUOTED != 0
    }

    /// Returns whether the text contains a `#`.
    pub(crate) fn has_sign(&self) -> bool {
        self.marks & SIGN != 0
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.septets += other.septets;
        self.utf16 += other.utf16;
        self.marks |= other.marks;
    }

    pub(crate) fn is_unicode(&self) -> bool {
        self.marks & UNICODE != 0
    }

    /// Returns the parts of the whole text; `render` is called only if the position of a cut
    /// matters.
    pub(crate) fn parts<'t>(&self, stop: StopClause, render: impl FnOnce() -> &'t str) -> u32 {
        let (encoding, units, wide) = if self.is_unicode() {
            (Encoding::Unicode, self.utf16, WIDE_UTF16)
        } else {
            (Encoding::Gsm7, self.septets, WIDE)
        };
        let units = units + stop.units();
        if units <= encoding.alone() {
            return 1;
        }
        let count = if self.marks & wide != 0 {
            parts(render(), stop).count()
        } else {
            units.div_ceil(encoding.per_part())
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::segments;

    #[test]
    fn it_tells_what_needs_quotes_and_where_a_sign_is() {
        for (text, quotes, sign) in [
            ("Ali", false, false),
            ("a;b", true, false),
            ("é\n", true, false),
            ("C#", false, true),
            ("ê\"#", true, true),
        ] {
            let measure = Measure::of(text);
            assert_eq!(
                (measure.needs_quotes(), measure.has_sign()),
                (quotes, sign),
                "{text}"
            );
        }
    }

    #[test]
    fn it_counts_what_segments_counts() {
        let pieces = [
            "x".repeat(148),
            "é".repeat(3),
            "€".to_owned(),
            "{".repeat(77),
            "ê".to_owned(),
            "🎉".repeat(33),
            "y".repeat(160),
            String::new(),
        ];
        for a in &pieces {
            for b in &pieces {
                for c in &pieces {
                    for stop in [StopClause::Appended, StopClause::Absent] {
                        let text = format!("{a}{b}{c}");
                        let mut sum = Measure::of(a);
                        sum.add(Measure::of(b));
                        sum.add(Measure::of(c));
                        let counted = sum.parts(stop, || &text);
                        assert_eq!(counted as usize, segments(&text, stop).parts, "{text}");
                    }
                }
            }
        }
    }
}
