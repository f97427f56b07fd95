//! The scratch workspace of a proof: for each of the two documents a library, the users' programs
//! and the program that makes calls.

use std::path::PathBuf;

use anyhow::{Context, bail};

use super::files::Files;
use super::runtime::{self, Code};
use crate::compiler::{Message, messages};
use crate::project::Project;
use crate::scratch::{cargo_output, scratch, write_changed};

/// The bindings of one of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Before,
    After,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::Before, Side::After];

    /// Returns the name of its library, which ends the names of its programs.
    pub fn name(self) -> &'static str {
        match self {
            Side::Before => "before",
            Side::After => "after",
        }
    }

    fn users(self) -> String {
        format!("users-{}", self.name())
    }

    fn calls(self) -> String {
        format!("calls-{}", self.name())
    }
}

/// The attributes of the users' programs: their style is not checked.
const LINTS: &str = "#![allow(unused, unreachable_code, clippy::all)]\n#![warn(deprecated)]\n";

/// The scratch workspace.
#[derive(Debug)]
pub struct Package<'a> {
    project: &'a Project,
    folder: PathBuf,
}

impl<'a> Package<'a> {
    /// Writes the libraries of both documents, and the manifests.
    pub fn write(project: &'a Project, code: &Code) -> anyhow::Result<Package<'a>> {
        let package = Package {
            project,
            folder: scratch(project, "prove"),
        };
        let dependencies = runtime::dependencies(project)?;
        let written = package.manifests(&dependencies);
        written.with_context(|| format!("{} can't be written", package.folder.display()))?;
        for (side, bound) in [(Side::Before, &code.before), (Side::After, &code.after)] {
            let folder = package.folder.join(side.name());
            code.write(project, &folder, bound)?;
            let manifest = library(side, &dependencies)?;
            write_changed(&folder.join("Cargo.toml"), manifest.as_bytes())?;
        }
        Ok(package)
    }

    fn manifests(&self, dependencies: &toml::Table) -> anyhow::Result<()> {
        let mut members = Vec::new();
        for side in Side::BOTH {
            members.push(side.name().to_owned());
            for (name, more) in [
                (side.users(), &["serde_json"][..]),
                (side.calls(), &["serde", "serde_json", "http"][..]),
            ] {
                let manifest = program(side, &name, dependencies, more)?;
                write_changed(
                    &self.folder.join(&name).join("Cargo.toml"),
                    manifest.as_bytes(),
                )?;
                members.push(name);
            }
            // What an earlier proof left stays: cargo compiles only what differs.
            if !self.folder.join(side.users()).join("src/lib.rs").exists() {
                self.program(side, &[])?;
            }
            let main = self.folder.join(side.calls()).join("src/main.rs");
            if !main.exists() {
                write_changed(&main, b"fn main() {}\n")?;
            }
        }
        let members: Vec<String> = members.iter().map(|name| format!("{name:?}")).collect();
        let workspace = format!(
            "[workspace]\nmembers = [{}]\nresolver = \"3\"\n\n[profile.dev]\ndebug = false\nincremental = false\n",
            members.join(", ")
        );
        write_changed(&self.folder.join("Cargo.toml"), workspace.as_bytes())?;
        let lock = std::fs::read(self.project.path("Cargo.lock"))?;
        std::fs::write(self.folder.join("Cargo.lock"), lock)?;
        Ok(())
    }

    /// Writes the files of the users' programs of one side.
    pub fn program(&self, side: Side, modules: &[(String, String)]) -> anyhow::Result<()> {
        let mut files = Files::new(&self.folder.join(side.users()).join("src"));
        let mut root = format!(
            "{LINTS}\n/// The bindings as the programs use them.\npub use ovh_sms::{} as api;\n\n",
            runtime::MODULE
        );
        for (name, text) in modules {
            root.push_str(&format!("mod {name};\n"));
            files.add(&format!("{name}.rs"), text.as_str());
        }
        files.add("lib.rs", root);
        files.write()
    }

    /// Checks the users' programs of these sides; returns the messages about them, with files
    /// relative to their sources.
    pub fn check(&self, sides: &[Side]) -> anyhow::Result<Vec<(Side, Message)>> {
        let names: Vec<String> = sides.iter().map(|side| side.users()).collect();
        let mut arguments = vec!["check", "--offline", "--lib", "--keep-going"];
        arguments.extend(["--message-format", "json"]);
        for name in &names {
            arguments.extend(["--package", name]);
        }
        let output = cargo_output(self.project, &self.folder, &arguments)?;
        let all = messages(&String::from_utf8_lossy(&output.stdout), &self.folder);
        let mut found = Vec::new();
        self.refuse_libraries(sides, &all)?;
        for message in &all {
            for side in sides {
                let target = side.users().replace('-', "_");
                if message.target == target {
                    let begin = format!("{}/src/", side.users());
                    let mut message = message.clone();
                    for (file, _) in &mut message.places {
                        if let Some(own) = file.strip_prefix(&begin) {
                            *file = own.to_owned();
                        }
                    }
                    found.push((*side, message));
                }
            }
        }
        let fails = found.iter().any(|(_, message)| message.level == "error");
        if !output.status.success() && !fails {
            bail!(
                "`cargo {}` failed in {}:\n{}",
                arguments.join(" "),
                self.folder.display(),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(found)
    }

    /// Rejects bindings that do not compile: then nothing is known about programs.
    fn refuse_libraries(&self, sides: &[Side], all: &[Message]) -> anyhow::Result<()> {
        for side in sides {
            let own = |message: &&Message| {
                message.level == "error" && message.target == library_name(*side)
            };
            let errors: Vec<String> = all
                .iter()
                .filter(own)
                .map(|error| format!("{}:{}: {}", error.file, error.line, error.text))
                .collect();
            if !errors.is_empty() {
                bail!(
                    "the bindings {} the change do not compile:\n  {}",
                    side.name(),
                    errors.join("\n  ")
                );
            }
        }
        Ok(())
    }

    /// Writes the program that makes calls.
    pub fn calls(&self, side: Side, text: &str) -> anyhow::Result<()> {
        let path = self.folder.join(side.calls()).join("src/main.rs");
        write_changed(&path, text.as_bytes())
            .with_context(|| format!("{} can't be written", path.display()))
    }

    /// Builds the programs that make calls.
    pub fn build_calls(&self) -> anyhow::Result<()> {
        let names: Vec<String> = Side::BOTH.iter().map(|side| side.calls()).collect();
        let mut arguments = vec!["build", "--offline", "--quiet"];
        for name in &names {
            arguments.extend(["--package", name]);
        }
        crate::scratch::cargo(self.project, &self.folder, &arguments)
    }

    /// Writes the bodies that the program of one side reads.
    pub fn bodies(&self, side: Side, text: &str) -> anyhow::Result<()> {
        let path = self.bodies_path(side);
        write_changed(&path, text.as_bytes())
            .with_context(|| format!("{} can't be written", path.display()))
    }

    fn bodies_path(&self, side: Side) -> PathBuf {
        self.folder.join(format!("bodies-{}.json", side.name()))
    }

    /// Runs the program that makes calls; returns what it prints.
    pub fn run_calls(&self, side: Side) -> anyhow::Result<String> {
        let bodies = self.bodies_path(side).display().to_string();
        let name = side.calls();
        let arguments = [
            "run",
            "--offline",
            "--quiet",
            "--package",
            &name,
            "--",
            &bodies,
        ];
        let output = cargo_output(self.project, &self.folder, &arguments)?;
        if !output.status.success() {
            bail!(
                "the calls {} the change can't be made:\n{}",
                side.name(),
                String::from_utf8_lossy(&output.stderr)
            );
        }
        String::from_utf8(output.stdout).context("the calls print no UTF-8")
    }
}

fn library_name(side: Side) -> String {
    format!("proof_{}", side.name())
}

fn library(side: Side, dependencies: &toml::Table) -> anyhow::Result<String> {
    manifest(&library_name(side), dependencies.clone())
}

fn program(side: Side, name: &str, all: &toml::Table, more: &[&str]) -> anyhow::Result<String> {
    let library = [
        ("package".to_owned(), toml::Value::from(library_name(side))),
        (
            "path".to_owned(),
            toml::Value::from(format!("../{}", side.name())),
        ),
    ];
    let library = toml::Value::Table(toml::Table::from_iter(library));
    let mut dependencies = toml::Table::from_iter([("ovh_sms".to_owned(), library)]);
    for wanted in more {
        // Packages that the runtime uses too have its version.
        let version = match all.get(*wanted) {
            Some(known) => known.clone(),
            None => toml::Value::from("1"),
        };
        dependencies.insert((*wanted).to_owned(), version);
    }
    manifest(name, dependencies)
}

/// The lints of the packages: what the runtime's copy does not use is no fault.
fn lints() -> toml::Table {
    let allowed = ["unused", "unexpected_cfgs", "missing_debug_implementations"];
    let allowed = allowed.map(|lint| (lint.to_owned(), toml::Value::from("allow")));
    let rust = toml::Value::Table(toml::Table::from_iter(allowed));
    toml::Table::from_iter([("rust".to_owned(), rust)])
}

fn manifest(name: &str, dependencies: toml::Table) -> anyhow::Result<String> {
    let package = [
        ("name", toml::Value::from(name)),
        ("version", toml::Value::from("0.0.0")),
        ("edition", toml::Value::from("2024")),
        ("publish", toml::Value::from(false)),
    ];
    let package = package.map(|(key, value)| (key.to_owned(), value));
    let manifest = toml::Table::from_iter([
        (
            "package".to_owned(),
            toml::Value::Table(toml::Table::from_iter(package)),
        ),
        ("dependencies".to_owned(), toml::Value::Table(dependencies)),
        ("lints".to_owned(), toml::Value::Table(lints())),
    ]);
    Ok(toml::to_string(&manifest)?)
}
