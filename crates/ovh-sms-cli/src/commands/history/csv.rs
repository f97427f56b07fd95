//! The history as CSV, row by row.

use std::borrow::Cow;
use std::io::{BufWriter, ErrorKind, Stdout, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::types::Outgoing;

use crate::failure::Failure;

const HEADER: [&str; 13] = [
    "id",
    "creationDatetime",
    "sentAt",
    "deliveredAt",
    "sender",
    "receiver",
    "deliveryReceipt",
    "ptt",
    "credits",
    "numberOfSms",
    "tag",
    "batchID",
    "message",
];

/// A CSV writer on stdout.
pub(crate) struct File {
    rows: BufWriter<Stdout>,
    is_read: bool,
}

impl File {
    /// Writes the header, after a byte order mark if one is asked for.
    pub(crate) fn begin(bom: bool) -> Result<Self, Failure> {
        let mut file = Self {
            rows: BufWriter::new(std::io::stdout()),
            is_read: true,
        };
        if bom {
            let written = file.rows.write_all("\u{feff}".as_bytes());
            file.keep(written)?;
        }
        file.write(&HEADER.map(str::to_owned))?;
        Ok(file)
    }

    /// Writes a row; returns whether stdout is still open.
    pub(crate) fn row(&mut self, message: &Outgoing) -> Result<bool, Failure> {
        let number = |number: Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        let time = |time: Option<DateTime<Utc>>| {
            let text = time.map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true));
            text.unwrap_or_default()
        };
        let text = |text: &Option<String>| guarded(text.as_deref().unwrap_or_default());
        self.write(&[
            number(message.id),
            time(message.creation_datetime),
            time(message.sent_at),
            time(message.delivered_at),
            text(&message.sender),
            text(&message.receiver),
            number(message.delivery_receipt.map(DeliveryStatus::code)),
            number(message.ptt.map(Ptt::code)),
            message.credits.map(|c| c.to_string()).unwrap_or_default(),
            number(message.number_of_sms),
            text(&message.tag),
            message
                .batch_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            text(&message.message),
        ])?;
        Ok(self.is_read)
    }

    fn write(&mut self, cells: &[String; 13]) -> Result<(), Failure> {
        let cells = cells.each_ref().map(|cell| quoted(cell));
        let written = writeln!(self.rows, "{}", cells.join(";"));
        self.keep(written)
    }

    fn keep(&mut self, written: std::io::Result<()>) -> Result<(), Failure> {
        match written {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_read = false;
                Ok(())
            }
            Err(error) => Err(Failure::failed(format!(
                "Failed to write the output: {error}."
            ))),
        }
    }

    /// Writes the buffered rest.
    pub(crate) fn end(mut self) -> Result<(), Failure> {
        let written = self.rows.flush();
        self.keep(written)
    }
}

/// Characters that end a cell for some programs, whatever this file uses.
const SEPARATORS: [char; 6] = [';', ',', '\t', '|', '\r', '\n'];
/// Characters with which a formula begins.
const BEGINNINGS: [char; 4] = ['=', '+', '-', '@'];

/// Returns a text that spreadsheets do not interpret as a formula: an apostrophe is inserted before
/// each part that starts like one, at the start and after a separator. Phone numbers are not
/// changed.
fn guarded(text: &str) -> String {
    let is_number = text
        .strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    if is_number {
        return text.to_owned();
    }
    let mut guarded = String::with_capacity(text.len());
    let mut is_start = true;
    for c in text.chars() {
        if is_start && BEGINNINGS.contains(&c) || guarded.is_empty() && matches!(c, '\t' | '\r') {
            guarded.push('\'');
        }
        // Programs skip spaces and quotation marks at the start of a cell.
        is_start = SEPARATORS.contains(&c) || is_start && (c == '"' || c.is_whitespace());
        guarded.push(c);
    }
    guarded
}

/// Returns the text of a cell, quoted if a program could take a part of it for a cell of its own.
fn quoted(cell: &str) -> Cow<'_, str> {
    match cell.contains('"') || cell.contains(SEPARATORS) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")).into(),
        false => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_text_is_a_cell_that_begins_like_a_formula() {
        let table = [
            ("Bonjour", "Bonjour"),
            ("+33600000000", "+33600000000"),
            ("1 - 2 = -1", "1 - 2 = -1"),
            ("=F()", "'=F()"),
            (" =F()", " '=F()"),
            ("\t=F()", "\"'\t'=F()\""),
            ("a,=F()", "\"a,'=F()\""),
            ("a;\"=F()", "\"a;\"\"'=F()\""),
            ("a|@F", "\"a|'@F\""),
            ("a\n-1", "\"a\n'-1\""),
            ("a, b", "\"a, b\""),
        ];
        for (text, cell) in table {
            assert_eq!(quoted(&guarded(text)), cell, "{text:?}");
        }
    }
}
