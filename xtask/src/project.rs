//! The paths of the project, and its description.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use ovh_codegen::convert::{self, fixups};
use ovh_codegen::docs::Docs;
use ovh_codegen::examples::Examples;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};

/// The project's folder and the options of a command.
#[derive(Debug, Clone)]
pub struct Project {
    pub folder: PathBuf,
    pub unknown: Unknown,
}

/// The order of the roots in the document; others follow by name.
const ORDER: &[&str] = &["sms.json", "auth.json", "me-document.json"];

/// Our description, converted, with findings and notes.
pub struct Converted {
    pub document: String,
    /// What is left to do by hand, in docs.toml, names.toml or the fixups.
    pub findings: Vec<String>,
    /// Decisions of the rules that may interest a reader.
    pub notes: Vec<String>,
}

impl Project {
    /// Returns the project that this program was built in.
    pub fn here() -> Project {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        Project {
            folder: here.parent().unwrap_or(here).to_owned(),
            unknown: Unknown::Refuse,
        }
    }

    /// Returns the path of a file of the project.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// Reads a text file of the project.
    pub fn read(&self, relative: &str) -> anyhow::Result<String> {
        let path = self.path(relative);
        std::fs::read_to_string(&path).with_context(|| format!("{} can't be read", path.display()))
    }

    /// Runs git in the project's folder; returns its output.
    pub fn git(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(&self.folder)
            .output()
            .context("git can't be started")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("git {}: {}", arguments.join(" "), said.trim());
        }
        let printed = String::from_utf8_lossy(&output.stdout);
        Ok(printed.trim_end().to_owned())
    }

    /// Returns the names of the descriptions under schema/native, in the document's order.
    pub fn native_files(&self) -> anyhow::Result<Vec<String>> {
        native_files(&self.path("schema/native"))
    }

    /// Returns our descriptions.
    pub fn roots(&self) -> anyhow::Result<Vec<Root>> {
        read_folder(&self.path("schema/native"), self.unknown)
    }

    /// Returns our names.
    pub fn names(&self) -> anyhow::Result<Names> {
        const FILE: &str = "schema/names.toml";
        Ok(Names::read(&self.path(FILE))?.shown_as(FILE))
    }

    /// Converts our descriptions into one document, with our names and texts.
    pub fn convert(&self) -> anyhow::Result<Converted> {
        self.convert_roots(self.roots()?)
    }

    /// Converts descriptions into one document, with our names and texts.
    pub fn convert_roots(&self, mut roots: Vec<Root>) -> anyhow::Result<Converted> {
        let names = self.names()?;
        let mut docs = Docs::read(&self.path("schema/docs.toml"))?;
        docs.examples = Examples::read(&self.path("schema/examples.json"))?;
        let stale = fixups::apply(&mut roots);
        let convert::Output {
            document,
            findings: mut found,
            mut notes,
        } = convert::output(&roots, &names, &docs)?;
        let mut findings = stale;
        findings.append(&mut found);
        for key in docs.missing() {
            let lacks = format!("schema/docs.toml has no words for {key}");
            // OVHcloud documents no values, so a new value without a text of ours is acceptable.
            match key.starts_with("enums.") && key.contains(".values.") {
                true => notes.push(lacks),
                false => findings.push(lacks),
            }
        }
        let unasked = docs.unmatched();
        findings.extend(
            unasked
                .iter()
                .map(|key| format!("schema/docs.toml: {key} matches nothing")),
        );
        let unmatched = docs.examples.unmatched().into_iter();
        findings
            .extend(unmatched.map(|key| format!("schema/examples.json: {key} matches nothing")));
        let unasked = names.unmatched();
        findings.extend(
            unasked
                .iter()
                .map(|key| format!("schema/names.toml: {key} matches nothing")),
        );
        Ok(Converted {
            document,
            findings,
            notes,
        })
    }
}

/// Returns the names of the descriptions in a folder, sorted by name, ours first.
pub fn native_files(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))?;
    let mut files: Vec<String> = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_description(&name) && !entry.path().is_dir() {
            files.push(name);
        }
    }
    if files.is_empty() {
        bail!("{} contains no description (*.json)", folder.display());
    }
    sort_files(&mut files);
    Ok(files)
}

/// Returns whether a file contains a description, by its name. `_index.json` lists the roots.
pub fn is_description(name: &str) -> bool {
    let ending = Path::new(name).extension();
    let is_json = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    is_json && !name.starts_with(['.', '_'])
}

/// Sorts the names of descriptions into the document's order.
pub fn sort_files(files: &mut [String]) {
    let rank = |name: &String| {
        ORDER
            .iter()
            .position(|known| known == name)
            .unwrap_or(ORDER.len())
    };
    files.sort_by(|a, b| (rank(a), a).cmp(&(rank(b), b)));
}

/// Reads all descriptions of a folder.
pub fn read_folder(folder: &Path, unknown: Unknown) -> anyhow::Result<Vec<Root>> {
    let files = native_files(folder)?;
    Root::read_all(files.iter().map(|name| folder.join(name)), unknown)
}
