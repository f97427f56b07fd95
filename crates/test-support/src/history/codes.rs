//! The rules of exit codes 3 and 4: an unknown outcome has a cause, and a mailing that was sent in part
//! has both parts.

use std::collections::BTreeSet;

use super::programs::{PARTLY, UNKNOWN};
use super::rules::{Rule, Violation, each_run};
use super::{Accepted, AcceptedBatch, History, Run};

/// How long the messages of a batch are created from its slot, in seconds.
const CREATION: i64 = 60;

/// Returns the receivers of a run that got its message, from this run or an earlier one of its
/// subject.
fn reached<'a>(history: &'a History, place: usize, run: &Run) -> BTreeSet<&'a str> {
    let runs = history.up_to(place);
    let messages = runs.flat_map(|earlier| history.of_run(earlier));
    let messages = messages.filter(|message| run.wants(message));
    messages.map(|message| message.receiver.as_str()).collect()
}

pub(super) fn partly_sent(history: &History) -> Vec<Violation> {
    each_run(history, Rule::PartlySent, |place, run| {
        let is_broken = run.code == Some(PARTLY) && reached(history, place, run).is_empty();
        let what = "it reports that a part was sent, and nothing was accepted";
        is_broken.then(|| what.to_owned()).into_iter().collect()
    })
}

pub(super) fn partly_not_sent(history: &History) -> Vec<Violation> {
    each_run(history, Rule::PartlyNotSent, |place, run| {
        let is_broken =
            run.code == Some(PARTLY) && reached(history, place, run).len() >= run.texts.len();
        let what = "it reports that a part was not sent, and all messages were accepted";
        is_broken.then(|| what.to_owned()).into_iter().collect()
    })
}

/// Finds runs that could have found out what was sent, and report that it is unknown.
pub(super) fn unknown_has_cause(history: &History) -> Vec<Violation> {
    each_run(history, Rule::UnknownHasCause, |place, run| {
        let is_broken = run.calm && run.code == Some(UNKNOWN) && !has_cause(history, place, run);
        let what = "it reports an unknown outcome without a cause";
        is_broken.then(|| what.to_owned()).into_iter().collect()
    })
}

fn has_cause(history: &History, place: usize, run: &Run) -> bool {
    let others = || {
        history
            .up_to(place)
            .filter(|other| !std::ptr::eq(*other, run))
    };
    if others().any(|other| other.ended > run.began) {
        return true;
    }
    // Another mailing overwrote the slot: the figures of the batch are those of other receivers.
    let is_strange = |message: &Accepted| !run.wants(message);
    if history
        .up_to(place)
        .any(|one| history.of_run(one).any(is_strange))
    {
        return true;
    }
    let is_own = |subject: &String| run.subject.as_ref() == Some(subject);
    // The same, if those receivers are on the blacklist: there are no messages.
    let has_other_number = |batch: &AcceptedBatch| {
        let number = batch.receivers.map(usize::try_from);
        is_own(&batch.subject) && number.is_some_and(|number| number != Ok(run.texts.len()))
    };
    let own = || history.batches.iter().filter(|one| is_own(&one.subject));
    let took_the_slot = |other: &AcceptedBatch| {
        let since = |one: &AcceptedBatch| (other.at - one.at).num_seconds();
        let is_it = |one: &AcceptedBatch| {
            one.slot.is_some() && one.slot == other.slot && (0..CREATION).contains(&since(one))
        };
        !is_own(&other.subject) && own().any(is_it)
    };
    if history
        .batches
        .iter()
        .any(|one| has_other_number(one) || took_the_slot(one))
    {
        return true;
    }
    let mut batches = history.batches.iter();
    if batches.any(|batch| is_own(&batch.subject) && batch.at <= run.ended) {
        return false;
    }
    let has_rival = others().any(|other| other.journal != run.journal);
    // A run that ended, and met no failure, records the outcome of its request.
    let has_failed = others().any(|other| other.journal == run.journal && !other.calm);
    has_rival || run.is_open && has_failed
}
