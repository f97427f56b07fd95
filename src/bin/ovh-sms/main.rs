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
mod api;
mod args;
mod blacklist;
mod completions;
mod connect;
mod estimate;
mod failure;
mod help;
mod history;
mod log;
mod login;
mod mailing;
mod man;
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

use args::{Args, Command};
use failure::Failure;

fn main() -> ExitCode {
    let args = match args::parse() {
        Ok(args) => args,
        Err(error) => return ExitCode::from(failure::told(&error)),
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
    // These two know better what is to be told.
    if !matches!(args.command, Command::Sandbox(_) | Command::Api(_)) {
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
            Command::Api(api) => api::run(api, global).await,
            Command::Completions(completions) => completions::run(&completions, global),
            Command::Man(man) => man::run(&man, global),
            Command::Sandbox(sandbox) => sandbox::run(sandbox, global).await,
        }
    })
}
