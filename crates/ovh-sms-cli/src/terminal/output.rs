//! Output: data to stdout, messages to stderr, colours only on a terminal.

use std::borrow::Cow;
use std::io::{ErrorKind, Write};
use std::ops::ControlFlow;

use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::AnsiColor;
use comfy_table::{Cell, ColumnConstraint, ContentArrangement, Table, presets};
use ovh_sms::steers_terminal;
use serde::Serialize;

use crate::failure::Failure;

/// Maximum number of characters of a text in a table cell.
const SHORT: usize = 40;

/// Prints a line of data. A closed pipe, such as that of `head`, is not a failure.
pub(crate) fn line(text: impl std::fmt::Display) -> Result<(), Failure> {
    written(writeln!(std::io::stdout(), "{}", safe(&text.to_string())))
}

/// Prints a line of a stream and flushes it; returns whether stdout is still open.
pub(crate) fn flowing(text: impl std::fmt::Display) -> Result<bool, Failure> {
    let mut stdout = std::io::stdout();
    let text = text.to_string();
    match writeln!(stdout, "{}", safe(&text)).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        written_so => written(written_so).map(|()| true),
    }
}

/// Prints one JSON object of a stream on a line and flushes it; returns whether stdout is still
/// open.
pub(crate) fn flowing_json(value: &impl Serialize) -> Result<bool, Failure> {
    flowing(as_json(value)?)
}

/// Waits until stdout is closed by its reader; never completes where that can't be detected.
pub(crate) async fn unread() {
    #[cfg(unix)]
    {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(500);
        let stdout = std::io::stdout();
        loop {
            // Polling for no events still reports errors, and a pipe without a reader is an error.
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

/// Returns a value as JSON on one line. Control characters occur only inside its strings, where
/// they can be escaped.
fn as_json(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string(value).map_err(|error| {
        Failure::failed(format!("The response can't be written as JSON: {error}."))
    })?;
    if !text.contains(steers_terminal) {
        return Ok(text);
    }
    // Such characters occur only inside strings, where an escape has the same meaning.
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

/// Prints one JSON object on a line, and stops a long listing if stdout is closed.
pub(crate) fn json_until_closed(value: &impl Serialize) -> Result<ControlFlow<()>, Failure> {
    let text = as_json(value)?;
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        result => written(result).map(ControlFlow::Continue),
    }
}

/// Prints a table: a header, then one row per item, with aligned columns. In a file it is as wide
/// as its longest cells; on a terminal it is at most as wide as the screen.
pub(crate) fn table(header: &[&str], rows: Vec<Vec<Cell>>) -> Result<(), Failure> {
    wide_table(header, rows, 0)
}

/// Prints a table whose first columns are not narrowed on a small screen.
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

/// Returns a cell with untrusted text: control characters can't move the cursor or end the row.
pub(crate) fn cell(text: impl AsRef<str>) -> Cell {
    Cell::new(plain(text.as_ref()))
}

/// Returns a cell with the beginning of an untrusted text.
pub(crate) fn short(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(SHORT).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    plain(&short)
}

/// Returns a text with its control characters escaped as Rust escapes them.
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

/// Escapes the output. Lines, columns and colours of this program stay; other control characters
/// come from untrusted text and are escaped.
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

/// Returns the length of the colour sequence at the start of a text: `ESC [`, digits, `m`.
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

/// Returns a text in a colour, if stdout supports colours.
pub(crate) fn painted(text: &str, colour: AnsiColor) -> String {
    if !colours_on_stdout() {
        return text.to_owned();
    }
    let style = colour.on_default();
    format!("{style}{text}{style:#}")
}

/// Prints a message to stderr; control characters in it are escaped.
pub(crate) fn note(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{}", safe(&text.to_string()));
}

impl Failure {
    /// Prints the message and returns the exit code. A closed stderr is ignored.
    pub(crate) fn tell(&self) -> u8 {
        self.report(false)
    }

    /// Prints the message as text, or as a JSON object on one line of stderr.
    pub(crate) fn report(&self, json: bool) -> u8 {
        match json.then(|| as_json(&self.as_json())) {
            Some(Ok(object)) => note(object),
            _ => note(format_args!("{} {self}", error_word())),
        }
        self.code()
    }
}

/// Returns `error:` in the colour of clap's own errors, if stderr supports colours.
fn error_word() -> String {
    const WORD: &str = "error:";
    match colours_on_stderr() {
        true => {
            let style = clap::builder::Styles::styled().get_error().to_owned();
            format!("{style}{WORD}{style:#}")
        }
        false => WORD.to_owned(),
    }
}

/// Returns whether stdout is a terminal with colours enabled.
pub(crate) fn colours_on_stdout() -> bool {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

/// Returns whether stderr is a terminal with colours enabled.
pub(crate) fn colours_on_stderr() -> bool {
    AutoStream::choice(&std::io::stderr()) != ColorChoice::Never
}

fn written(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::failed(format!(
            "Failed to write the output: {error}."
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
