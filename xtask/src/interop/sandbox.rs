//! The sandbox program, started for a check and stopped afterwards.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};

use crate::cargo::cargo;
use crate::project::Project;

/// Returns the command that builds and runs the sandbox, without options of its own.
pub fn program(project: &Project) -> Command {
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "ovh-sms-cli"])
        .args(["--bin", "ovh-sms", "--manifest-path"])
        .arg(project.path("Cargo.toml"))
        .args(["--", "sandbox", "--quiet"]);
    command
}

/// The running program; killed when it is dropped.
pub struct Sandbox {
    child: Child,
    environment: Vec<(String, String)>,
}

impl Sandbox {
    /// Builds the program, starts it, and waits until it is ready.
    pub fn start(project: &Project) -> anyhow::Result<Sandbox> {
        let mut command = program(project);
        command
            .current_dir(&project.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = command.spawn().context("the sandbox can't be started")?;
        let stdout = child.stdout.take().context("the sandbox has no output")?;
        let mut sandbox = Sandbox {
            child,
            environment: Vec::new(),
        };
        for line in BufReader::new(stdout).lines() {
            let line = line.context("the sandbox's output can't be read")?;
            if line == "ready" {
                return Ok(sandbox);
            }
            if let Some((name, value)) = line.split_once('=') {
                sandbox
                    .environment
                    .push((name.to_owned(), value.to_owned()));
            }
        }
        bail!("the sandbox exited before it was ready")
    }

    /// Returns the settings that a client needs to call it.
    pub fn environment(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The program may have exited already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
