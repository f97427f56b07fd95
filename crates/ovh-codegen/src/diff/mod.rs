//! `cargo xtask diff`: what changed between two descriptions, and what that means for users' code.
//!
//! Both are compared as OpenAPI documents, after conversion, under the names that generated code has:
//! there every Rust name and type is settled, whatever in the description it came from.

mod fields;
mod models;
mod names;
mod operations;
mod pairs;
mod parameters;
mod report;
mod service;
mod standing;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::convert::{self, fixups};
use crate::docs::Docs;
use crate::document::described;
use crate::names::Names;
use crate::native::Root;

pub use report::{Format, print};

/// What a change means for code that uses the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Code no longer compiles, or its calls fail.
    Breaking,
    /// Code compiles and its calls go through, with other values or results.
    Behaviour,
    /// Existing code is not affected.
    Nothing,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// How much it weighs.
    pub weight: Weight,
    /// The operation or the model, in OVHcloud's words.
    pub place: String,
    /// What changed, in words.
    pub what: String,
    /// The Rust items that it is about.
    pub rust: Vec<String>,
}

/// What the next version has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Nothing changed.
    None,
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

/// All changes between two descriptions.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// Each of them, the heaviest first.
    pub changes: Vec<Change>,
    /// Descriptions, in words, that are not what they were.
    pub reworded: usize,
    /// The crate's version, where it is known.
    pub version: Option<String>,
    /// The step that the version takes.
    pub step: Step,
    /// The version after that step.
    pub next_version: Option<String>,
}

impl Difference {
    /// 0 nothing changed, 1 compatible, 2 breaking.
    pub fn exit_code(&self) -> u8 {
        match self.step_weight() {
            _ if self.changes.is_empty() && self.reworded == 0 => 0,
            Some(Weight::Breaking) => 2,
            _ => 1,
        }
    }

    fn step_weight(&self) -> Option<Weight> {
        self.changes.iter().map(|change| change.weight).min()
    }
}

/// Gathers changes while two documents are compared.
#[derive(Default)]
struct Found {
    changes: Vec<Change>,
    reworded: usize,
}

impl Found {
    fn add(&mut self, weight: Weight, place: &str, what: impl Into<String>, rust: &str) {
        let what = what.into();
        // A model and its update are two types of one model: a change of both is one change.
        let known = self
            .changes
            .iter_mut()
            .find(|change| change.place == place && change.what == what);
        match known {
            Some(change) => {
                change.weight = change.weight.min(weight);
                if !change.rust.iter().any(|known| known == rust) {
                    change.rust.push(rust.to_owned());
                }
            }
            None => self.changes.push(Change {
                weight,
                place: place.to_owned(),
                what,
                rust: Some(rust.to_owned())
                    .filter(|rust| !rust.is_empty())
                    .into_iter()
                    .collect(),
            }),
        }
    }

    fn words(&mut self, old: Option<&Value>, new: Option<&Value>) {
        if old != new {
            self.reworded += 1;
        }
    }
}

/// Compares two documents, each the text of an openapi.json.
pub fn documents(old: &str, new: &str, version: Option<String>) -> anyhow::Result<Difference> {
    let old = described(old).context("the old document")?;
    let new = described(new).context("the new document")?;
    let mut found = Found::default();
    let operations = pairs::operations(&old, &new);
    let types = pairs::Types::pair(&old, &new, &operations);
    service::compare(&old, &new, &mut found);
    operations::compare(&old, &new, (&operations, &types), &mut found);
    models::compare(&old, &new, &types, &mut found);
    found.changes.sort();
    let mut difference = Difference {
        changes: found.changes,
        reworded: found.reworded,
        version,
        step: Step::None,
        next_version: None,
    };
    difference.step = step(&difference);
    difference.next_version = difference
        .version
        .as_deref()
        .and_then(|version| next(version, difference.step));
    Ok(difference)
}

/// Converts descriptions to be compared.
#[derive(Debug)]
pub struct Converter {
    names: Names,
    docs: Docs,
}

impl Converter {
    /// Our names and words as far as they go, with the rules for other descriptions where names collide.
    pub fn new(mut names: Names, docs: Docs) -> Converter {
        names.strict = false;
        Converter { names, docs }
    }

    /// The OpenAPI document. The order in which a description lists things says nothing.
    pub fn convert(&self, mut roots: Vec<Root>) -> anyhow::Result<String> {
        roots.iter_mut().for_each(Root::normalize);
        // `check` reports those that no longer apply.
        let _stale = fixups::apply(&mut roots);
        convert::convert(&roots, &self.names, &self.docs)
    }
}

/// By Rust's rules for versions: before 1.0 the second number is the one that breaks.
fn step(difference: &Difference) -> Step {
    let before_one = difference
        .version
        .as_deref()
        .is_none_or(|version| version.starts_with("0."));
    match (difference.exit_code(), before_one) {
        (0, _) => Step::None,
        (2, true) => Step::Minor,
        (2, false) => Step::Major,
        (_, true) => Step::Patch,
        (_, false) => Step::Minor,
    }
}

fn next(version: &str, step: Step) -> Option<String> {
    let numbers: Vec<u64> = version
        .split(['+', '-'])
        .next()?
        .split('.')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [major, minor, patch] = numbers.as_slice() else {
        return None;
    };
    Some(match step {
        Step::None => format!("{major}.{minor}.{patch}"),
        Step::Patch => format!("{major}.{minor}.{}", patch + 1),
        Step::Minor => format!("{major}.{}.0", minor + 1),
        Step::Major => format!("{}.0.0", major + 1),
    })
}
