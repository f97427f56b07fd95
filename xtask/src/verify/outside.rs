//! A project of its own that binds other parts of the API: it depends on `ovh-api`, and on
//! `ovh-codegen` in its build script.

use anyhow::Context;

use super::roots::DESCRIPTIONS;
use super::scratch;
use crate::project::Project;
use crate::scratch::{cargo, write_changed};

/// The project's files and their contents.
const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        include_str!("../../scratch/outside/Cargo.toml.in"),
    ),
    (
        "build.rs",
        include_str!("../../scratch/outside/build.rs.in"),
    ),
    (
        "src/lib.rs",
        include_str!("../../scratch/outside/src/lib.rs.in"),
    ),
    (
        "src/tests.rs",
        include_str!("../../scratch/outside/src/tests.rs.in"),
    ),
];

/// The descriptions that it binds.
const BOUND: &[&str] = &["iam.json", "ip.json", "vps.json"];

/// Writes the project, and runs its tests without the network, with the versions of the project's
/// own lock file.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let folder = scratch(project, "outside");
    let root = project.folder.display().to_string();
    for (name, text) in FILES {
        write_changed(&folder.join(name), text.replace("{root}", &root))?;
    }
    for name in BOUND {
        let text = project.read(&format!("{DESCRIPTIONS}/{name}"))?;
        write_changed(&folder.join("api").join(name), text)?;
    }
    write_changed(&folder.join("Cargo.lock"), project.read("Cargo.lock")?)?;
    cargo(project, &folder, &["test", "--offline", "--quiet"])
        .context("a project outside of the workspace can't bind other parts of the API")?;
    eprintln!("a project of its own binds {}", BOUND.join(", "));
    Ok(())
}
