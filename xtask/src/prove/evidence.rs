//! What the compiler, requests and bodies show about a change, regardless of what was predicted.

use anyhow::bail;
use ovh_codegen::diff::{Change, Difference};
use serde_json::Value;

use super::bodies::{self, Misread, Readers};
use super::calls::{self, Made};
use super::coverage;
use super::package::{Package, Side};
use super::probes::{self, Unit};
use super::proof::{Bodies, Broken, Program, ProgramResult, Proof};
use super::rounds::{self, Compiled};
use super::runtime::Code;
use super::surface::Surface;
use super::verdicts::{self, Observed, Renamed};
use super::wire::{self, Printed};
use super::{Options, Pair, explained, users};
use crate::project::Project;

/// The evidence about a change.
#[derive(Debug)]
pub struct Evidence {
    /// What happens to each use that compiles before the change.
    observed: Vec<Observed>,
    programs: Vec<(Program, ProgramResult)>,
    left_out: Vec<String>,
    ran: Option<Ran>,
    /// Items of the old bindings that no compiled use covers, one sentence each.
    lost: Vec<String>,
    not_proved: Vec<String>,
}

/// What the two programs that make calls show.
#[derive(Debug)]
struct Ran {
    calls: Vec<Made>,
    before: Printed,
    after: Printed,
    bodies: Bodies,
    misread: Vec<Misread>,
    /// What could not be compared.
    unreadable: Vec<String>,
}

/// Compiles and runs programs with the bindings of both documents. Of the difference, only the names
/// of renamed types are used.
pub fn gather(
    project: &Project,
    pair: &Pair<'_>,
    difference: &Difference,
    options: &Options,
) -> anyhow::Result<Evidence> {
    let code = Code::generate(project, pair.before, pair.after)?;
    let surface = Surface::of(pair.before, &code.before)?;
    let probes = probes::probes(&surface);
    let calls = match options.wire {
        true => calls::calls(&surface)?,
        false => Vec::new(),
    };
    let mut units = probes.clone();
    units.extend(calls.iter().map(|call| call.unit.clone()));
    let first_program = units.len();
    let (programs, left_out) =
        users::suitable(&options.programs, &surface.document, options.day.as_deref());
    units.extend(programs.iter().enumerate().map(users::unit));

    let package = Package::write(project, &code)?;
    let compiled = rounds::compile(&package, &units)?;
    let (before, after) = (compiled.of(Side::Before), compiled.of(Side::After));
    let observed: Vec<Observed> = probes
        .iter()
        .enumerate()
        .filter(|(number, _)| !before.failed.contains_key(number))
        .map(|(number, unit)| observed(number, unit, before, after))
        .collect();
    let mut lost = lost(&probes, before);
    let missing = coverage::missing(&surface.document, &verdicts::known(&observed));
    lost.extend(missing.iter().map(|item| format!("no program uses {item}")));
    let mut not_proved = Vec::new();

    let ran = match options.wire {
        true => {
            let fails = |number: usize| {
                before.failed.contains_key(&number) || after.failed.contains_key(&number)
            };
            let all = calls.len();
            let kept = calls.into_iter().enumerate();
            let kept = kept.filter(|(number, _)| !fails(probes.len() + number));
            let kept: Vec<Made> = kept.map(|(_, call)| call).collect();
            if kept.len() < all {
                not_proved.push(format!(
                    "{} of {all} calls do not compile with both bindings, so their requests are not \
                     compared",
                    all - kept.len()
                ));
            }
            let renamed = verdicts::renamed(&difference.changes);
            let new = Surface::of(pair.after, &code.after)?;
            Some(run(&package, kept, (&surface, &new), &renamed)?)
        }
        false => {
            not_proved.push("requests and bodies were not compared".to_owned());
            None
        }
    };
    let result = |(number, program): (usize, Program)| {
        let result = users::result(&program, first_program + number, before, after);
        (program, result)
    };
    not_proved.extend(ran.iter().flat_map(|ran| ran.unreadable.iter().cloned()));
    Ok(Evidence {
        observed,
        programs: programs.into_iter().enumerate().map(result).collect(),
        left_out,
        ran,
        lost,
        not_proved,
    })
}

impl Evidence {
    /// Compares the evidence with predicted changes.
    pub fn judge(&self, changes: &[Change]) -> Proof {
        let named = verdicts::named(changes, &verdicts::known(&self.observed));
        let compared = self.ran.as_ref().map(|ran| {
            let calls: Vec<&Made> = ran.calls.iter().collect();
            wire::compare(&calls, (&ran.before, &ran.after), &named)
        });
        let (wire, sent) = compared.unzip();
        let misread = self.ran.as_ref().map(|ran| ran.misread.as_slice());
        let (proved, mut unpredicted) = verdicts::verdicts(
            changes,
            &self.observed,
            &sent.unwrap_or_default(),
            misread.unwrap_or_default(),
        );
        for (program, result) in &self.programs {
            let left = explained::unexplained(program, result, &self.observed, changes);
            unpredicted.extend(left);
        }
        let failed = self.observed.iter().filter(|one| one.error.is_some());
        Proof {
            changes: proved,
            unpredicted,
            programs: self
                .programs
                .iter()
                .map(|(_, result)| result.clone())
                .collect(),
            left_out: self.left_out.clone(),
            uses: self.observed.len(),
            compiled: self.observed.len() - failed.count(),
            wire,
            bodies: self.ran.as_ref().map(|ran| ran.bodies.clone()),
            lost: self.lost.clone(),
            not_proved: self.not_proved.clone(),
        }
    }
}

/// Names the generated uses that do not compile before the change.
fn lost(probes: &[Unit], before: &Compiled) -> Vec<String> {
    let lost = probes.iter().enumerate().filter_map(|(number, unit)| {
        let broken = before.failed.get(&number)?.first()?;
        let text = unit.text.trim_end();
        Some(format!(
            "a generated use does not compile before the change: {}: `{text}`",
            broken.message
        ))
    });
    lost.collect()
}

fn observed(number: usize, unit: &Unit, before: &Compiled, after: &Compiled) -> Observed {
    let first = |found: Option<&Vec<Broken>>| {
        let broken = found.and_then(|found| found.first());
        broken.map(|broken| broken.message.clone())
    };
    let deprecated_before = before.deprecated.contains_key(&number);
    Observed {
        uses: unit.uses.clone(),
        error: first(after.failed.get(&number)),
        warning: first(after.deprecated.get(&number)).filter(|_| !deprecated_before),
    }
}

fn readers<'a>(own: &'a Surface, other: &'a Surface, is_own_old: bool) -> Readers<'a> {
    Readers {
        own: &own.document,
        other: &other.document,
        is_own_old,
    }
}

/// Builds and runs the programs that make calls and read bodies.
fn run(
    package: &Package<'_>,
    calls: Vec<Made>,
    (old, new): (&Surface, &Surface),
    renamed: &Renamed,
) -> anyhow::Result<Ran> {
    let old_name = |name: &str| {
        renamed
            .get(name)
            .cloned()
            .unwrap_or_else(|| name.to_owned())
    };
    let new_name = |name: &str| {
        let found = renamed.iter().find(|(_, old)| *old == name);
        found.map_or_else(|| name.to_owned(), |(new, _)| new.clone())
    };
    let same = |name: &str| name.to_owned();
    let (old_bodies, new_bodies) = (bodies::bodies(old)?, bodies::bodies(new)?);
    for (side, surface) in [(Side::Before, old), (Side::After, new)] {
        package.calls(side, &wire::program(&calls, surface)?)?;
        let files = match side {
            Side::Before => [
                bodies::list(&old_bodies, same),
                bodies::list(&new_bodies, old_name),
            ],
            Side::After => [
                bodies::list(&old_bodies, new_name),
                bodies::list(&new_bodies, same),
            ],
        };
        package.bodies(side, &Value::Array(files.concat()).to_string())?;
    }
    package.build_calls()?;
    let before = wire::read(&package.run_calls(Side::Before)?)?;
    let after = wire::read(&package.run_calls(Side::After)?)?;
    for printed in [&before, &after] {
        if printed.bodies.len() != old_bodies.len() + new_bodies.len() {
            bail!(
                "{} of {} bodies were read",
                printed.bodies.len(),
                old_bodies.len() + new_bodies.len()
            );
        }
    }
    let (before_old, before_new) = before.bodies.split_at(old_bodies.len());
    let (after_old, after_new) = after.bodies.split_at(old_bodies.len());
    let (old_by_new, mut misread, unreadable) = bodies::compare(
        &old_bodies,
        before_old,
        after_old,
        readers(old, new, true),
        new_name,
    );
    let (new_by_old, more, of_new) = bodies::compare(
        &new_bodies,
        after_new,
        before_new,
        readers(new, old, false),
        old_name,
    );
    misread.extend(more);
    let unreadable = unreadable.into_iter().chain(of_new).map(|model| {
        format!("a body of {model} can't be read by its own type, so it is not compared")
    });
    Ok(Ran {
        calls,
        before,
        after,
        bodies: Bodies {
            old_by_new,
            new_by_old,
        },
        misread,
        unreadable: unreadable.collect(),
    })
}
