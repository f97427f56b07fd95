//! `ovh-sms mailing`: mass sends from CSV files, from the check to the report.

mod batch;
mod cancel;
mod check;
mod ending;
mod follow;
mod interrupt;
mod progress;
mod proof;
mod report;
mod result;
mod rows;
mod send;
mod status;

use crate::failure::Failure;
use crate::global::Global;

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
