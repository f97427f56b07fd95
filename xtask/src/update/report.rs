//! The report of an update: for people, and with `--json` for programs.

use anyhow::Context;
use serde::Serialize;
use serde_json::json;

use super::{Broken, Updated};
use crate::prove::Certificate;
use crate::prove::certificate::summary;
use ovh_codegen::diff::{self, Weight};

/// The outcome of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Everything was written and checked: exit 0.
    Written,
    /// Everything was written, and there is work to do by hand: exit 1.
    WorkLeft,
    /// The input can't be used; the files are as before: exit 1.
    Stopped,
}

impl Outcome {
    /// Returns the exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Outcome::Written => 0,
            Outcome::WorkLeft | Outcome::Stopped => 1,
        }
    }
}

impl Updated {
    /// Returns the outcome.
    pub fn outcome(&self) -> Outcome {
        let compiled = self.broken.is_empty() && self.deprecated.is_empty();
        let is_done = self.findings.is_empty()
            && compiled
            && self.check.is_empty()
            && self.contradictions().is_empty();
        match is_done {
            true => Outcome::Written,
            false => Outcome::WorkLeft,
        }
    }

    /// Returns the contradictions of the proof, or the reason why nothing was proved.
    fn contradictions(&self) -> Vec<String> {
        let problems = self.certificate.as_ref().map(Certificate::problems);
        let problems = problems.unwrap_or_default().into_iter();
        self.unproved.iter().cloned().chain(problems).collect()
    }

    /// Returns what was proved; nothing if nothing changed.
    fn proved(&self) -> Vec<String> {
        match &self.certificate {
            Some(certificate) if certificate.is_proved && !self.difference.changes.is_empty() => {
                summary(certificate)
            }
            _ => Vec::new(),
        }
    }

    /// Returns what was not proved.
    fn not_proved(&self) -> &[String] {
        let certificate = self.certificate.as_ref();
        certificate.map_or(&[], |certificate| certificate.not_proved.as_slice())
    }

    /// Returns the heaviest effect of the change on users' code; `None` if nothing changed.
    pub fn weight(&self) -> Option<Weight> {
        self.difference
            .changes
            .iter()
            .map(|change| change.weight)
            .min()
    }
}

/// Formats the result for people. A version step is stated only if the code compiles.
pub fn text(result: &anyhow::Result<Updated>) -> anyhow::Result<String> {
    let updated = match result {
        Ok(updated) => updated,
        Err(error) => return Ok(format!("stopped, files as before: {error:#}\n")),
    };
    let mut out = match updated.broken.is_empty() {
        true => diff::print(&updated.difference, diff::Format::Text)?,
        false => changes(updated),
    };
    section(&mut out, "Notes", &updated.notes);
    section(
        &mut out,
        "Proved, in schema/CERTIFICATE.md",
        &updated.proved(),
    );
    section(&mut out, "Not proved", updated.not_proved());
    if updated.outcome() == Outcome::Written {
        out.push_str("\nwritten and checked\n");
        return Ok(out);
    }
    section(
        &mut out,
        "To do in schema/, then `cargo xtask convert`",
        &updated.findings,
    );
    let broken: Vec<String> = updated.broken.iter().map(Broken::to_string).collect();
    section(
        &mut out,
        "Workflows that no longer compile; the version step is known once they do",
        &broken,
    );
    let deprecated: Vec<String> = updated.deprecated.iter().map(Broken::to_string).collect();
    section(
        &mut out,
        "Workflows that use deprecated names; use the new ones",
        &deprecated,
    );
    section(
        &mut out,
        "The proof contradicts the report, or could not be made",
        &updated.contradictions(),
    );
    if updated.findings.is_empty() && updated.broken.is_empty() && !updated.check.is_empty() {
        section(
            &mut out,
            "`cargo xtask check` reports",
            std::slice::from_ref(&updated.check),
        );
    }
    out.push_str("\nwritten, work left\n");
    Ok(out)
}

fn changes(updated: &Updated) -> String {
    let changes = updated.difference.changes.iter();
    changes
        .map(|change| format!("{}: {}\n", change.place, change.what))
        .collect()
}

fn section(out: &mut String, heading: &str, lines: &[String]) {
    if !lines.is_empty() {
        out.push_str(&format!("\n{heading}:\n"));
        lines
            .iter()
            .for_each(|line| out.push_str(&format!("  {line}\n")));
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Formats the result for programs, as one object.
pub fn json(result: &anyhow::Result<Updated>) -> anyhow::Result<String> {
    let value = match result {
        Err(error) => json!({ "outcome": Outcome::Stopped, "error": format!("{error:#}") }),
        Ok(updated) => {
            let mut value = json!({
                "outcome": updated.outcome(),
                "weight": updated.weight(),
                "changes": updated.difference.changes,
                "reworded": updated.difference.reworded,
                "findings": updated.findings,
                "notes": updated.notes,
                "broken": updated.broken,
                "deprecated": updated.deprecated,
                "contradictions": updated.contradictions(),
                "not_proved": updated.not_proved(),
            });
            if updated.broken.is_empty()
                && let Some(object) = value.as_object_mut()
            {
                object.insert("step".to_owned(), json!(updated.difference.step));
                object.insert("version".to_owned(), json!(updated.difference.version));
                object.insert(
                    "next_version".to_owned(),
                    json!(updated.difference.next_version),
                );
            }
            value
        }
    };
    serde_json::to_string_pretty(&value)
        .map(|text| text + "\n")
        .context("the report can't be written as JSON")
}
