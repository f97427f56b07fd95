//! `cargo xtask ci`: the steps of the gate; with `--slow` those that take longer, whose results are
//! committed.

mod record;
mod steps;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::project::Project;
pub use record::problem as problem_of_slow_checks;
use record::{Entry, Record};
use steps::{STEPS, Step};

/// The steps to run.
#[derive(clap::Args)]
pub struct Args {
    /// Steps by name; all of the gate where none is named.
    pub steps: Vec<String>,
    /// Run the steps that are too slow for the gate, and write their results to docs/slow-checks.toml.
    #[arg(long)]
    pub slow: bool,
    /// List the steps.
    #[arg(long)]
    pub list: bool,
}

/// How a step ended.
enum End {
    Passed,
    NotTried(String),
    Failed(String),
}

/// Runs steps; all of them, even after one that fails.
///
/// # Errors
///
/// A step that failed, or a name that no step has.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    if args.list {
        for step in STEPS {
            let slow = if step.slow { " (slow)" } else { "" };
            println!("{:<18} {}{slow}", step.name, step.about);
        }
        return Ok(());
    }
    let mut failed = Vec::new();
    let mut entries = Vec::new();
    for step in chosen(args)? {
        println!("\n== {}: {}", step.name, step.about);
        let begin = Instant::now();
        let end = match missing(project, step) {
            Some(missing) => End::NotTried(missing),
            None => run_step(project, step)?,
        };
        let took = begin.elapsed();
        println!("-- {}: {} in {} s", step.name, end.text(), took.as_secs());
        if let End::Failed(command) = &end {
            failed.push(format!("{} ({command})", step.name));
        }
        entries.push(entry(step, &end, took));
    }
    if args.slow {
        Record::of(project, entries)?.write(project)?;
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "));
}

fn chosen(args: &Args) -> anyhow::Result<Vec<&'static Step>> {
    if args.steps.is_empty() {
        let steps = STEPS.iter().filter(|step| step.slow == args.slow);
        return Ok(steps.collect());
    }
    let find = |name: &String| {
        STEPS
            .iter()
            .find(|step| step.name == name)
            .with_context(|| format!("there is no step {name:?}: `cargo xtask ci --list` has all"))
    };
    args.steps.iter().map(find).collect()
}

/// What a step needs and this machine lacks.
fn missing(project: &Project, step: &Step) -> Option<String> {
    let lacks = |probe: &str| {
        command(project, step, probe)
            .output()
            .map_or(true, |output| !output.status.success())
    };
    let need = step.needs.iter().find(|need| lacks(need.probe))?;
    Some(format!("{} is missing: {}", need.name, need.install))
}

fn run_step(project: &Project, step: &Step) -> anyhow::Result<End> {
    for line in step.commands {
        println!("$ {line}");
        let status = command(project, step, line)
            .status()
            .with_context(|| format!("`{line}` can't be started"))?;
        if !status.success() {
            return Ok(End::Failed((*line).to_owned()));
        }
    }
    Ok(End::Passed)
}

fn command(project: &Project, step: &Step, line: &str) -> Command {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).current_dir(project.path("."));
    for (name, value) in step.environment {
        // A program in the project, by its whole path: tests run in other folders.
        let path = project.path(value);
        match path.is_file() {
            true => command.env(name, path),
            false => command.env(name, value),
        };
    }
    command
}

fn entry(step: &Step, end: &End, took: Duration) -> Entry {
    Entry {
        step: step.name.to_owned(),
        result: end.text(),
        seconds: took.as_secs(),
    }
}

impl End {
    fn text(&self) -> String {
        match self {
            Self::Passed => record::PASSED.to_owned(),
            Self::NotTried(why) => format!("{}: {why}", record::NOT_TRIED),
            Self::Failed(command) => format!("failed: {command}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_has_a_name_of_its_own_and_commands() {
        for (at, step) in STEPS.iter().enumerate() {
            assert!(!step.commands.is_empty(), "{}", step.name);
            let others = STEPS.iter().skip(at + 1);
            assert!(others.clone().all(|other| other.name != step.name));
        }
    }

    #[test]
    fn a_step_that_is_unknown_is_an_error() {
        let args = |steps: &[&str], slow| Args {
            steps: steps.iter().map(|name| (*name).to_owned()).collect(),
            slow,
            list: false,
        };
        assert!(chosen(&args(&["nothing"], false)).is_err());
        let names = |slow| {
            let steps = chosen(&args(&[], slow)).unwrap();
            steps.iter().map(|step| step.name).collect::<Vec<_>>()
        };
        assert!(names(false).contains(&"tests") && !names(false).contains(&"roots"));
        assert!(names(true).contains(&"roots") && !names(true).contains(&"tests"));
    }
}
