//! The history as CSV, row by row.

use std::io::{ErrorKind, Write};

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
    rows: csv::Writer<std::io::Stdout>,
    is_read: bool,
}

impl File {
    /// Writes the header.
    pub(crate) fn begin() -> Result<Self, Failure> {
        let rows = csv::WriterBuilder::new()
            .delimiter(b';')
            .from_writer(std::io::stdout());
        let mut file = Self {
            rows,
            is_read: true,
        };
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
        let written = self
            .rows
            .write_record(cells)
            .map_err(|error| match error.into_kind() {
                csv::ErrorKind::Io(error) => error,
                other => std::io::Error::other(format!("{other:?}")),
            });
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
        let written = self.rows.flush().and_then(|()| std::io::stdout().flush());
        self.keep(written)
    }
}

/// Returns a text that spreadsheets do not interpret as a formula: an apostrophe is inserted before
/// a text that starts like one. Phone numbers are not changed.
fn guarded(text: &str) -> String {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = text
        .strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    match begins && !is_number {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}
