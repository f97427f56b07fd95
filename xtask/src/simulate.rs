//! `cargo xtask simulate`: runs the simulations with many seeds.

use anyhow::{Context, bail};

use crate::cargo::cargo;
use crate::project::Project;

/// The options of `cargo xtask simulate`.
#[derive(clap::Args)]
pub struct Args {
    /// The number of seeds of each simulation
    #[arg(long, default_value_t = 2_000)]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Compile with optimizations, for many seeds
    #[arg(long)]
    release: bool,
}

/// Runs all simulations, and prints their times.
///
/// # Errors
///
/// Returns an error if a seed breaks a rule; the output shows the seed and its trace.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    let mut command = cargo();
    command.current_dir(&project.folder).arg("test");
    command.args(match args.release {
        // With the packages and features of the other tests, so that nothing is compiled again.
        false => ["--workspace", "--features", "full"],
        true => ["--release", "--package", "ovh-sms-simulation"],
    });
    command.args(["--test", "simulation"]);
    // One after the other: each simulation uses all processors.
    command.args(["--", "--nocapture", "--test-threads", "1"]);
    let status = command
        .env("OVH_SMS_SEEDS", args.seeds.to_string())
        .env("OVH_SMS_FIRST_SEED", args.first.to_string())
        .status()
        .context("cargo can't be started")?;
    if !status.success() {
        bail!("the simulations failed");
    }
    Ok(())
}
