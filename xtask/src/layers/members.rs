//! The crates of the workspace according to cargo: their folders and their dependencies.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;

use super::blocks::FILE;
use crate::cargo::cargo;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    #[serde(default)]
    version: String,
    /// The registries that the crate may be published to; absent if there is no restriction.
    publish: Option<Vec<String>>,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
    #[serde(default)]
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
    src_path: PathBuf,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

impl Package {
    /// Returns the folder of the crate, `.` for the root package.
    fn folder(&self, root: &Path) -> String {
        let folder = self.manifest_path.parent().unwrap_or(root);
        let inside = folder.strip_prefix(root).unwrap_or(folder);
        match inside.as_os_str().is_empty() {
            true => ".".to_owned(),
            false => inside.display().to_string(),
        }
    }
}

/// The kinds of targets that have no layers.
const NO_CODE: [&str; 4] = ["bench", "custom-build", "example", "test"];

/// The crates of a workspace.
pub struct Members {
    packages: Vec<Package>,
}

impl Members {
    /// Reads the crates of a workspace from cargo.
    ///
    /// # Errors
    ///
    /// Returns an error if cargo can't be started, or if it fails.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let output = cargo()
            .args([
                "metadata",
                "--no-deps",
                "--offline",
                "--format-version",
                "1",
            ])
            .current_dir(folder)
            .output()
            .context("`cargo metadata` can't be started")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("`cargo metadata` failed: {said}");
        }
        Self::parse(&output.stdout)
    }

    pub(crate) fn parse(json: &[u8]) -> anyhow::Result<Self> {
        let metadata: Metadata =
            serde_json::from_slice(json).context("the output of `cargo metadata` can't be read")?;
        Ok(Self {
            packages: metadata.packages,
        })
    }

    /// Returns the folders of all crates, `.` for the root package.
    pub fn folders(&self, root: &Path) -> Vec<String> {
        let packages = self.packages.iter();
        packages.map(|package| package.folder(root)).collect()
    }

    /// Returns the first files of a folder's library and programs, as the manifest or cargo's rules
    /// name them.
    pub fn first_files(&self, root: &Path, folder: &str) -> Vec<PathBuf> {
        let packages = self.packages.iter();
        let packages = packages.filter(|package| package.folder(root) == folder);
        let targets = packages.flat_map(|package| &package.targets);
        targets
            .filter(|target| !target.kind.iter().any(|kind| NO_CODE.contains(&&**kind)))
            .map(|target| target.src_path.clone())
            .collect()
    }

    /// Returns the names and versions of all crates.
    pub fn versions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.packages
            .iter()
            .map(|package| (package.name.as_str(), package.version.as_str()))
    }

    /// Returns the names of the crates that are not published.
    pub fn unpublished(&self) -> impl Iterator<Item = &str> {
        let kept = |package: &&Package| package.publish.as_ref().is_some_and(Vec::is_empty);
        self.packages
            .iter()
            .filter(kept)
            .map(|package| package.name.as_str())
    }

    /// Returns the arrows between crates that code or a build script uses, from each to its users.
    fn arrows(&self) -> BTreeSet<(String, String)> {
        let is_member = |name: &str| self.packages.iter().any(|package| package.name == name);
        let mut arrows = BTreeSet::new();
        for package in &self.packages {
            for used in &package.dependencies {
                if used.kind.as_deref() != Some("dev") && is_member(&used.name) {
                    arrows.insert((used.name.clone(), package.name.clone()));
                }
            }
        }
        arrows
    }

    /// Returns the differences between the arrows of ARCHITECTURE.md and the crates.
    pub fn differences(&self, written: &BTreeSet<(String, String)>) -> Vec<String> {
        let real = self.arrows();
        let missing = real.difference(written);
        let missing = missing.map(|(from, to)| format!("{FILE} has no arrow from {from} to {to}"));
        let wrong = written.difference(&real);
        let wrong = wrong.map(|(from, to)| {
            format!("{FILE} has an arrow from {from} to {to}, which does not use it")
        });
        missing.chain(wrong).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_are_compared_with_what_code_and_build_scripts_use() {
        let json = r#"{"packages": [
            {"name": "a", "manifest_path": "/w/crates/a/Cargo.toml", "dependencies": []},
            {"name": "b", "manifest_path": "/w/Cargo.toml", "dependencies": [
                {"name": "a", "kind": "build"}, {"name": "c", "kind": "dev"}, {"name": "serde", "kind": null}]},
            {"name": "c", "manifest_path": "/w/crates/c/Cargo.toml", "dependencies": [{"name": "b", "kind": null}]}
        ]}"#;
        let members = Members::parse(json.as_bytes()).unwrap();
        assert_eq!(
            members.folders(Path::new("/w")),
            ["crates/a", ".", "crates/c"]
        );
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let written = BTreeSet::from([pair("a", "b"), pair("b", "c")]);
        assert_eq!(members.differences(&written), Vec::<String>::new());
        let written = BTreeSet::from([pair("a", "b"), pair("c", "b")]);
        assert_eq!(members.differences(&written).len(), 2);
    }

    #[test]
    fn libraries_and_programs_are_read_from_where_the_manifest_has_them() {
        let json = r#"{"packages": [
            {"name": "a", "manifest_path": "/w/crates/a/Cargo.toml", "dependencies": [], "targets": [
                {"kind": ["lib"], "src_path": "/w/crates/a/src/lib.rs"},
                {"kind": ["bin"], "src_path": "/w/crates/a/tools/x.rs"},
                {"kind": ["test"], "src_path": "/w/crates/a/tests/it/main.rs"},
                {"kind": ["custom-build"], "src_path": "/w/crates/a/build.rs"}]},
            {"name": "b", "manifest_path": "/w/Cargo.toml", "dependencies": [], "targets": []}
        ]}"#;
        let members = Members::parse(json.as_bytes()).unwrap();
        let files = members.first_files(Path::new("/w"), "crates/a");
        let expected = ["/w/crates/a/src/lib.rs", "/w/crates/a/tools/x.rs"].map(PathBuf::from);
        assert_eq!(files, expected);
        assert!(members.first_files(Path::new("/w"), ".").is_empty());
    }
}
