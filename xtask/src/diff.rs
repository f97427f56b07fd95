//! `cargo xtask diff`: converts and compares two descriptions.

use std::path::Path;

use anyhow::{Context, bail};
use clap::ValueEnum;
use ovh_codegen::diff::{self, Converter, Difference, documents};
use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::Root;
use serde_json::Value;

use crate::project::{Project, read_folder};

/// The output format of a comparison.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    Text,
    Markdown,
    Json,
}

impl From<Format> for diff::Format {
    fn from(format: Format) -> diff::Format {
        match format {
            Format::Text => diff::Format::Text,
            Format::Markdown => diff::Format::Markdown,
            Format::Json => diff::Format::Json,
        }
    }
}

/// Compares two places: each is a folder of descriptions, one description, or an openapi.json.
pub fn paths(project: &Project, old: &Path, new: &Path) -> anyhow::Result<Difference> {
    let version = version(project).ok();
    let converter = converter(project)?;
    let document = |path| document(project, &converter, path);
    documents(&document(old)?, &document(new)?, version)
}

/// Returns the document at a place; descriptions are converted.
pub fn document(project: &Project, converter: &Converter, path: &Path) -> anyhow::Result<String> {
    let failed = || format!("{} can't be compared", path.display());
    if path.is_dir() {
        let roots = read_folder(path, project.unknown)?;
        return converter.convert(roots).with_context(failed);
    }
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} can't be read", path.display()))?;
    let is_openapi =
        serde_json::from_str::<Value>(&text).is_ok_and(|value| value.get("openapi").is_some());
    if is_openapi {
        return Ok(text);
    }
    let root = Root::parse(&text, &path.display().to_string(), project.unknown)?;
    converter.convert(vec![root]).with_context(failed)
}

/// Returns a converter with our names and texts, and with the rules for other descriptions if names
/// collide.
pub fn converter(project: &Project) -> anyhow::Result<Converter> {
    let names = match project.path("schema/names.toml").exists() {
        true => project.names()?,
        false => Names::default(),
    };
    let words = project.path("schema/docs.toml");
    let docs = match words.exists() {
        true => Docs::read(&words)?,
        false => Docs::default(),
    };
    Ok(Converter::new(names, docs))
}

/// Returns the crate's version.
pub fn version(project: &Project) -> anyhow::Result<String> {
    let manifest: toml::Table = toml::from_str(&project.read("Cargo.toml")?)?;
    let version = manifest
        .get("package")
        .and_then(|package| package.get("version"));
    match version.and_then(toml::Value::as_str) {
        Some(version) => Ok(version.to_owned()),
        None => bail!("Cargo.toml has no version"),
    }
}
