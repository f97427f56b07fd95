//! The page about a row of descriptions: a table of its steps, and a table of changes per step.

use super::step::{Row, Tally};
use super::{Replay, Step};
use crate::markdown::{cell, code, plain};
use crate::prove::Verdict;
use ovh_codegen::diff::{self, Weight};

const HEADER: &str = "# History

Made by `cargo xtask history`; do not edit.

Each description is compared with the next one, and a program that uses every item of the old bindings is
compiled against the new ones. *Predicted* is what `cargo xtask diff` reports; *proved* is what the compiler says.
The version of the bindings begins with 0.1.0.
";

/// Returns the page.
pub(super) fn page(replay: &Replay) -> String {
    let mut out = HEADER.to_owned();
    for (described, steps) in &replay.rows {
        if steps.is_empty() {
            continue;
        }
        let described = code(described);
        out.push_str(&format!("\n## `{described}`\n\n{SUMMARY}"));
        steps.iter().for_each(|step| out.push_str(&summary(step)));
        out.push_str(&verdict(steps));
        for step in steps {
            let (from, to) = (plain(&step.from), plain(&step.to));
            out.push_str(&format!("\n### {from} → {to}\n\n"));
            out.push_str(&table(step));
        }
    }
    if !replay.faults.is_empty() {
        out.push_str("\n## Not compared\n\n");
        for fault in &replay.faults {
            out.push_str(&format!("- {}\n", plain(fault)));
        }
    }
    out
}

const SUMMARY: &str =
    "| step | breaking | deprecated | behaviour only | no effect | proved | version |
|---|---|---|---|---|---|---|
";

/// Returns the row of a step: predictions, verdicts, version.
fn summary(step: &Step) -> String {
    let count = |weight| {
        let changes = step.difference.changes.iter();
        changes.filter(|change| change.weight == weight).count()
    };
    let version = match (&step.difference.version, &step.difference.next_version) {
        (Some(version), Some(next)) if version != next => {
            format!(
                "{version} → {next} ({})",
                name_of_step(step.difference.step)
            )
        }
        (Some(version), _) => version.clone(),
        (None, _) => String::new(),
    };
    format!(
        "| {} → {} | {} | {} | {} | {} | {} | {version} |\n",
        plain(&step.from),
        plain(&step.to),
        count(Weight::Breaking),
        count(Weight::Deprecated),
        count(Weight::Behaviour),
        count(Weight::Nothing),
        verdicts(step)
    )
}

fn name_of_step(step: diff::Step) -> &'static str {
    match step {
        diff::Step::None => "none",
        diff::Step::Patch => "patch",
        diff::Step::Minor => "minor",
        diff::Step::Major => "major",
    }
}

/// Returns how many changes have each verdict.
fn verdicts(step: &Step) -> String {
    if step.proof.is_none() {
        return "not proved".to_owned();
    }
    let rows = step.changes();
    let counts = VERDICTS.iter().filter_map(|(verdict, name)| {
        let rows = rows.iter();
        let same = rows.filter(|row| row.proved.is_some_and(|one| one.verdict == *verdict));
        match same.count() {
            0 => None,
            count => Some(format!("{count} {name}")),
        }
    });
    let counts: Vec<String> = counts.collect();
    counts.join(", ")
}

const VERDICTS: &[(Verdict, &str)] = &[
    (Verdict::Breaking, "breaking"),
    (Verdict::Requests, "other requests"),
    (Verdict::Bodies, "bodies read otherwise"),
    (Verdict::Deprecated, "deprecated"),
    (Verdict::Compatible, "compatible"),
    (Verdict::Unused, "not used by old code"),
    (Verdict::Hidden, "hidden by another change"),
];

/// Returns how often predictions and verdicts agree.
fn verdict(steps: &[Step]) -> String {
    if steps.iter().any(|step| step.proof.is_none()) {
        return "\nNothing was compiled.\n".to_owned();
    }
    let tally = Tally::of(steps.iter());
    let mut out = format!(
        "\nOf {} changes predicted as compatible, the compiler refutes {}. Of {} changes predicted as breaking, {} \
         compile. Changes that old code can't use are not counted.\n",
        tally.compatible,
        tally.refuted.len(),
        tally.breaking,
        tally.compiles.len()
    );
    for one in tally.refuted.iter().chain(&tally.compiles) {
        out.push_str(&format!("\n- {}", cell(one)));
    }
    if !tally.refuted.is_empty() || !tally.compiles.is_empty() {
        out.push('\n');
    }
    out
}

/// Returns the changes of a step.
fn table(step: &Step) -> String {
    let mut out = String::new();
    if !step.difference.changes.is_empty() {
        out.push_str("| change | predicted | proved |\n|---|---|---|\n");
    }
    for line in lines(step) {
        out.push_str(&format!(
            "| `{}`: {} | {} | {} |\n",
            code(&line.place),
            cell(&line.what),
            line.predicted,
            line.proved
        ));
    }
    match step.difference.reworded {
        0 => {}
        reworded => out.push_str(&format!("\n{reworded} descriptions were reworded.\n")),
    }
    out.trim_start().to_owned()
}

/// A line of the table.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    place: String,
    what: String,
    predicted: &'static str,
    proved: &'static str,
    /// The added values, if the line is about them.
    values: Vec<String>,
}

/// Returns the lines of a step: one per change, and one for all values that an enumeration got.
fn lines(step: &Step) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for Row { change, proved } in step.changes() {
        let proved = match proved {
            Some(proved) => {
                let found = VERDICTS.iter().find(|(known, _)| *known == proved.verdict);
                found.map_or("", |(_, name)| name)
            }
            None => "not proved",
        };
        let value = added_value(&change.what);
        let line = Line {
            place: change.place.clone(),
            what: change.what.clone(),
            predicted: weight(change.weight),
            proved,
            values: value.map(str::to_owned).into_iter().collect(),
        };
        let same = |last: &&mut Line| {
            let facts = (&line.place, line.predicted, line.proved);
            !line.values.is_empty()
                && !last.values.is_empty()
                && (&last.place, last.predicted, last.proved) == facts
        };
        match lines.last_mut().filter(same) {
            Some(last) => {
                last.values.extend(line.values);
                last.what = format!(
                    "{} values were added; until now they are read as unknown: {}",
                    last.values.len(),
                    last.values.join(", ")
                );
            }
            None => lines.push(line),
        }
    }
    lines
}

/// Returns the value that was added to an enumeration.
fn added_value(what: &str) -> Option<&str> {
    let (value, _) = what.strip_prefix("the value ")?.split_once(" was added")?;
    Some(value)
}

fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Breaking => "breaking",
        Weight::Deprecated => "deprecated",
        Weight::Behaviour => "behaviour only",
        Weight::Nothing => "no effect",
    }
}
