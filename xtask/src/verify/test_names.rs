//! Checks that no test is lost when code moves: compares the names of all tests at an older commit
//! with the current ones.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::project::Project;

/// Names of tests that were removed on purpose, each with the reason after `#`.
const GONE: &str = "xtask/src/verify/tests_gone.txt";

/// Compares the tests of a commit with the current ones by the last segment of their names.
///
/// # Errors
///
/// Returns an error if a test of the commit is neither here nor listed, or if a listed one is still
/// here.
pub fn run(project: &Project, since: &str) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let archive = folder.path().join("old.tar");
    command(
        Command::new("git")
            .args(["archive", "--output"])
            .arg(&archive)
            .arg(since),
        project,
    )?;
    command(
        Command::new("tar")
            .arg("-xf")
            .arg(&archive)
            .arg("-C")
            .arg(folder.path()),
        project,
    )?;
    let before = names(folder.path())?;
    let after = names(&project.path("."))?;
    let listed = project.read(GONE)?;
    let gone: BTreeSet<&str> = listed
        .lines()
        .filter_map(|line| line.split('#').next())
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    let lost: Vec<&String> = before
        .difference(&after)
        .filter(|name| !gone.contains(name.as_str()))
        .collect();
    let kept: Vec<&&str> = gone.iter().filter(|name| after.contains(**name)).collect();
    println!(
        "{} names of tests at {since}, {} today, {} removed on purpose",
        before.len(),
        after.len(),
        gone.len()
    );
    if !lost.is_empty() {
        bail!("tests that are missing and not listed in {GONE}: {lost:?}");
    }
    if !kept.is_empty() {
        bail!("{GONE} lists tests that are still here: {kept:?}");
    }
    Ok(())
}

fn command(command: &mut Command, project: &Project) -> anyhow::Result<()> {
    let status = command
        .current_dir(project.path("."))
        .status()
        .with_context(|| format!("{command:?} can't be started"))?;
    if !status.success() {
        bail!("{command:?} failed");
    }
    Ok(())
}

/// Returns the names of all tests below a folder.
fn names(folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if !name.starts_with('.') && name != "target" {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") {
                names.extend(tests(&std::fs::read_to_string(&path)?));
            }
        }
    }
    Ok(names)
}

/// Returns the names of the tests in a text: functions with an attribute `test`, in macros too.
fn tests(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        } else if let Some((_, rest)) = line.split_once("fn ")
            && is_test
        {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            names.push(name);
            is_test = false;
        }
    }
    names
}

#[cfg(test)]
mod unit {
    use super::tests;

    #[test]
    fn tests_are_found_behind_their_attributes() {
        let text = "#[tokio::test(flavor = \"x\")]\n#[ignore]\nasync fn a() {}\nfn b() {}\n  #[test]\n  fn c_1(x in 0..3) {}";
        assert_eq!(tests(text), ["a", "c_1"]);
    }
}
