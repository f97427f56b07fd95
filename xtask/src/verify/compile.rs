//! A scratch crate that holds the code which progenitor makes of each document.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

use super::{Named, scratch, write_all};
use crate::project::Project;

/// The crate's files and what is in them.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../../scratch/Cargo.toml.in")),
    ("build.rs", include_str!("../../scratch/build.rs.in")),
    ("src/lib.rs", include_str!("../../scratch/lib.rs.in")),
];

/// Makes the crate and checks it, without the network and with the project's own lock file.
pub fn compile(project: &Project, documents: &[Named]) -> anyhow::Result<()> {
    let folder = scratch(project, "verify-convert");
    write_all(&folder.join("documents"), documents)?;
    std::fs::create_dir_all(folder.join("src"))
        .with_context(|| format!("{} can't be made", folder.display()))?;
    for (name, text) in FILES {
        let file = folder.join(name);
        std::fs::write(&file, text)
            .with_context(|| format!("{} can't be written", file.display()))?;
    }
    let lock = project.path("Cargo.lock");
    std::fs::copy(&lock, folder.join("Cargo.lock"))
        .with_context(|| format!("{} can't be copied", lock.display()))?;
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let output = Command::new(cargo)
        .args(["check", "--offline", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .context("cargo can't be started")?;
    if !output.status.success() {
        bail!(
            "the code that progenitor makes does not compile (in {}):\n{}",
            folder.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}
