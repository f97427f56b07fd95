//! The shape of the command line.

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::commands::Command;
use crate::global::Global;
use crate::terminal::help;

/// Sends and follows SMS by the OVHcloud API.
///
/// Credentials come from the environment (OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET,
/// OVH_CONSUMER_KEY, OVH_ENDPOINT) or from ovh.conf; with --sandbox nothing leaves this machine.
///
/// Data goes to stdout, sentences for people to stderr.
///
/// Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 outcome unknown, 4 partly done.
///
/// Example: ovh-sms send --sandbox --to +33600000000 "Bonjour"
#[derive(Debug, Parser)]
#[command(
    name = "ovh-sms",
    version,
    about = "The whole OVHcloud SMS API, typed: send, track, answer, mail a CSV; with a sandbox and a command line",
    long_about,
    arg_required_else_help = true
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The command line, as it was given.
pub(crate) fn parse<A>(arguments: impl IntoIterator<Item = A>) -> Result<Args, clap::Error>
where
    A: Into<OsString> + Clone,
{
    let matches = command().try_get_matches_from(arguments)?;
    Args::from_arg_matches(&matches)
}

/// The command line, as it can be given.
pub(crate) fn command() -> clap::Command {
    help::in_sentences(Args::command())
}
