//! The frozen programs of users, under tests/users.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use ovh_codegen::diff::{Change, Weight};
use ovh_codegen::words;

use super::probes::Unit;
use super::proof::{Broken, Program, ProgramResult, Unpredicted};
use super::rounds::Compiled;
use super::verdicts::{self, Observed};
use crate::project::Project;

/// The folder of the programs.
pub const FOLDER: &str = "tests/users";

/// The file that lists the programs as modules, for tools that follow modules.
const LIST: &str = "all.rs";

/// The begin of the line that states the description that a program is written for.
const WRITTEN_FOR: &str = "// Written for the description of ";

/// Returns the frozen programs.
pub fn programs(project: &Project) -> anyhow::Result<Vec<Program>> {
    let folder = project.path(FOLDER);
    let entries = std::fs::read_dir(&folder)
        .with_context(|| format!("{} can't be read", folder.display()))?;
    let mut programs = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let Some(module) = name.strip_suffix(".rs").filter(|_| name != LIST) else {
            continue;
        };
        let text = project.read(&format!("{FOLDER}/{name}"))?;
        let written_for = text.lines().find_map(|line| line.strip_prefix(WRITTEN_FOR));
        let Some(date) = written_for else {
            bail!("{FOLDER}/{name} has no line `{WRITTEN_FOR}<date>.`");
        };
        programs.push(Program {
            name: module.to_owned(),
            written_for: date.trim_end_matches('.').to_owned(),
            text,
        });
    }
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

/// Returns a program as a unit of its own module.
pub fn unit(program: &Program) -> Unit {
    Unit {
        name: program.name.clone(),
        text: program.text.clone(),
        uses: BTreeSet::new(),
    }
}

/// Returns the result of a program, which is the unit with this number.
pub fn result(
    program: &Program,
    unit: usize,
    before: &Compiled,
    after: &Compiled,
) -> ProgramResult {
    let of = |found: Option<&Vec<Broken>>| found.cloned().unwrap_or_default();
    let deprecated_before = of(before.deprecated.get(&unit));
    let mut deprecated = of(after.deprecated.get(&unit));
    deprecated.retain(|broken| !deprecated_before.contains(broken));
    ProgramResult {
        name: program.name.clone(),
        before: of(before.failed.get(&unit)),
        after: of(after.failed.get(&unit)),
        deprecated,
    }
}

/// Returns the errors of a program that no change predicts. A program that does not compile before
/// the change has none.
pub fn unexplained(
    program: &Program,
    result: &ProgramResult,
    observed: &[Observed],
    changes: &[Change],
) -> Vec<Unpredicted> {
    if !result.before.is_empty() {
        return Vec::new();
    }
    let known = verdicts::known(observed);
    let named = verdicts::named(changes, &known);
    let mut left = Vec::new();
    for broken in &result.after {
        let uses = items_at(program, broken, &known);
        let explained = changes
            .iter()
            .zip(&named)
            .any(|(change, named)| change.weight == Weight::Breaking && named.is_about(&uses));
        if !explained {
            left.push(Unpredicted {
                items: uses.into_iter().collect(),
                message: format!(
                    "{FOLDER}/{}.rs:{}: {}",
                    program.name, broken.line, broken.message
                ),
            });
        }
    }
    left
}

/// Returns the items that an error may be about: those whose names are on its line or in its
/// message.
fn items_at(program: &Program, broken: &Broken, known: &BTreeSet<String>) -> BTreeSet<String> {
    let line = usize::try_from(broken.line).unwrap_or(usize::MAX);
    let line = program
        .text
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or_default();
    let names: BTreeSet<&str> = [line, &broken.message]
        .into_iter()
        .flat_map(|text| text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')))
        .filter(|name| !name.is_empty())
        .collect();
    let is_named = |item: &&String| {
        let part = item
            .split(['.', ':', '?', '#'])
            .next_back()
            .unwrap_or_default();
        match item.contains('?') {
            true => names.contains(words::setter(part).as_str()),
            false => names.contains(part),
        }
    };
    known.iter().filter(is_named).cloned().collect()
}
