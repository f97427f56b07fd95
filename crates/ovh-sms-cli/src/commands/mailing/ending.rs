//! The end of `mailing send`: its output, and the exit code that the journal and the account prove.

use std::time::Duration;

use ovh_sms::Service;
use ovh_sms::mailing::{MailingError, SentMailing};
use ovh_sms::types::BatchStatistics;

use super::left_out::LeftOut;
use super::progress::Progress;
use super::proof::{self, Proof, Requested};
use super::result::{self, Outcome, Summary};
use crate::exit::{DONE, FAILED, PARTLY, UNKNOWN};
use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::journal::Earlier;

/// The first pause before the statistics are read again, and how long they are read.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(10);

/// Prints an accepted mailing, and returns the exit code that is proved for it. Statistics that are
/// behind are read again, for at most that long.
pub(super) async fn conclude(
    global: &Global,
    service: &Service,
    sent: &SentMailing,
    requested: &Requested<'_>,
    mut summary: Summary,
    step_timeout: Duration,
) -> u8 {
    let receivers = summary.receivers;
    summary.statistics = statistics(sent, receivers, LONGEST.min(step_timeout)).await;
    let figures = summary.statistics.as_ref();
    let left_out = LeftOut::of(sent.batch(), figures, receivers);
    let tag = requested.own_tag();
    let (id, batch) = (sent.id(), sent.batch());
    let proof = proof::of(service, id, batch, figures, &left_out, tag.as_deref()).await;
    let proof = match proof {
        Proof::None if !requested.sent_nothing_else(service, sent).await => Proof::Unknown,
        proof => proof,
    };
    summary.batch = Some(sent.batch().clone());
    let is_complete = result::is_complete(sent.batch());
    summary.left_out = left_out.reasons().filter(|_| is_complete);
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

/// Reads the statistics of a batch, again while they do not account for all receivers although the
/// messages are created.
async fn statistics(
    sent: &SentMailing,
    receivers: u64,
    longest: Duration,
) -> Option<BatchStatistics> {
    let (mut waited, mut pause) = (Duration::ZERO, PAUSE);
    loop {
        let read = sent.statistics().await.ok();
        let left_out = LeftOut::of(sent.batch(), read.as_ref(), receivers);
        let is_behind = result::is_complete(sent.batch()) && left_out.unexplained() > 0;
        if !is_behind || waited >= longest {
            return read;
        }
        pause = pause.min(longest.saturating_sub(waited));
        tokio::time::sleep(pause).await;
        waited = waited.saturating_add(pause);
        pause = pause.saturating_mul(2);
    }
}

/// Returns why a mailing was not sent, and what to do if it certainly was not.
pub(super) fn why(error: &MailingError) -> String {
    match error {
        MailingError::NameTaken { .. } => format!("{error}. Choose a new name."),
        _ => format!("{error}."),
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
    let failure = match unknown {
        true => {
            let cause = std::error::Error::source(error);
            let cause = cause.map(|cause| format!(". The last request failed: {cause}"));
            Failure::unknown(format!("{}{}.", sentence(error), cause.unwrap_or_default()))
        }
        false => Failure::failed(format!("Nothing was sent: {}", why(error))),
    };
    if global.json {
        let cause = match error {
            MailingError::Api(cause) => Some(cause),
            MailingError::Unknown { source, .. } => source.as_ref(),
            _ => None,
        };
        progress.clear();
        return failure.caused_by(cause).report(true);
    }
    progress.tell(&failure);
    failure.code()
}
