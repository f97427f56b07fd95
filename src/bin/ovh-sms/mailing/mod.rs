//! `ovh-sms mailing`: mass sends from CSV files, from the check to the report.

mod cancel;
mod check;
mod earlier;
mod ending;
mod follow;
mod interrupt;
mod ledger;
mod ledger_file;
mod progress;
mod proof;
mod report;
mod result;
mod rows;
mod send;
mod status;

use ovh_sms::Service;
use ovh_sms::types::Batch;
use uuid::Uuid;

use crate::args::Global;
use crate::failure::Failure;
use crate::output;

/// Sends a message to the receivers in a CSV file, with mail merge, and looks after it.
///
/// The file has a header row; one column, `number`, holds the numbers. In the text, #column# stands
/// for the row's value. The separator (`;`, `,` or tab) is recognised.
///
/// A mailing is sent once: its name, its text and its rows make it one, and running the same
/// command again after any failure finds what was done and goes on from there.
///
/// Example: ovh-sms mailing check clients.csv --text "Bonjour #prenom#" --sender "MP RENOV" --transactional
#[derive(Debug, clap::Args)]
pub(crate) struct Mailing {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    // A comment for documentation here would take the place of the command's own help.
    Check(check::Check),
    Send(send::Send),
    Status(status::Status),
    Cancel(cancel::Cancel),
    Report(report::Report),
}

/// Does what was asked.
pub(crate) async fn run(mailing: Mailing, global: &Global) -> Result<u8, Failure> {
    match mailing.command {
        Command::Check(check) => check::run(check, global).await,
        Command::Send(send) => send::run(send, global).await,
        Command::Status(status) => status::run(status, global).await,
        Command::Cancel(cancel) => cancel::run(cancel, global).await,
        Command::Report(report) => report::run(report, global).await,
    }
}

/// Digits that the batches of a mailing carry behind its name.
const FINGERPRINT: usize = 12;

/// The batch that is meant: by its id, by its name, or by the name of its mailing.
async fn batch(service: &Service, text: &str) -> Result<(Uuid, Batch), Failure> {
    let api = service.api();
    let found = match Uuid::parse_str(text) {
        Ok(id) => match api.batches_get().id(id).send().await {
            Ok(batch) => Some(batch.into_inner()),
            Err(error) if error.status().is_some_and(|status| status == 404) => None,
            Err(error) => return Err(error.into()),
        },
        Err(_) => {
            let listed = api.batches_list().send().await?;
            let listed = listed.into_inner();
            if !listed.is_complete() {
                return Err(Failure::failed(
                    "The list of the batches can't be read whole; choose the batch by its id.",
                ));
            }
            let mut named = listed.into_inner();
            named.retain(|batch| is_called(batch, text));
            if named.len() > 1 {
                let ids: Vec<String> = named.iter().map(id_of).collect();
                return Err(Failure::usage(format!(
                    "Several batches are called {:?}; choose one by its id: {}.",
                    text,
                    ids.join(", ")
                )));
            }
            named.pop()
        }
    };
    match found {
        Some(batch) => match batch.id {
            Some(id) => Ok((id, batch)),
            None => Err(Failure::failed("The service gave a batch without an id.")),
        },
        None => Err(Failure::failed(format!(
            "There is no batch {text:?} on {}: `ovh-sms mailing status` lists them.",
            service.name()
        ))),
    }
}

/// Whether a batch has that name, or its mailing has.
fn is_called(batch: &Batch, name: &str) -> bool {
    let Some(rest) = batch
        .name
        .as_deref()
        .and_then(|full| full.trim().strip_prefix(name))
    else {
        return false;
    };
    rest.is_empty()
        || rest.strip_prefix(' ').is_some_and(|mark| {
            mark.len() == FINGERPRINT && mark.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

fn id_of(batch: &Batch) -> String {
    batch.id.map(|id| id.to_string()).unwrap_or_default()
}

/// A status as a person reads it.
fn status_of(batch: &Batch) -> String {
    let status = batch.status.as_ref().map(ToString::to_string);
    output::plain(&status.unwrap_or_else(|| "unknown".to_owned()))
}

/// A number of things: one part, two parts.
fn counted(count: u64, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

/// A figure that the service may leave out.
fn figure(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
