//! Which change explains which failure, and the verdict of each change.

mod named;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use ovh_codegen::diff::{Change, Weight};

use super::bodies::Misread;
use super::proof::{Proved, Unpredicted, Verdict};
use named::Match;

pub use named::{Named, Renamed, named, renamed};

/// What was observed about uses of old items.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// The items, under old names.
    pub uses: BTreeSet<String>,
    /// The compiler's message if the use fails after the change.
    pub error: Option<String>,
    /// The compiler's new warning if the use is deprecated since the change.
    pub warning: Option<String>,
}

/// Requests of one operation before and after the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The items that the requests use, under old names.
    pub uses: BTreeSet<String>,
    pub identical: bool,
}

/// Returns a verdict for each change, and the failures that no change explains.
pub fn verdicts(
    changes: &[Change],
    observed: &[Observed],
    sent: &BTreeMap<String, Sent>,
    misread: &[Misread],
) -> (Vec<Proved>, Vec<Unpredicted>) {
    let named = named(changes, &known(observed));
    let mut found: Vec<Found> = changes.iter().map(|_| Found::default()).collect();
    let mut unpredicted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in observed {
        let matching = matching(&named, &one.uses);
        for (number, _) in &matching {
            if let Some(found) = found.get_mut(*number) {
                found.uses += 1;
            }
        }
        if let Some(error) = &one.error {
            let blamed = blame(&matching, changes, Weight::Breaking);
            if blamed.is_empty() {
                let items = unpredicted.entry(error.clone()).or_default();
                items.extend(one.uses.iter().cloned());
            }
            for (number, _) in &matching {
                let Some(found) = found.get_mut(*number) else {
                    continue;
                };
                match blamed.contains(number) {
                    true => drop(found.error.get_or_insert_with(|| error.clone())),
                    false => found.hidden += 1,
                }
            }
        } else if let Some(warning) = &one.warning {
            // A renamed item is about two changes, of which one predicts the warning.
            for number in blame(&matching, changes, Weight::Deprecated) {
                if let Some(found) = found.get_mut(number) {
                    found.warning.get_or_insert_with(|| warning.clone());
                }
            }
        }
    }
    for one in misread {
        let mut matching = matching(&named, &one.uses);
        // A value is added to a type that may be renamed too, which does not explain it.
        if one.uses.iter().any(|item| item.contains("::")) {
            let closest = closest(&matching);
            matching.retain(|(number, _)| closest.contains(number));
        }
        let blamed = explaining(&matching, changes);
        if blamed.is_empty() {
            let items = unpredicted.entry(one.message.clone()).or_default();
            items.extend(one.uses.iter().cloned());
        }
        for number in blamed {
            if let Some(found) = found.get_mut(number) {
                found.misread.get_or_insert_with(|| one.message.clone());
            }
        }
    }
    for (call, sent) in sent.iter().filter(|(_, sent)| !sent.identical) {
        let blamed = explaining(&matching(&named, &sent.uses), changes);
        let message = format!("{call} sends other requests");
        if blamed.is_empty() {
            let items = unpredicted.entry(message.clone()).or_default();
            items.extend(sent.uses.iter().cloned());
        }
        for number in blamed {
            if let Some(found) = found.get_mut(number) {
                found.requests.get_or_insert_with(|| message.clone());
            }
        }
    }
    let proved = changes
        .iter()
        .zip(found)
        .map(|(change, found)| found.proved(change));
    let unpredicted = unpredicted.into_iter().map(|(message, items)| Unpredicted {
        items: items.into_iter().collect(),
        message,
    });
    (proved.collect(), unpredicted.collect())
}

/// Returns the items that old code can use.
pub fn known(observed: &[Observed]) -> BTreeSet<String> {
    observed
        .iter()
        .flat_map(|one| one.uses.iter().cloned())
        .collect()
}

/// Returns the changes that are about a use, and how closely.
fn matching(named: &[Named], uses: &BTreeSet<String>) -> Vec<(usize, Match)> {
    let all = named.iter().enumerate();
    all.filter_map(|(number, named)| Some((number, named.matches(uses)?)))
        .collect()
}

/// Returns the changes that are most closely about a use.
fn closest(matching: &[(usize, Match)]) -> Vec<usize> {
    let best = matching.iter().map(|(_, how)| *how).max();
    let closest = matching.iter().filter(|(_, how)| Some(*how) == best);
    closest.map(|(number, _)| *number).collect()
}

/// Returns the changes that explain other requests or bodies: those that predict them, else all.
fn explaining(matching: &[(usize, Match)], changes: &[Change]) -> Vec<usize> {
    let predicting = |number: &usize| changes.get(*number).is_some_and(predicts_other_values);
    let all: Vec<usize> = matching.iter().map(|(number, _)| *number).collect();
    let explaining: Vec<usize> = all.iter().copied().filter(predicting).collect();
    match explaining.is_empty() {
        true => all,
        false => explaining,
    }
}

/// Returns whether a change predicts that old code sends other requests or reads other values. What
/// the service permits and returns with success changes neither. A name that is kept predicts it if
/// what is sent has another name too.
fn predicts_other_values(change: &Change) -> bool {
    const OF_NEITHER: [&str; 3] = [
        "the right ",
        "the statuses of success ",
        "the operation's end ",
    ];
    match change.weight {
        Weight::Breaking => true,
        Weight::Behaviour => !OF_NEITHER
            .iter()
            .any(|begin| change.what.starts_with(begin)),
        Weight::Deprecated => change.what.contains(" now, and is set by "),
        Weight::Nothing => false,
    }
}

/// Returns the changes that a failure is put down to: of those with the weight that predicts it the
/// closest, else the closest of all.
fn blame(matching: &[(usize, Match)], changes: &[Change], weight: Weight) -> Vec<usize> {
    let predicts = |number: usize| {
        changes
            .get(number)
            .is_some_and(|change| change.weight == weight)
    };
    let predicting: Vec<(usize, Match)> = matching
        .iter()
        .filter(|(number, _)| predicts(*number))
        .copied()
        .collect();
    match predicting.is_empty() {
        true => closest(matching),
        false => closest(&predicting),
    }
}

/// What was found about one change.
#[derive(Debug, Clone, Default)]
struct Found {
    uses: usize,
    /// The uses that fail because of another change.
    hidden: usize,
    error: Option<String>,
    warning: Option<String>,
    requests: Option<String>,
    misread: Option<String>,
}

impl Found {
    fn proved(self, change: &Change) -> Proved {
        let verdict = match &self {
            Found { error: Some(_), .. } => Verdict::Breaking,
            Found {
                requests: Some(_), ..
            } => Verdict::Requests,
            Found {
                misread: Some(_), ..
            } => Verdict::Bodies,
            Found {
                warning: Some(_), ..
            } => Verdict::Deprecated,
            Found { uses: 0, .. } => Verdict::Unused,
            Found { uses, hidden, .. } if uses == hidden => Verdict::Hidden,
            _ => Verdict::Compatible,
        };
        let warns = self.warning.is_some();
        let (agrees, reason) = judge(change, verdict, warns);
        let evidence = match verdict {
            Verdict::Breaking if !agrees => self.error,
            Verdict::Requests => self.requests,
            Verdict::Bodies => self.misread,
            Verdict::Deprecated => self.warning,
            _ => None,
        };
        Proved {
            change: change.clone(),
            verdict,
            agrees,
            reason: reason.or(evidence),
            uses: self.uses,
        }
    }
}

/// Sentences of `diff` about the service, which the compiler can't judge.
const OF_THE_SERVICE: &[&str] = &[
    "calls without it fail",
    "calls without them fail",
    "calls continue to use",
];

/// Returns whether a verdict agrees with the prediction, and why if that is not plain. `warns`:
/// whether old code compiles with a new warning.
fn judge(change: &Change, verdict: Verdict, warns: bool) -> (bool, Option<String>) {
    let because = |text: &str| Some(text.to_owned());
    match (change.weight, verdict) {
        (Weight::Breaking, Verdict::Breaking) => (true, None),
        (Weight::Breaking, Verdict::Requests | Verdict::Bodies) => (true, None),
        (_, Verdict::Hidden) => (
            true,
            because("not proved: all code that uses it fails because of another change"),
        ),
        (Weight::Breaking, _)
            if OF_THE_SERVICE
                .iter()
                .any(|claim| change.what.contains(claim)) =>
        {
            (
                true,
                because("it compiles; that calls fail is a claim about the service"),
            )
        }
        (Weight::Breaking, Verdict::Unused) if change.rust.is_empty() => {
            (true, because("no Rust item is affected"))
        }
        (Weight::Breaking, _) => (
            false,
            because("old code compiles and sends the same requests"),
        ),
        (_, Verdict::Breaking) => (false, None),
        (Weight::Deprecated, Verdict::Unused) => (false, because("old code can't use it")),
        (Weight::Deprecated, Verdict::Deprecated) => (true, None),
        (Weight::Deprecated, _) if !warns => {
            (false, because("old code compiles without a warning"))
        }
        (_, Verdict::Requests | Verdict::Bodies) => (predicts_other_values(change), None),
        (_, Verdict::Deprecated) => (false, None),
        (_, Verdict::Compatible | Verdict::Unused) => (true, None),
    }
}
