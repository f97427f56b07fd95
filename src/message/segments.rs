//! Parts of a message: how many, in which encoding, and because of which characters.

use std::fmt;

use super::{StopClause, gsm, transliterate};

/// Parts that OVHcloud's web UI allows a message.
pub const MAX_PARTS: usize = 255;

/// Parts that OVHcloud's FAQ (2026-03) states as the most; an older guide advised 8.
pub const ADVISED_PARTS: usize = 6;

/// How a text is coded on the air; the characters decide, not the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// GSM 03.38, 7 bits: 160 septets alone, 153 a part. The API says `7bits`.
    Gsm7,
    /// UCS-2: 70 UTF-16 units alone, 67 a part. The API says `unicode`.
    Unicode,
}

impl Encoding {
    /// Units of a message that goes in one part: 160 or 70.
    #[must_use]
    pub const fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Unicode => 70,
        }
    }

    /// Units of each part of a longer message, whose header takes the rest: 153 or 67.
    #[must_use]
    pub const fn per_part(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Unicode => 67,
        }
    }

    /// Units of one character: septets, or UTF-16 units.
    fn width(self, c: char) -> usize {
        match self {
            Self::Gsm7 => gsm::septets(c).unwrap_or(1),
            Self::Unicode => c.len_utf16(),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gsm7 => "GSM-7",
            Self::Unicode => "Unicode",
        })
    }
}

/// A character that is not GSM, and so makes the message Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Offending {
    /// Its position, in characters from 0.
    pub index: usize,
    /// The character.
    pub ch: char,
    /// What [`to_gsm`](super::to_gsm) would write instead (`""` for what shows nothing);
    /// `None`: it has no replacement.
    pub suggestion: Option<&'static str>,
}

/// How a text goes out: the result of [`segments`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Segments {
    /// How the whole message is coded.
    pub encoding: Encoding,
    /// SMS that are sent and billed, per receiver. An empty text is one.
    pub parts: usize,
    /// Septets or UTF-16 units of the text and the STOP clause. Units that stay empty because a
    /// pair is not split are not counted.
    pub units: usize,
    /// Units still free in the last part.
    pub remaining: usize,
    /// Units that each part of this message holds: 160 or 70 if there is one part, else 153 or 67.
    pub per_part: usize,
    /// The characters that force Unicode, in order; empty for [`Encoding::Gsm7`].
    pub offending: Vec<Offending>,
}

impl Segments {
    /// The credits that one receiver costs, at a price per part.
    ///
    /// The price depends on the country: France 1, United Kingdom 0.5, Ireland 0.8, India 0.4;
    /// `GET /sms/rates/destinations` tells the others.
    ///
    /// ```
    /// use ovh_sms::message::segments;
    ///
    /// assert_eq!(segments("Bonjour", false).credits(1.0), 1.0);
    /// assert_eq!(segments(&"x".repeat(161), false).credits(0.5), 1.0);
    /// ```
    #[must_use]
    pub fn credits(&self, price_per_part: f64) -> f64 {
        // Exact far beyond the longest text that fits into memory: 2^53 parts.
        #[allow(clippy::cast_precision_loss)]
        let parts = self.parts as f64;
        parts * price_per_part
    }
}

/// Counts the parts of a text, with the STOP clause if the server will append one.
///
/// `stop` is a [`StopClause`], or a `bool` that says whether there is one. The clause is text like
/// any other, at the end: it counts once, is billed, and may begin in one part and end in the next.
///
/// A pair (an extension character in GSM, an emoji in Unicode) is not split: if one unit is left
/// in a part, it stays empty.
///
/// ASCII is counted by the byte and without allocation.
///
/// ```
/// use ovh_sms::message::{Encoding, StopClause, segments};
///
/// let plain = segments("Rendez-vous a 9h", StopClause::Absent);
/// assert_eq!((plain.encoding, plain.parts, plain.remaining), (Encoding::Gsm7, 1, 144));
///
/// let accent = segments("Votre forêt", StopClause::Absent);
/// assert_eq!((accent.encoding, accent.remaining), (Encoding::Unicode, 59));
/// assert_eq!(accent.offending[0].ch, 'ê');
/// assert_eq!(accent.offending[0].suggestion, Some("e"));
///
/// assert_eq!(segments(&"x".repeat(149), StopClause::Appended).parts, 1);
/// assert_eq!(segments(&"x".repeat(150), StopClause::Appended).parts, 2);
/// ```
#[must_use]
pub fn segments(text: &str, stop: impl Into<StopClause>) -> Segments {
    let measure = Measure::of(text, stop.into());
    let limit = measure.limit();
    let (parts, in_last) = measure.last_part(text);
    Segments {
        encoding: measure.encoding,
        parts,
        units: measure.units,
        remaining: limit.saturating_sub(in_last),
        per_part: limit,
        offending: match measure.encoding {
            Encoding::Gsm7 => Vec::new(),
            Encoding::Unicode => transliterate::offending(text),
        },
    }
}

/// Splits a text into the parts that [`segments`] counts.
///
/// Joined, the parts are the text again; the server's STOP clause is in [`Part::clause`], not in
/// the text. There is always a part, be it empty.
///
/// ```
/// use ovh_sms::message::parts;
///
/// let text = format!("{}€", "x".repeat(160));
/// let lengths: Vec<_> = parts(&text, false).map(|part| part.text.chars().count()).collect();
/// assert_eq!(lengths, [153, 8]);
/// ```
#[must_use]
pub fn parts(text: &str, stop: impl Into<StopClause>) -> Parts<'_> {
    Measure::of(text, stop.into()).split(text)
}

/// One SMS of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part<'t> {
    /// Its piece of the text; empty if only the STOP clause is left for it.
    pub text: &'t str,
    /// Units of the text and of the clause in it.
    pub units: usize,
    /// Units of the STOP clause in it.
    pub clause: usize,
}

/// The iterator that [`parts`] returns.
#[derive(Clone, Debug)]
pub struct Parts<'t> {
    rest: &'t str,
    clause: usize,
    encoding: Encoding,
    limit: usize,
    done: bool,
}

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        if self.done {
            return None;
        }
        let (mut units, mut end) = (0, self.rest.len());
        for (at, c) in self.rest.char_indices() {
            let width = self.encoding.width(c);
            if units + width > self.limit {
                end = at;
                break;
            }
            units += width;
        }
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        let clause = if rest.is_empty() {
            self.clause.min(self.limit - units)
        } else {
            0
        };
        self.clause -= clause;
        self.done = rest.is_empty() && self.clause == 0;
        Some(Part {
            text,
            units: units + clause,
            clause,
        })
    }
}

impl std::iter::FusedIterator for Parts<'_> {}

/// What one pass over the text finds out.
struct Measure {
    encoding: Encoding,
    /// With the clause.
    units: usize,
    clause: usize,
    /// Whether a character takes two units: only then does the place of a cut matter.
    pairs: bool,
}

impl Measure {
    fn of(text: &str, stop: StopClause) -> Self {
        let (ascii_septets, ascii_len) = gsm::ascii_prefix(text);
        let (mut chars, mut utf16) = (ascii_len, ascii_len);
        let mut septets = Some(ascii_septets);
        for c in text.get(ascii_len..).unwrap_or_default().chars() {
            chars += 1;
            utf16 += c.len_utf16();
            septets = septets.and_then(|sum| Some(sum + gsm::septets(c)?));
        }
        let (encoding, units) = match septets {
            Some(septets) => (Encoding::Gsm7, septets),
            None => (Encoding::Unicode, utf16),
        };
        Self {
            encoding,
            units: units + stop.units(),
            clause: stop.units(),
            pairs: units != chars,
        }
    }

    fn limit(&self) -> usize {
        if self.units <= self.encoding.alone() {
            self.encoding.alone()
        } else {
            self.encoding.per_part()
        }
    }

    /// The number of parts, and the units in the last one.
    fn last_part(&self, text: &str) -> (usize, usize) {
        let limit = self.limit();
        if self.units <= limit {
            return (1, self.units);
        }
        if self.pairs {
            return self
                .split(text)
                .fold((0, 0), |(count, _), part| (count + 1, part.units));
        }
        let parts = self.units.div_ceil(limit);
        (parts, self.units - (parts - 1) * limit)
    }

    fn split<'t>(&self, text: &'t str) -> Parts<'t> {
        Parts {
            rest: text,
            clause: self.clause,
            encoding: self.encoding,
            limit: self.limit(),
            done: false,
        }
    }
}
