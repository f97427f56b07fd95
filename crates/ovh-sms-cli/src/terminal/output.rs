//! What is printed: data to stdout, sentences to stderr, colours only where a person looks.

use std::borrow::Cow;
use std::io::{ErrorKind, Write};
use std::ops::ControlFlow;

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::AnsiColor;
use comfy_table::{Cell, ColumnConstraint, ContentArrangement, Table, presets};
use ovh_sms::steers_terminal;
use serde::Serialize;

use crate::failure::Failure;

/// Characters of a text that are shown in a cell.
const SHORT: usize = 40;

/// Prints a line of data; a reader that has gone away, such as `head`, is no failure.
pub(crate) fn line(text: impl std::fmt::Display) -> Result<(), Failure> {
    written(writeln!(std::io::stdout(), "{}", safe(&text.to_string())))
}

/// Prints a line of a stream at once; whether there is still a reader.
pub(crate) fn flowing(text: impl std::fmt::Display) -> Result<bool, Failure> {
    let mut stdout = std::io::stdout();
    let text = text.to_string();
    match writeln!(stdout, "{}", safe(&text)).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        written_so => written(written_so).map(|()| true),
    }
}

/// Prints one JSON object of a stream on a line, at once; whether there is still a reader.
pub(crate) fn flowing_json(value: &impl Serialize) -> Result<bool, Failure> {
    flowing(as_json(value)?)
}

/// Waits until nobody reads stdout any more; for ever where that can't be told.
pub(crate) async fn unread() {
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(500);
        let stdout = std::io::stdout();
        loop {
            // Asked for nothing, it tells of errors: a pipe without a reader is one.
            let mut looked = [PollFd::new(&stdout, PollFlags::empty())];
            let at_once = Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            let found = poll(&mut looked, Some(&at_once));
            if found.is_ok_and(|found| found > 0) {
                return;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
    #[cfg(not(unix))]
    std::future::pending().await
}

/// Prints one JSON object on a line.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    line(as_json(value)?)
}

/// One JSON text on a line. Characters that act on a terminal stand in its strings only, where
/// they can be escaped.
fn as_json(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string(value).map_err(|error| {
        Failure::failed(format!("The answer can't be written as JSON: {error}."))
    })?;
    if !text.contains(steers_terminal) {
        return Ok(text);
    }
    // Such characters are in strings only, where an escape means the same.
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match steers_terminal(c) {
            true => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    escaped.push_str(&format!("\\u{unit:04x}"));
                }
            }
            false => escaped.push(c),
        }
    }
    Ok(escaped)
}

/// Prints one JSON object on a line; breaks off where the reader has gone, for what would go on for
/// long.
pub(crate) fn json_until_closed(value: &impl Serialize) -> Result<ControlFlow<()>, Failure> {
    let text = as_json(value)?;
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        result => written(result).map(ControlFlow::Continue),
    }
}

/// Prints a table: a header, then a row each, the columns aligned. As wide as its longest cells
/// where it goes to a file, as wide as the screen at most on a terminal.
pub(crate) fn table(header: &[&str], rows: Vec<Vec<Cell>>) -> Result<(), Failure> {
    wide_table(header, rows, 0)
}

/// Prints a table whose first columns are not made narrower where the screen is.
pub(crate) fn wide_table(
    header: &[&str],
    rows: Vec<Vec<Cell>>,
    fixed: usize,
) -> Result<(), Failure> {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(header.iter().copied());
    if colours_on_stdout() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.add_rows(rows);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        if column.index < fixed {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    for row in table.lines() {
        line(row.trim_end())?;
    }
    Ok(())
}

/// A cell of a text from elsewhere: a control character can't move the cursor, nor end the row.
pub(crate) fn cell(text: impl AsRef<str>) -> Cell {
    Cell::new(plain(text.as_ref()))
}

/// The beginning of a text from elsewhere, for a cell.
pub(crate) fn short(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(SHORT).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    plain(&short)
}

/// A text without characters that steer a terminal, which are escaped as Rust does.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match steers_terminal(c) {
            true => plain.extend(c.escape_default()),
            false => plain.push(c),
        }
    }
    plain
}

/// What is about to be printed: its lines, columns and colours are ours, and all else that steers
/// a terminal came from elsewhere and is escaped.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if !text.contains(steers_terminal) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match colour(rest) {
            0 => c.len_utf8(),
            length => length,
        };
        let (part, after) = rest.split_at(taken);
        match steers_terminal(c) && taken == c.len_utf8() && !matches!(c, '\n' | '\t') {
            true => safe.extend(c.escape_default()),
            false => safe.push_str(part),
        }
        rest = after;
    }
    safe.into()
}

/// The length of the colour that a text begins with: `ESC [`, digits, `m`.
fn colour(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("\u{1b}[") else {
        return 0;
    };
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
    match digits.starts_with('m') {
        true => text.len() - digits.len() + 1,
        false => 0,
    }
}

/// A text in a colour, where stdout takes colours.
pub(crate) fn painted(text: &str, colour: AnsiColor) -> String {
    if !colours_on_stdout() {
        return text.to_owned();
    }
    let style = colour.on_default();
    format!("{style}{text}{style:#}")
}

/// Prints a sentence for a person; what it cites can't act on the terminal.
pub(crate) fn note(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{}", safe(&text.to_string()));
}

impl Failure {
    /// Prints the sentence, and returns the exit code; a closed stderr changes nothing.
    pub(crate) fn tell(&self) -> u8 {
        note(self);
        self.code()
    }
}

/// Whether stdout is a terminal that wants colours.
pub(crate) fn colours_on_stdout() -> bool {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

/// Whether stderr is a terminal that wants colours.
pub(crate) fn colours_on_stderr() -> bool {
    AutoStream::choice(&std::io::stderr()) != ColorChoice::Never
}

fn written(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::failed(format!(
            "The output can't be written: {error}."
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{as_json, plain, safe};

    #[test]
    fn what_steers_a_terminal_is_escaped_and_letters_are_not() {
        let steering = [
            "\u{7}", "\u{1b}", "\u{7f}", "\u{85}", "\u{9b}", "\u{61c}", "\u{200e}", "\u{2028}",
            "\u{2029}", "\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{fff9}",
        ];
        for text in steering {
            let shown = plain(text);
            assert!(shown.starts_with("\\u{") && shown.is_ascii(), "{shown:?}");
            let json = as_json(&text).unwrap_or_default();
            assert!(json.is_ascii(), "{json:?}");
            assert_eq!(
                serde_json::from_str::<String>(&json).unwrap_or_default(),
                text
            );
        }
        for text in ["é", "€", "نص", "👩\u{200d}🚀", "a\u{a0}b"] {
            assert_eq!(plain(text), text);
            assert_eq!(as_json(&text).unwrap_or_default(), format!("\"{text}\""));
        }
    }

    #[test]
    fn what_steers_a_terminal_is_escaped_and_our_own_colours_are_not() {
        let table = [
            ("Forêt 😀\n\tx", "Forêt 😀\n\tx"),
            (
                "\u{1b}[32mdelivered\u{1b}[0m",
                "\u{1b}[32mdelivered\u{1b}[0m",
            ),
            ("\u{1b}[1;31mred", "\u{1b}[1;31mred"),
            ("\u{1b}[2Jx", "\\u{1b}[2Jx"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("\u{9b}2Jx", "\\u{9b}2Jx"),
            ("a\u{202e}b\u{2028}c\r", "a\\u{202e}b\\u{2028}c\\r"),
            ("\u{1b}", "\\u{1b}"),
            ("\u{1b}[", "\\u{1b}["),
        ];
        for (text, printed) in table {
            assert_eq!(safe(text), printed);
        }
        assert_eq!(plain("a\u{1b}[32m\n"), "a\\u{1b}[32m\\n");
        let text = "\u{9b}\u{202e}\u{e0041}\u{1b}é";
        let json = as_json(&text).unwrap_or_default();
        assert_eq!(json, r#""\u009b\u202e\udb40\udc41\u001bé""#);
        assert_eq!(
            serde_json::from_str::<String>(&json).unwrap_or_default(),
            text
        );
    }
}
