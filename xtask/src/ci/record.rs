//! docs/slow-checks.toml: when each slow step ran last, on which commit, and how it ended.

use std::collections::BTreeSet;

use anyhow::Context;
use chrono::{NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::history::{History, Known};
use super::steps::{STEPS, Step};
use crate::project::Project;

pub(super) const PATH: &str = "docs/slow-checks.toml";

/// The maximum age of results, in days.
const OLDEST: i64 = 60;

pub(super) const PASSED: &str = "passed";
pub(super) const FAILED: &str = "failed: ";
pub(super) const NOT_TRIED: &str = "not tried: ";
/// The step was started and stopped before its end; written by hand, with how far it got.
pub(super) const STOPPED: &str = "stopped: ";

const HEADER: &str = "# Written by `cargo xtask ci --slow`; do not edit.\n\n";

/// The last result of each slow step.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    steps: Vec<Entry>,
}

/// The result of a step.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) step: String,
    pub(super) result: String,
    pub(super) seconds: u64,
    pub(super) date: NaiveDate,
    pub(super) commit: String,
    /// What the step ran, and with which environment.
    pub(super) runs: Vec<String>,
}

impl Record {
    pub(super) fn read(project: &Project) -> anyhow::Result<Self> {
        toml::from_str(&project.read(PATH)?).with_context(|| format!("{PATH} can't be read"))
    }

    /// Stores the result of a step, replacing an older one. Only results of slow steps are stored.
    pub(super) fn put(&mut self, entry: Entry) {
        self.steps.retain(|old| old.step != entry.step);
        self.steps.push(entry);
        self.steps.retain(|entry| slow(&entry.step).is_some());
        let place = |entry: &Entry| STEPS.iter().position(|step| step.name == entry.step);
        self.steps.sort_by_key(place);
    }

    pub(super) fn write(&self, project: &Project) -> anyhow::Result<()> {
        let text = toml::to_string(self)?;
        std::fs::write(project.path(PATH), format!("{HEADER}{text}"))
            .with_context(|| format!("{PATH} can't be written"))
    }

    /// Returns the problems of the record on a given day.
    fn problems(&self, today: NaiveDate, known: &dyn Fn(&str) -> Known) -> Vec<String> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        for entry in &self.steps {
            let twice = (!seen.insert(&entry.step)).then(|| "is listed twice".to_owned());
            let wrong = twice.or_else(|| entry.problem(today, known));
            problems.extend(wrong.map(|wrong| format!("{} {wrong}", entry.step)));
        }
        for step in STEPS.iter().filter(|step| step.slow) {
            if !seen.iter().any(|name| *name == step.name) {
                problems.push(format!("{} is missing", step.name));
            }
        }
        let run = "run `cargo xtask ci --slow` and commit its results";
        let problems = problems.into_iter();
        problems
            .map(|problem| format!("{PATH}: {problem}: {run}"))
            .collect()
    }
}

impl Entry {
    fn problem(&self, today: NaiveDate, known: &dyn Fn(&str) -> Known) -> Option<String> {
        let Some(step) = slow(&self.step) else {
            return Some("is not a slow step".to_owned());
        };
        let age = (today - self.date).num_days();
        let is_commit =
            self.commit.len() == 40 && self.commit.chars().all(|c| c.is_ascii_hexdigit());
        if age < 0 {
            Some(format!("has a date in the future, {}", self.date))
        } else if age > OLDEST {
            Some(format!("ran {age} days ago"))
        } else if !is_commit || known(&self.commit) == Known::No {
            Some(format!(
                "ran on {:?}, which is not in the history",
                self.commit
            ))
        } else if self.runs != step.runs() {
            Some("ran other commands than now".to_owned())
        } else {
            result_problem(step, &self.result)
        }
    }
}

/// Returns the problem of a result: a failure, a step left out although it needs nothing, or none
/// of the four forms.
fn result_problem(step: &Step, result: &str) -> Option<String> {
    let reason = result
        .strip_prefix(FAILED)
        .or_else(|| result.strip_prefix(NOT_TRIED))
        .or_else(|| result.strip_prefix(STOPPED));
    match reason.map(str::trim) {
        None if result == PASSED => None,
        None | Some("") => Some(format!("has an invalid result, {result:?}")),
        Some(_) if result.starts_with(FAILED) => Some(result.to_owned()),
        Some(_) if result.starts_with(STOPPED) => None,
        Some(_) if step.needs.is_empty() => Some(format!("needs nothing, and is {result}")),
        Some(_) => None,
    }
}

fn slow(name: &str) -> Option<&'static Step> {
    STEPS.iter().find(|step| step.slow && step.name == name)
}

/// Returns the problems of the committed results: too old or in the future, a commit that is not in
/// the history, a step without a result or with two, one that failed, or one whose commands have
/// changed since.
///
/// # Errors
///
/// Returns an error if the file can't be read.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    let history = History::of(project);
    if let Err(why) = &history {
        eprintln!("note: {PATH}: commits are not looked up: {why}");
    }
    let known = |commit: &str| match &history {
        Ok(history) => history.knows(commit),
        Err(_) => Known::Perhaps,
    };
    Ok(Record::read(project)?.problems(Utc::now().date_naive(), &known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    fn entry(step: &str, result: &str) -> Entry {
        Entry {
            step: step.to_owned(),
            result: result.to_owned(),
            seconds: 1,
            date: day(3, 1),
            commit: "0".repeat(40),
            runs: runs(step),
        }
    }

    fn runs(step: &str) -> Vec<String> {
        let step = STEPS.iter().find(|other| other.name == step);
        step.map(Step::runs).unwrap_or_default()
    }

    fn record() -> Record {
        let mut record = Record::default();
        let slow = STEPS.iter().filter(|step| step.slow);
        slow.for_each(|step| record.put(entry(step.name, PASSED)));
        record
    }

    /// Returns the only problem after a change of the step `roots`, which needs no program.
    fn wrong(change: fn(&mut Entry)) -> String {
        let mut record = record();
        let roots = record.steps.iter_mut().find(|entry| entry.step == "roots");
        change(roots.unwrap());
        let problems = record.problems(day(3, 31), &|commit| match commit.starts_with('f') {
            true => Known::No,
            false => Known::Yes,
        });
        assert!(problems.len() < 2, "{problems:?}");
        problems.concat()
    }

    #[test]
    fn each_thing_that_may_be_wrong_with_a_result_is_a_problem() {
        type Change = fn(&mut Entry);
        let table: &[(Change, &str)] = &[
            (|_| (), ""),
            (|entry| entry.date = day(3, 31), ""),
            (|entry| entry.date = day(4, 1), "in the future"),
            (|entry| entry.date = day(1, 29), "61 days ago"),
            (|entry| entry.commit = "f".repeat(40), "not in the history"),
            (
                |entry| entry.commit = "HEAD".to_owned(),
                "not in the history",
            ),
            (
                |entry| entry.result = "failed: cargo".to_owned(),
                "failed: cargo",
            ),
            (
                |entry| entry.result = "not tried: npm is missing".to_owned(),
                "needs nothing",
            ),
            (
                |entry| entry.result = "not tried: ".to_owned(),
                "invalid result",
            ),
            (
                |entry| entry.result = "failed: ".to_owned(),
                "invalid result",
            ),
            (
                |entry| entry.result = "stopped: ".to_owned(),
                "invalid result",
            ),
            (|entry| entry.result = "stopped: half".to_owned(), ""),
            (|entry| entry.result = "Passed".to_owned(), "invalid result"),
            (|entry| entry.runs.clear(), "other commands"),
            (|entry| entry.runs.push("true".to_owned()), "other commands"),
            (|entry| entry.runs[0].push_str(" --quick"), "other commands"),
        ];
        for (change, expected) in table {
            let wrong = wrong(*change);
            assert!(
                wrong.contains(expected),
                "{wrong:?} differs from {expected:?}"
            );
            assert_eq!(wrong.is_empty(), expected.is_empty(), "{wrong}");
        }
    }

    #[test]
    fn steps_that_are_missing_doubled_or_unknown_are_problems() {
        let problems = |record: &Record| record.problems(day(3, 2), &|_| Known::Perhaps).concat();
        let mut changed = record();
        changed.steps.push(entry("roots", PASSED));
        assert!(problems(&changed).contains("roots is listed twice"));
        for name in ["format", "nothing"] {
            let mut changed = record();
            changed.steps.push(entry(name, PASSED));
            assert!(problems(&changed).contains("is not a slow step"), "{name}");
        }
        let mut changed = record();
        changed.steps.pop();
        assert!(problems(&changed).contains("is missing"));
        let mut changed = record();
        let needy = changed.steps.iter_mut().find(|entry| entry.step == "deny");
        needy.unwrap().result = "not tried: no network".to_owned();
        assert_eq!(problems(&changed), "");
    }

    #[test]
    fn a_result_replaces_the_older_one_and_leaves_the_others_with_their_dates() {
        let mut record = record();
        let mut new = entry("roots", "failed: cargo");
        new.date = day(3, 9);
        record.put(new);
        record.put(entry("format", PASSED));
        let slow = STEPS.iter().filter(|step| step.slow).count();
        assert_eq!(record.steps.len(), slow);
        for entry in &record.steps {
            let date = match entry.step.as_str() {
                "roots" => day(3, 9),
                _ => day(3, 1),
            };
            assert_eq!(entry.date, date, "{}", entry.step);
        }
        let text = toml::to_string(&record).unwrap();
        assert!(toml::from_str::<Record>(&text).is_ok());
        assert!(toml::from_str::<Record>(&format!("{text}x = 1\n")).is_err());
        assert!(toml::from_str::<Record>(&format!("x = 1\n{text}")).is_err());
    }
}
