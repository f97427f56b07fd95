//! `cargo xtask diff`: compares two descriptions and reports the effect of the changes on users'
//! code.
//!
//! Both are compared as OpenAPI documents, after conversion, under the names of generated code:
//! there, every Rust name and type is final, regardless of its source in the description.

mod arguments;
mod both;
mod ended;
mod fields;
mod models;
mod names;
mod operations;
mod pairs;
mod parameters;
mod renames;
mod report;
mod service;
mod standing;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::convert::{self, fixups};
use crate::docs::Docs;
use crate::document::described;
use crate::generate::{Document as Bindings, Item, Renamed};
use crate::names::Names;
use crate::native::Root;

pub use report::{Format, print};

/// The effect of a change on code that uses the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Code no longer compiles, or its calls fail.
    Breaking,
    /// Code compiles with a warning that states the replacement, and its calls succeed.
    Deprecated,
    /// Code compiles and its calls succeed, with other values or results.
    Behaviour,
    /// Existing code is not affected.
    Nothing,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// Its weight.
    pub weight: Weight,
    /// The operation or the model, under OVHcloud's name.
    pub place: String,
    /// The change, as text.
    pub what: String,
    /// The affected Rust items.
    pub rust: Vec<String>,
}

/// The version step that the changes require.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Nothing changed.
    None,
    /// The third number changes.
    Patch,
    /// The second number changes.
    Minor,
    /// The first number changes.
    Major,
}

/// A renamed item, under the names of schema/surface.txt: `types::Job.tag` and `types::Job.label`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Rename {
    /// The old name.
    pub old: String,
    /// The new name.
    pub new: String,
}

/// All changes between two descriptions.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The changes, the heaviest first.
    pub changes: Vec<Change>,
    /// The renamed items that break old code, and whose old names can be kept: an entry of
    /// schema/names.toml makes each a deprecated item.
    pub renames: Vec<Rename>,
    /// The number of descriptions with changed wording.
    pub reworded: usize,
    /// The crate's version, if known.
    pub version: Option<String>,
    /// The required version step.
    pub step: Step,
    /// The version after that step.
    pub next_version: Option<String>,
}

impl Difference {
    /// Returns the exit code: 0 nothing changed, 1 compatible, 2 breaking.
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

/// Collects changes while two documents are compared.
#[derive(Default)]
struct Found {
    changes: Vec<Change>,
    renames: Vec<Rename>,
    reworded: usize,
}

impl Found {
    fn rename(&mut self, old: Item, new: Item) {
        let rename = Rename {
            old: old.to_string(),
            new: new.to_string(),
        };
        if !self.renames.contains(&rename) {
            self.renames.push(rename);
        }
    }

    fn add(&mut self, weight: Weight, place: &str, what: impl Into<String>, rust: &str) {
        let what = what.into();
        // A model and its update are two types of one model: a change of both is reported once.
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

/// Compares two documents, each given as the text of an openapi.json.
pub fn documents(old: &str, new: &str, version: Option<String>) -> anyhow::Result<Difference> {
    let new_text = new;
    let old = described(old).context("the old document")?;
    let new = described(new).context("the new document")?;
    let mut found = Found::default();
    let operations = pairs::operations(&old, &new);
    let types = pairs::Types::pair(&old, &new, &operations);
    service::compare(&old, &new, &mut found);
    operations::compare(&old, &new, (&operations, &types), &mut found);
    models::compare(&old, &new, &types, &mut found);
    ended::compare(&old, &new, &mut found);
    found.changes.sort();
    found.renames.sort();
    retain_free(&mut found.renames, new_text);
    let mut difference = Difference {
        changes: found.changes,
        renames: found.renames,
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

/// Removes renames whose old name the new bindings can't keep, for example because another item has
/// it.
///
/// Without bindings, nothing is kept either way.
fn retain_free(renames: &mut Vec<Rename>, new: &str) {
    if renames.is_empty() {
        return;
    }
    if let Ok(bindings) = Bindings::parse(new) {
        let mut kept = Vec::new();
        renames.retain(|rename| {
            let renamed = Renamed::new(&rename.old, &rename.new, "0.0.0");
            renamed.is_ok_and(|renamed| {
                renamed.fault(&bindings).is_none() && renamed.add_to(&mut kept).is_ok()
            })
        });
    }
}

/// Converts descriptions for a comparison.
#[derive(Debug)]
pub struct Converter {
    names: Names,
    docs: Docs,
}

impl Converter {
    /// Returns our names and documentation as far as they apply, with the rules for other
    /// descriptions on collisions.
    pub fn new(mut names: Names, docs: Docs) -> Converter {
        names.strict = false;
        Converter { names, docs }
    }

    /// Returns the OpenAPI document. The order of items in a description has no meaning.
    pub fn convert(&self, mut roots: Vec<Root>) -> anyhow::Result<String> {
        roots.iter_mut().for_each(Root::normalize);
        // `check` reports the fixups that no longer apply.
        let _stale = fixups::apply(&mut roots);
        convert::convert(&roots, &self.names, &self.docs)
    }
}

/// Rust's rules for versions: before 1.0, the second number is the breaking one.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_another_item_has_now_is_not_kept() {
        let rename = |old: &str, new: &str| Rename {
            old: old.to_owned(),
            new: new.to_owned(),
        };
        let new = r#"{"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {},
            "components": {"schemas": {"A": {"type": "object", "properties": {}},
                "B": {"type": "object", "properties": {}}}}}"#;
        let mut renames = vec![
            rename("types::A", "types::B"),
            rename("types::C", "types::A"),
        ];
        retain_free(&mut renames, new);
        assert_eq!(renames, [rename("types::C", "types::A")]);
    }
}
