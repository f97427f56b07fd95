//! `cargo xtask ci`: the steps of the gate; with `--slow`, those that take longer and whose results
//! are committed.

mod attempt;
mod history;
mod record;
mod steps;

use std::time::Instant;

use anyhow::{Context, bail};
use chrono::Utc;

use crate::project::Project;
use attempt::{End, attempt};
use history::History;
pub use record::problems as problems_of_slow_checks;
use record::{Entry, Record};
use steps::{STEPS, Step};

/// The options of `cargo xtask ci`.
#[derive(clap::Args)]
pub struct Args {
    /// Steps by name; by default all steps of the gate
    pub steps: Vec<String>,
    /// Steps to leave out
    #[arg(long, num_args = 1.., conflicts_with = "steps")]
    pub except: Vec<String>,
    /// Run the steps that are too slow for the gate, and write their results to
    /// docs/slow-checks.toml
    #[arg(long)]
    pub slow: bool,
    /// List the steps
    #[arg(long)]
    pub list: bool,
}

/// Runs all steps, even after one that fails.
///
/// # Errors
///
/// Returns an error if a step fails, if a name is not the name of a step, or if results can't be
/// recorded.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    if args.list {
        for step in STEPS {
            let slow = if step.slow { " (slow)" } else { "" };
            println!("{:<18} {}{slow}", step.name, step.about);
        }
        return Ok(());
    }
    let (mut failed, mut not_tried) = (Vec::new(), Vec::new());
    for step in chosen(args)? {
        println!("\n== {}: {}", step.name, step.about);
        let commit = match args.slow && step.slow {
            true => Some(History::of(project)?.clean_commit()?),
            false => None,
        };
        let begin = Instant::now();
        let end = attempt(project, step);
        let seconds = begin.elapsed().as_secs();
        println!("-- {}: {} in {seconds} s", step.name, end.text());
        match &end {
            End::Passed => {}
            End::NotTried(why) => not_tried.push(format!("{} ({why})", step.name)),
            End::Failed(what) => failed.push(format!("{} ({what})", step.name)),
        }
        if let Some(commit) = commit {
            keep(project, step, &end, seconds, commit)?;
        }
    }
    println!();
    for step in not_tried {
        println!("not tried: {step}");
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}

/// Records the result of a step immediately, so that a run that is stopped later keeps it.
fn keep(
    project: &Project,
    step: &Step,
    end: &End,
    seconds: u64,
    commit: String,
) -> anyhow::Result<()> {
    let now = History::of(project)?.clean_commit();
    if now.as_ref().ok() != Some(&commit) {
        bail!(
            "{}: the project changed while the step ran: nothing was recorded",
            step.name
        );
    }
    let mut record = Record::read(project).unwrap_or_else(|error| {
        eprintln!("note: {error:#}: starting a new record");
        Record::default()
    });
    record.put(Entry {
        step: step.name.to_owned(),
        result: end.text(),
        seconds,
        date: Utc::now().date_naive(),
        commit,
        runs: step.runs(),
    });
    record.write(project)
}

fn chosen(args: &Args) -> anyhow::Result<Vec<&'static Step>> {
    let find = |name: &String| {
        STEPS
            .iter()
            .find(|step| step.name == name)
            .with_context(|| {
                format!("unknown step {name:?}: `cargo xtask ci --list` lists all steps")
            })
    };
    if !args.steps.is_empty() {
        return args.steps.iter().map(find).collect();
    }
    let except = args.except.iter().map(find);
    let except = except.collect::<anyhow::Result<Vec<_>>>()?;
    let steps = STEPS.iter().filter(|step| step.slow == args.slow);
    let left = steps.filter(|step| except.iter().all(|other| other.name != step.name));
    Ok(left.collect())
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

    fn names(steps: &[&str], except: &[&str], slow: bool) -> anyhow::Result<Vec<&'static str>> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let steps = chosen(&Args {
            steps: owned(steps),
            except: owned(except),
            slow,
            list: false,
        })?;
        Ok(steps.iter().map(|step| step.name).collect())
    }

    #[test]
    fn a_step_that_is_unknown_is_an_error() {
        assert!(names(&["nothing"], &[], false).is_err());
        assert!(names(&[], &["nothing"], false).is_err());
    }

    #[test]
    fn steps_are_chosen_by_how_long_they_take_by_name_and_by_exception() {
        let quick = names(&[], &[], false).unwrap();
        assert!(quick.contains(&"tests") && !quick.contains(&"roots"));
        let slow = names(&[], &[], true).unwrap();
        assert!(slow.contains(&"roots") && !slow.contains(&"tests"));
        let but_one = names(&[], &["tests"], false).unwrap();
        assert_eq!(but_one.len() + 1, quick.len());
        assert!(!but_one.contains(&"tests"));
        assert_eq!(names(&["roots"], &[], false).unwrap(), ["roots"]);
    }
}
