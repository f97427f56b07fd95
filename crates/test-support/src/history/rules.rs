//! The rules of a history, one function each: how reports must relate to what was accepted.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::codes::{partly_not_sent, partly_sent, unknown_has_cause};
use super::{Accepted, Claim, History, Run};

/// Sums of credits that differ by less are equal: credits have thousandths.
const CREDITS_EQUAL: f64 = 0.000_5;

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Sent ≤ accepted: what is reported as sent was accepted, for this receiver, text and tag.
    SentWasAccepted,
    /// Accepted ≤ sent + unknown: what was accepted is reported as sent or as unknown.
    AcceptedIsReported,
    /// A report that nothing was sent covers earlier runs of the same subject and journal too, and
    /// what such runs at the same time sent before it began.
    NothingMeansNothing,
    /// The message that a report names as proof belongs to the receiver.
    ProofFits,
    /// A receiver gets a message once.
    AtMostOnce,
    /// A message that the program received in a list is not sent again.
    ListedIsNotAbsent,
    /// A cost that is unknown is not spent without confirmation.
    UnknownIsNotSpent,
    /// Only the receivers of a run get its messages.
    NoStrangers,
    /// Exit code 4: something was sent, by this run or an earlier one of its subject.
    PartlySent,
    /// Exit code 4: some receiver got nothing.
    PartlyNotSent,
    /// Exit code 3 has a cause: a failure, another run, or a request without an outcome that the
    /// service did not receive.
    UnknownHasCause,
    /// Credits reported ≤ credits taken.
    CreditsNotAbove,
    /// Credits taken ≤ credits reported + the cost of what is unknown.
    CreditsNotBelow,
}

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub rule: Rule,
    /// The index of the run in the history.
    pub run: usize,
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} in run {}: {}", self.rule, self.run, self.what)
    }
}

/// Returns everything that breaks a rule.
type Find = fn(&History) -> Vec<Violation>;

impl Rule {
    /// Every rule with its function.
    pub const ALL: &[(Self, Find)] = &[
        (Rule::SentWasAccepted, sent_was_accepted),
        (Rule::AcceptedIsReported, accepted_is_reported),
        (Rule::NothingMeansNothing, nothing_means_nothing),
        (Rule::ProofFits, proof_fits),
        (Rule::AtMostOnce, at_most_once),
        (Rule::ListedIsNotAbsent, listed_is_not_absent),
        (Rule::UnknownIsNotSpent, unknown_is_not_spent),
        (Rule::NoStrangers, no_strangers),
        (Rule::PartlySent, partly_sent),
        (Rule::PartlyNotSent, partly_not_sent),
        (Rule::UnknownHasCause, unknown_has_cause),
        (Rule::CreditsNotAbove, credits_not_above),
        (Rule::CreditsNotBelow, credits_not_below),
    ];
}

/// Checks each run for violations.
pub(super) fn each_run(
    history: &History,
    rule: Rule,
    look: impl Fn(usize, &Run) -> Vec<String>,
) -> Vec<Violation> {
    let runs = history.runs.iter().enumerate();
    runs.flat_map(|(run, of)| {
        let found = look(run, of).into_iter();
        found.map(move |what| Violation { rule, run, what })
    })
    .collect()
}

fn sent_was_accepted(history: &History) -> Vec<Violation> {
    each_run(history, Rule::SentWasAccepted, |place, run| {
        let sent = run
            .claims
            .iter()
            .filter(|(_, claim)| matches!(claim, Claim::Sent { .. }));
        let missing = sent.filter(|(receiver, _)| {
            let fits = |message: &Accepted| {
                message.receiver == **receiver
                    && run.wants(message)
                    && run.tag.as_ref().is_none_or(|tag| *tag == message.tag)
            };
            // An earlier run of the same subject may have sent it.
            !history
                .up_to(place)
                .any(|earlier| history.of_run(earlier).any(fits))
        });
        missing
            .map(|(receiver, _)| {
                format!("{receiver} is reported as sent, and nothing was accepted")
            })
            .collect()
    })
}

fn accepted_is_reported(history: &History) -> Vec<Violation> {
    each_run(history, Rule::AcceptedIsReported, |_, run| {
        let accepted = history.of_run(run).filter(|message| run.wants(message));
        let hidden = accepted.filter(|message| run.claim(&message.receiver) == Claim::NotSent);
        hidden
            .map(|message| {
                format!(
                    "{} is reported as not sent, and {} was accepted",
                    message.receiver, message.id
                )
            })
            .collect()
    })
}

fn nothing_means_nothing(history: &History) -> Vec<Violation> {
    each_run(history, Rule::NothingMeansNothing, |place, run| {
        let nothing = run.texts.keys().all(|one| run.claim(one) == Claim::NotSent);
        if !nothing {
            return Vec::new();
        }
        let runs = history.up_to(place);
        let runs = runs.filter(|earlier| earlier.journal == run.journal);
        let accepted = runs.flat_map(|earlier| {
            // Another run at the same time may send after this one has looked.
            let is_over = std::ptr::eq(earlier, run) || earlier.ended <= run.began;
            let messages = history.of_run(earlier);
            messages.filter(move |message| is_over || message.at < run.began)
        });
        let accepted = accepted.filter(|message| run.wants(message)).count();
        match accepted {
            0 => Vec::new(),
            count => vec![format!(
                "it reports that nothing was sent, and {count} messages were accepted in this or earlier runs"
            )],
        }
    })
}

fn proof_fits(history: &History) -> Vec<Violation> {
    each_run(history, Rule::ProofFits, |place, run| {
        let named = run
            .claims
            .iter()
            .filter_map(|(receiver, claim)| match claim {
                Claim::Sent { item: Some(id) } => Some((receiver, *id)),
                _ => None,
            });
        let wrong = named.filter(|(receiver, id)| {
            let fits = |message: &Accepted| {
                message.id == *id && message.receiver == **receiver && run.wants(message)
            };
            !history
                .up_to(place)
                .any(|earlier| history.of_run(earlier).any(fits))
        });
        wrong
            .map(|(receiver, id)| {
                format!(
                    "{id} is named as the message to {receiver}, but is another message or none"
                )
            })
            .collect()
    })
}

fn at_most_once(history: &History) -> Vec<Violation> {
    each_run(history, Rule::AtMostOnce, |place, run| {
        let runs: Vec<&Run> = history.up_to(place).collect();
        // Of all runs of a subject, one may send it, and each may send it again.
        let again = runs.iter().map(|run| run.most.saturating_sub(1));
        let most = 1 + again.sum::<usize>();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for earlier in runs {
            for message in history.of_run(earlier).filter(|message| run.wants(message)) {
                *counts.entry(&message.receiver).or_default() += 1;
            }
        }
        let often = counts.into_iter().filter(|(_, count)| *count > most);
        often
            .map(|(receiver, count)| {
                format!("{receiver} gets it {count} times, at most {most} allowed")
            })
            .collect()
    })
}

fn listed_is_not_absent(history: &History) -> Vec<Violation> {
    each_run(history, Rule::ListedIsNotAbsent, |_, run| {
        let messages = || history.of_run(run).filter(|message| run.wants(message));
        let again = messages().filter_map(|later| {
            // A request that left before the list arrived may arrive after it.
            let left = later.left.unwrap_or(later.at);
            let is_it = |first: &&Accepted| {
                first.receiver == later.receiver && first.listed.is_some_and(|at| at < left)
            };
            messages().find(is_it).map(|first| (first, later))
        });
        again
            .map(|(first, later)| {
                format!(
                    "{} was requested although {} was listed before, for {}",
                    later.id, first.id, later.receiver
                )
            })
            .collect()
    })
}

fn unknown_is_not_spent(history: &History) -> Vec<Violation> {
    each_run(history, Rule::UnknownIsNotSpent, |_, run| {
        let spent = history.of_run(run).filter(|_| run.is_price_unknown);
        match spent.count() {
            0 => Vec::new(),
            count => vec![format!("{count} messages were sent at an unknown cost")],
        }
    })
}

fn no_strangers(history: &History) -> Vec<Violation> {
    each_run(history, Rule::NoStrangers, |_, run| {
        let strangers = history.of_run(run).filter(|message| !run.wants(message));
        strangers
            .map(|message| {
                format!(
                    "{} to {} is not a message of the run",
                    message.id, message.receiver
                )
            })
            .collect()
    })
}

/// The credits of a run: reported, taken, and the part of the taken credits that the run does not
/// know.
///
/// Unknown are the messages to receivers that it reports as unknown or as uncertain and, if
/// resending was opted in, all but one of each receiver.
fn credits(history: &History, run: &Run) -> Option<(f64, f64, f64)> {
    let reported = run.credits?;
    let (mut taken, mut unknown) = (0.0, 0.0);
    let mut met = BTreeSet::new();
    for message in history.of_run(run) {
        let is_again = !met.insert(&message.receiver);
        taken += message.credits;
        let is_unknown = run.claim(&message.receiver) == Claim::Unknown
            || run.uncertain.contains(&message.receiver);
        if is_unknown || is_again && run.most > 1 {
            unknown += message.credits;
        }
    }
    Some((reported, taken, unknown))
}

/// The same for the whole account, if every run reported its credits.
fn all_credits(history: &History) -> Option<(f64, f64, f64)> {
    let paid = history.paid?;
    let mut sums = (0.0, paid, 0.0);
    for run in &history.runs {
        let (reported, _, unknown) = credits(history, run)?;
        sums.0 += reported;
        sums.2 += unknown;
    }
    Some(sums)
}

fn credits_not_above(history: &History) -> Vec<Violation> {
    let above = |(reported, taken, _): (f64, f64, f64)| {
        (reported > taken + CREDITS_EQUAL)
            .then(|| format!("{reported} credits are reported, and {taken} were taken"))
    };
    credits_by(history, Rule::CreditsNotAbove, above)
}

fn credits_not_below(history: &History) -> Vec<Violation> {
    let below = |(reported, taken, unknown): (f64, f64, f64)| {
        (taken > reported + unknown + CREDITS_EQUAL).then(|| {
            format!("{taken} credits were taken, and {reported} are reported, {unknown} unknown")
        })
    };
    credits_by(history, Rule::CreditsNotBelow, below)
}

/// Checks a rule of credits for each run and for the account.
fn credits_by(
    history: &History,
    rule: Rule,
    problem: impl Fn((f64, f64, f64)) -> Option<String>,
) -> Vec<Violation> {
    let mut found = each_run(history, rule, |_, run| {
        credits(history, run)
            .and_then(&problem)
            .into_iter()
            .collect()
    });
    let account = all_credits(history).and_then(&problem);
    let run = history.runs.len();
    found.extend(account.map(|what| Violation {
        rule,
        run,
        what: format!("in the account, {what}"),
    }));
    found
}
