//! `ovh-sms jobs`: the messages that wait to be sent.

mod cancel;
mod table;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Subcommand;
use ovh_sms::types::Job;

use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;
use crate::when::Zone;

/// List the messages that wait to be sent, or cancel them.
///
/// These are messages with a time to send at, and advertising that the service defers. The table is
/// sorted by the time at which they are to leave, in the time zone of --time-zone; for a message that
/// the service defers, it shows "deferred". With
/// --json, each line is a job as the API returns it. Messages of mailings are listed after the
/// service created them: see mailing status.
///
/// Example: ovh-sms jobs
#[derive(Debug, clap::Args)]
pub(crate) struct Jobs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    zone: Zone,
}

#[derive(Debug, Subcommand)]
enum Action {
    // A doc comment here would replace the command's own help.
    Cancel(cancel::Cancel),
}

/// Lists the messages, or cancels some.
pub(crate) async fn run(jobs: Jobs, global: &Global) -> Result<u8, Failure> {
    match jobs.action {
        Some(Action::Cancel(cancel)) => cancel::run(cancel, global).await,
        None => list(jobs.zone, global).await,
    }
}

async fn list(zone: Zone, global: &Global) -> Result<u8, Failure> {
    let account = global.account().await?;
    let api = account.service.api();
    let mut jobs = api.jobs_list().stream().into_vec().await?;
    global.note_unread(jobs.unread());
    jobs.sort_by_key(|job| (leaves(job), job.id));
    if global.json {
        for job in &jobs {
            if !output::flowing_json(job)? {
                break;
            }
        }
        return Ok(DONE);
    }
    if jobs.is_empty() && jobs.is_complete() {
        global.note("No messages wait to be sent.");
        return Ok(DONE);
    }
    table::print(&jobs, zone)?;
    Ok(DONE)
}

/// Returns when a job is expected to leave. The delay is believed to be in minutes.
pub(crate) fn leaves(job: &Job) -> Option<DateTime<Utc>> {
    let delay = TimeDelta::try_minutes(job.differed_delivery.unwrap_or_default())?;
    job.creation_datetime?.checked_add_signed(delay)
}
