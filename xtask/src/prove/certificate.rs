//! The certificate of a change: what was proved, of which descriptions, without times.
//!
//! schema/CERTIFICATE.json holds it, and schema/CERTIFICATE.md is rendered from that.

use std::collections::BTreeMap;

use anyhow::Context;
use ovh_codegen::diff::{Change, Difference, Weight};
use serde::{Deserialize, Serialize};

use super::proof::{Bodies, ProgramResult, Proof, Unpredicted, Verdict, Wire};
use super::render::render;
use crate::fetch::source::sha256;
use crate::project::Project;

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
            format!(
                "no change predicts: {} ({})",
                one.message,
                one.items.join(", ")
            )
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
        contradicted.chain(unpredicted).chain(unusable).collect()
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
/// two files differ. The proof is not repeated. A certificate that states that nothing was proved is
/// accepted here: a release needs a proved one.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
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
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::super::proof::{Broken, Proved, Requests};
    use super::*;

    fn change(weight: Weight, what: &str) -> Change {
        Change {
            weight,
            place: "sms.Job".to_owned(),
            what: what.to_owned(),
            rust: vec!["Job.tag".to_owned()],
        }
    }

    fn proof() -> Proof {
        Proof {
            changes: vec![Proved {
                change: change(Weight::Nothing, "the field tag | note was removed"),
                verdict: Verdict::Breaking,
                agrees: false,
                reason: Some("no field `tag`".to_owned()),
                uses: 3,
            }],
            unpredicted: vec![Unpredicted {
                items: vec!["Job.id".to_owned()],
                message: "no field `id`".to_owned(),
            }],
            programs: vec![ProgramResult {
                name: "send".to_owned(),
                before: vec![Broken {
                    line: 7,
                    message: "no method `x`".to_owned(),
                }],
                after: Vec::new(),
                deprecated: Vec::new(),
            }],
            left_out: vec!["tests/users/new.rs: newer".to_owned()],
            uses: 10,
            compiled: 8,
            wire: Some(Wire {
                operations: 2,
                all: Requests {
                    identical: 2,
                    compared: 2,
                },
                ..Wire::default()
            }),
            bodies: Some(Bodies::default()),
            not_proved: Vec::new(),
        }
    }

    fn project() -> (tempfile::TempDir, Project) {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            folder: folder.path().to_owned(),
            ..Project::here()
        };
        std::fs::create_dir_all(project.path("schema/native")).unwrap();
        std::fs::write(project.path("schema/native/sms.json"), "{}").unwrap();
        (folder, project)
    }

    fn write(project: &Project, certificate: &Certificate) {
        for (path, text) in certificate.files().unwrap() {
            std::fs::write(project.path(&path), text).unwrap();
        }
    }

    #[test]
    fn each_contradiction_and_each_unusable_program_is_a_problem() {
        let certificate = Certificate::proved(Hashes::new(), Hashes::new(), &proof());
        assert_eq!(
            certificate.problems(),
            [
                "sms.Job: the field tag | note was removed: predicted nothing, proved breaking: no \
                 field `tag`",
                "no change predicts: no field `id` (Job.id)",
                "tests/users/send.rs:7: it does not compile before the change: no method `x`",
            ]
        );
    }

    #[test]
    fn the_certificate_is_read_back_as_it_was_written() {
        let (_folder, project) = project();
        let certificate =
            Certificate::proved(Hashes::new(), committed(&project).unwrap(), &proof());
        write(&project, &certificate);
        assert_eq!(read(&project).unwrap(), certificate);
        assert!(problems(&project).unwrap().is_empty());
    }

    #[test]
    fn a_certificate_of_another_description_or_an_edited_one_is_a_problem() {
        let (_folder, project) = project();
        let missing = problems(&project).unwrap();
        assert!(missing[0].contains("CERTIFICATE.json"), "{missing:?}");
        let certificate =
            Certificate::proved(Hashes::new(), committed(&project).unwrap(), &proof());
        write(&project, &certificate);
        std::fs::write(project.path("schema/native/sms.json"), "{ }").unwrap();
        let other = problems(&project).unwrap();
        assert!(
            other[0].contains("is about another description"),
            "{other:?}"
        );
        std::fs::write(project.path("schema/native/sms.json"), "{}").unwrap();
        let text = project.read(MARKDOWN).unwrap();
        std::fs::write(
            project.path(MARKDOWN),
            text.replace("breaking", "compatible"),
        )
        .unwrap();
        let edited = problems(&project).unwrap();
        assert!(
            edited[0].starts_with("schema/CERTIFICATE.md is not"),
            "{edited:?}"
        );
        assert_eq!(edited.len(), 1);
    }

    #[test]
    fn a_certificate_without_proof_states_so() {
        let difference: Difference = ovh_codegen::diff::documents(
            &Project::here().read("schema/openapi.json").unwrap(),
            &Project::here().read("schema/openapi.json").unwrap(),
            None,
        )
        .unwrap();
        let certificate = Certificate::predicted(
            Hashes::new(),
            Hashes::new(),
            &difference,
            "`--quick` was set",
        );
        assert!(!certificate.is_proved);
        let text = render(&certificate);
        assert!(text.contains("**Not proved**"), "{text}");
        assert!(text.contains("`--quick` was set"), "{text}");
    }

    #[test]
    fn the_committed_certificate_is_current() {
        let problems = problems(&Project::here()).unwrap();
        assert!(problems.is_empty(), "{problems:#?}");
    }
}
