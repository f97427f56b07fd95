//! Runs a client in the sandbox.

use std::path::Path;
use std::process::Command;

use super::clients::{Client, Credentials};
use super::sandbox::program;
use super::sources::{Installed, Source, done};
use crate::project::Project;

/// The line that a script prints at its end.
const OK: &str = "ok";
/// What the sandbox prints where it can't run a command.
const NO_VIEW: &str = "can't have its own view";

/// The result of a client.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    Works,
    /// It is in no package: not tried anywhere.
    InNoPackage(String),
    /// It can't be installed or run on this machine.
    NotInstalled(String),
    /// What it printed.
    Fails(String),
}

/// Installs a client and runs it.
pub fn run(project: &Project, work: &Path, client: &Client) -> Outcome {
    let installed = match client.source.install(work) {
        Ok(installed) => installed,
        Err(error) => {
            let reason = format!("{error:#}");
            return match client.source {
                Source::Nowhere => Outcome::InNoPackage(reason),
                _ => Outcome::NotInstalled(reason),
            };
        }
    };
    let scripts = project.path("tests/interop");
    let words = |words: &[&str]| -> Vec<String> {
        let places = [("{bin}", &installed.bin), ("{scripts}", &scripts)];
        let places = places.map(|(place, path)| (place, path.display().to_string()));
        let work = work.display().to_string();
        let fill = |word: &&str| {
            let word = word.replace("{work}", &work);
            places
                .iter()
                .fold(word, |word, (place, path)| word.replace(place, path))
        };
        words.iter().map(fill).collect()
    };
    for before in client.before {
        let mut before = words(before).into_iter();
        let Some(program) = before.next() else {
            continue;
        };
        if let Err(error) = done(Command::new(program).args(before)) {
            return Outcome::NotInstalled(format!("{error:#}"));
        }
    }
    sandboxed(
        project,
        work,
        client.credentials,
        &words(client.command),
        &installed,
    )
}

/// Runs a command in a private network, in which it can reach the sandbox only.
fn sandboxed(
    project: &Project,
    work: &Path,
    credentials: Credentials,
    words: &[String],
    installed: &Installed,
) -> Outcome {
    let mut command = program(project);
    command
        .args(["--network", "private"])
        // Some clients read an ovh.conf of the current folder.
        .current_dir(work);
    if credentials == Credentials::OAuth2 {
        command.arg("--oauth2");
    }
    command.arg("--").args(words);
    if let Some(modules) = &installed.modules {
        command.env("NODE_PATH", modules);
    }
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return Outcome::Fails(format!("cargo can't be started: {error}")),
    };
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && printed.trim_end().lines().next_back() == Some(OK) {
        return Outcome::Works;
    }
    if let Some(line) = errors.lines().find(|line| line.contains(NO_VIEW)) {
        return Outcome::NotInstalled(line.to_owned());
    }
    Outcome::Fails(format!("{printed}{errors}"))
}
