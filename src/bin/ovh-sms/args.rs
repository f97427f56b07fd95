//! The shape of the command line.

use clap::{Parser, Subcommand};

use crate::{sandbox, send};

/// Sends and follows SMS by the OVHcloud API.
///
/// Credentials come from the environment (OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET,
/// OVH_CONSUMER_KEY, OVH_ENDPOINT) or from ovh.conf; with --sandbox nothing leaves this machine.
///
/// Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 outcome unknown, 4 partly done.
#[derive(Debug, Parser)]
#[command(
    name = "ovh-sms",
    version,
    about,
    long_about,
    arg_required_else_help = true
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sends a message to one or many receivers.
    Send(send::Send),
    /// Plays the service on this machine until interrupted.
    Sandbox(sandbox::Sandbox),
}
