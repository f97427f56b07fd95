//! `cargo xtask mutants`: changes the code in a copy of the project, one place at a time, with
//! `cargo-mutants`, and checks that the tests find each change.
//!
//! The places are in mutants.toml in the same folder; the changes that no test finds are written to
//! docs/mutants.toml.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::copies::copy;
use super::scratch;
use crate::project::Project;
use crate::scratch::target;

const GROUPS: &str = include_str!("mutants.toml");
const RESULTS: &str = "docs/mutants.toml";
const HEAD: &str = "# Written by `cargo xtask mutants`; do not edit.\n\n";

/// The options of the command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change whole files, instead of only the functions that the guarantees rest on
    #[arg(long)]
    all: bool,
    /// Only the groups whose name contains this text; the results of other groups stay
    #[arg(long)]
    only: Option<String>,
    /// Only a part of the changes, such as 0/4: the first of four; the results are printed only
    #[arg(long)]
    shard: Option<String>,
    /// Print the changes, and test nothing
    #[arg(long)]
    list: bool,
}

#[derive(Debug, Deserialize)]
struct Table {
    group: Vec<Group>,
}

/// Places that are changed, and the tests that must find each change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    package: String,
    files: Vec<String>,
    #[serde(default)]
    functions: Vec<String>,
    tests: String,
}

/// The results by group.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Results {
    #[serde(default)]
    group: BTreeMap<String, Tested>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Tested {
    date: String,
    /// The changes that compile.
    changes: usize,
    found: usize,
    /// The changes that no test finds.
    survivors: Vec<String>,
}

/// Runs the tests with each change of the groups, and writes the changes that no test finds.
///
/// # Errors
///
/// Returns an error if cargo-mutants is missing or fails, or if a change of a named function is not
/// found.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    let table: Table = toml::from_str(GROUPS).context("mutants.toml can't be read")?;
    let asked = |name: &str| args.only.as_ref().is_none_or(|only| name.contains(only));
    let groups = table.group.iter();
    let groups = groups.filter(|group| group.functions.is_empty() == args.all);
    let groups: Vec<&Group> = groups.filter(|group| asked(&group.name)).collect();
    let folder = scratch(project, "mutants");
    let mut survivors = 0;
    for group in groups {
        copy(project, &folder)?;
        if args.list {
            println!("{}:", group.name);
            mutants(project, &folder, group, args)?;
            continue;
        }
        let tested = test(project, &folder, group, args)?;
        let Tested { changes, found, .. } = tested;
        eprintln!("{}: {found} of {changes} changes were found", group.name);
        tested
            .survivors
            .iter()
            .for_each(|survivor| eprintln!("  {survivor}"));
        if !group.functions.is_empty() {
            survivors += tested.survivors.len();
        }
        if args.shard.is_none() {
            write(project, &group.name, tested)?;
        }
    }
    if survivors > 0 {
        bail!("{survivors} changes of named functions were not found");
    }
    Ok(())
}

/// Tests one group.
fn test(project: &Project, folder: &Path, group: &Group, args: &Args) -> anyhow::Result<Tested> {
    let outcomes = mutants(project, folder, group, args)?.join("outcomes.json");
    let text = std::fs::read_to_string(&outcomes)
        .with_context(|| format!("{} can't be read", outcomes.display()))?;
    let outcomes: Value = serde_json::from_str(&text)?;
    let mut tested = Tested {
        date: chrono::Utc::now().format("%Y-%m-%d").to_string(),
        ..Tested::default()
    };
    let outcomes = outcomes.get("outcomes").and_then(Value::as_array);
    for outcome in outcomes.into_iter().flatten() {
        let name = outcome.pointer("/scenario/Mutant/name");
        let summary = outcome.get("summary").and_then(Value::as_str);
        let (Some(name), Some(summary)) = (name.and_then(Value::as_str), summary) else {
            continue;
        };
        match summary {
            "CaughtMutant" | "Timeout" => tested.found += 1,
            "MissedMutant" => tested.survivors.push(name.to_owned()),
            // It does not compile.
            _ => continue,
        }
        tested.changes += 1;
    }
    Ok(tested)
}

/// Runs cargo-mutants for one group; returns the folder of its results.
fn mutants(
    project: &Project,
    folder: &Path,
    group: &Group,
    args: &Args,
) -> anyhow::Result<PathBuf> {
    let results = scratch(project, "mutants-results");
    let mut command = Command::new("cargo");
    command
        .args(["mutants", "--in-place", "--no-shuffle", "--colors=never"])
        .args([
            "--package",
            &group.package,
            "--test-package",
            &group.package,
        ])
        .arg("--output")
        .arg(&results)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target(project))
        .env("PATH", path(project)?);
    for file in &group.files {
        command.args(["--file", file]);
    }
    if !group.functions.is_empty() {
        command.args(["--re", &in_functions(&group.functions)]);
    }
    if let Some(shard) = &args.shard {
        command.args(["--shard", shard]);
    }
    if args.list {
        command.arg("--list");
    } else {
        command.args(["--timeout", "600", "--"]);
        command.args(group.tests.split(' '));
    }
    let status = command.status().context("cargo can't be started")?;
    // 2: changes that no test finds; 3: tests that do not end.
    match status.code() {
        Some(0 | 2 | 3) => Ok(results.join("mutants.out")),
        _ => bail!(
            "cargo-mutants failed for {}; if it is missing: cargo install --locked --root \
             target/tools cargo-mutants",
            group.name
        ),
    }
}

/// Returns the expression for changes of these functions: cargo-mutants compares it with lines such
/// as `src/a.rs:1:2: replace f -> bool with true` and `src/a.rs:3:4: replace && with || in f`.
fn in_functions(functions: &[String]) -> String {
    let whole = |function: &String| match function.strip_suffix('$') {
        Some(name) => format!("(replace (.*::)?{name} )|( in (.*::)?{name}$)"),
        None => function.clone(),
    };
    let all: Vec<String> = functions.iter().map(whole).collect();
    all.join("|")
}

/// Returns the search path with the project's own tools.
fn path(project: &Project) -> anyhow::Result<std::ffi::OsString> {
    let tools = project.path("target/tools/bin");
    let known = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(tools).chain(std::env::split_paths(&known));
    std::env::join_paths(all).context("PATH can't be extended")
}

/// Writes the results of a group; those of others stay.
fn write(project: &Project, name: &str, tested: Tested) -> anyhow::Result<()> {
    let mut results = match project.path(RESULTS).exists() {
        true => toml::from_str(&project.read(RESULTS)?)
            .with_context(|| format!("{RESULTS} can't be read"))?,
        false => Results::default(),
    };
    results.group.insert(name.to_owned(), tested);
    let text = toml::to_string_pretty(&results)?;
    std::fs::write(project.path(RESULTS), format!("{HEAD}{text}"))
        .with_context(|| format!("{RESULTS} can't be written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_are_readable_and_have_files() {
        let table: Table = toml::from_str(GROUPS).unwrap();
        let project = Project::here();
        for group in &table.group {
            for file in group.files.iter().filter(|file| !file.contains('*')) {
                assert!(project.path(file).is_file(), "{}: {file}", group.name);
            }
        }
    }
}
