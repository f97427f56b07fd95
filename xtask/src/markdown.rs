//! Text from elsewhere in Markdown pages.

/// Returns a text for a line or a cell of a table: control characters, such as line breaks, are
/// spaces, and a `|` ends no cell.
pub fn cell(text: &str) -> String {
    text.replace(char::is_control, " ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_stays_within_its_cell() {
        assert_eq!(super::cell("a|b\r\nc\u{1b}d"), "a\\|b  c d");
    }
}
