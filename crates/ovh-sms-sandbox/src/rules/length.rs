//! The length of a message: its encoding, its characters and its parts.

/// GSM 03.38's base alphabet, without the letters and digits that are also in ASCII.
const BASE: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// The extension table: two septets each.
const EXTENSION: &str = "^{}\\[~]|€\u{c}";

/// The number of characters of the STOP clause, including the line break.
pub(crate) const STOP_CLAUSE_LENGTH: usize = 11;
/// The clause.
pub(crate) const STOP_CLAUSE: &str = "\nSTOP:36111";

/// The size of a message as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) unicode: bool,
    /// Septets or UTF-16 units, without the STOP clause.
    pub(crate) characters: usize,
    pub(crate) parts: usize,
    /// The characters per part: 160 in a single part (149 with the STOP clause), 153 in each part
    /// of a longer message; 70 (59) and 67 for Unicode.
    pub(crate) per_part: usize,
}

/// Measures a message, with or without the STOP clause.
pub(crate) fn measure(message: &str, stop_clause: bool) -> Length {
    let clause = if stop_clause { STOP_CLAUSE_LENGTH } else { 0 };
    let septets: Option<Vec<usize>> = message.chars().map(septets).collect();
    let (unicode, sizes, alone, each) = match septets {
        Some(sizes) => (false, sizes, 160, 153),
        None => (true, message.chars().map(char::len_utf16).collect(), 70, 67),
    };
    let characters: usize = sizes.iter().sum();
    if characters + clause <= alone {
        return Length {
            unicode,
            characters,
            parts: 1,
            per_part: alone - clause,
        };
    }
    let mut parts = 1;
    let mut used = 0;
    let of_clause = std::iter::repeat_n(1, clause);
    for size in sizes.into_iter().chain(of_clause) {
        // A pair is not split: it moves to the next part as a whole.
        if used + size > each {
            parts += 1;
            used = 0;
        }
        used += size;
    }
    Length {
        unicode,
        characters,
        parts,
        per_part: each,
    }
}

/// Returns the characters that make a message longer: those that force Unicode, or otherwise those
/// that count twice; each once, in the order of the text.
pub(crate) fn costly(message: &str) -> Vec<char> {
    let is_unicode = measure(message, false).unicode;
    let mut found = Vec::new();
    for character in message.chars() {
        let is_costly = match septets(character) {
            None => true,
            Some(count) => !is_unicode && count > 1,
        };
        if is_costly && !found.contains(&character) {
            found.push(character);
        }
    }
    found
}

fn septets(character: char) -> Option<usize> {
    if character.is_ascii_alphanumeric() || BASE.contains(character) {
        Some(1)
    } else if EXTENSION.contains(character) {
        Some(2)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, clause: bool) -> usize {
        measure(text, clause).parts
    }

    #[test]
    fn limits_are_those_of_the_guide() {
        assert_eq!(
            (
                parts(&"a".repeat(160), false),
                parts(&"a".repeat(161), false)
            ),
            (1, 2)
        );
        assert_eq!(
            (parts(&"a".repeat(149), true), parts(&"a".repeat(150), true)),
            (1, 2)
        );
        assert_eq!(
            (parts(&"a".repeat(295), true), parts(&"a".repeat(296), true)),
            (2, 3)
        );
        assert_eq!(
            (parts(&"ê".repeat(70), false), parts(&"ê".repeat(71), false)),
            (1, 2)
        );
        assert_eq!(
            (parts(&"ê".repeat(59), true), parts(&"ê".repeat(123), true)),
            (1, 2)
        );
        assert_eq!(parts(&"ê".repeat(124), true), 3);
    }

    #[test]
    fn pairs_are_counted_twice_and_not_split() {
        assert_eq!(measure("€", false).characters, 2);
        assert_eq!(
            measure("😀", false),
            Length {
                unicode: true,
                characters: 2,
                parts: 1,
                per_part: 70
            }
        );
        // 152 letters leave one septet, into which half a pair does not go.
        assert_eq!(
            parts(&format!("{}€{}", "a".repeat(152), "a".repeat(151)), false),
            2
        );
        assert_eq!(
            parts(&format!("{}€{}", "a".repeat(152), "a".repeat(152)), false),
            3
        );
    }

    #[test]
    fn one_cedilla_makes_it_unicode() {
        assert!(measure("ça", false).unicode);
        assert!(!measure("Ça, déjà", false).unicode);
    }
}
