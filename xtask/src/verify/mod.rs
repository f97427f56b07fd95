//! `cargo xtask verify-convert`: checks the documents that `convert` writes with independent tools.
//!
//! An independent validator reads them, and progenitor generates Rust code from them that must
//! compile.

pub mod certificate;
mod changes;
mod compile;
pub mod copies;
pub mod diff;
pub mod faults;
pub mod mutants;
mod newer;
pub mod outside;
pub mod packages;
pub mod roots;
pub mod test_names;
pub mod update;
mod validator;

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::project::Project;
use ovh_codegen::convert;
use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::Root;

pub use crate::scratch::scratch;
pub use changes::{anywhere, mutations};
pub use compile::compile;
pub use validator::{Verdict, validate, validate_in};

/// A document with the name used in messages.
pub struct Named {
    pub name: String,
    pub text: String,
}

/// The folder of descriptions that use every feature that occurs.
const DESCRIPTIONS: &str = "crates/ovh-codegen/tests/descriptions";

/// The folder of real descriptions, reduced to what is needed.
const FIXTURES: &str = "crates/ovh-codegen/tests/fixtures/descriptions";

/// Converts all synthetic descriptions.
pub fn synthetic(project: &Project) -> anyhow::Result<Vec<Named>> {
    converted(project, DESCRIPTIONS)
}

/// Converts all real descriptions of the project except its own.
pub fn fixtures(project: &Project) -> anyhow::Result<Vec<Named>> {
    match project.path(FIXTURES).exists() {
        true => converted(project, FIXTURES),
        false => Ok(Vec::new()),
    }
}

fn converted(project: &Project, folder: &str) -> anyhow::Result<Vec<Named>> {
    let folder = project.path(folder);
    let mut documents = Vec::new();
    for file in crate::project::native_files(&folder)? {
        // `_index.json` lists the roots; it is not a description.
        if file.starts_with('_') {
            continue;
        }
        let root = Root::read(&folder.join(&file), project.unknown)?;
        let text = convert::convert(&[root], &Names::default(), &Docs::default())?;
        let name = file.trim_end_matches(".json").to_owned();
        documents.push(Named { name, text });
    }
    Ok(documents)
}

/// Returns our own document as committed.
pub fn ours(project: &Project) -> anyhow::Result<Named> {
    let text = project.read("schema/openapi.json")?;
    Ok(Named {
        name: "ovh-sms".to_owned(),
        text,
    })
}

/// Validates and compiles the synthetic documents and ours.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let mut documents = synthetic(project)?;
    documents.push(ours(project)?);
    match validate(project, &documents)? {
        Verdict::Valid => eprintln!("{} documents are valid OpenAPI 3.0", documents.len()),
        Verdict::Skipped(reason) => eprintln!("{reason}"),
    }
    compile(project, &documents)?;
    eprintln!("progenitor generates Rust from all of them, and it compiles");
    Ok(())
}

/// Writes documents into a folder that contains nothing else.
pub fn write_all(folder: &Path, documents: &[Named]) -> anyhow::Result<Vec<PathBuf>> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("{} can't be emptied", folder.display()))?;
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{} can't be created", folder.display()))?;
    let mut files = Vec::new();
    for document in documents {
        let file = folder.join(format!("{}.json", document.name));
        std::fs::write(&file, &document.text)
            .with_context(|| format!("{} can't be written", file.display()))?;
        files.push(file);
    }
    Ok(files)
}
