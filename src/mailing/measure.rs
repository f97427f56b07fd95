//! What a rendered message takes, added up from its pieces without rendering it.

use crate::message::{Encoding, StopClause, parts, septets};

/// Units of a text in both encodings. Adding two gives that of the joined texts.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Measure {
    septets: usize,
    utf16: usize,
    /// Two-septet characters, and characters of two UTF-16 units: where these cross the end of a
    /// part, a unit is lost.
    wide: [bool; 2],
    unicode: bool,
}

impl Measure {
    pub(super) fn of(text: &str) -> Self {
        let mut measure = Self::default();
        if text.is_ascii() {
            // Most texts are, and bytes are counted faster than characters are decoded.
            measure.utf16 = text.len();
            for &byte in text.as_bytes() {
                let units = septets(char::from(byte));
                measure.septets += units.unwrap_or_default();
                measure.wide[0] |= units == Some(2);
                measure.unicode |= units.is_none();
            }
            return measure;
        }
        for c in text.chars() {
            measure.utf16 += c.len_utf16();
            measure.wide[1] |= c.len_utf16() > 1;
            match septets(c) {
                Some(units) => {
                    measure.septets += units;
                    measure.wide[0] |= units > 1;
                }
                None => measure.unicode = true,
            }
        }
        measure
    }

    pub(super) fn add(&mut self, other: Self) {
        self.septets += other.septets;
        self.utf16 += other.utf16;
        self.wide[0] |= other.wide[0];
        self.wide[1] |= other.wide[1];
        self.unicode |= other.unicode;
    }

    pub(super) fn is_unicode(&self) -> bool {
        self.unicode
    }

    /// The parts of the whole text; `render` is called only where the place of a cut matters.
    pub(super) fn parts<'t>(&self, stop: StopClause, render: impl FnOnce() -> &'t str) -> u32 {
        let (encoding, units, wide) = if self.unicode {
            (Encoding::Unicode, self.utf16, self.wide[1])
        } else {
            (Encoding::Gsm7, self.septets, self.wide[0])
        };
        let units = units + stop.units();
        if units <= encoding.alone() {
            return 1;
        }
        let count = if wide {
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
