//! The GSM 03.38 alphabet, and the septets that a character takes.

/// The base alphabet of GSM 03.38 (3GPP TS 23.038), in its order: one septet per character.
///
/// Position 27 is left out: it is the escape that begins an extension pair. That leaves 127
/// characters.
#[rustfmt::skip]
pub const GSM_BASE: [char; 127] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å',
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', 'Æ', 'æ', 'ß', 'É',
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§',
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

/// The extension table of GSM 03.38. Each character takes two septets: an escape and the character.
pub const GSM_EXTENSION: [char; 10] = ['\u{c}', '^', '{', '}', '\\', '[', '~', ']', '|', '€'];

/// The first code point beyond the look-up table. All characters of the two tables except `€` lie
/// below it (`Φ`, `Ψ` and `Ω` are the last).
const DENSE: usize = 0x3aa;

/// Septets by code point; 0 for characters outside GSM. A look-up replaces a search per character.
static SEPTETS: [u8; DENSE] = dense();

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated at compile time: an overflow would fail the build"
)]
const fn dense() -> [u8; DENSE] {
    let mut table = [0; DENSE];
    let mut i = 0;
    while i < GSM_BASE.len() {
        table[GSM_BASE[i] as usize] = 1;
        i += 1;
    }
    i = 0;
    while i < GSM_EXTENSION.len() {
        if (GSM_EXTENSION[i] as usize) < DENSE {
            table[GSM_EXTENSION[i] as usize] = 2;
        }
        i += 1;
    }
    table
}

/// Returns the septets that a character takes: 1, 2 (the extension table), or `None` outside GSM.
///
/// ```
/// use ovh_sms::message::septets;
///
/// assert_eq!(septets('é'), Some(1));
/// assert_eq!(septets('€'), Some(2));
/// assert_eq!(septets('ê'), None);
/// ```
#[inline]
#[must_use]
pub fn septets(c: char) -> Option<usize> {
    match SEPTETS.get(c as usize) {
        Some(0) => None,
        Some(&n) => Some(usize::from(n)),
        None => GSM_EXTENSION.contains(&c).then_some(2),
    }
}

/// Returns whether a character is in the base alphabet or in the extension table.
#[inline]
#[must_use]
pub fn is_gsm(c: char) -> bool {
    septets(c).is_some()
}

/// Returns the septets and the length of the longest prefix that is ASCII and GSM.
///
/// Most messages consist of such a prefix only, and counting bytes is several times faster than
/// decoding characters.
pub(super) fn ascii_prefix(text: &str) -> (usize, usize) {
    let (mut septets, mut len) = (0, 0);
    for &byte in text.as_bytes() {
        // A byte above 127 begins a longer character, so its value is not a code point.
        match SEPTETS.get(usize::from(byte)) {
            Some(&n) if n != 0 && byte.is_ascii() => septets += usize::from(n),
            _ => break,
        }
        len += 1;
    }
    (septets, len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_hold_137_different_characters() {
        let mut all: Vec<char> = GSM_BASE.iter().chain(&GSM_EXTENSION).copied().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 137);
    }

    #[test]
    fn the_dense_table_says_what_the_two_tables_say() {
        for c in '\0'..='\u{ffff}' {
            let searched = if GSM_BASE.contains(&c) {
                Some(1)
            } else if GSM_EXTENSION.contains(&c) {
                Some(2)
            } else {
                None
            };
            assert_eq!(septets(c), searched, "{c:?}");
        }
    }

    #[test]
    fn the_ascii_prefix_ends_at_an_accent_and_at_a_backtick() {
        assert_eq!(ascii_prefix("a{b"), (4, 3));
        assert_eq!(ascii_prefix("caffè"), (4, 4));
        assert_eq!(ascii_prefix("a`b"), (1, 1));
    }
}
