//! The commands, one module each.

mod accounts;
mod api;
mod blacklist;
mod callbacks;
mod estimate;
mod history;
mod jobs;
mod login;
mod mailing;
mod named;
mod replies;
mod sandbox;
mod send;
mod senders;
mod shell;
mod track;
mod whoami;

use shell::{completions, man};

use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::log;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    // A doc comment here would replace the command's own help.
    Send(send::Send),
    Estimate(estimate::Estimate),
    Track(track::Track),
    Jobs(jobs::Jobs),
    Replies(replies::Replies),
    History(history::History),
    Mailing(mailing::Mailing),
    Senders(senders::Senders),
    Blacklist(blacklist::Blacklist),
    Callbacks(callbacks::Callbacks),
    Accounts(accounts::Accounts),
    Login(login::Login),
    Whoami(whoami::Whoami),
    Api(api::Api),
    Completions(completions::Completions),
    Man(man::Man),
    Sandbox(sandbox::Sandbox),
}

/// Runs a command; `line` builds the definition of the command line, for the commands that describe
/// it.
pub(crate) async fn run(
    command: Command,
    global: &Global,
    line: fn() -> clap::Command,
) -> Result<u8, Failure> {
    // These two set up their own logging.
    if !matches!(command, Command::Sandbox(_) | Command::Api(_)) {
        log::start(global.verbose);
    }
    // Each command has its own memory: all in one would need as much of the stack as the largest.
    match command {
        Command::Send(send) => Box::pin(send::run(send, global)).await,
        Command::Estimate(estimate) => Box::pin(estimate::run(estimate, global)).await,
        Command::Track(track) => Box::pin(track::run(track, global)).await,
        Command::Jobs(jobs) => Box::pin(jobs::run(jobs, global)).await,
        Command::Replies(replies) => Box::pin(replies::run(replies, global)).await,
        Command::History(history) => Box::pin(history::run(history, global)).await,
        Command::Mailing(mailing) => Box::pin(mailing::run(mailing, global)).await,
        Command::Senders(senders) => Box::pin(senders::run(senders, global)).await,
        Command::Blacklist(blacklist) => Box::pin(blacklist::run(blacklist, global)).await,
        Command::Callbacks(callbacks) => Box::pin(callbacks::run(callbacks, global)).await,
        Command::Accounts(accounts) => Box::pin(accounts::run(accounts, global)).await,
        Command::Login(login) => Box::pin(login::run(login, global)).await,
        Command::Whoami(whoami) => Box::pin(whoami::run(whoami, global)).await,
        Command::Api(api) => Box::pin(api::run(api, global)).await,
        Command::Completions(completions) => completions::run(&completions, line()),
        Command::Man(man) => man::run(&man, global, line()),
        Command::Sandbox(sandbox) => Box::pin(sandbox::run(sandbox, global)).await,
    }
}
