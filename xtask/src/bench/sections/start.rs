//! Starting the command line: the cost of each call from a script before anything is sent; and the
//! sandbox, until it states its address.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, bail};

use crate::bench::results::Results;
use crate::bench::{Bench, cargo, printed};

/// The commands to start, by the names of their figures.
const STARTED: [(&str, &[&str]); 2] = [
    ("help.wall", &["--help"]),
    ("api.wall", &["api", "jobs_create", "--help"]),
];

pub fn measure(bench: &Bench<'_>, results: &mut Results) -> anyhow::Result<()> {
    printed(cargo(&bench.project.folder, &bench.target()).args([
        "build",
        "--quiet",
        "--release",
        "--package",
        "ovh-sms-cli",
        "--bin",
        "ovh-sms",
    ]))?;
    let program = bench
        .target()
        .join("release/ovh-sms")
        .with_extension(std::env::consts::EXE_EXTENSION);
    for _ in 0..bench.times(101, 21) {
        for (figure, arguments) in STARTED {
            let begun = Instant::now();
            printed(Command::new(&program).args(arguments))?;
            results.add(figure, begun.elapsed().as_secs_f64() * 1e3);
        }
        results.add("sandbox.wall", sandbox(&program)?);
    }
    Ok(())
}

/// Starts a sandbox; returns the milliseconds until it states its endpoint, when its port is open.
fn sandbox(program: &Path) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut child = Command::new(program)
        .args(["sandbox", "--port", "0", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("the sandbox can't be started")?;
    let lines = child
        .stdout
        .take()
        .map(|output| BufReader::new(output).lines());
    let mut lines = lines.into_iter().flatten().map_while(Result::ok);
    let endpoint = lines.find(|line| line.contains("OVH_ENDPOINT="));
    let took = begun.elapsed().as_secs_f64() * 1e3;
    child.kill()?;
    child.wait()?;
    match endpoint {
        Some(_) => Ok(took),
        None => bail!("the sandbox does not state its endpoint"),
    }
}
