//! The options of every command.

use ovh_sms::ServiceName;

use crate::terminal::output;

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

    /// Notes that a list is incomplete, if it is.
    pub(crate) fn note_unread(&self, unread: usize) {
        if unread > 0 {
            self.note(format_args!(
                "{unread} of the items can't be read and are left out."
            ));
        }
    }

    /// Prints a sentence for a person, unless it is to be quiet.
    pub(crate) fn note(&self, text: impl std::fmt::Display) {
        if !self.quiet {
            output::note(text);
        }
    }
}
