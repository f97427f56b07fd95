//! The command line of `ovh-sms`, as a library: the program in `src/main.rs` calls [`run`].
//!
//! ```
//! // Prints the version, as `ovh-sms --version` does.
//! assert_eq!(ovh_sms_cli::run(["ovh-sms", "--version"]), ovh_sms_cli::exit::DONE);
//! ```
//!
//! Programs that simulate mailings can use the [`journal`] that `ovh-sms mailing send` keeps, which
//! decides whether a mailing is sent again, and the codes in [`exit`] that follow from it.
#![deny(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod args;
mod commands;
mod connect;
pub mod exit;
mod failure;
mod global;
mod hints;
pub mod journal;
mod numbers;
mod price;
mod purpose;
mod spend;
mod terminal;
mod text;
mod when;

use std::ffi::OsString;

use args::Args;
pub use failure::Failure;
use ovh_sms::Client;

/// Runs the command that the arguments name on a new runtime, and returns its exit code.
///
/// The first argument is the program's name. The command reads the environment and stdin, prints to
/// stdout and stderr, and installs a `tracing` subscriber if none is installed. During `mailing`
/// commands, Ctrl-C may end the process.
///
/// # Panics
///
/// Panics inside a Tokio runtime; call [`run_async`] there.
#[must_use]
pub fn run<A>(arguments: impl IntoIterator<Item = A>) -> u8
where
    A: Into<OsString> + Clone,
{
    let args = match parsed(arguments) {
        Ok(args) => args,
        Err(code) => return code,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(execute(args));
            // A file that is still being read may block forever.
            runtime.shutdown_background();
            code
        }
        Err(error) => Failure::failed(format!("Failed to start a runtime: {error}.")).tell(),
    }
}

/// Runs the command that the arguments name, on the caller's Tokio runtime, and returns its exit
/// code.
///
/// Does the same as [`run`], but starts no runtime.
pub async fn run_async<A>(arguments: impl IntoIterator<Item = A>) -> u8
where
    A: Into<OsString> + Clone,
{
    match parsed(arguments) {
        Ok(args) => execute(args).await,
        Err(code) => code,
    }
}

/// Runs the command that the arguments name with this client, and returns its exit code.
///
/// Does the same as [`run_async`], but with the endpoint, the credentials and the network of the
/// client, such as a simulated one. Do not pass `--sandbox`. `login` and `whoami` still read the
/// configuration, and `mailing send` does not lock the mailing on this machine: its journal is the
/// only lock.
pub async fn run_with<A>(client: Client, arguments: impl IntoIterator<Item = A>) -> u8
where
    A: Into<OsString> + Clone,
{
    match parsed(arguments) {
        Ok(mut args) => {
            args.global.client = Some(client);
            execute(args).await
        }
        Err(code) => code,
    }
}

/// Parses the arguments; an error is printed, and is the exit code.
fn parsed<A>(arguments: impl IntoIterator<Item = A>) -> Result<Args, u8>
where
    A: Into<OsString> + Clone,
{
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    args::parse(&arguments).map_err(|error| failure::print_usage(&error, json))
}

async fn execute(args: Args) -> u8 {
    match Box::pin(commands::run(args.command, &args.global, args::command)).await {
        Ok(code) => code,
        Err(failure) => failure.report(args.global.json),
    }
}
