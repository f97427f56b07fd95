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
pub fn printable(text: String) -> String {
    if !text.contains(steers_terminal) {
        return text;
    }
    text.chars()
        .map(|c| if steers_terminal(c) { ' ' } else { c })
        .collect()
}

/// Returns a text in quotes. Characters that control a terminal are replaced by their code points,
/// as in `<U+200B>`.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match steers_terminal(c) {
            true => quoted.push_str(&code_point(c)),
            false => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns a character in quotes, or what it is if it is not visible.
pub fn character(c: char) -> String {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
            "a line end".to_owned()
        }
        '\t' => "a tab".to_owned(),
        '\0' => "a NUL".to_owned(),
        '\'' => "\"'\"".to_owned(),
        _ if steers_terminal(c) => code_point(c),
        _ => format!("'{c}'"),
    }
}

fn code_point(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_characters_are_quoted_without_escapes() {
        assert_eq!(quoted(r#"N° "fixe" \N"#), r#""N° "fixe" \N""#);
        assert_eq!(quoted("a\u{200b}\nb"), "\"a<U+200B><U+000A>b\"");
        let shown = ['é', '\'', '"', '\\', '\n', '\t', '\0', '\u{200b}', '\u{1b}'];
        assert_eq!(
            shown.map(character),
            [
                "'é'",
                "\"'\"",
                "'\"'",
                "'\\'",
                "a line end",
                "a tab",
                "a NUL",
                "<U+200B>",
                "<U+001B>"
            ]
        );
    }

    #[test]
    fn no_character_that_steers_is_left() {
        let text = "a\u{1b}[2Jb\u{9b}31mc\u{202e}d\u{2028}e\u{2066}f\u{feff}g\u{7f}\n";
        assert_eq!(printable(text.to_owned()), "a [2Jb 31mc d e f g  ");
        let kept = "Forêt « à tous » 😀 \u{200d} 100%";
        assert_eq!(printable(kept.to_owned()), kept);
    }
}
