//! `cargo xtask check`: everything generated is current, and our words and names match.

use std::collections::BTreeMap;

use anyhow::{anyhow, bail};
use similar::TextDiff;

use crate::codegen;
use crate::fetch::source::{self, Source};
use crate::operations_test;
use crate::project::{Converted, Project};
use crate::replace::replace_all;

/// A file that is made, and how.
pub struct Generated {
    pub path: String,
    pub text: String,
}

/// What all makers look at.
pub struct Inputs<'a> {
    pub project: &'a Project,
    /// The descriptions in normal form, by file.
    pub natives: BTreeMap<String, String>,
    pub converted: Converted,
}

type Maker = fn(&Inputs<'_>) -> anyhow::Result<Vec<Generated>>;

/// Everything that is generated and committed, in the order in which it depends on one another.
const GENERATED: &[Maker] = &[natives, source, openapi, surface, operations_test];

fn natives(inputs: &Inputs<'_>) -> anyhow::Result<Vec<Generated>> {
    let file = |(name, text): (&String, &String)| Generated {
        path: format!("schema/native/{name}"),
        text: text.clone(),
    };
    Ok(inputs.natives.iter().map(file).collect())
}

fn source(inputs: &Inputs<'_>) -> anyhow::Result<Vec<Generated>> {
    let mut source = Source::read(inputs.project)?;
    source.renew(&inputs.natives);
    one(source::PATH, source.text()?)
}

fn openapi(inputs: &Inputs<'_>) -> anyhow::Result<Vec<Generated>> {
    one("schema/openapi.json", inputs.converted.document.clone())
}

fn surface(inputs: &Inputs<'_>) -> anyhow::Result<Vec<Generated>> {
    let document = &inputs.converted.document;
    let list = || {
        codegen::surface::list_items(
            document,
            &codegen::generate(document, codegen::Features::default())?,
        )
    };
    let list =
        list().map_err(|error| anyhow!("no Rust can be made of the description: {error}"))?;
    one("schema/surface.txt", list)
}

fn operations_test(inputs: &Inputs<'_>) -> anyhow::Result<Vec<Generated>> {
    one(
        "tests/operations.rs",
        operations_test::make(&inputs.converted.document)?,
    )
}

fn one(path: &str, text: String) -> anyhow::Result<Vec<Generated>> {
    Ok(vec![Generated {
        path: path.to_owned(),
        text,
    }])
}

/// Makes everything anew, in memory.
pub fn generate(project: &Project) -> anyhow::Result<(Vec<Generated>, Vec<String>)> {
    let folder = project.path("schema/native");
    let mut natives = BTreeMap::new();
    for (name, root) in project.native_files()?.into_iter().zip(project.roots()?) {
        natives.insert(name, root.to_normal_form()?);
    }
    if natives.is_empty() {
        bail!("{} is empty", folder.display());
    }
    let converted = project.convert()?;
    let mut inputs = Inputs {
        project,
        natives,
        converted,
    };
    let mut all = Vec::new();
    for make in GENERATED {
        all.extend(make(&inputs)?);
    }
    Ok((all, std::mem::take(&mut inputs.converted.findings)))
}

/// Writes everything that is generated; answers what is left to do by hand.
pub fn write(project: &Project) -> anyhow::Result<Vec<String>> {
    let (generated, findings) = generate(project)?;
    let changes: Vec<(String, String)> = generated
        .into_iter()
        .map(|file| (file.path, file.text))
        .collect();
    replace_all(project, &changes)?;
    Ok(findings)
}

/// Compares everything that is generated with what is there: a report, empty where all is well.
pub fn check(project: &Project) -> anyhow::Result<String> {
    let (generated, findings) = generate(project)?;
    let mut report = String::new();
    let mut stale = Vec::new();
    for file in generated {
        let there = std::fs::read_to_string(project.path(&file.path)).unwrap_or_default();
        if there != file.text {
            report.push_str(&difference(&file.path, &there, &file.text));
            stale.push(file.path);
        }
    }
    if !stale.is_empty() {
        report.push_str(&format!(
            "\n{} stale: {}; `cargo xtask convert` makes them anew\n",
            if stale.len() == 1 {
                "1 file is"
            } else {
                "Some files are"
            },
            stale.join(", ")
        ));
    }
    for finding in findings {
        report.push_str(&format!("{finding}\n"));
    }
    Ok(report)
}

/// A unified diff; of very different texts only its begin.
fn difference(path: &str, there: &str, made: &str) -> String {
    const LINES: usize = 400;
    let diff = TextDiff::from_lines(there, made);
    let text = diff
        .unified_diff()
        .context_radius(3)
        .header(
            &format!("{path} (as it is)"),
            &format!("{path} (as it would be made)"),
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
