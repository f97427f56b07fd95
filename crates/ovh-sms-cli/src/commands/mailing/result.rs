//! The output for a mailing.

use ovh_sms::Credits;
use ovh_sms::mailing::{CheckedMailing, Estimate};
use ovh_sms::types::{Batch, BatchStatistics, BatchStatus};
use serde::Serialize;
use serde_json::Value;

use super::batch::{counted, figure, id_of, status_of};
use super::notes::warnings_json;
use super::progress::{Kind, Progress};
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// The number of receivers without a message that are shown.
const SHOWN: usize = 20;

/// The outcome of a mailing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Outcome {
    /// A dry run: nothing was tried.
    DryRun,
    /// This run sent it.
    Sent,
    /// An earlier run sent it.
    SentBefore,
    /// It was not sent.
    NotSent,
    /// It is unknown whether it was sent.
    Unknown,
}

/// The output, as described in docs/json.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    pub(super) outcome: Outcome,
    /// Whether an earlier run sent it.
    #[serde(skip)]
    pub(super) found: bool,
    /// Why receivers got no message, or may have got none.
    #[serde(skip)]
    pub(super) left_out: Option<String>,
    name: String,
    batch_name: String,
    tag: String,
    sheet: Option<String>,
    number_column: String,
    pub(super) receivers: u64,
    parts: u64,
    rows_without_number: u64,
    landline_rows: u64,
    warnings: Vec<Value>,
    estimated_credits: Option<Credits>,
    credits_left: Option<Credits>,
    pub(super) batch: Option<Batch>,
    pub(super) statistics: Option<BatchStatistics>,
}

impl Summary {
    pub(super) fn of(checked: &CheckedMailing) -> Self {
        Self {
            outcome: Outcome::DryRun,
            found: false,
            left_out: None,
            name: checked.name().to_owned(),
            batch_name: checked.batch_name(),
            tag: checked.tag(),
            sheet: checked.sheet().map(str::to_owned),
            number_column: checked.number_column().to_owned(),
            receivers: checked.receivers(),
            parts: checked.parts(),
            rows_without_number: checked.rows_without_number(),
            landline_rows: checked.landlines(),
            warnings: warnings_json(checked),
            estimated_credits: None,
            credits_left: None,
            batch: None,
            statistics: None,
        }
    }

    /// Sets the estimated cost, and the credits of the account before the mailing.
    pub(super) fn priced(&mut self, estimate: &Estimate) {
        self.estimated_credits = Some(estimate.credits).filter(|_| estimate.unpriced == 0);
        self.credits_left = estimate.credits_left;
    }
}

/// Prints the output.
pub(super) fn print(global: &Global, summary: &Summary) -> Result<(), Failure> {
    if global.json {
        output::json(summary)?;
        if let (Some(batch), Some(_)) = (&summary.batch, &summary.left_out) {
            output::note(accepted(summary, batch));
        }
        return Ok(());
    }
    if let Some(batch) = &summary.batch {
        output::line(accepted(summary, batch))?;
        print_batch(batch, summary.statistics.as_ref())?;
    }
    output::line(format_args!("Tag: {}", output::plain(&summary.tag)))
}

/// Returns the sentence for a mailing that the service accepted.
fn accepted(summary: &Summary, batch: &Batch) -> String {
    let receivers = counted(summary.receivers, "receiver");
    let before = match summary.found {
        true => " before",
        false => "",
    };
    let for_whom = format!("The service accepted the mailing{before}, for {receivers}");
    if ended_early(batch) {
        return format!("{for_whom}, but did not send it completely.");
    }
    match (summary.outcome, &summary.left_out) {
        (Outcome::SentBefore, None) => {
            format!("Already sent to {receivers}; this run sent nothing.")
        }
        (Outcome::SentBefore, Some(why)) => {
            format!("Already sent, but not to all of {receivers}: {why}. This run sent nothing.")
        }
        (Outcome::Sent, None) => format!("Sent to {receivers}."),
        (Outcome::Sent, Some(why)) => format!("Sent, but not to all of {receivers}: {why}."),
        (Outcome::NotSent, Some(why)) => format!("{for_whom}, but sent it to none: {why}."),
        (_, Some(why)) => {
            format!("{for_whom}; it is not confirmed that it was sent to all: {why}.")
        }
        (_, None) => format!("{for_whom}; it is not confirmed yet that it was sent."),
    }
}

/// Prints a batch and its statistics, one per line.
pub(super) fn print_batch(
    batch: &Batch,
    statistics: Option<&BatchStatistics>,
) -> Result<(), Failure> {
    let name = output::plain(batch.name.as_deref().unwrap_or_default());
    output::line(format_args!("Batch: {} ({name})", id_of(batch)))?;
    output::line(format_args!("Status: {}", status_of(batch)))?;
    if let Some(figures) = statistics {
        output::line(format_args!(
            "Messages: {} sent, {} pending, {} delivered, {} failed, {} on the blacklist",
            count(figures.sent),
            count(figures.pending),
            count(figures.delivered),
            count(figures.failed),
            count(figures.stoplisted),
        ))?;
        output::line(format_args!(
            "Credits: {} ({} estimated)",
            figure(figures.credits),
            figure(figures.estimated_credits)
        ))?;
    }
    let rejected = batch.errors.as_deref().unwrap_or_default();
    if !rejected.is_empty() {
        output::line(format_args!(
            "No message was created for {}:",
            counted(rejected.len() as u64, "receiver")
        ))?;
    }
    for one in rejected.iter().take(SHOWN) {
        output::line(format_args!(
            "  {}  {}",
            output::plain(one.receiver.as_deref().unwrap_or_default()),
            output::plain(one.message.as_deref().unwrap_or_default())
        ))?;
    }
    match rejected.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => output::line(format_args!("  and {more} more")),
    }
}

/// Formats a number of messages. One that is missing says nothing.
fn count(messages: Option<i64>) -> String {
    messages.map_or_else(|| "?".to_owned(), |messages| messages.to_string())
}

/// Updates the progress bar of a batch.
pub(super) fn show(progress: &Progress, batch: &Batch) {
    let count = |records: Option<i64>| u64::try_from(records.unwrap_or_default()).unwrap_or(0);
    progress.at(
        Kind::Batch,
        count(batch.processed_records),
        count(batch.total_records),
        status_of(batch),
    );
}

/// Returns whether the batch failed or was cancelled.
pub(super) fn ended_early(batch: &Batch) -> bool {
    matches!(
        batch.status,
        Some(BatchStatus::Failed | BatchStatus::Canceled)
    )
}

/// Returns whether the batch is finished.
pub(super) fn is_over(batch: &Batch) -> bool {
    use BatchStatus::{Canceled, Completed, Failed};
    matches!(batch.status, Some(Completed | Failed | Canceled))
}

/// Returns whether the messages of the batch were created, and it did not end early.
pub(super) fn is_complete(batch: &Batch) -> bool {
    use BatchStatus::{Completed, Inserted};
    matches!(batch.status, Some(Completed | Inserted))
}

/// Returns whether the messages of the batch were created.
pub(super) fn is_made(batch: &Batch) -> bool {
    is_over(batch) || batch.status == Some(BatchStatus::Inserted)
}
