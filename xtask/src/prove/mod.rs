//! Proves what a change of the description does to old code: the compiler, requests and bodies
//! decide, and their verdicts are compared with the report of `diff`.

mod bodies;
mod calls;
pub mod certificate;
mod certify;
mod files;
mod package;
mod probes;
mod proof;
mod render;
mod rounds;
mod runtime;
mod surface;
mod users;
mod verdicts;
mod wire;

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use ovh_codegen::diff::{Change, Difference};
use serde_json::Value;

use crate::project::Project;
use bodies::Misread;
use calls::Made;
use package::{Package, Side};
use probes::Unit;
use rounds::Compiled;
use surface::Surface;
use verdicts::{Named, Observed, Sent};

pub use certificate::Certificate;
pub use certify::{certify, options, print};
pub use proof::{
    Bodies, Broken, Program, ProgramResult, Proof, Proved, Requests, Unpredicted, Verdict, Wire,
    WrittenFor,
};
pub use render::render;
pub use users::programs;

/// The texts of two documents, each an openapi.json.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    pub before: &'a str,
    pub after: &'a str,
}

/// What to prove.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Programs of users, compiled beside the generated ones.
    pub programs: Vec<Program>,
    /// The day of the old description, such as `2020-08-10`: programs that are written for a newer
    /// one are left out. Without it, the description is at least as new as all programs.
    pub day: Option<String>,
    /// Whether to compare requests and bodies, which compiles and runs two programs.
    pub wire: bool,
}

/// Compiles programs against the bindings of both documents, and compares the result with the
/// difference that `diff` reports.
pub fn prove(
    project: &Project,
    pair: &Pair<'_>,
    difference: &Difference,
    options: &Options,
) -> anyhow::Result<Proof> {
    let surface = Surface::of(pair.before).context("the document before the change")?;
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
    units.extend(programs.iter().map(users::unit));

    let package = Package::write(project, pair.before, pair.after)?;
    let compiled = rounds::compile(&package, &units)?;
    let (before, after) = (compiled.of(Side::Before), compiled.of(Side::After));

    let observed: Vec<Observed> = probes
        .iter()
        .enumerate()
        .filter(|(number, _)| !before.failed.contains_key(number))
        .map(|(number, unit)| observed(number, unit, before, after))
        .collect();
    let changes = &difference.changes;
    let named = verdicts::named(changes, &verdicts::known(&observed));
    let mut not_proved = Vec::new();
    if observed.len() < probes.len() {
        not_proved.push(format!(
            "{} of {} generated uses do not compile before the change",
            probes.len() - observed.len(),
            probes.len()
        ));
    }
    let compiles =
        |number: usize| !before.failed.contains_key(&number) && !after.failed.contains_key(&number);
    let ran = match options.wire {
        true => {
            let made = calls.iter().enumerate();
            let made = made.filter(|(number, _)| compiles(probes.len() + number));
            let made: Vec<&Made> = made.map(|(_, call)| call).collect();
            if made.len() < calls.len() {
                not_proved.push(format!(
                    "{} of {} calls do not compile after the change, so their requests are not \
                     compared",
                    calls.len() - made.len(),
                    calls.len()
                ));
            }
            Some(run(&package, &made, &surface, pair.after, &named, changes)?)
        }
        false => {
            not_proved.push("requests and bodies were not compared".to_owned());
            None
        }
    };
    let (sent, misread) = match &ran {
        Some(ran) => (ran.sent.clone(), ran.misread.clone()),
        None => (BTreeMap::new(), Vec::new()),
    };
    let (changes, mut unpredicted) = verdicts::verdicts(changes, &observed, &sent, &misread);
    let results: Vec<ProgramResult> = programs
        .iter()
        .enumerate()
        .map(|(number, program)| users::result(program, first_program + number, before, after))
        .collect();
    for (program, result) in programs.iter().zip(&results) {
        unpredicted.extend(users::unexplained(
            program,
            result,
            &observed,
            &difference.changes,
        ));
    }
    let failed = observed.iter().filter(|one| one.error.is_some()).count();
    Ok(Proof {
        changes,
        unpredicted,
        programs: results,
        left_out,
        uses: observed.len(),
        compiled: observed.len() - failed,
        wire: ran.as_ref().map(|ran| ran.wire.clone()),
        bodies: ran.map(|ran| ran.bodies),
        not_proved,
    })
}

/// What the two programs that make calls show.
struct Ran {
    wire: Wire,
    sent: BTreeMap<String, Sent>,
    bodies: Bodies,
    misread: Vec<Misread>,
}

/// Builds and runs the programs that make calls and read bodies.
fn run(
    package: &Package<'_>,
    calls: &[&Made],
    old: &Surface,
    after: &str,
    named: &[Named],
    changes: &[Change],
) -> anyhow::Result<Ran> {
    let new = Surface::of(after).context("the document after the change")?;
    let renamed = verdicts::renamed(changes);
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
    let (old_bodies, new_bodies) = (bodies::bodies(old)?, bodies::bodies(&new)?);
    let mut printed = Vec::new();
    for (side, surface) in [(Side::Before, old), (Side::After, &new)] {
        package.calls(side, &wire::program(calls, surface)?)?;
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
    for side in Side::BOTH {
        printed.push(wire::read(&package.run_calls(side)?)?);
    }
    let [before, after] = printed.as_slice() else {
        bail!("one of the programs that make calls was not run");
    };
    let (wire, sent) = wire::compare(calls, (before, after), named);
    let split = |printed: &wire::Printed| {
        let (old, new) = printed
            .bodies
            .split_at(old_bodies.len().min(printed.bodies.len()));
        (old.to_vec(), new.to_vec())
    };
    let (before, after) = (split(before), split(after));
    let (old_by_new, mut misread) =
        bodies::compare(&old_bodies, &before.0, &after.0, &new.document, new_name);
    let (new_by_old, more) =
        bodies::compare(&new_bodies, &after.1, &before.1, &old.document, old_name);
    misread.extend(more);
    Ok(Ran {
        wire,
        sent,
        bodies: Bodies {
            old_by_new,
            new_by_old,
        },
        misread,
    })
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
