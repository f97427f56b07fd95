//! `ovh-sms history`: lists the messages that were sent.

pub(crate) mod csv;
mod read;
mod table;

use chrono::{DateTime, Utc};
use ovh_sms::PhoneNumber;
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::types::Outgoing;
use uuid::Uuid;

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::numbers::{Numbers, batch_id, whole};
use crate::terminal::output;
use crate::when::{Moment, Zone, past};

use read::{read, total};

/// The default number of messages in the table.
const ROWS: usize = 50;

/// List the messages that were sent, and their delivery status.
///
/// The table shows the newest 50 messages, or the number given with --limit, sorted by date, with times
/// in the time zone of --time-zone. With --json, each line is an outgoing message as the API returns
/// it; --csv prints a header and one row per message, separated by semicolons. Without --limit,
/// both list all messages that match, in the order of the service's list, and hold only the ids in
/// memory.
///
/// A cell of the CSV that a spreadsheet would interpret as a formula starts with an apostrophe.
///
/// Example: ovh-sms history --since 2027-01-31 --receipt failed --csv > failed.csv
#[derive(Debug, clap::Args)]
pub(crate) struct History {
    /// List only messages created since this time: 2027-01-31T08:30:00+01:00, "2027-01-31 08:30",
    /// 2027-01-31, 08:30, yesterday, or 2h for the last two hours.
    #[arg(long = "since", value_name = "WHEN", value_parser = past)]
    from: Option<Moment>,
    /// List only messages created until this time, in the same formats; a date means its midnight.
    #[arg(long = "until", value_name = "WHEN", value_parser = past)]
    to: Option<Moment>,
    /// The times of `--since` and `--until`.
    #[arg(skip)]
    since: Option<DateTime<Utc>>,
    #[arg(skip)]
    until: Option<DateTime<Utc>>,
    #[command(flatten)]
    zone: Zone,
    /// List only messages from this sender; an empty sender matches short numbers.
    #[arg(long, value_name = "NAME")]
    sender: Option<String>,
    /// List only messages to this number.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    receiver: Option<String>,
    #[command(flatten)]
    numbers: Numbers,
    /// The number of `--receiver`.
    #[arg(skip)]
    number: Option<PhoneNumber>,
    /// List only messages with this tag.
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// List only messages of this batch.
    #[arg(long, value_name = "UUID", value_parser = batch_id)]
    batch: Option<Uuid>,
    /// List only messages with this status: pending, delivered, failed, waiting, buffered, error,
    /// or the API's number.
    #[arg(long, value_name = "STATUS", value_parser = status)]
    receipt: Option<DeliveryStatus>,
    /// List only messages with this reason (ptt), a number such as 28 for suspected spam.
    #[arg(long, value_name = "NUMBER", value_parser = whole::<i64>)]
    ptt: Option<i64>,
    /// List only messages that were deferred by this many minutes.
    #[arg(long, value_name = "MINUTES", value_parser = whole::<i64>)]
    differed: Option<i64>,
    /// List at most this many messages, the newest, sorted by date.
    #[arg(long, value_name = "COUNT", value_parser = whole::<usize>)]
    limit: Option<usize>,
    /// Print CSV.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Begin the CSV with a byte order mark, which Excel needs to read accents.
    #[arg(long, requires = "csv")]
    bom: bool,
}

impl History {
    /// Returns whether a message matches the filters, or lacks the field: the service may have
    /// ignored a filter.
    fn fits(&self, message: &Outgoing) -> bool {
        /// Returns whether both values are present and differ.
        fn differ<T: PartialEq>(wanted: Option<T>, found: Option<T>) -> bool {
            wanted
                .zip(found)
                .is_some_and(|(wanted, found)| wanted != found)
        }
        // The API's dates have whole seconds.
        let at = message.creation_datetime.map(|at| at.timestamp());
        let tag = message.tag.as_deref().filter(|tag| !tag.is_empty());
        let number = PhoneNumber::from_service;
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
            || differ(self.number, receiver)
            || differ(self.tag.as_deref(), tag)
            || differ(self.batch, message.batch_id)
            || differ(self.receipt, message.delivery_receipt)
            || differ(self.ptt.map(Ptt), message.ptt)
            || differ(self.differed, message.differed_delivery))
    }
}

/// Lists the messages.
pub(crate) async fn run(mut history: History, global: &Global) -> Result<u8, Failure> {
    let receiver = history.receiver.as_ref();
    history.number = history.numbers.filter("--receiver", receiver, global)?;
    let account = global.account().await?;
    history.since = account.past("--since", history.from, history.zone).await?;
    history.until = account.past("--until", history.to, history.zone).await?;
    if let (Some(since), Some(until)) = (history.since, history.until)
        && since > until
    {
        return Err(Failure::usage(format!(
            "--since ({}) is later than --until ({}): no message can match.",
            history.zone.format(since),
            history.zone.format(until)
        )));
    }
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
        let mut file = csv::File::begin(history.bom)?;
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
        table::print(messages, history.zone)?;
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
            Err("write pending, delivered, failed, waiting, buffered, error or a number".to_owned())
        }
    }
}
