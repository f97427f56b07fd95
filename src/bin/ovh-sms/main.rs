//! `ovh-sms`: SMS from a shell, by the OVHcloud API or its sandbox.
#![deny(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod accounts;
mod answers;
mod args;
mod blacklist;
mod connect;
mod estimate;
mod failure;
mod history;
mod log;
mod login;
mod mailing;
mod output;
mod price;
mod sandbox;
mod send;
mod senders;
mod spend;
mod text;
mod track;
mod when;
mod whoami;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use failure::Failure;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(told) => {
            // Help and version are answers, all else is a mistake; clap knows which stream.
            let code = if told.use_stderr() {
                failure::USAGE
            } else {
                failure::DONE
            };
            return match told.print() {
                Ok(()) => ExitCode::from(code),
                // A reader that has gone away, such as `head`, is no failure.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                    ExitCode::from(code)
                }
                Err(_) => ExitCode::from(failure::FAILED),
            };
        }
    };
    match run(args) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.tell(),
    }
}

fn run(args: Args) -> Result<u8, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format!("No runtime can be started: {error}.")))?;
    let global = &args.global;
    if !matches!(args.command, Command::Sandbox(_)) {
        log::start(global.verbose);
    }
    runtime.block_on(async {
        match args.command {
            Command::Send(send) => send::run(send, global).await,
            Command::Estimate(estimate) => estimate::run(estimate, global).await,
            Command::Track(track) => track::run(track, global).await,
            Command::Answers(answers) => answers::run(answers, global).await,
            Command::History(history) => history::run(history, global).await,
            Command::Mailing(mailing) => mailing::run(mailing, global).await,
            Command::Senders(senders) => senders::run(senders, global).await,
            Command::Blacklist(blacklist) => blacklist::run(blacklist, global).await,
            Command::Accounts(accounts) => accounts::run(accounts, global).await,
            Command::Login(login) => login::run(login, global).await,
            Command::Whoami(whoami) => whoami::run(whoami, global).await,
            Command::Sandbox(sandbox) => sandbox::run(sandbox, global).await,
        }
    })
}
