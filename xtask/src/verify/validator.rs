//! `openapi-spec-validator` from PyPI, in its own environment under target/.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, bail};

use super::{Named, scratch, write_all};
use crate::project::Project;

/// A pinned version, so that the result changes only when we update it.
const PACKAGE: &str = "openapi-spec-validator==0.9.0";

/// The result of a validation.
pub enum Verdict {
    Valid,
    /// Python is not available here, and this is not CI.
    Skipped(String),
}

/// Validates each document.
pub fn validate(project: &Project, documents: &[Named]) -> anyhow::Result<Verdict> {
    validate_in(project, "validated", documents)
}

/// Validates like [`validate`], with the documents in a folder of that name.
pub fn validate_in(
    project: &Project,
    folder: &str,
    documents: &[Named],
) -> anyhow::Result<Verdict> {
    let home = scratch(project, "openapi-spec-validator");
    let python = match environment(&home) {
        Ok(python) => python,
        Err(error) if std::env::var_os("CI").is_some() => {
            return Err(
                error.context("CI must validate the documents, but the validator is not available")
            );
        }
        Err(error) => {
            return Ok(Verdict::Skipped(format!(
                "\n*** NOT VALIDATED: openapi-spec-validator is not available: {error:#}\n*** \
                 Install python3 with venv, or leave it to CI, where this is an error.\n"
            )));
        }
    };
    let files = write_all(&scratch(project, folder), documents)?;
    let mut command = Command::new(python);
    command
        .args(["-m", "openapi_spec_validator", "--schema", "3.0.0"])
        .args(&files);
    let output = command
        .output()
        .context("openapi-spec-validator can't be started")?;
    match output.status.success() {
        true => Ok(Verdict::Valid),
        false => bail!("a document is not valid OpenAPI 3.0:\n{}", said(&output)),
    }
}

/// Returns the python of the environment, which is created on the first run.
fn environment(home: &Path) -> anyhow::Result<PathBuf> {
    let python = home.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let mark = home.join(PACKAGE);
    if mark.exists() {
        return Ok(python);
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(home))?;
    run(Command::new(&python).args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        PACKAGE,
    ]))?;
    std::fs::write(&mark, "").with_context(|| format!("{} can't be written", mark.display()))?;
    Ok(python)
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{command:?} can't be started"))?;
    if !output.status.success() {
        bail!("{command:?} failed:\n{}", said(&output));
    }
    Ok(())
}

fn said(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr];
    both.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}
