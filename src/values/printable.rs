//! Which characters of external text may be written to a terminal or a log.

/// Returns true if a character controls a terminal or changes how a line reads: control characters,
/// characters of writing direction, line breaks and invisible characters.
#[must_use]
pub fn steers_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Replaces each of these characters with a space.
pub(crate) fn printable(text: String) -> String {
    if !text.contains(steers_terminal) {
        return text;
    }
    text.chars()
        .map(|c| if steers_terminal(c) { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_that_steers_is_left() {
        let text = "a\u{1b}[2Jb\u{9b}31mc\u{202e}d\u{2028}e\u{2066}f\u{feff}g\u{7f}\n";
        assert_eq!(printable(text.to_owned()), "a [2Jb 31mc d e f g  ");
        let kept = "Forêt « à tous » 😀 \u{200d} 100%";
        assert_eq!(printable(kept.to_owned()), kept);
    }
}
