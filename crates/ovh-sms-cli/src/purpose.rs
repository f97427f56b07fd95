//! Whether a message is advertising or transactional, which decides about its STOP clause.

use ovh_sms::message::StopClause;

use crate::failure::Failure;
use crate::global::Global;

/// The two kinds of messages.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Purpose {
    /// Mark the message as transactional, such as a code or an alert: no STOP clause, sent at any
    /// time. Illegal for advertising.
    #[arg(long, alias = "no-stop", conflicts_with = "marketing")]
    transactional: bool,
    /// Mark the message as advertising: the service appends the STOP clause, 11 billed characters,
    /// and defers the message at night, on Sundays and on holidays.
    #[arg(long, conflicts_with = "allow_replies")]
    marketing: bool,
}

impl Purpose {
    /// Returns whether the service appends the STOP clause. One of the options is required, except
    /// for a message from a short number, which has none, and in a sandbox, which sends it as
    /// transactional.
    pub(crate) fn required(
        &self,
        allow_replies: bool,
        global: &Global,
    ) -> Result<StopClause, Failure> {
        match self.given() {
            Some(stop) => Ok(stop),
            None if allow_replies || global.sandbox => Ok(StopClause::Absent),
            None => Err(Failure::usage(
                "Nothing was sent: pass --transactional for a code or an alert (no STOP clause, sent at any time), or --marketing for advertising (with the STOP clause, deferred at night, on Sundays and on holidays).",
            )),
        }
    }

    /// Prints that a message to a sandbox is sent as transactional by default.
    pub(crate) fn note_default(&self, allow_replies: bool, global: &Global) {
        if self.given().is_none() && !allow_replies && global.sandbox {
            global.note("Sending as --transactional. Outside the sandbox, either --transactional or --marketing is required.");
        }
    }

    /// Returns whether the STOP clause is counted: it is, unless an option says otherwise.
    pub(crate) fn counted(&self, allow_replies: bool) -> StopClause {
        match self.given() {
            Some(stop) => stop,
            None => StopClause::from(!allow_replies),
        }
    }

    fn given(&self) -> Option<StopClause> {
        match (self.transactional, self.marketing) {
            (true, _) => Some(StopClause::Absent),
            (_, true) => Some(StopClause::Appended),
            _ => None,
        }
    }
}
