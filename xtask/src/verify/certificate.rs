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

/// The changes, by their name in mutations.toml, and the wrong prediction of each.
const CHANGES: &[(&str, Weight)] = &[
    ("an operation is removed", Weight::Nothing),
    ("an operation is added", Weight::Breaking),
    ("an operation moves and keeps its name", Weight::Nothing),
    ("an operation is deprecated", Weight::Nothing),
    ("a query parameter is removed", Weight::Nothing),
    ("an optional query parameter is added", Weight::Breaking),
    (
        "a query parameter is text and no longer an enumeration",
        Weight::Behaviour,
    ),
    (
        "a query parameter gets another name with the same setter",
        Weight::Nothing,
    ),
    ("a required body field is added", Weight::Behaviour),
    ("a body field is removed", Weight::Nothing),
    ("a body field is a whole number", Weight::Nothing),
    ("the response is removed", Weight::Behaviour),
    ("the response is another model", Weight::Nothing),
    (
        "the response is text and no longer a number",
        Weight::Nothing,
    ),
    (
        "the response is a model and no longer text",
        Weight::Behaviour,
    ),
    ("a field is removed", Weight::Nothing),
    ("a field is a fraction and no longer whole", Weight::Nothing),
    (
        "a field is a day and no longer an instant",
        Weight::Behaviour,
    ),
    ("a field is a number and no longer text", Weight::Nothing),
    ("a field is a list", Weight::Nothing),
    ("a field can be written", Weight::Breaking),
    (
        "a field gets another name with the same name in Rust",
        Weight::Nothing,
    ),
    ("a value is removed", Weight::Behaviour),
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
    let mut wrong = difference.changes.clone();
    let mut places = Vec::new();
    for (name, weight) in CHANGES {
        let mutation = named(name)?;
        let place = wrong
            .iter()
            .position(|change| {
                change.place == mutation.place && change.what.contains(&mutation.says)
            })
            .with_context(|| format!("{name}: `diff` does not report it"))?;
        if let Some(change) = wrong.get_mut(place) {
            if change.weight == *weight {
                bail!("{name}: {weight:?} is the right prediction");
            }
            change.weight = *weight;
        }
        places.push((*name, place));
    }
    contradicts_each(&evidence, &wrong, &places)?;
    eprintln!(
        "the proof contradicts each of {} wrong predictions, and none of the right ones; {} uses and \
         {} programs were compiled ({:.0} s)",
        places.len(),
        right.uses,
        right.programs.len() - UNUSABLE.len(),
        begin.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Checks that each of the changes at these places is contradicted.
fn contradicts_each(
    evidence: &Evidence,
    changes: &[Change],
    places: &[(&str, usize)],
) -> anyhow::Result<()> {
    if places.len() < LEAST {
        bail!(
            "{} predictions are wrong, at least {LEAST} are required",
            places.len()
        );
    }
    let proof = evidence.judge(changes);
    let believed: Vec<String> = places
        .iter()
        .filter_map(|(name, place)| {
            let proved = proof.changes.get(*place)?;
            proved.agrees.then(|| {
                format!(
                    "{name}: {:?} agrees with {:?}",
                    proved.verdict, proved.change
                )
            })
        })
        .collect();
    if !believed.is_empty() {
        bail!(
            "the proof accepts wrong predictions:\n  {}",
            believed.join("\n  ")
        );
    }
    Ok(())
}
