//! Writes docs/BENCHMARKS.md from figures.

use std::fmt::Write as _;

use super::chapters::{CHAPTERS, Chapter, Table};
use super::results::{Results, Summary};
use super::wanted::{WANTED, Wanted};

const HEAD: &str = "# Benchmarks

Written by `cargo xtask bench`; do not edit. Each section measures its contenders in turns, on one
machine: the times are specific to that machine, the ratios hold elsewhere.
`cargo xtask bench --only call` (or `history`, `mailing`, `micro`, `build`) measures one section
again, `--quick` takes a few minutes.
";

/// Returns the whole document.
pub fn page(results: &[Results]) -> String {
    let mut out = HEAD.to_owned();
    wanted(&mut out, results);
    for chapter in CHAPTERS {
        let _ = write!(out, "\n## {}\n\n{}\n", chapter.title, wrapped(chapter.text));
        match results.iter().find(|one| one.section == chapter.section) {
            None => out.push_str("\nNot measured yet.\n"),
            Some(results) => chapter.write(&mut out, results),
        }
    }
    out
}

/// Appends all targets, each with its measurement.
fn wanted(out: &mut String, results: &[Results]) {
    out.push_str(
        "\n## Targets and measurements\n\n| figure | target | measured | |\n|---|--:|--:|---|\n",
    );
    for wanted in WANTED {
        let Wanted {
            what, most, unit, ..
        } = wanted;
        let (figure, met) = match wanted.measured(results) {
            None => ("not measured".to_owned(), ""),
            Some(measured) => (
                format!("{} {unit}", number(measured.median, digits(*most))),
                if wanted.is_met(&measured) {
                    "met"
                } else {
                    "**missed**"
                },
            ),
        };
        let _ = writeln!(out, "| {what} | at most {most} {unit} | {figure} | {met} |");
    }
}

/// Returns the number of decimals that a figure needs next to its target.
fn digits(most: f64) -> usize {
    if most < 0.05 {
        4
    } else if most < 1.0 {
        3
    } else if most < 10.0 {
        2
    } else {
        1
    }
}

impl Chapter {
    fn write(&self, out: &mut String, results: &Results) {
        for table in self.tables {
            table.write(out, results);
        }
        let run = &results.run;
        let kind = if run.quick {
            "a quick run"
        } else {
            "a full run"
        };
        let printed = format!(
            "Measured on {} at commit {} by {kind} of `cargo xtask bench`: {} cores of {}, {}, {}.",
            run.date, run.commit, run.cores, run.processor, run.system, run.rustc
        );
        let _ = write!(out, "\n{}\n", wrapped(&printed));
        if !results.versions.is_empty() {
            let _ = write!(
                out,
                "\n{}\n",
                wrapped(&format!("With {}.", results.versions.join(", ")))
            );
        }
        for missing in &results.missing {
            let _ = write!(out, "\n{}\n", wrapped(&format!("{missing}.")));
        }
    }
}

impl Table {
    fn write(&self, out: &mut String, results: &Results) {
        let rows: Vec<(&str, &str, Summary)> = self
            .rows
            .iter()
            .filter_map(|(name, figure)| Some((*name, *figure, results.summary(figure)?)))
            .collect();
        if rows.is_empty() {
            return;
        }
        let beside = self
            .beside
            .filter(|beside| results.summary(beside).is_some());
        let turns = rows.iter().any(|(.., summary)| summary.turns > 1);
        let unit = match self.unit {
            "" => String::new(),
            unit => format!(" ({unit})"),
        };
        let (mut head, mut line) = (
            format!("| {}{unit} | median |", self.head),
            "|---|--:|".to_owned(),
        );
        if turns {
            head.push_str(" least to most | turns |");
            line.push_str("--:|--:|");
        }
        if beside.is_some() {
            head.push_str(" ratio |");
            line.push_str("--:|");
        }
        let _ = write!(out, "\n{head}\n{line}\n");
        for (name, figure, summary) in rows {
            let shown = |figure| number(figure, self.digits);
            let _ = write!(out, "| {name} | {} |", shown(summary.median));
            if turns {
                let _ = write!(
                    out,
                    " {} to {} | {} |",
                    shown(summary.least),
                    shown(summary.most),
                    summary.turns
                );
            }
            if let Some(beside) = beside {
                let ratio = results.ratio(figure, beside).map(|ratio| ratio.median);
                let _ = write!(out, " {} |", ratio.map_or_else(String::new, ratio_text));
            }
            out.push('\n');
        }
    }
}

fn ratio_text(ratio: f64) -> String {
    number(ratio, if ratio < 0.1 { 4 } else { 2 })
}

/// Formats a number with commas between the thousands.
fn number(figure: f64, digits: usize) -> String {
    let text = format!("{figure:.digits$}");
    let (whole, rest) = match text.find('.') {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// Wraps a paragraph into lines of at most a hundred characters.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if length > 0 && length + 1 + width > 100 {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += width;
    }
    out
}
