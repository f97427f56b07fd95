//! The shape of the command line.

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use ovh_sms::ServiceName;

use crate::{
    accounts, answers, api, blacklist, completions, estimate, help, history, login, mailing, man,
    sandbox, send, senders, track, whoami,
};

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
    about,
    long_about,
    arg_required_else_help = true
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// Prints JSON to stdout, one object a line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Prints no sentences but errors, and no progress.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Tells each request and answer on stderr; of secrets nothing, of texts and phone numbers the
    /// length only.
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    /// Calls a sandbox on this machine, which ends with the command, instead of OVHcloud.
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,
    /// The SMS account, such as sms-ab12345-1; by default OVH_SMS_SERVICE, or the only one.
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) service: Option<ServiceName>,
}

impl Global {
    /// These options, with what was given after the operation of `api` too.
    pub(crate) fn or(&self, more: Self) -> Self {
        Self {
            json: self.json || more.json,
            quiet: self.quiet || more.quiet,
            verbose: self.verbose || more.verbose,
            sandbox: self.sandbox || more.sandbox,
            service: more.service.or_else(|| self.service.clone()),
        }
    }
}

/// The command line, as it was given.
pub(crate) fn parse() -> Result<Args, clap::Error> {
    let matches = command().try_get_matches()?;
    Args::from_arg_matches(&matches)
}

/// The command line, as it can be given.
pub(crate) fn command() -> clap::Command {
    help::in_sentences(Args::command())
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    // A comment for documentation here would take the place of the command's own help.
    Send(send::Send),
    Estimate(estimate::Estimate),
    Track(track::Track),
    Answers(answers::Answers),
    History(history::History),
    Mailing(mailing::Mailing),
    Senders(senders::Senders),
    Blacklist(blacklist::Blacklist),
    Accounts(accounts::Accounts),
    Login(login::Login),
    Whoami(whoami::Whoami),
    Api(api::Api),
    Completions(completions::Completions),
    Man(man::Man),
    Sandbox(sandbox::Sandbox),
}
