//! Text from elsewhere in Markdown pages.

/// Returns a Markdown text for a line or a cell of a table: what controls a terminal or the line is a
/// space, and a `|` ends no cell.
pub fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}

/// Returns a text that is no Markdown, such as the name of a file, for a line or a cell.
pub fn plain(text: &str) -> String {
    cell(text).replace('`', "\\`").replace('<', "\\<")
}

/// Returns a text for code between backticks, also in a cell of a table.
pub fn code(text: &str) -> String {
    line(text).replace('`', "'").replace('|', "\\|")
}

/// Returns the text on one line.
fn line(text: &str) -> String {
    let is_control = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace(is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::{cell, code, plain};

    #[test]
    fn a_text_stays_within_its_cell() {
        assert_eq!(cell("a|b\r\nc\u{1b}d\u{202e}"), "a\\|b  c d ");
        assert_eq!(plain("`<script>`"), "\\`\\<script>\\`");
        assert_eq!(code("Vec<i64>`|\u{2028}x"), "Vec<i64>'\\| x");
    }
}
