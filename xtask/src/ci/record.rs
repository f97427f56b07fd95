//! docs/slow-checks.toml: when the slow steps ran last, on which commit, and how they ended.

use std::process::Command;

use anyhow::Context;
use chrono::{NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::steps::STEPS;
use crate::project::Project;

const PATH: &str = "docs/slow-checks.toml";

/// How old the results may be, in days.
const OLDEST: i64 = 60;

pub(super) const PASSED: &str = "passed";
pub(super) const NOT_TRIED: &str = "not tried";

const HEADER: &str = "# Made by `cargo xtask ci --slow`; do not edit.\n\n";

/// The results of a run.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    date: NaiveDate,
    commit: String,
    #[serde(default)]
    steps: Vec<Entry>,
}

/// The result of a step.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) step: String,
    pub(super) result: String,
    pub(super) seconds: u64,
}

impl Record {
    /// A run that ended now. Steps that did not run keep their results.
    pub(super) fn of(project: &Project, mut entries: Vec<Entry>) -> anyhow::Result<Self> {
        let output = Command::new("git")
            .args(["rev-parse", "HEAD"])
            .current_dir(project.path("."))
            .output()
            .context("git can't be started")?;
        let kept = read(project).map_or_else(|_| Vec::new(), |record| record.steps);
        for entry in kept {
            if !entries.iter().any(|new| new.step == entry.step) {
                entries.push(entry);
            }
        }
        let place = |entry: &Entry| STEPS.iter().position(|step| step.name == entry.step);
        entries.retain(|entry| place(entry).is_some());
        entries.sort_by_key(place);
        Ok(Self {
            date: Utc::now().date_naive(),
            commit: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
            steps: entries,
        })
    }

    pub(super) fn write(&self, project: &Project) -> anyhow::Result<()> {
        let text = toml::to_string(self)?;
        std::fs::write(project.path(PATH), format!("{HEADER}{text}"))
            .with_context(|| format!("{PATH} can't be written"))
    }

    /// What is wrong with the record on a day.
    fn problem(&self, today: NaiveDate) -> Option<String> {
        let age = (today - self.date).num_days();
        let run = "run `cargo xtask ci --slow` and commit its results";
        if age > OLDEST {
            return Some(format!("{PATH} is {age} days old: {run}"));
        }
        for step in STEPS.iter().filter(|step| step.slow) {
            let Some(entry) = self.steps.iter().find(|entry| entry.step == step.name) else {
                return Some(format!("{PATH} has no step {}: {run}", step.name));
            };
            if entry.result != PASSED && !entry.result.starts_with(NOT_TRIED) {
                return Some(format!("{PATH}: {} {}: {run}", step.name, entry.result));
            }
        }
        None
    }
}

fn read(project: &Project) -> anyhow::Result<Record> {
    toml::from_str(&project.read(PATH)?).with_context(|| format!("{PATH} can't be read"))
}

/// Returns what is wrong with the committed results: too old, a step without one, or one that failed.
///
/// # Errors
///
/// The file can't be read.
pub fn problem(project: &Project) -> anyhow::Result<Option<String>> {
    Ok(read(project)?.problem(Utc::now().date_naive()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(date: NaiveDate, result: &str) -> Record {
        let slow = STEPS.iter().filter(|step| step.slow);
        Record {
            date,
            commit: "0".repeat(40),
            steps: slow
                .map(|step| Entry {
                    step: step.name.to_owned(),
                    result: result.to_owned(),
                    seconds: 1,
                })
                .collect(),
        }
    }

    #[test]
    fn old_failed_and_missing_results_are_problems() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
        let today = day(31);
        assert_eq!(record(day(1), PASSED).problem(today), None);
        let not_tried = record(day(1), "not tried: npm is missing");
        assert_eq!(not_tried.problem(today), None);
        let old = record(NaiveDate::from_ymd_opt(2025, 12, 1).unwrap(), PASSED);
        assert!(old.problem(today).unwrap().contains("61 days"));
        let failed = record(day(1), "failed: cargo");
        assert!(failed.problem(today).unwrap().contains("failed"));
        let mut missing = record(day(1), PASSED);
        missing.steps.pop();
        assert!(missing.problem(today).unwrap().contains("has no step"));
    }
}
