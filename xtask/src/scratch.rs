//! Folders for files that only this program needs, and cargo in them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, bail};

use crate::project::Project;

/// Returns a folder for files that only this program needs, next to cargo's own.
pub fn scratch(project: &Project, name: &str) -> PathBuf {
    project
        .folder
        .join(target(project))
        .join("xtask")
        .join(name)
}

/// Writes a file, with its folder, if its content differs: cargo compiles a package again whose
/// files are newer.
pub fn write_changed(path: &Path, content: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let content = content.as_ref();
    if std::fs::read(path).is_ok_and(|there| there == content) {
        return Ok(());
    }
    let written = match path.parent() {
        Some(above) => std::fs::create_dir_all(above),
        None => Ok(()),
    };
    written
        .and_then(|()| std::fs::write(path, content))
        .with_context(|| format!("{} can't be written", path.display()))
}

/// Returns cargo's target folder: the compiled dependencies of the project are used by the packages
/// in scratch folders too.
pub fn target(project: &Project) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project.path("target"), PathBuf::from)
}

/// Returns cargo in a folder, with the project's target folder.
pub fn cargo_command(project: &Project, folder: &Path, arguments: &[&str]) -> Command {
    let target = project.folder.join(target(project));
    let mut command = crate::cargo::cargo();
    command
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target);
    command
}

/// Runs cargo in a folder, with the project's target folder; returns its output.
pub fn cargo_output(
    project: &Project,
    folder: &Path,
    arguments: &[&str],
) -> anyhow::Result<Output> {
    cargo_command(project, folder, arguments)
        .output()
        .context("cargo can't be started")
}

/// Runs cargo like [`cargo_output`]; a command that fails is an error.
pub fn cargo(project: &Project, folder: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let output = cargo_output(project, folder, arguments)?;
    if !output.status.success() {
        let said = [&output.stdout, &output.stderr]
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        bail!(
            "`cargo {}` failed in {}:\n{}",
            arguments.join(" "),
            folder.display(),
            said.concat()
        );
    }
    Ok(())
}
