//! `cargo xtask verify-faults`: plants faults in a copy of the project, one at a time, and checks
//! that the simulations or the tests find each.
//!
//! The faults are in faults.toml in the same folder; the results are written to
//! docs/planted-faults.toml.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use super::scratch;
use super::update::copy;
use crate::project::Project;
use crate::scratch::target;

const FAULTS: &str = include_str!("faults.toml");
const RESULTS: &str = "docs/planted-faults.toml";
const HEAD: &str = "# Written by `cargo xtask verify-faults`; do not edit.\n\n";

/// The options of the command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The number of seeds of each simulation
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

/// A fault: a text of a file and its replacement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    name: String,
    file: String,
    find: String,
    replace: String,
    /// The package and the filter of the tests that must find it if no simulation does.
    tests: String,
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
    // Without a fault nothing may be found.
    if let Some(found) = simulated(project, &folder, args.seeds)? {
        bail!("{} fails without a fault", found.by);
    }
    let asked = |name: &str| args.only.as_ref().is_none_or(|only| name.contains(only));
    let named = table.fault.iter().filter(|fault| asked(&fault.name));
    for tests in named.map(|fault| &fault.tests).collect::<BTreeSet<_>>() {
        if let Some(found) = tested(project, &folder, tests)? {
            bail!("{} fails without a fault", found.by);
        }
    }
    let mut earlier = match args.resume {
        true => read(project)?.fault,
        false => Vec::new(),
    };
    let mut results = Results::default();
    for fault in table.fault.iter().filter(|fault| asked(&fault.name)) {
        let found = |found: &Found| found.name == fault.name && !found.by.is_empty();
        if let Some(found) = earlier.iter().position(found) {
            results.add(earlier.swap_remove(found));
            continue;
        }
        let begin = Instant::now();
        let path = folder.join(&fault.file);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} can't be read", fault.file))?;
        if text.matches(&fault.find).count() != 1 {
            bail!(
                "{}: {} does not contain its text once",
                fault.name,
                fault.file
            );
        }
        std::fs::write(&path, text.replacen(&fault.find, &fault.replace, 1))?;
        let found = match simulated(project, &folder, args.seeds) {
            Ok(None) => tested(project, &folder, &fault.tests),
            found => found,
        };
        std::fs::write(&path, text)?;
        let mut found = found
            .with_context(|| fault.name.clone())?
            .unwrap_or_default();
        found.name.clone_from(&fault.name);
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
    let Results { found, of, .. } = results;
    eprintln!("{found} of {of} faults were found");
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

/// Runs the simulations; returns the one that a seed fails, with the fewest seeds.
fn simulated(project: &Project, folder: &Path, seeds: u64) -> anyhow::Result<Option<Found>> {
    let arguments = ["-p", "ovh-sms-simulation", "--test", "it"];
    let environment = [
        ("OVH_SMS_SEEDS", seeds.to_string()),
        ("OVH_SMS_UNTIL_FOUND", "1".to_owned()),
    ];
    let output = test(project, folder, &arguments, "reports_ with_", &environment)?;
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
fn tested(project: &Project, folder: &Path, tests: &str) -> anyhow::Result<Option<Found>> {
    let (package, filter) = tests.split_once(' ').unwrap_or((tests, ""));
    let mut arguments = vec!["-p", package, "--test", "it"];
    if package == "ovh-sms" {
        arguments.extend(["--features", "full"]);
    }
    let output = test(project, folder, &arguments, filter, &[])?;
    let failed = output
        .lines()
        .filter_map(|line| line.strip_suffix(" ... FAILED"));
    let first = failed.map(|line| line.trim_start_matches("test ")).next();
    Ok(first.map(|test| Found {
        by: format!("test: {package} {test}"),
        ..Found::default()
    }))
}

/// Compiles and runs tests, and returns their output.
fn test(
    project: &Project,
    folder: &Path,
    arguments: &[&str],
    filters: &str,
    environment: &[(&str, String)],
) -> anyhow::Result<String> {
    let cargo = |more: &[&str]| {
        let mut command = Command::new("cargo");
        command
            .args(["test", "--offline"])
            .args(arguments)
            .args(more)
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", target(project))
            .envs(environment.iter().map(|(name, value)| (*name, value)));
        command.output().context("cargo can't be started")
    };
    let compiled = cargo(&["--no-run"])?;
    if !compiled.status.success() {
        bail!(
            "does not compile:\n{}",
            String::from_utf8_lossy(&compiled.stderr)
        );
    }
    let mut more = vec!["--"];
    more.extend(filters.split(' '));
    let ran = cargo(&more)?;
    let streams = [&ran.stdout, &ran.stderr];
    Ok(streams
        .map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat())
}
