//! The certificate of a change: what was proved, of which descriptions, without times.
//!
//! schema/CERTIFICATE.json holds it, and schema/CERTIFICATE.md is rendered from that.

mod certify;
mod render;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use anyhow::Context;
use ovh_codegen::diff::{Change, Difference, Weight};
use serde::{Deserialize, Serialize};

use super::proof::{Bodies, ProgramResult, Proof, Unpredicted, Verdict, Wire};
use crate::fetch::source::sha256;
use crate::project::Project;

pub use certify::{certify, options, print};
pub use render::{content, render, summary};

/// The certificate for programs.
pub const JSON: &str = "schema/CERTIFICATE.json";

/// The certificate for people.
pub const MARKDOWN: &str = "schema/CERTIFICATE.md";

/// The SHA-256 of each description, by file.
pub type Hashes = BTreeMap<String, String>;

/// A change and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub predicted: Weight,
    /// Absent if nothing was proved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved: Option<Verdict>,
    /// Whether prediction and proof agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agrees: Option<bool>,
    pub place: String,
    pub what: String,
    pub rust: Vec<String>,
    /// The number of uses of the items in the generated programs.
    pub uses: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The result of a proof, and the descriptions that it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub before: Hashes,
    pub after: Hashes,
    /// Whether the proof was made; without it, the changes are only predicted.
    pub is_proved: bool,
    pub changes: Vec<Row>,
    /// Old code that fails although no change predicts it.
    pub unpredicted: Vec<Unpredicted>,
    /// The generated uses of old items, and how many of them compile after the change.
    pub uses: usize,
    pub compiled: usize,
    pub programs: Vec<ProgramResult>,
    pub left_out: Vec<String>,
    pub wire: Option<Wire>,
    pub bodies: Option<Bodies>,
    /// Items of the old bindings that no compiled use covers, one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<String>,
    pub not_proved: Vec<String>,
}

impl Certificate {
    /// Returns the certificate of a proof.
    pub fn proved(before: Hashes, after: Hashes, proof: &Proof) -> Certificate {
        let rows = proof.changes.iter().map(|proved| Row {
            proved: Some(proved.verdict),
            agrees: Some(proved.agrees),
            uses: proved.uses,
            reason: proved.reason.clone(),
            ..Row::of(&proved.change)
        });
        Certificate {
            before,
            after,
            is_proved: true,
            changes: rows.collect(),
            unpredicted: proof.unpredicted.clone(),
            uses: proof.uses,
            compiled: proof.compiled,
            programs: proof.programs.clone(),
            left_out: proof.left_out.clone(),
            wire: proof.wire.clone(),
            bodies: proof.bodies.clone(),
            lost: proof.lost.clone(),
            not_proved: proof.not_proved.clone(),
        }
    }

    /// Returns the certificate of a change that was not proved, with the reason.
    pub fn predicted(
        before: Hashes,
        after: Hashes,
        difference: &Difference,
        reason: &str,
    ) -> Certificate {
        Certificate {
            before,
            after,
            is_proved: false,
            changes: difference.changes.iter().map(Row::of).collect(),
            unpredicted: Vec::new(),
            uses: 0,
            compiled: 0,
            programs: Vec::new(),
            left_out: Vec::new(),
            wire: None,
            bodies: None,
            lost: Vec::new(),
            not_proved: vec![reason.to_owned()],
        }
    }

    /// Returns the changes whose prediction the proof contradicts.
    pub fn contradicted(&self) -> impl Iterator<Item = &Row> {
        self.changes.iter().filter(|row| row.agrees == Some(false))
    }

    /// Returns what contradicts the predictions, and what could not be used, one line each.
    pub fn problems(&self) -> Vec<String> {
        let contradicted = self.contradicted().map(|row| {
            let proved = row.proved.map(Verdict::text).unwrap_or_default();
            let reason = row.reason.as_deref().unwrap_or("no reason is known");
            format!(
                "{}: {}: predicted {}, proved {proved}: {reason}",
                row.place,
                row.what,
                weight(row.predicted)
            )
        });
        let unpredicted = self.unpredicted.iter().map(|one| {
            let items = match one.items.is_empty() {
                true => String::new(),
                false => format!(" ({})", one.items.join(", ")),
            };
            format!("no change predicts: {}{items}", one.message)
        });
        let unusable = self.programs.iter().flat_map(|program| {
            program.before.iter().map(|broken| {
                format!(
                    "{}/{}.rs:{}: it does not compile before the change: {}",
                    super::users::FOLDER,
                    program.name,
                    broken.line,
                    broken.message
                )
            })
        });
        let lost = self.lost.iter().cloned();
        contradicted
            .chain(unpredicted)
            .chain(lost)
            .chain(unusable)
            .collect()
    }

    /// Returns the two files.
    pub fn files(&self) -> anyhow::Result<Vec<(String, String)>> {
        let json = serde_json::to_string_pretty(self)? + "\n";
        Ok(vec![
            (JSON.to_owned(), json),
            (MARKDOWN.to_owned(), render(self)),
        ])
    }
}

impl Row {
    fn of(change: &Change) -> Row {
        Row {
            predicted: change.weight,
            proved: None,
            agrees: None,
            place: change.place.clone(),
            what: change.what.clone(),
            rust: change.rust.clone(),
            uses: 0,
            reason: None,
        }
    }
}

impl Verdict {
    /// Returns the verdict in words.
    pub fn text(self) -> &'static str {
        match self {
            Verdict::Breaking => "breaking",
            Verdict::Requests => "other requests",
            Verdict::Bodies => "read otherwise",
            Verdict::Deprecated => "deprecated",
            Verdict::Compatible => "compatible",
            Verdict::Unused => "no use in old code",
            Verdict::Hidden => "hidden by another change",
        }
    }
}

/// Returns a weight in words, as it is written in JSON.
pub fn weight(weight: Weight) -> String {
    let value = serde_json::to_value(weight).ok();
    let text = value.as_ref().and_then(serde_json::Value::as_str);
    text.unwrap_or_default().to_owned()
}

/// Returns the hashes of texts, by file.
pub fn hashes(files: &BTreeMap<String, String>) -> Hashes {
    let hash = |(name, text): (&String, &String)| (name.clone(), sha256(text.as_bytes()));
    files.iter().map(hash).collect()
}

/// Returns the hashes of the descriptions under schema/native.
pub fn committed(project: &Project) -> anyhow::Result<Hashes> {
    let files = project.native_files()?.into_iter();
    files
        .map(|name| {
            let text = project.read(&format!("schema/native/{name}"))?;
            Ok((name, sha256(text.as_bytes())))
        })
        .collect()
}

/// Reads the committed certificate.
pub fn read(project: &Project) -> anyhow::Result<Certificate> {
    serde_json::from_str(&project.read(JSON)?).with_context(|| format!("{JSON} can't be read"))
}

/// Returns what is wrong with the committed certificate: it is about another description, or its
/// two files differ. The proof is not repeated. A certificate that states that nothing was proved, or
/// that the proof contradicts the report, is accepted, except before a release.
pub fn problems(project: &Project, is_release: bool) -> anyhow::Result<Vec<String>> {
    let remedy = "run `cargo xtask certify OLD` with the description before the change";
    let certificate = match read(project) {
        Ok(certificate) => certificate,
        Err(error) => return Ok(vec![format!("{error:#}; {remedy}")]),
    };
    let mut problems = Vec::new();
    if certificate.after != committed(project)? {
        problems.push(format!(
            "{JSON} is about another description than that under schema/native; {remedy}"
        ));
    }
    for (path, text) in certificate.files()? {
        if project.read(&path).ok().as_deref() != Some(text.as_str()) {
            problems.push(format!("{path} is not what {JSON} renders to; {remedy}"));
        }
    }
    if is_release {
        problems.extend(release(&certificate, remedy));
    }
    Ok(problems)
}

/// Returns what prevents a release: a change that was not proved, or a proof that contradicts.
fn release(certificate: &Certificate, remedy: &str) -> Vec<String> {
    if !certificate.is_proved {
        return vec![format!("{JSON}: the change was not proved; {remedy}")];
    }
    let found = certificate.problems().into_iter();
    found.map(|problem| format!("{JSON}: {problem}")).collect()
}
