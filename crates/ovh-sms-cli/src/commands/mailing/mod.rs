//! `ovh-sms mailing`: sends mailings from files; checks, tracks, reports and cancels them.

mod batch;
mod cancel;
mod check;
mod ending;
mod follow;
mod interrupt;
mod left_out;
mod notes;
mod progress;
mod proof;
mod report;
mod result;
mod rows;
mod send;
mod source;
mod status;

use crate::failure::Failure;
use crate::global::Global;

/// Send a message to the receivers in a file (CSV, .xlsx, .ods), with mail merge, and track it.
///
/// The file has a header row; one column, such as `number` or `Téléphone`, contains the numbers. In
/// the text, #column# is replaced by the value in that column. The separator (`;`, `,`, tab or `|`)
/// is detected.
///
/// A mailing is sent once. It is identified by its name, its text and its rows. If you run the same
/// command again after a failure, it finds what was done and continues from there.
///
/// Example: ovh-sms mailing check clients.csv --text "Bonjour #prenom#" --sender "MP RENOV" --transactional
#[derive(Debug, clap::Args)]
pub(crate) struct Mailing {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    // A doc comment here would replace the command's own help.
    Check(check::Check),
    Send(send::Send),
    Status(status::Status),
    Cancel(cancel::Cancel),
    Report(report::Report),
}

/// Runs the subcommand.
pub(crate) async fn run(mailing: Mailing, global: &Global) -> Result<u8, Failure> {
    match mailing.command {
        Command::Check(check) => Box::pin(check::run(check, global)).await,
        Command::Send(send) => Box::pin(send::run(send, global)).await,
        Command::Status(status) => Box::pin(status::run(status, global)).await,
        Command::Cancel(cancel) => Box::pin(cancel::run(cancel, global)).await,
        Command::Report(report) => Box::pin(report::run(report, global)).await,
    }
}
