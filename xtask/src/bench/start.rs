//! Starting the command line: the cost of each call from a script before anything is sent.

use std::process::Command;
use std::time::Instant;

use super::results::Results;
use super::{Bench, cargo, printed};

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
    }
    Ok(())
}
