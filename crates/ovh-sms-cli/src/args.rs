//! The command line: subcommands and global options.

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::commands::Command;
use crate::global::Global;
use crate::hints;
use crate::terminal::{help, texts};

/// Send and track SMS through the OVHcloud API.
///
/// Credentials are read from environment variables (OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET,
/// OVH_CONSUMER_KEY, OVH_ENDPOINT), from ovh.conf, or from a profile in it. With --sandbox, no
/// request leaves this machine.
///
/// Data is printed to stdout, messages to stderr.
///
/// Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 outcome unknown, 4 partly done.
///
/// Example: ovh-sms send --sandbox --to +33600000000 "Bonjour"
#[derive(Debug, Parser)]
#[command(
    name = "ovh-sms",
    version,
    about = "Send and track SMS, read replies and send mailings from CSV files through the OVHcloud API; includes a sandbox",
    long_about,
    arg_required_else_help = true
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The parsed command line.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Args, clap::Error> {
    let matches =
        texts::parse(command, arguments).map_err(|error| hints::with_hint(error, arguments))?;
    Args::from_arg_matches(&matches)
}

/// Returns the definition of the command line.
pub(crate) fn command() -> clap::Command {
    help::in_sentences(Args::command())
}
