//! `cargo xtask verify-faults`: plants faults in a copy of the project, one at a time, and checks
//! that the simulations or the tests find each.
//!
//! The faults are in faults.toml in the same folder; the results are written to
//! docs/planted-faults.toml.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::copies::copy;
use super::scratch;
use crate::cargo::cargo;
use crate::project::Project;
use crate::scratch::target;

const FAULTS: &str = include_str!("faults.toml");
const RESULTS: &str = "docs/planted-faults.toml";
/// The package of the simulations.
const SIMULATION: &str = "ovh-sms-simulation";
const HEAD: &str = "# Written by `cargo xtask verify-faults`; do not edit.\n\n";

/// The options of the command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The number of seeds of each simulation, for a fault that undoes the fix of one in
    /// docs/RELIABILITY.md; a fifth of them for another
    #[arg(long, default_value_t = 300)]
    seeds: u64,
    /// Plant only the faults whose name contains this text; the results are not written
    #[arg(long)]
    only: Option<String>,
    /// Keep what an interrupted run found, and plant only the other faults
    #[arg(long, conflicts_with = "only")]
    resume: bool,
}

#[derive(Debug, Deserialize)]
struct Table {
    fault: Vec<Fault>,
}

/// A fault: texts of files and their replacements.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    name: String,
    file: String,
    find: String,
    replace: String,
    /// More edits, where several guards prevent the fault.
    #[serde(default)]
    also: Vec<Edit>,
    /// The package and the filter of the tests that must find it if no simulation does.
    tests: String,
    /// The fault of docs/RELIABILITY.md that returns; a simulation must find it.
    #[serde(default)]
    undoes: Option<String>,
}

/// One more edit of a fault.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    find: String,
    replace: String,
}

impl Fault {
    /// Returns the files with the fault planted, each with its text before and with the fault.
    fn planted(&self, folder: &Path) -> anyhow::Result<BTreeMap<PathBuf, (String, String)>> {
        let first = (&self.file, &self.find, &self.replace);
        let also = self.also.iter();
        let also = also.map(|edit| (&edit.file, &edit.find, &edit.replace));
        let mut texts = BTreeMap::new();
        for (file, find, replace) in std::iter::once(first).chain(also) {
            let path = folder.join(file);
            let (before, text) = match texts.remove(&path) {
                Some(texts) => texts,
                None => {
                    let text = std::fs::read_to_string(&path)
                        .with_context(|| format!("{file} can't be read"))?;
                    (text.clone(), text)
                }
            };
            if text.matches(find.as_str()).count() != 1 {
                bail!("{}: {file} does not contain its text once", self.name);
            }
            texts.insert(path, (before, text.replacen(find, replace, 1)));
        }
        Ok(texts)
    }

    /// Returns the package and the filter of the tests.
    fn tests(&self) -> (&str, &str) {
        self.tests.split_once(' ').unwrap_or((&self.tests, ""))
    }

    /// Runs the simulations, and then the tests, with the fault; returns the first that finds it.
    fn look(&self, project: &Project, folder: &Path, seeds: u64) -> anyhow::Result<Option<Found>> {
        let (package, filter) = self.tests();
        let programs = compile(project, folder, package)?;
        let seeds = match self.undoes {
            Some(_) => seeds,
            None => seeds.div_ceil(5),
        };
        match simulated(&programs.simulations, seeds)? {
            None => tested(&programs.tests, package, filter),
            found => Ok(found),
        }
    }
}

/// Checks that simulations and tests find nothing in the project itself.
fn check_without_fault<'a>(
    project: &Project,
    folder: &Path,
    seeds: u64,
    faults: impl Iterator<Item = &'a Fault>,
) -> anyhow::Result<()> {
    let mut simulations = true;
    for (package, filter) in faults.map(Fault::tests).collect::<BTreeSet<_>>() {
        let programs = compile(project, folder, package)?;
        let mut found = tested(&programs.tests, package, filter)?;
        if std::mem::take(&mut simulations) {
            found = found.or(simulated(&programs.simulations, seeds)?);
        }
        if let Some(found) = found {
            bail!("{} fails without a fault", found.by);
        }
    }
    Ok(())
}

/// The results of all faults.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Results {
    found: usize,
    of: usize,
    fault: Vec<Found>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Found {
    name: String,
    /// The fault of docs/RELIABILITY.md that returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undoes: Option<String>,
    date: String,
    /// The simulation or the test that found the fault first; empty if none did.
    by: String,
    /// How many seeds the simulation took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seeds: Option<u64>,
}

/// Plants the faults, and writes what found each.
///
/// # Errors
///
/// Returns an error if a fault can't be planted or does not compile, or if fewer than 95 % are
/// found.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    let table: Table = toml::from_str(FAULTS).context("faults.toml can't be read")?;
    let folder = scratch(project, "verify-faults");
    copy(project, &folder)?;
    let asked = |name: &str| args.only.as_ref().is_none_or(|only| name.contains(only));
    let named = || table.fault.iter().filter(|fault| asked(&fault.name));
    // An interrupted run has checked this.
    if !args.resume {
        check_without_fault(project, &folder, args.seeds, named())?;
    }
    let mut earlier = match args.resume {
        true => read(project)?.fault,
        false => Vec::new(),
    };
    let mut results = Results::default();
    for fault in named() {
        let found = |found: &Found| found.name == fault.name && !found.by.is_empty();
        if let Some(found) = earlier.iter().position(found) {
            results.add(earlier.swap_remove(found));
            continue;
        }
        let begin = Instant::now();
        let texts = fault.planted(&folder)?;
        for (path, (_, planted)) in &texts {
            std::fs::write(path, planted)?;
        }
        let found = fault.look(project, &folder, args.seeds);
        for (path, (before, _)) in &texts {
            std::fs::write(path, before)?;
        }
        let mut found = found
            .with_context(|| fault.name.clone())?
            .unwrap_or_default();
        found.name.clone_from(&fault.name);
        found.undoes.clone_from(&fault.undoes);
        found.date = chrono::Utc::now().format("%Y-%m-%d").to_string();
        let (by, seeds) = (&found.by, found.seeds.unwrap_or_default());
        let seconds = begin.elapsed().as_secs();
        eprintln!("{seconds:4} s  {}: {by} ({seeds} seeds)", found.name);
        results.add(found);
        // Kept after each fault: all of them take an hour.
        if args.only.is_none() {
            write(project, &results)?;
        }
    }
    if args.only.is_none() {
        write(project, &results)?;
    }
    let missed = results.missed_by_simulations();
    let Results { found, of, .. } = results;
    eprintln!("{found} of {of} faults were found");
    if args.only.is_none() && !missed.is_empty() {
        bail!("no simulation finds {}", missed.join(", "));
    }
    if found * 100 < of * 95 {
        bail!("fewer than 95 % of the faults were found");
    }
    Ok(())
}

impl Results {
    fn add(&mut self, found: Found) {
        self.of += 1;
        self.found += usize::from(!found.by.is_empty());
        self.fault.push(found);
    }

    /// Returns the faults of docs/RELIABILITY.md of which no planted fault is found by a simulation.
    fn missed_by_simulations(&self) -> Vec<String> {
        let undone = |simulated: bool| -> BTreeSet<&str> {
            let found = self.fault.iter();
            let found = found.filter(|one| !simulated || one.seeds.is_some());
            found.filter_map(|one| one.undoes.as_deref()).collect()
        };
        let missed = &undone(false) - &undone(true);
        missed.into_iter().map(str::to_owned).collect()
    }
}

/// Reads the results of an interrupted run.
fn read(project: &Project) -> anyhow::Result<Results> {
    let text = project.read(RESULTS)?;
    toml::from_str(&text).with_context(|| format!("{RESULTS} can't be read"))
}

/// Writes the results so far.
fn write(project: &Project, results: &Results) -> anyhow::Result<()> {
    let results = toml::to_string(results)?;
    std::fs::write(project.path(RESULTS), format!("{HEAD}{results}"))
        .with_context(|| format!("{RESULTS} can't be written"))
}

/// The compiled programs of the simulations and of one package's tests.
struct Programs {
    simulations: Program,
    tests: Program,
}

/// A compiled test program, and the folder of its package.
struct Program {
    file: PathBuf,
    package: PathBuf,
}

/// Compiles the simulations and the tests of one package, at once: apart, their dependencies could
/// have other features, and would be compiled twice.
fn compile(project: &Project, folder: &Path, package: &str) -> anyhow::Result<Programs> {
    let mut command = cargo();
    command
        .args(["test", "--offline", "--no-run"])
        .args(["--test", "simulation", "--test", "it"])
        .args(["--message-format", "json"])
        .args(["-p", SIMULATION, "-p", package])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target(project));
    if package == "ovh-sms" {
        command.args(["--features", "ovh-sms/full"]);
    }
    let output = command.output().context("cargo can't be started")?;
    if !output.status.success() {
        bail!(
            "does not compile:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let program = |of: &str| {
        messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .find_map(|message| {
                let text = |pointer: &str| message.pointer(pointer)?.as_str().map(PathBuf::from);
                let package = text("/manifest_path")?.parent()?.to_owned();
                let file = text("/executable")?;
                // The program of the command line has the same package as its tests.
                if message.pointer("/target/kind/0")?.as_str()? != "test" {
                    return None;
                }
                let manifest = std::fs::read_to_string(package.join("Cargo.toml")).ok()?;
                let manifest: toml::Table = toml::from_str(&manifest).ok()?;
                let name = manifest.get("package")?.get("name")?.as_str()?;
                (name == of).then_some(Program { file, package })
            })
            .with_context(|| format!("cargo names no test program of {of}"))
    };
    Ok(Programs {
        simulations: program(SIMULATION)?,
        tests: program(package)?,
    })
}

impl Program {
    /// Runs the tests that a filter selects, as cargo does, and returns their output.
    fn run(&self, filter: &str, environment: &[(&str, String)]) -> anyhow::Result<String> {
        let output = Command::new(&self.file)
            .args(filter.split(' '))
            .current_dir(&self.package)
            .env("CARGO_MANIFEST_DIR", &self.package)
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .output()
            .with_context(|| format!("{} can't be started", self.file.display()))?;
        let streams = [&output.stdout, &output.stderr];
        Ok(streams
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
            .concat())
    }
}

/// Runs the simulations; returns the one that a seed fails, with the fewest seeds.
fn simulated(simulations: &Program, seeds: u64) -> anyhow::Result<Option<Found>> {
    let environment = [
        ("OVH_SMS_SEEDS", seeds.to_string()),
        ("OVH_SMS_UNTIL_FOUND", "1".to_owned()),
    ];
    let output = simulations.run("reports_ with_", &environment)?;
    let mut found: Option<Found> = None;
    let mut simulation = "";
    for line in output.lines() {
        if let Some((name, _)) = line.split_once(" seeds break a rule") {
            simulation = name.split(':').next().unwrap_or_default();
        }
        let Some(seed) = line
            .strip_prefix("seed ")
            .and_then(|rest| rest.split(':').next())
        else {
            continue;
        };
        let Ok(seed) = seed.parse::<u64>() else {
            continue;
        };
        if found
            .as_ref()
            .is_none_or(|found| found.seeds > Some(seed + 1))
        {
            found = Some(Found {
                by: format!("simulation: {simulation}"),
                seeds: Some(seed + 1),
                ..Found::default()
            });
        }
    }
    if found.is_none() && output.contains("test result: FAILED") {
        bail!("a simulation failed without a seed:\n{output}");
    }
    Ok(found)
}

/// Runs tests; returns the first that fails.
fn tested(tests: &Program, package: &str, filter: &str) -> anyhow::Result<Option<Found>> {
    let output = tests.run(filter, &[])?;
    let failed = output
        .lines()
        .filter_map(|line| line.strip_suffix(" ... FAILED"));
    let first = failed.map(|line| line.trim_start_matches("test ")).next();
    Ok(first.map(|test| Found {
        by: format!("test: {package} {test}"),
        ..Found::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_can_be_planted_in_the_project_as_it_is() {
        let table: Table = toml::from_str(FAULTS).unwrap();
        let project = Project::here();
        for fault in &table.fault {
            let planted = fault.planted(&project.folder).unwrap();
            assert!(
                planted.values().all(|(before, planted)| before != planted),
                "{}",
                fault.name
            );
        }
    }
}
