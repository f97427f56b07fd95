//! `ovh-sms history`: the messages that were sent.

pub(crate) mod csv;
mod read;
mod table;

use chrono::{DateTime, Utc};
use ovh_sms::PhoneNumber;
use ovh_sms::receipt::DeliveryStatus;
use ovh_sms::types::Outgoing;
use uuid::Uuid;

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;
use crate::when::past;

use read::{read, total};

/// Messages that the table has where it is not said.
const ROWS: usize = 50;

/// Lists the messages that were sent, and what became of them.
///
/// The table has the newest 50 messages unless --limit says otherwise, sorted by date; its times
/// are those of this machine's clock. With --json each line is an outgoing message as the API has
/// it; with --csv there is a header and a row each, separated by semicolons. Both list everything
/// that fits unless there is a --limit, in the order in which the service lists it, and need no
/// more memory for a million messages than for one, but for their ids.
///
/// A cell of the CSV that a spreadsheet would take for a formula begins with an apostrophe.
///
/// Example: ovh-sms history --since 2027-01-31 --receipt failed --csv > failed.csv
#[derive(Debug, clap::Args)]
pub(crate) struct History {
    /// Only messages made since: 2027-01-31T08:30:00+01:00, 2027-01-31, or 2h for the last two
    /// hours.
    #[arg(long, value_name = "WHEN", value_parser = past)]
    since: Option<DateTime<Utc>>,
    /// Only messages made until then, written in the same ways; a day is its midnight.
    #[arg(long, value_name = "WHEN", value_parser = past)]
    until: Option<DateTime<Utc>>,
    /// Only messages from this sender; an empty one finds those from short numbers.
    #[arg(long, value_name = "NAME")]
    sender: Option<String>,
    /// Only messages to this number.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    receiver: Option<PhoneNumber>,
    /// Only messages with this tag.
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// Only messages of this batch.
    #[arg(long, value_name = "UUID")]
    batch: Option<Uuid>,
    /// Only messages of which this became: pending, delivered, failed, waiting, buffered, error,
    /// or the API's number.
    #[arg(long, value_name = "STATUS", value_parser = status)]
    receipt: Option<DeliveryStatus>,
    /// Only messages with this reason, a number such as 28 for suspected spam.
    #[arg(long, value_name = "NUMBER")]
    ptt: Option<i64>,
    /// Only messages that were deferred by so many minutes.
    #[arg(long, value_name = "MINUTES")]
    differed: Option<i64>,
    /// So many messages at most, the newest, sorted by date.
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    /// Prints CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

impl History {
    /// Whether a message is what the list was asked for, or does not say: the list may have ignored
    /// it.
    fn fits(&self, message: &Outgoing) -> bool {
        /// Whether what is wanted and what is found are both there and differ.
        fn differ<T: PartialEq>(wanted: Option<T>, found: Option<T>) -> bool {
            wanted
                .zip(found)
                .is_some_and(|(wanted, found)| wanted != found)
        }
        // Dates are in whole seconds.
        let at = message.creation_datetime.map(|at| at.timestamp());
        let tag = message.tag.as_deref().filter(|tag| !tag.is_empty());
        let number = |text: &str| text.parse::<PhoneNumber>().ok();
        let receiver = message.receiver.as_deref().and_then(number);
        let sender = self.sender.as_deref().zip(message.sender.as_deref());
        let other_sender = sender.is_some_and(|(wanted, found)| {
            let same_number = number(wanted).is_some() && number(wanted) == number(found);
            !same_number && !wanted.eq_ignore_ascii_case(found)
        });
        !(other_sender
            || at
                .zip(self.since)
                .is_some_and(|(at, since)| at < since.timestamp())
            || at
                .zip(self.until)
                .is_some_and(|(at, until)| at > until.timestamp())
            || differ(self.receiver, receiver)
            || differ(self.tag.as_deref(), tag)
            || differ(self.batch, message.batch_id)
            || differ(
                self.receipt.map(DeliveryStatus::code),
                message.delivery_receipt,
            )
            || differ(self.ptt, message.ptt)
            || differ(self.differed, message.differed_delivery))
    }
}

/// Lists them.
pub(crate) async fn run(history: History, global: &Global) -> Result<u8, Failure> {
    let account = global.account().await?;
    let service = &account.service;
    if global.json {
        read(
            service,
            &history,
            history.limit,
            global,
            output::flowing_json,
        )
        .await?;
    } else if history.csv {
        let mut file = csv::File::begin()?;
        read(service, &history, history.limit, global, |message| {
            file.row(message)
        })
        .await?;
        file.end()?;
    } else {
        let limit = history.limit.unwrap_or(ROWS);
        let mut messages = Vec::new();
        let all = read(service, &history, Some(limit), global, |message| {
            messages.push(message.clone());
            Ok(true)
        })
        .await?;
        table::print(messages)?;
        global.note(total(all, limit));
    }
    Ok(DONE)
}

fn status(text: &str) -> Result<DeliveryStatus, String> {
    const KNOWN: [DeliveryStatus; 6] = [
        DeliveryStatus::Pending,
        DeliveryStatus::Delivered,
        DeliveryStatus::Failed,
        DeliveryStatus::Waiting,
        DeliveryStatus::Buffered,
        DeliveryStatus::Error,
    ];
    let known = KNOWN.iter().find(|known| known.to_string() == text);
    match (known, text.parse()) {
        (Some(known), _) => Ok(*known),
        (None, Ok(number)) => Ok(number),
        (None, Err(_)) => {
            Err("it is pending, delivered, failed, waiting, buffered, error or a number".to_owned())
        }
    }
}
