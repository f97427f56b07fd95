//! `cargo xtask bench-tests`: the cost of a cold test of the project, compared with older commits.
//!
//! Each commit is exported and tested with the README's command in its own target folder, one after
//! the other. The measures are the processor time of all processes and the size of the target
//! folder: both hardly depend on other load on the machine.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use nix::sys::resource::{UsageWho, getrusage};

use crate::cargo::cargo;
use crate::project::Project;

/// The options of `cargo xtask bench-tests`.
#[derive(clap::Args)]
pub struct Args {
    /// Older commits; HEAD is compared with each
    #[arg(required = true)]
    against: Vec<String>,
}

/// The test command and the first command of the README.
const TEST: &[&str] = &[
    "test",
    "--workspace",
    "--features",
    "full",
    "--no-fail-fast",
];
const FIRST: &[&str] = &[
    "sms",
    "send",
    "--sandbox",
    "--to",
    "+33600000000",
    "Bonjour",
];

/// Environment variables that would change the measurement.
const UNSET: [&str; 4] = [
    "CARGO_PROFILE_DEV_DEBUG",
    "CARGO_INCREMENTAL",
    "CARGO_TARGET_DIR",
    "CI",
];

#[derive(Debug, Clone, Copy)]
struct Cost {
    /// The part of the tests' time that compiles them; documentation tests compile later.
    build_seconds: f64,
    test_seconds: f64,
    first_seconds: f64,
    bytes: u64,
}

/// The largest ratios of HEAD to an older commit.
const MOST_TEST_TIME: f64 = 0.6;
const MOST_SIZE: f64 = 0.35;
const MOST_FIRST_TIME: f64 = 0.8;

/// Measures HEAD and the other commits, and prints the ratios.
///
/// # Errors
///
/// Returns an error if a commit can't be exported, if cargo can't be started, or if a ratio is too
/// large.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    let head = measure(project, "HEAD")?;
    println!("HEAD: {head:?}");
    let mut missed = Vec::new();
    for commit in &args.against {
        let old = measure(project, commit)?;
        println!("compared with {commit}:");
        let mut line = |what: &str, new: f64, old: f64, unit: &str, most: f64| {
            let ratio = new / old.max(f64::MIN_POSITIVE);
            let bound = if most.is_finite() {
                format!(" (at most {most})")
            } else {
                String::new()
            };
            println!("  {what:<42} {new:>9.1} {unit} / {old:>9.1} {unit} = {ratio:.2}{bound}");
            if ratio > most {
                missed.push(format!("{what}, compared with {commit}"));
            }
        };
        line(
            "processor time of a cold test",
            head.test_seconds,
            old.test_seconds,
            "s",
            MOST_TEST_TIME,
        );
        line(
            "of which the build takes",
            head.build_seconds,
            old.build_seconds,
            "s",
            f64::INFINITY,
        );
        line(
            "size of target/ afterwards",
            gigabytes(head.bytes),
            gigabytes(old.bytes),
            "GB",
            MOST_SIZE,
        );
        line(
            "processor time of the first command, cold",
            head.first_seconds,
            old.first_seconds,
            "s",
            MOST_FIRST_TIME,
        );
    }
    if !missed.is_empty() {
        bail!("too large: {}", missed.join("; "));
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a figure to read")]
fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}

fn measure(project: &Project, commit: &str) -> anyhow::Result<Cost> {
    let folder = tempfile::tempdir()?;
    let (archive, source) = (folder.path().join("x.tar"), folder.path().join("source"));
    std::fs::create_dir(&source)?;
    run_quietly(
        Command::new("git")
            .args(["archive", "--output"])
            .arg(&archive)
            .arg(commit)
            .current_dir(project.path(".")),
    )?;
    run_quietly(
        Command::new("tar")
            .arg("-xf")
            .arg(&archive)
            .arg("-C")
            .arg(&source),
    )?;
    run_quietly(cargo().args(["fetch", "--locked"]).current_dir(&source))?;
    let first_seconds = processor_time(&source, FIRST)?;
    std::fs::remove_dir_all(source.join("target"))?;
    let build_seconds = processor_time(&source, &[TEST, &["--no-run"]].concat())?;
    let test_seconds = build_seconds + processor_time(&source, TEST)?;
    Ok(Cost {
        build_seconds,
        test_seconds,
        first_seconds,
        bytes: size(&source.join("target"))?,
    })
}

/// Returns the processor time of a command and of all its child processes, in seconds.
fn processor_time(folder: &Path, arguments: &[&str]) -> anyhow::Result<f64> {
    let used = || -> anyhow::Result<f64> {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
        let seconds = |time: nix::sys::time::TimeVal| {
            let micros = i32::try_from(time.tv_usec()).unwrap_or_default();
            let whole = i32::try_from(time.tv_sec()).unwrap_or(i32::MAX);
            f64::from(whole) + f64::from(micros) / 1e6
        };
        Ok(seconds(usage.user_time()) + seconds(usage.system_time()))
    };
    let before = used()?;
    let mut command = cargo();
    command
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    for name in UNSET {
        command.env_remove(name);
    }
    let status = command.status().context("cargo can't be started")?;
    if !status.success() {
        // A test that fails on a busy machine costs as much as one that passes.
        eprintln!("`cargo {}` ended with {status}", arguments.join(" "));
    }
    Ok(used()? - before)
}

fn run_quietly(command: &mut Command) -> anyhow::Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{command:?} can't be started"))?;
    if !output.status.success() {
        bail!(
            "{command:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

fn size(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            bytes += size(&entry.path())?;
        } else if kind.is_file() {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(bytes)
}
