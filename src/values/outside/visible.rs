//! Which characters are visible.

/// Returns whether a character has no width of its own and no meaning in a text.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether a character can be seen: neither a space nor a control or format character.
fn is_visible(c: char) -> bool {
    // U+2800 is a Braille pattern without dots.
    !(c.is_whitespace() || c.is_control() || c == '\u{2800}' || is_mark(c))
}

/// Returns whether a text has at least one visible character.
pub(crate) fn has_visible(text: &str) -> bool {
    text.chars().any(is_visible)
}

/// Returns a text without spaces, control and format characters at its ends.
#[cfg(feature = "csv")]
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c| !is_visible(c))
}

/// Returns the length of the marks without a width at the start of a text.
#[cfg(feature = "csv")]
pub(crate) fn leading_marks(text: &[u8]) -> usize {
    let text = match std::str::from_utf8(text) {
        Ok(text) => text,
        Err(error) => {
            let valid = text.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
    };
    text.len() - text.trim_start_matches(is_mark).len()
}

#[cfg(test)]
mod tests {
    use super::has_visible;

    #[test]
    fn spaces_and_format_characters_are_not_visible() {
        for text in [
            "",
            " ",
            "\u{200b}",
            "\u{a0}\t\n",
            "\u{2060}\u{feff}",
            "\u{ad}",
            "\u{3164}",
            "\u{2800}",
            "\u{fe0f}",
            "\u{200e}\u{202e}",
            "\0\u{1a}",
        ] {
            assert!(!has_visible(text), "{text:?}");
        }
        for text in [".", "\u{200b}a", "❤\u{fe0f}", "é", "\u{fffd}"] {
            assert!(has_visible(text), "{text:?}");
        }
    }
}
