//! The GSM 03.38 alphabet as data, and what a character costs in it.

/// The base alphabet of GSM 03.38 (3GPP TS 23.038), in its order: one septet a character.
///
/// Position 27, the escape that begins an extension pair, is left out: 127 characters.
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

/// The extension table: an escape and a character, hence two septets each.
pub const GSM_EXTENSION: [char; 10] = ['\u{c}', '^', '{', '}', '\\', '[', '~', ']', '|', '€'];

/// Everything of the two tables but `€` lies below this code point (`Φ`, `Ψ`, `Ω` are the last).
const DENSE: usize = 0x3aa;

/// Septets by code point, 0 for what is not GSM: one look-up instead of a search a character.
static SEPTETS: [u8; DENSE] = dense();

#[allow(
    clippy::indexing_slicing,
    reason = "run by the compiler: it would not build"
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

/// The septets that a character takes: 1, 2 (the extension table), or `None` outside of GSM.
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

/// Whether a character is in the base alphabet or in the extension table.
#[inline]
#[must_use]
pub fn is_gsm(c: char) -> bool {
    septets(c).is_some()
}

/// Septets and length of the text's longest beginning that is ASCII and GSM.
///
/// Most messages are that from end to end, and bytes are counted several times faster than
/// characters are decoded.
pub(super) fn ascii_prefix(text: &str) -> (usize, usize) {
    let (mut septets, mut len) = (0, 0);
    for &byte in text.as_bytes() {
        // A byte above 127 begins a longer character: its own code point says nothing.
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
