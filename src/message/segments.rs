//! Counts the parts of a message, with their encoding and the characters that force it.

use std::fmt;

use super::{StopClause, gsm, transliterate};
use crate::Credits;

/// The maximum number of parts per message in OVHcloud's web UI.
pub const MAX_PARTS: usize = 255;

/// The maximum number of parts that OVHcloud's FAQ (2026-03) states; an older guide advised 8.
pub const ADVISED_PARTS: usize = 6;

/// The encoding of a text.
///
/// It depends on the characters only; the sender cannot choose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// GSM 03.38, 7 bits: 160 septets in one part, 153 per part in several. `7bits` in the API.
    Gsm7,
    /// UCS-2: 70 UTF-16 units in one part, 67 per part in several. `unicode` in the API.
    Unicode,
}

impl Encoding {
    /// Returns the units of a message that fits into one part: 160 or 70.
    #[must_use]
    pub const fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Unicode => 70,
        }
    }

    /// Returns the units of each part of a longer message: 153 or 67.
    ///
    /// A header takes the rest.
    #[must_use]
    pub const fn per_part(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Unicode => 67,
        }
    }

    /// Returns the units of one character: septets or UTF-16 units.
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

/// A character outside GSM, which makes the message Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Offending {
    /// Its position, in characters from 0.
    pub index: usize,
    /// The character.
    pub ch: char,
    /// The replacement that [`to_gsm`](super::to_gsm) proposes (`""` for characters that are
    /// invisible by themselves); `None` if there is no replacement.
    pub suggestion: Option<&'static str>,
}

/// The size of a text as sent: the result of [`segments`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Segments {
    /// The encoding of the whole message.
    pub encoding: Encoding,
    /// The number of SMS that are sent and billed per receiver. An empty text counts as one.
    pub parts: usize,
    /// The septets or UTF-16 units of the text and the STOP clause. Units that stay empty because a
    /// pair is not split are not counted.
    pub units: usize,
    /// The units still free in the last part.
    pub remaining: usize,
    /// The units that each part of this message holds: 160 or 70 if there is one part, otherwise
    /// 153 or 67.
    pub per_part: usize,
    /// The characters that force Unicode, in order; empty for [`Encoding::Gsm7`].
    pub offending: Vec<Offending>,
}

impl Segments {
    /// Creates the size of a text whose last part is full, for tests; the fields can be set
    /// afterwards. The size of a real text is computed by [`segments`].
    #[must_use]
    pub fn new(encoding: Encoding, parts: usize) -> Self {
        let per_part = match parts {
            0 | 1 => encoding.alone(),
            _ => encoding.per_part(),
        };
        Self {
            encoding,
            parts,
            units: per_part.saturating_mul(parts),
            remaining: 0,
            per_part,
            offending: Vec::new(),
        }
    }

    /// Returns the credits per receiver, at a price per part.
    ///
    /// The price depends on the country: France 1, United Kingdom 0.5, Ireland 0.8, India 0.4.
    /// `GET /sms/rates/destinations` returns the prices of all countries.
    ///
    /// ```
    /// use ovh_sms::Credits;
    /// use ovh_sms::message::segments;
    ///
    /// let half: Credits = "0.5".parse()?;
    /// assert_eq!(segments("Bonjour", false).credits(1), Credits::from(1));
    /// assert_eq!(segments(&"x".repeat(161), false).credits(half), Credits::from(1));
    /// # Ok::<(), ovh_sms::CreditsError>(())
    /// ```
    #[must_use]
    pub fn credits(&self, price_per_part: impl Into<Credits>) -> Credits {
        let parts = u64::try_from(self.parts).unwrap_or(u64::MAX);
        price_per_part.into() * parts
    }
}

/// Counts the parts of a text, including the STOP clause if the server will append one.
///
/// `stop` is a [`StopClause`], or a `bool`: `true` if there is a clause. The clause is text at the
/// end of the message: it counts once, is billed, and may begin in one part and end in the next.
///
/// A pair (an extension character in GSM, an emoji in Unicode) is not split. If one unit is left in
/// a part, it stays empty.
///
/// ASCII text is counted by bytes, without allocation.
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
/// The parts joined give the text again. The server's STOP clause is counted in [`Part::clause`]
/// and is not in the text. There is always at least one part, which may be empty.
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
    /// The text of this part; empty if the part holds only the STOP clause.
    pub text: &'t str,
    /// The units of the text and of the clause in this part.
    pub units: usize,
    /// The units of the STOP clause in this part.
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

/// The result of one pass over the text.
struct Measure {
    encoding: Encoding,
    /// The units, including the clause.
    units: usize,
    clause: usize,
    /// Whether a character takes two units. Only then does the position of a cut matter.
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

    /// Returns the number of parts, and the units in the last one.
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
