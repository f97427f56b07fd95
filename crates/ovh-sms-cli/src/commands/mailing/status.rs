//! `ovh-sms mailing status`: lists the batches, or shows one with its statistics.

use std::time::Duration;

use comfy_table::{Cell, CellAlignment, Color};
use ovh_sms::types::{Batch, BatchStatistics, BatchStatus};
use serde::Serialize;

use super::batch::{self, OTHER, figure, id_of, is_other, status_of};
use super::interrupt::{Interrupt, Phase};
use super::progress::Progress;
use super::result;
use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// The first wait between two requests, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(30));

/// List the account's batches, or show one batch with its statistics.
///
/// The batch is given by its id, by its name, or by the name of its mailing. COMPLETED means that
/// all messages were handed over for delivery, not that they were delivered.
///
/// With --json, the list has one batch per line, as the API returns it; a single batch is an object
/// with the batch and its statistics.
///
/// Exit codes: 0 printed; 1 the batch does not exist, or --follow was interrupted; 2 wrong usage.
///
/// Example: ovh-sms mailing status sales-2026-01 --follow
#[derive(Debug, clap::Args)]
pub(super) struct Status {
    /// The id or name of the batch, or the name of its mailing; without it, all batches are listed,
    /// the latest last.
    #[arg(value_name = "BATCH")]
    batch: Option<String>,
    /// Follow the batch until it is finished.
    #[arg(long, requires = "batch")]
    follow: bool,
}

/// A batch and its statistics, as described in docs/json.
#[derive(Debug, Serialize)]
struct Standing {
    batch: Batch,
    statistics: BatchStatistics,
}

/// Prints the batches.
pub(super) async fn run(status: Status, global: &Global) -> Result<u8, Failure> {
    let account = global.account().await?;
    let service = &account.service;
    let Some(wanted) = &status.batch else {
        let listed = service.api().batches_list().send().await?;
        let mut batches = listed.into_inner();
        global.note_unread(batches.unread());
        batches.sort_by_key(|batch| (batch.created_at, batch.id));
        return list(global, &batches);
    };
    let (id, mut batch) = batch::find(service, wanted).await?;
    if status.follow {
        let progress = Progress::new(global);
        let interrupt = Interrupt::listen(&progress, global.json)?;
        interrupt.at(Phase::Following);
        let mut pause = PAUSES.0;
        while !result::is_over(&batch) {
            result::show(&progress, &batch);
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(PAUSES.1);
            match service.api().batches_get(id).send().await {
                Ok(read) if is_other(id, read.id) => {}
                Ok(read) => batch = read.into_inner(),
                // The next request may succeed.
                Err(error) if error.is_retryable() => {}
                Err(error) => {
                    progress.clear();
                    return Err(error.into());
                }
            }
        }
        progress.clear();
    }
    let statistics = service.api().batches_statistics_get(id).send().await;
    let statistics = statistics?.into_inner();
    if is_other(id, statistics.id) {
        return Err(Failure::failed(OTHER));
    }
    match global.json {
        true => output::json(&Standing { batch, statistics })?,
        false => result::print_batch(&batch, Some(&statistics))?,
    }
    Ok(DONE)
}

fn list(global: &Global, batches: &[Batch]) -> Result<u8, Failure> {
    if global.json {
        for batch in batches {
            output::json(batch)?;
        }
        return Ok(DONE);
    }
    let right = |text: String| output::cell(text).set_alignment(CellAlignment::Right);
    let rows = batches.iter().map(|batch| {
        let made = (batch.processed_records, batch.total_records);
        vec![
            output::cell(id_of(batch)),
            output::cell(batch.name.as_deref().unwrap_or_default()),
            status_cell(batch),
            right(format!("{}/{}", figure(made.0), figure(made.1))),
            right(figure(batch.estimated_credits)),
            output::cell(
                batch
                    .created_at
                    .map(|time| time.format("%Y-%m-%d %H:%M:%S UTC").to_string())
                    .unwrap_or_default(),
            ),
        ]
    });
    let header = ["BATCH", "NAME", "STATUS", "MADE", "CREDITS", "CREATED"];
    output::table(&header, rows.collect())?;
    Ok(DONE)
}

fn status_cell(batch: &Batch) -> Cell {
    let colour = match batch.status {
        Some(BatchStatus::Completed) => Color::Green,
        Some(BatchStatus::Failed) => Color::Red,
        _ => Color::Yellow,
    };
    output::cell(status_of(batch)).fg(colour)
}
