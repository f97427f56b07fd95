//! `cargo xtask verify-packages`: each publishable crate builds from its tarball, without a
//! network.
//!
//! Cargo takes dependencies within the workspace from a registry that it creates for the run. Cargo
//! assumes that the contents of a registry never change: a second run would compile the copies of
//! the first one. So the copies and their build results are removed before each run.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cargo::cargo;
use crate::layers::Members;
use crate::project::Project;

/// The target folder of this command. It keeps the compiled dependencies.
const TARGET: &str = "target/packages";

/// Runs the command.
///
/// # Errors
///
/// Returns an error if cargo can't be started, if an old copy can't be removed, or if a crate does
/// not build.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let members = Members::read(&project.folder)?;
    let target = project.path(TARGET);
    for old in old_copies(&members, &target, &registry_sources()?)? {
        std::fs::remove_dir_all(&old)
            .with_context(|| format!("{} can't be removed", old.display()))?;
    }
    let mut cargo = cargo();
    cargo
        .args([
            "package",
            "--quiet",
            "--allow-dirty",
            "--offline",
            "--workspace",
        ])
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(&project.folder);
    for name in members.unpublished() {
        cargo.args(["--exclude", name]);
    }
    if !cargo.status().context("cargo can't be started")?.success() {
        bail!("a crate does not build from its tarball: see cargo's errors above");
    }
    Ok(())
}

/// Returns the folder in which cargo unpacks the crates of registries.
fn registry_sources() -> anyhow::Result<PathBuf> {
    let home = match std::env::var_os("CARGO_HOME") {
        Some(home) => PathBuf::from(home),
        None => std::env::home_dir()
            .context("neither CARGO_HOME nor a home folder is set: set CARGO_HOME")?
            .join(".cargo"),
    };
    Ok(home.join("registry/src"))
}

/// Returns the folders that an earlier run left: unpacked copies of our crates, and cargo's records
/// of compiled crates.
fn old_copies(members: &Members, target: &Path, sources: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut old = Vec::new();
    // Registries in a folder have no host: their names begin with the hyphen before the hash.
    for registry in folders(sources)?.filter(|path| name(path).starts_with('-')) {
        old.extend(folders(&registry)?.filter(|path| {
            let found = name(path);
            members
                .versions()
                .any(|(name, version)| found == format!("{name}-{version}"))
        }));
    }
    let records = folders(&target.join("debug/.fingerprint"))?;
    old.extend(records.filter(|path| {
        let found = name(path);
        let package = found.rsplit_once('-').map(|(package, _)| package);
        members.versions().any(|(name, _)| package == Some(name))
    }));
    Ok(old)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Returns the folders in a folder; none if it does not exist.
fn folders(path: &Path) -> anyhow::Result<impl Iterator<Item = PathBuf> + use<>> {
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    let entries = entries.with_context(|| format!("{} can't be listed", path.display()))?;
    let paths = entries.into_iter().map(|entry| entry.path());
    Ok(paths.filter(|path| path.is_dir()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_copies_of_our_crates_are_old() {
        let json = r#"{"packages": [
            {"name": "ovh-a", "version": "0.1.0+1.0", "publish": null, "manifest_path": "/w/Cargo.toml", "dependencies": []},
            {"name": "tools", "version": "0.0.0", "publish": [], "manifest_path": "/w/tools/Cargo.toml", "dependencies": []}
        ]}"#;
        let members = Members::parse(json.as_bytes()).unwrap();
        assert_eq!(members.unpublished().collect::<Vec<_>>(), ["tools"]);
        let folder = tempfile::tempdir().unwrap();
        let (sources, target) = (folder.path().join("src"), folder.path().join("target"));
        let all = [
            "src/-0998275d07047728/ovh-a-0.1.0+1.0",
            "src/-0998275d07047728/ovh-a-0.0.9",
            "src/index.crates.io-1949cf8c6b5b557f/ovh-a-0.1.0+1.0",
            "target/debug/.fingerprint/ovh-a-0123456789abcdef",
            "target/debug/.fingerprint/ovh-a-b-0123456789abcdef",
            "target/debug/.fingerprint/serde-0123456789abcdef",
        ];
        for path in all {
            std::fs::create_dir_all(folder.path().join(path)).unwrap();
        }
        let old = old_copies(&members, &target, &sources).unwrap();
        assert_eq!(
            old,
            [folder.path().join(all[0]), folder.path().join(all[3])]
        );
        let none = old_copies(&members, &target.join("none"), &sources.join("none")).unwrap();
        assert_eq!(none, Vec::<PathBuf>::new());
    }
}
