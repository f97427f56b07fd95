//! `cargo xtask check`: everything generated is current, and documentation texts and names match
//! the description.

use std::collections::BTreeMap;

use anyhow::anyhow;
use similar::TextDiff;

use crate::fetch::source::{self, Source};
use crate::generate;
use crate::generated_tests;
use crate::project::{Converted, Project, sort_files};
use crate::renamed;
use crate::replace::{Replaced, replace_all};
use ovh_codegen::native::Root;

/// A generated file, and how it is made.
pub struct Generated {
    pub path: String,
    pub text: String,
}

/// The input of all generators.
pub struct Inputs {
    /// The descriptions in normal form, by file.
    pub natives: BTreeMap<String, String>,
    pub source: Source,
    pub converted: Converted,
}

type Maker = fn(&Inputs) -> anyhow::Result<Vec<Generated>>;

/// All committed generated files, in the order of their dependencies.
const GENERATED: &[Maker] = &[
    natives,
    source,
    openapi,
    surface,
    requests_test,
    models_test,
    calls_test,
];

fn natives(inputs: &Inputs) -> anyhow::Result<Vec<Generated>> {
    let file = |(name, text): (&String, &String)| Generated {
        path: format!("schema/native/{name}"),
        text: text.clone(),
    };
    Ok(inputs.natives.iter().map(file).collect())
}

fn source(inputs: &Inputs) -> anyhow::Result<Vec<Generated>> {
    let mut source = inputs.source.clone();
    source.renew(&inputs.natives);
    one(source::PATH, source.text()?)
}

fn openapi(inputs: &Inputs) -> anyhow::Result<Vec<Generated>> {
    one("schema/openapi.json", inputs.converted.document.clone())
}

fn surface(inputs: &Inputs) -> anyhow::Result<Vec<Generated>> {
    let document = &inputs.converted.document;
    let list = generate::surface(document)
        .map_err(|error| anyhow!("no Rust can be generated from the description: {error}"))?;
    one("schema/surface.txt", list)
}

fn requests_test(inputs: &Inputs) -> anyhow::Result<Vec<Generated>> {
    one(
        "tests/it/generated/requests.json",
        generated_tests::requests::make(&inputs.converted.document)?,
    )
}

fn models_test(inputs: &Inputs) -> anyhow::Result<Vec<Generated>> {
    one(
        "tests/it/generated/models.rs",
        generated_tests::models::make(&inputs.converted.document)?,
    )
}

fn calls_test(inputs: &Inputs) -> anyhow::Result<Vec<Generated>> {
    one(
        "tests/it/generated/calls.rs",
        generated_tests::calls::make(
            &inputs.converted.document,
            &generated_tests::calls::Caller::ours(),
        )?,
    )
}

fn one(path: &str, text: String) -> anyhow::Result<Vec<Generated>> {
    Ok(vec![Generated {
        path: path.to_owned(),
        text,
    }])
}

/// Everything that is generated, in memory, and what is left to do by hand.
pub struct Made {
    pub files: Vec<Generated>,
    pub document: String,
    pub findings: Vec<String>,
    /// Decisions of the rules that may interest a reader.
    pub notes: Vec<String>,
}

/// Generates everything from descriptions in normal form, by file, and from what is known of their
/// source. The texts are parsed again, because `check` will read the written files.
pub fn make(
    project: &Project,
    natives: BTreeMap<String, String>,
    source: Source,
) -> anyhow::Result<Made> {
    let mut files: Vec<String> = natives.keys().cloned().collect();
    sort_files(&mut files);
    let read = |name: &String| {
        let text = natives.get(name).map_or("", String::as_str);
        Root::parse(text, &format!("schema/native/{name}"), project.unknown)
    };
    let roots = files.iter().map(read).collect::<anyhow::Result<_>>()?;
    let converted = project.convert_roots(roots)?;
    let inputs = Inputs {
        natives,
        source,
        converted,
    };
    let mut files = Vec::new();
    for make in GENERATED {
        files.extend(make(&inputs)?);
    }
    let Converted {
        document,
        mut findings,
        notes,
    } = inputs.converted;
    findings.extend(renamed::problems(project)?);
    Ok(Made {
        files,
        document,
        findings,
        notes,
    })
}

/// Returns the descriptions under schema/native in normal form, by file.
pub fn natives_of(project: &Project) -> anyhow::Result<BTreeMap<String, String>> {
    let roots = project.native_files()?.into_iter().zip(project.roots()?);
    roots
        .map(|(name, root)| Ok((name, root.to_normal_form()?)))
        .collect()
}

/// Generates everything from what is under schema/.
fn make_ours(project: &Project) -> anyhow::Result<Made> {
    make(project, natives_of(project)?, Source::read(project)?)
}

impl Made {
    /// Writes all files, or none; the returned value can restore them.
    pub fn write(&self, project: &Project) -> anyhow::Result<Replaced> {
        let changes: Vec<(String, String)> = self
            .files
            .iter()
            .map(|file| (file.path.clone(), file.text.clone()))
            .collect();
        replace_all(project, &changes)
    }
}

/// Writes everything that is generated; returns what is left to do by hand, and notes.
pub fn write(project: &Project) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let made = make_ours(project)?;
    made.write(project)?;
    Ok((made.findings, made.notes))
}

/// Compares everything that is generated with the committed files; returns a report, empty if all
/// is current.
pub fn check(project: &Project) -> anyhow::Result<String> {
    let made = make_ours(project)?;
    let mut report = String::new();
    let mut stale = Vec::new();
    for file in made.files {
        let there = std::fs::read_to_string(project.path(&file.path)).unwrap_or_default();
        if there != file.text {
            report.push_str(&difference(&file.path, &there, &file.text));
            stale.push(file.path);
        }
    }
    if !stale.is_empty() {
        report.push_str(&format!(
            "\n{} stale: {}; run `cargo xtask convert` to regenerate\n",
            if stale.len() == 1 {
                "1 file is"
            } else {
                "Some files are"
            },
            stale.join(", ")
        ));
    }
    for finding in made.findings {
        report.push_str(&format!("{finding}\n"));
    }
    Ok(report)
}

/// Returns a unified diff; only the beginning if the texts differ a lot.
pub(crate) fn difference(path: &str, there: &str, made: &str) -> String {
    const LINES: usize = 400;
    let diff = TextDiff::from_lines(there, made);
    let text = diff
        .unified_diff()
        .context_radius(3)
        .header(
            &format!("{path} (as it is)"),
            &format!("{path} (as generated)"),
        )
        .to_string();
    let lines: Vec<&str> = text.lines().collect();
    let mut shown = lines.get(..LINES).unwrap_or(&lines).join("\n");
    if lines.len() > LINES {
        shown.push_str(&format!("\n… {} more lines", lines.len() - LINES));
    }
    shown + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_current() {
        let report = check(&Project::here()).unwrap();
        assert!(report.is_empty(), "{report}");
    }
}
