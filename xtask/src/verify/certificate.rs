//! `cargo xtask verify-certificate`: makes many changes of the description at once, predicts each
//! wrongly, and checks that the proof contradicts each.
//!
//! The changes are rows of mutations.toml that affect different items. With the predictions of
//! `diff` itself, the same proof contradicts none of them.

use std::time::Instant;

use anyhow::{Context, bail};
use ovh_codegen::diff::{Change, Weight, documents};
use ovh_codegen::native::{Root, Unknown};
use serde_json::Value;

use super::mutations::{self, Mutation};
use crate::diff::converter;
use crate::project::Project;
use crate::prove::{Evidence, Pair, Program, gather, options};

/// The description that is changed.
const DESCRIPTION: &str = "schema/native/sms.json";

/// All predictions but a break: what a break must contradict.
const NO_BREAK: &[Weight] = &[Weight::Nothing, Weight::Behaviour, Weight::Deprecated];

/// What old code that is not affected must contradict. Another behaviour is a claim about the service.
const NO_EFFECT: &[Weight] = &[Weight::Breaking, Weight::Deprecated];

/// What other requests and other values must contradict. That calls fail is a claim about the service.
const SAME_VALUES: &[Weight] = &[Weight::Nothing, Weight::Deprecated];

/// The changes, by their name in mutations.toml, and the wrong predictions of each.
const CHANGES: &[(&str, &[Weight])] = &[
    ("an operation is removed", NO_BREAK),
    ("an operation is added", NO_EFFECT),
    ("an operation moves and keeps its name", SAME_VALUES),
    (
        "an operation is deprecated",
        &[Weight::Nothing, Weight::Behaviour, Weight::Breaking],
    ),
    ("a query parameter is removed", NO_BREAK),
    ("an optional query parameter is added", NO_EFFECT),
    (
        "a query parameter is text and no longer an enumeration",
        NO_BREAK,
    ),
    (
        "a query parameter gets another name with the same setter",
        SAME_VALUES,
    ),
    ("a required body field is added", NO_BREAK),
    ("a body field is removed", NO_BREAK),
    ("a body field is a whole number", NO_BREAK),
    ("the response is removed", NO_BREAK),
    ("the response is another model", NO_BREAK),
    ("the response is text and no longer a number", NO_BREAK),
    ("the response is a model and no longer text", NO_BREAK),
    ("a field is added", NO_EFFECT),
    ("a field is removed", NO_BREAK),
    ("a field is a fraction and no longer whole", NO_BREAK),
    ("a field is a day and no longer an instant", NO_BREAK),
    ("a field is a number and no longer text", NO_BREAK),
    ("a field is a list", NO_BREAK),
    ("a field can be written", NO_EFFECT),
    (
        "a field gets another name with the same name in Rust",
        SAME_VALUES,
    ),
    ("a value is added", SAME_VALUES),
    ("a value is removed", NO_BREAK),
];

/// Programs that do not compile before the change: they are named, and the rest is proved.
const UNUSABLE: [(&str, &str); 2] = [
    (
        "unknown_method",
        "//! Calls a method that does not exist.\n\npub fn call(client: &crate::api::Client) {\n    client.no_such_method();\n}\n",
    ),
    ("wrong_syntax", "//! Is no Rust.\n\npub fn (\n"),
];

/// The least number of wrong predictions.
const LEAST: usize = 20;

/// Runs the whole command.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let begin = Instant::now();
    let table = mutations::table()?;
    let named = |name: &str| -> anyhow::Result<&Mutation> {
        let found = table.iter().find(|mutation| mutation.name == name);
        found.with_context(|| format!("mutations.toml has no {name:?}"))
    };
    let mut sms: Value = serde_json::from_str(&project.read(DESCRIPTION)?)?;
    let mut others = project.roots()?;
    others.retain(|root| root.resource_path != "/sms");
    let converter = converter(project)?;
    let convert = |sms: &Value| -> anyhow::Result<String> {
        let mut roots = vec![Root::parse(&sms.to_string(), DESCRIPTION, Unknown::Refuse)?];
        roots.extend_from_slice(&others);
        converter.convert(roots)
    };
    let before = convert(&sms)?;
    for (name, _) in CHANGES {
        let (None, after) = named(name)?.apply(&sms)? else {
            bail!("{name}: it needs another description before the change");
        };
        sms = after;
    }
    let after = convert(&sms)?;
    let difference = documents(&before, &after, None)?;
    let pair = Pair {
        before: &before,
        after: &after,
    };
    let mut options = options(project, None)?;
    options
        .programs
        .extend(UNUSABLE.iter().map(|(name, text)| Program {
            name: (*name).to_owned(),
            written_for: Vec::new(),
            text: (*text).to_owned(),
        }));
    let evidence = gather(project, &pair, &difference, &options)?;

    let right = evidence.judge(&difference.changes);
    let unusable: Vec<&str> = right
        .unusable_programs()
        .map(|one| one.name.as_str())
        .collect();
    if unusable != UNUSABLE.map(|(name, _)| name) || right.holds() {
        bail!("these programs are named as unusable: {unusable:?}");
    }
    if right.contradicted().next().is_some() || !right.unpredicted.is_empty() {
        let contradicted: Vec<_> = right.contradicted().collect();
        bail!(
            "the proof contradicts the predictions of `diff`: {contradicted:#?}, {:#?}",
            right.unpredicted
        );
    }
    let mut places = Vec::new();
    for (name, weights) in CHANGES {
        let mutation = named(name)?;
        let place = difference
            .changes
            .iter()
            .position(|change| {
                change.place == mutation.place && change.what.contains(&mutation.says)
            })
            .with_context(|| format!("{name}: `diff` does not report it"))?;
        places.push((*name, *weights, place));
    }
    let wrong = contradicts_each(&evidence, &difference.changes, &places)?;
    eprintln!(
        "the proof contradicts each of {wrong} wrong predictions of {} changes, and none of the right \
         ones; {} uses and {} programs were compiled ({:.0} s)",
        places.len(),
        right.uses,
        right.programs.len() - UNUSABLE.len(),
        begin.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Checks that each wrong prediction of the changes at these places is contradicted; returns their
/// number. One change is predicted wrongly at a time, and then all at once.
fn contradicts_each(
    evidence: &Evidence,
    changes: &[Change],
    places: &[(&str, &[Weight], usize)],
) -> anyhow::Result<usize> {
    if places.len() < LEAST {
        bail!(
            "{} changes are predicted wrongly, at least {LEAST} are required",
            places.len()
        );
    }
    let mut believed = Vec::new();
    let mut count = 0;
    let mut all = changes.to_vec();
    for (name, weights, place) in places {
        for weight in *weights {
            let mut wrong = changes.to_vec();
            let Some(change) = wrong.get_mut(*place) else {
                continue;
            };
            if change.weight == *weight {
                bail!("{name}: {weight:?} is the right prediction");
            }
            change.weight = *weight;
            believed.extend(agreement(evidence, &wrong, (name, *place)));
            count += 1;
        }
        if let (Some(change), Some(weight)) = (all.get_mut(*place), weights.first()) {
            change.weight = *weight;
        }
    }
    for (name, _, place) in places {
        believed.extend(agreement(evidence, &all, (name, *place)));
    }
    if !believed.is_empty() {
        bail!(
            "the proof accepts wrong predictions:\n  {}",
            believed.join("\n  ")
        );
    }
    Ok(count)
}

/// Returns the verdict of a change that is predicted wrongly if the proof agrees with it.
fn agreement(
    evidence: &Evidence,
    changes: &[Change],
    (name, place): (&str, usize),
) -> Option<String> {
    let proof = evidence.judge(changes);
    let proved = proof.changes.get(place)?;
    let verdict = proved.verdict;
    proved
        .agrees
        .then(|| format!("{name}: {verdict:?} agrees with {:?}", proved.change))
}
