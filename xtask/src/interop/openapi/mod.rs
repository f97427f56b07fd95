//! `cargo xtask interop openapi`: checks the documents with tools of other languages.

mod node;
mod python;
mod rust;

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Instant;

use anyhow::{Context, bail};

use crate::project::Project;
use crate::verify::{self, Named, Verdict, scratch, write_all};

/// The result of a step.
pub enum Outcome {
    /// The step succeeded; a description of what was checked.
    Passed(String),
    /// A tool is not installed and can't be installed.
    NotTried(String),
}

/// The values that the steps share.
pub struct Bench<'a> {
    project: &'a Project,
    /// The folder of the installed tools and the generated clients.
    folder: PathBuf,
    /// All documents, as files; ours is the first.
    files: Vec<PathBuf>,
    documents: Vec<Named>,
}

type Step = fn(&Bench<'_>) -> anyhow::Result<Outcome>;

/// All steps, by the name under which they are reported.
const STEPS: &[(&str, Step)] = &[
    ("openapi-spec-validator (PyPI)", validator),
    ("Redocly CLI (npm)", node::redocly),
    ("openapi-typescript (npm)", node::typescript),
    ("openapi-python-client (PyPI)", python::client),
    ("OpenAPI Generator, Rust (PyPI, Java)", rust::client),
];

/// Runs all steps, and fails if one of them does.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let folder = scratch(project, "interop-openapi");
    let mut documents = vec![verify::ours(project)?];
    documents.extend(verify::synthetic(project)?);
    documents.extend(verify::fixtures(project)?);
    let bench = Bench {
        project,
        files: write_all(&folder.join("documents"), &documents)?,
        folder,
        documents,
    };
    let mut failed = Vec::new();
    for (name, step) in STEPS {
        let begin = Instant::now();
        let outcome = step(&bench);
        let seconds = begin.elapsed().as_secs_f64();
        match outcome {
            Ok(Outcome::Passed(words)) => eprintln!("{name}: {words} ({seconds:.1} s)"),
            Ok(Outcome::NotTried(reason)) => eprintln!("{name}: not tried: {reason}"),
            Err(error) => {
                eprintln!("{name}: failed ({seconds:.1} s)\n{error:#}");
                failed.push(*name);
            }
        }
    }
    if !failed.is_empty() {
        bail!(
            "schema/openapi.json does not work with {}",
            failed.join(", ")
        );
    }
    Ok(())
}

fn validator(bench: &Bench<'_>) -> anyhow::Result<Outcome> {
    Ok(match verify::validate(bench.project, &bench.documents)? {
        Verdict::Valid => Outcome::Passed(format!("{} documents are valid", bench.documents.len())),
        Verdict::Skipped(reason) => Outcome::NotTried(reason.trim().to_owned()),
    })
}

impl Bench<'_> {
    /// Returns our own document.
    fn ours(&self) -> anyhow::Result<&PathBuf> {
        self.files.first().context("there are no documents")
    }

    /// Returns the path of a program in tests/interop that uses the output of a generator.
    fn program(&self, name: &str) -> PathBuf {
        self.project.path("tests/interop").join(name)
    }
}

/// Runs a command that must succeed.
fn done(command: &mut Command) -> anyhow::Result<Output> {
    let output = command
        .output()
        .with_context(|| format!("{:?} can't be started", command.get_program()))?;
    if !output.status.success() {
        let both = [&output.stdout, &output.stderr];
        let printed = both.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        bail!("{command:?} failed:\n{}", printed.concat());
    }
    Ok(output)
}
