//! `ovh-sms mailing cancel`: cancels a deferred batch.

use std::time::Duration;

use ovh_sms::types::{Batch, BatchStatistics, BatchStatus};
use ovh_sms::{Error, Service};
use serde::Serialize;
use uuid::Uuid;

use super::batch::{self, OTHER, figure, is_other, status_of};
use super::left_out::LeftOut;
use super::proof::{self, Proof};
use super::result;
use crate::exit::{DONE, FAILED, PARTLY, UNKNOWN};
use crate::failure::{Failure, for_shell, sentence};
use crate::global::Global;
use crate::terminal::output;

/// The first wait between two requests for the status, and the number of requests.
const PAUSE: Duration = Duration::from_millis(200);
const LOOKS: u32 = 30;

/// Cancel a deferred batch that has not started, and print how many messages were already sent.
///
/// The batch is given by its id, by its name, or by the name of its mailing. The service cancels
/// only a batch whose send time has not come. The name of a cancelled mailing can't be reused: a
/// new mailing needs a new name.
///
/// Exit codes: 0 cancelled, nothing was sent; 1 not cancelled; 2 wrong usage; 3 unknown whether it
/// is cancelled; 4 cancelled, and some messages were sent before.
///
/// Example: ovh-sms mailing cancel sales-2026-01
#[derive(Debug, clap::Args)]
pub(super) struct Cancel {
    /// The id or name of the batch, or the name of its mailing.
    #[arg(value_name = "BATCH")]
    batch: String,
}

/// A batch and its statistics, as described in docs/json.
#[derive(Debug, Serialize)]
struct Standing<'a> {
    batch: &'a Batch,
    statistics: &'a BatchStatistics,
}

/// Cancels the batch, and checks the result.
pub(super) async fn run(cancel: Cancel, global: &Global) -> Result<u8, Failure> {
    let account = global.account().await?;
    let service = &account.service;
    let (id, before) = batch::find(service, &cancel.batch).await?;
    // If the cancellation was requested before, nothing is requested. A list alone may be wrong.
    let asked = match is_cancelled(&before) && is_read_as_cancelled(service, id).await {
        true => Ok(()),
        false => ask(service, id).await,
    };
    let refusal = asked.err();
    let batch = settled(service, id, refusal.is_none()).await;
    let batch = match (batch, &refusal) {
        (Ok(batch), _) => batch,
        (Err(_), Some(refusal)) if !refusal.may_have_been_sent() => {
            return Err(Failure::failed(format!(
                "The batch was not cancelled: {}.",
                for_shell(&refusal.to_string())
            )));
        }
        (Err(error), _) => {
            return Err(Failure::unknown(format!(
                "It is unknown whether the batch is cancelled: {error}. Run `ovh-sms mailing status {id}` to check."
            )));
        }
    };
    let statistics = service.api().batches_statistics_get(id).send().await;
    let statistics = match statistics {
        Ok(read) if is_other(id, read.id) => return Err(Failure::failed(OTHER).leaving_open()),
        Ok(read) => read.into_inner(),
        Err(error) if is_cancelled(&batch) => {
            return Err(Failure::unknown(format!(
                "The batch is {}, and it is unknown how many messages were sent before: {}. Run `ovh-sms mailing status {id}` to check.",
                status_of(&batch),
                sentence(&error)
            )));
        }
        Err(error) => return Err(Failure::from(error).leaving_open()),
    };
    let printed = match global.json {
        true => output::json(&Standing {
            batch: &batch,
            statistics: &statistics,
        }),
        false => result::print_batch(&batch, Some(&statistics)),
    };
    // The exit code depends on the batch, not on whether the output could be printed.
    if let Err(failure) = printed {
        failure.tell();
    }
    let sent = figure(statistics.sent.or(statistics.delivered));
    let all = figure(batch.total_records);
    // Only what is proved about a cancelled batch is used.
    let left_out = LeftOut::default();
    let proof = proof::of(service, id, &batch, Some(&statistics), &left_out, None).await;
    match (&batch.status, refusal) {
        (Some(BatchStatus::Canceled), _) if proof == Proof::None => {
            global.note("Cancelled: nothing was sent.");
            Ok(DONE)
        }
        (Some(BatchStatus::Canceled), _) if proof == Proof::Partly => {
            output::note(format_args!(
                "Cancelled, but {sent} of {all} messages were sent before."
            ));
            Ok(PARTLY)
        }
        (Some(BatchStatus::Canceled), _) => {
            output::note(format_args!(
                "Cancelled, but the batch statistics do not show how many messages were sent before. Run `ovh-sms mailing report {id}` to list them."
            ));
            Ok(UNKNOWN)
        }
        (Some(BatchStatus::ToCancel | BatchStatus::Canceling), _) => {
            output::note(format_args!(
                "The cancellation is in progress: {sent} of {all} messages were sent. Run `ovh-sms mailing status {id}` to check."
            ));
            Ok(UNKNOWN)
        }
        (_, Some(refusal)) if refusal.may_have_been_sent() => {
            output::note(format_args!(
                "It is unknown whether the batch will be cancelled; it is still {}: {}.",
                status_of(&batch),
                sentence(&refusal)
            ));
            Ok(UNKNOWN)
        }
        (_, None) if !result::is_over(&batch) => {
            output::note(format_args!(
                "The service accepted the cancellation, but the batch is still {}. Run `ovh-sms mailing status {id}` to check.",
                status_of(&batch)
            ));
            Ok(UNKNOWN)
        }
        (_, refusal) => {
            let why = refusal.map(|error| format!(" {}.", sentence(&error)));
            output::note(format_args!(
                "Not cancelled: {sent} of {all} messages were already sent.{}",
                why.unwrap_or_default()
            ));
            Ok(FAILED)
        }
    }
}

async fn is_read_as_cancelled(service: &Service, id: Uuid) -> bool {
    let read = service.api().batches_get(id).send().await;
    read.is_ok_and(|batch| !is_other(id, batch.id) && is_cancelled(&batch))
}

async fn ask(service: &Service, id: Uuid) -> Result<(), Error> {
    service.api().batches_cancel(id).send().await?;
    Ok(())
}

/// Returns the batch when it is cancelled, or as it is when step_timeout ends.
async fn settled(service: &Service, id: Uuid, accepted: bool) -> Result<Batch, Failure> {
    let mut looks = 0;
    loop {
        let batch = service.api().batches_get(id).send().await?;
        let other = is_other(id, batch.id);
        looks += 1;
        let wait = other || accepted || is_cancelled(&batch);
        if !other && (!wait || result::is_over(&batch) || looks >= LOOKS) {
            return Ok(batch.into_inner());
        }
        if looks >= LOOKS {
            return Err(Failure::failed(OTHER));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn is_cancelled(batch: &Batch) -> bool {
    use BatchStatus::{Canceled, Canceling, ToCancel};
    matches!(batch.status, Some(ToCancel | Canceling | Canceled))
}
