//! The machine, the compiler and the commit that figures belong to.

use std::path::Path;
use std::process::Command;

use super::printed;
use super::results::Run;
use crate::project::Project;

/// What a run that begins now is on.
pub fn run(project: &Project, quick: bool) -> anyhow::Result<Run> {
    Ok(Run {
        date: chrono::Utc::now().format("%Y-%m-%d").to_string(),
        commit: commit(&project.folder),
        processor: processor(),
        cores: std::thread::available_parallelism()?.get(),
        system: std::env::consts::OS.to_owned() + " " + std::env::consts::ARCH,
        rustc: output_of(Command::new("rustc").arg("--version")),
        quick,
    })
}

fn commit(folder: &Path) -> String {
    let git =
        |arguments: &[&str]| output_of(Command::new("git").current_dir(folder).args(arguments));
    let commit = git(&["rev-parse", "--short", "HEAD"]);
    // The document itself may be an older one.
    let changed = git(&["status", "--porcelain", "--", ".", ":!docs/BENCHMARKS.md"]);
    match changed.is_empty() {
        true => commit,
        false => format!("{commit} with changes"),
    }
}

fn processor() -> String {
    let all = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = all.lines().find_map(|line| line.strip_prefix("model name"));
    model
        .and_then(|rest| rest.split_once(':'))
        .map_or_else(|| "unknown".to_owned(), |(_, name)| name.trim().to_owned())
}

/// The first line that a command prints, or nothing.
pub fn output_of(command: &mut Command) -> String {
    let text = printed(command).unwrap_or_default();
    text.lines().next().unwrap_or_default().trim().to_owned()
}
