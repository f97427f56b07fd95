//! The end of `mailing send`: its output, and the exit code that the journal and the account prove.

use ovh_sms::Service;
use ovh_sms::mailing::{MailingError, SentMailing};

use super::progress::Progress;
use super::proof::{self, Proof};
use super::result::{self, Outcome, Summary};
use crate::exit::{DONE, FAILED, PARTLY, UNKNOWN};
use crate::failure::sentence;
use crate::global::Global;
use crate::journal::Earlier;

/// Prints an accepted mailing, and returns the exit code that is proved for it.
pub(super) async fn conclude(
    global: &Global,
    service: &Service,
    sent: &SentMailing,
    mut summary: Summary,
) -> u8 {
    summary.statistics = sent.statistics().await.ok();
    let proof = proof::of(
        service,
        sent.id(),
        sent.batch(),
        summary.statistics.as_ref(),
    )
    .await;
    summary.batch = Some(sent.batch().clone());
    let (outcome, code) = match proof {
        Proof::Made | Proof::Partly if summary.found => (Outcome::SentBefore, DONE),
        Proof::Made | Proof::Partly => (Outcome::Sent, DONE),
        Proof::None => (Outcome::NotSent, FAILED),
        Proof::Unknown => (Outcome::Unknown, UNKNOWN),
    };
    summary.outcome = outcome;
    // Printed last: Ctrl-C has nothing left to interrupt. The exit code depends on the mailing, not
    // on whether the output could be printed.
    if let Err(failure) = result::print(global, &summary) {
        failure.tell();
    }
    match proof {
        Proof::Partly => PARTLY,
        _ => code,
    }
}

/// Prints why the mailing was not sent, or may have been sent, and returns the exit code.
pub(super) fn lost(
    global: &Global,
    progress: &Progress,
    mut summary: Summary,
    error: &MailingError,
    earlier: &Earlier,
) -> u8 {
    let unknown = !error.nothing_was_sent() || earlier.may_have_sent();
    summary.outcome = match unknown {
        true => Outcome::Unknown,
        false => Outcome::NotSent,
    };
    // The exit code depends on the mailing, not on whether the output could be printed.
    if global.json
        && let Err(failure) = result::print(global, &summary)
    {
        failure.tell();
    }
    if unknown {
        let cause = std::error::Error::source(error);
        let cause = cause.map(|cause| format!(". The last request failed: {cause}"));
        progress.tell(format_args!(
            "{}{}.",
            sentence(error),
            cause.unwrap_or_default()
        ));
        return UNKNOWN;
    }
    progress.tell(format_args!("Nothing was sent: {error}."));
    FAILED
}
