//! `ovh-sms mailing report`: the delivery status of each message of a batch, and why messages
//! failed.

use std::collections::BTreeMap;

use comfy_table::{Cell, CellAlignment, Color};
use futures_util::TryStreamExt;
use ovh_sms::Lenient;
use ovh_sms::receipt::{DeliveryStatus, Permanence, Ptt};
use ovh_sms::types::{Batch, Outgoing};
use serde::Serialize;

use super::batch::{self, figure};
use crate::commands::history::csv;
use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// Show the delivery status of each message of a batch, and why messages failed.
///
/// The batch is given by its id, by its name, or by the name of its mailing. Receipts arrive for
/// hours: run the command again later for pending messages.
///
/// The table has one row per receiver, followed by the failures grouped by reason, with advice.
/// With --json, each line is a message as the API returns it; with --csv, the output is the CSV of
/// the history, with the API's field names as columns. With --reasons, only the reasons are
/// printed. Receivers for whom no message was created are included in the reasons.
///
/// Exit codes: 0 printed, whatever the status of the messages; 1 the batch does not exist or can't
/// be read; 2 wrong usage.
///
/// Example: ovh-sms mailing report sales-2026-01 --csv > receipts.csv
#[derive(Debug, clap::Args)]
pub(super) struct Report {
    /// The id or name of the batch, or the name of its mailing.
    #[arg(value_name = "BATCH")]
    batch: String,
    /// Print CSV: a header, then one message per line.
    #[arg(long, conflicts_with_all = ["json", "reasons"])]
    csv: bool,
    /// Begin the CSV with a byte order mark, which Excel needs to read accents.
    #[arg(long, requires = "csv")]
    bom: bool,
    /// Print only the failures grouped by reason.
    #[arg(long)]
    reasons: bool,
}

/// Prints the receipts.
pub(super) async fn run(report: Report, global: &Global) -> Result<u8, Failure> {
    let account = global.account().await?;
    let service = &account.service;
    let (id, batch) = batch::find(service, &report.batch).await?;
    let mut reasons = Reasons::of(&batch);
    let mut rows = Vec::new();
    let mut csv = report
        .csv
        .then(|| csv::File::begin(report.bom))
        .transpose()?;
    let mut messages = service.api().outgoing_list().batch_id(id).stream();
    while let Some(message) = messages.try_next().await? {
        // The service may have ignored the filter.
        if message.batch_id.is_some_and(|of| of != id) {
            continue;
        }
        reasons.count(&message);
        let is_read = match &mut csv {
            Some(csv) => csv.row(&message)?,
            None if report.reasons => true,
            None if global.json => output::flowing_json(&message)?,
            None => {
                rows.push((message.receiver.clone(), message.id, row(&message)));
                true
            }
        };
        if !is_read {
            break;
        }
    }
    let refused = batch.errors.as_ref().map_or(0, Lenient::unread);
    let unread = usize::try_from(messages.unread()).unwrap_or(usize::MAX);
    let unread = unread.saturating_add(refused);
    global.note_unread(unread);
    if let Some(csv) = csv {
        csv.end()?;
        return Ok(DONE);
    }
    if global.json {
        if report.reasons {
            for reason in reasons.sorted() {
                output::json(&reason)?;
            }
        }
        return Ok(DONE);
    }
    if !report.reasons {
        rows.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        let header = ["RECEIVER", "ID", "STATUS", "REASON", "CREDITS", "DELIVERED"];
        output::table(&header, rows.into_iter().map(|(.., row)| row).collect())?;
    }
    if unread > 0 && reasons.is_empty() {
        return Ok(DONE);
    }
    reasons.print(report.reasons)?;
    Ok(DONE)
}

fn row(message: &Outgoing) -> Vec<Cell> {
    let status = message.delivery_receipt;
    let colour = match status {
        Some(DeliveryStatus::Delivered) => Color::Green,
        Some(DeliveryStatus::Failed | DeliveryStatus::Error) => Color::Red,
        _ => Color::Yellow,
    };
    let reason = message.ptt.filter(|ptt| *ptt != Ptt(0));
    let right = |text: String| output::cell(text).set_alignment(CellAlignment::Right);
    vec![
        output::cell(message.receiver.as_deref().unwrap_or_default()),
        right(figure(message.id)),
        output::cell(figure(status)).fg(colour),
        output::cell(figure(reason)),
        right(figure(message.credits)),
        output::cell(
            message
                .delivered_at
                .map(|time| time.format("%Y-%m-%d %H:%M:%S UTC").to_string())
                .unwrap_or_default(),
        ),
    ]
}

/// Failures with the same reason, as described in docs/json.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Reason {
    /// The code of the receipt; `None` if no message was created.
    ptt: Option<i64>,
    meaning: String,
    permanence: &'static str,
    advice: String,
    count: u64,
}

/// The failures of a batch, grouped by reason.
#[derive(Debug, Default)]
struct Reasons {
    by_code: BTreeMap<Ptt, u64>,
    /// Failures without a message, with the service's explanation.
    rejected: BTreeMap<String, u64>,
}

impl Reasons {
    fn of(batch: &Batch) -> Self {
        let mut reasons = Self::default();
        for one in batch.errors.as_deref().unwrap_or_default() {
            let words = one.message.clone().unwrap_or_default();
            *reasons.rejected.entry(words).or_default() += 1;
        }
        reasons
    }

    fn is_empty(&self) -> bool {
        self.by_code.is_empty() && self.rejected.is_empty()
    }

    fn count(&mut self, message: &Outgoing) {
        if matches!(
            message.delivery_receipt,
            Some(DeliveryStatus::Failed | DeliveryStatus::Error)
        ) {
            *self
                .by_code
                .entry(message.ptt.unwrap_or(Ptt(0)))
                .or_default() += 1;
        }
    }

    /// Sorts the most frequent reasons first.
    fn sorted(&self) -> Vec<Reason> {
        let failed = self.by_code.iter().map(|(&ptt, &count)| Reason {
            ptt: Some(ptt.code()),
            meaning: ptt.meaning().to_owned(),
            permanence: match ptt.permanence() {
                Permanence::Permanent => "permanent",
                Permanence::Temporary => "temporary",
                _ => "indeterminate",
            },
            advice: ptt.advice().into_owned(),
            count,
        });
        let rejected = self.rejected.iter().map(|(words, &count)| Reason {
            ptt: None,
            meaning: words.clone(),
            permanence: "permanent",
            advice: "No message was created: correct the number, or remove it from the file."
                .to_owned(),
            count,
        });
        let mut all: Vec<Reason> = failed.chain(rejected).collect();
        all.sort_by_key(|reason| std::cmp::Reverse(reason.count));
        all
    }

    fn print(&self, alone: bool) -> Result<(), Failure> {
        let reasons = self.sorted();
        if reasons.is_empty() {
            return match alone {
                true => output::line("No message failed."),
                false => Ok(()),
            };
        }
        if !alone {
            output::line("")?;
        }
        let rows = reasons.iter().map(|reason| {
            vec![
                output::cell(reason.count.to_string()).set_alignment(CellAlignment::Right),
                output::cell(figure(reason.ptt)).set_alignment(CellAlignment::Right),
                output::cell(&reason.meaning),
                output::cell(reason.permanence),
                output::cell(&reason.advice),
            ]
        });
        let header = ["FAILED", "PTT", "REASON", "LASTS", "WHAT TO DO"];
        output::table(&header, rows.collect())
    }
}
