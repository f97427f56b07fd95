//! The changes that `cargo-mutants` proposes.

use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::Group;
use crate::cargo::cargo;
use crate::project::Project;

/// One change of the code.
#[derive(Debug, Clone, Deserialize)]
pub struct Change {
    /// The place and the change in words.
    pub name: String,
    pub file: String,
    #[serde(rename = "genre")]
    pub kind: Kind,
    #[serde(rename = "span", deserialize_with = "start")]
    pub begin: Place,
    /// The text instead of the original one.
    pub replacement: String,
}

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum Kind {
    /// The body of a function: a constant value instead.
    FnValue,
    BinaryOperator,
    /// The operator is deleted.
    UnaryOperator,
    /// The arm is deleted.
    MatchArm,
    /// The guard is a constant.
    MatchArmGuard,
    /// A field of a structure is left to its default.
    StructField,
}

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// Reads the start of a range.
fn start<'de, D: serde::Deserializer<'de>>(range: D) -> Result<Place, D::Error> {
    #[derive(Deserialize)]
    struct Range {
        start: Place,
    }
    Range::deserialize(range).map(|range| range.start)
}

/// Returns the changes of a group.
///
/// # Errors
///
/// Returns an error if cargo-mutants is missing or fails.
pub fn list(
    project: &Project,
    folder: &Path,
    group: &Group,
    shard: Option<&str>,
) -> anyhow::Result<Vec<Change>> {
    let mut command = cargo();
    command
        .args(["mutants", "--list", "--json", "--package", &group.package])
        // Models are compiled in a build of their own only.
        .args(["--exclude-re", " models::"])
        .current_dir(folder)
        .env("PATH", path(project)?);
    for file in &group.files {
        command.args(["--file", file]);
    }
    if !group.functions.is_empty() {
        command.args(["--re", &in_functions(&group.functions)]);
    }
    if let Some(shard) = shard {
        command.args(["--shard", shard]);
    }
    let output = command.output().context("cargo can't be started")?;
    if !output.status.success() {
        bail!(
            "cargo-mutants failed for {}; if it is missing: cargo install --locked --root \
             target/tools cargo-mutants\n{}",
            group.name,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    serde_json::from_slice(&output.stdout).context("the changes of cargo-mutants can't be read")
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
