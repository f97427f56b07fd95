//! `cargo xtask certify` and `cargo xtask diff --prove`: prove the change between two descriptions
//! that are at hand.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use ovh_codegen::diff::{Difference, documents};
use ovh_codegen::native::{Root, Unknown};

use super::super::{Options, Pair, programs, prove};
use super::{Certificate, Hashes, JSON, MARKDOWN, committed, hashes};
use crate::diff::{converter, document, version};
use crate::fetch::source::sha256;
use crate::project::{Project, native_files, sort_files};
use crate::replace::replace_all;

/// Proves the change between two places, each a folder of descriptions, one description, or an
/// openapi.json. Without a day of the old one, all frozen programs are compiled. If the newer place
/// has the descriptions under schema/native and the older one has others, the committed certificate is
/// replaced.
pub fn print(
    project: &Project,
    old: &Path,
    new: &Path,
    day: Option<&str>,
) -> anyhow::Result<(Difference, Certificate)> {
    let converter = converter(project)?;
    let before = document(project, &converter, old)?;
    let after = document(project, &converter, new)?;
    let difference = documents(&before, &after, version(project).ok())?;
    let pair = Pair {
        before: &before,
        after: &after,
    };
    let proof = prove(project, &pair, &difference, &options(project, day)?)?;
    let certificate = Certificate::proved(hashes_of(old)?, hashes_of(new)?, &proof);
    if certificate.after == committed(project)? && certificate.before != certificate.after {
        replace_all(project, &certificate.files()?)?;
        eprintln!("{JSON} and {MARKDOWN} were written");
    }
    Ok((difference, certificate))
}

/// Proves the change from an older description to those under schema/native, and writes the
/// certificate. The old place is a folder of descriptions or one description; roots that it does not
/// have are those of today.
pub fn certify(project: &Project, old: &Path, day: Option<&str>) -> anyhow::Result<Certificate> {
    let mut natives = crate::check::natives_of(project)?;
    for (name, text) in replacing(project, old, &natives)? {
        natives.insert(name, text);
    }
    let mut names: Vec<String> = natives.keys().cloned().collect();
    sort_files(&mut names);
    let roots = names
        .iter()
        .map(|name| {
            let text = natives.get(name).map_or("", String::as_str);
            Root::parse(text, name, Unknown::Tell)
        })
        .collect::<anyhow::Result<_>>()?;
    let converter = converter(project)?;
    let before = converter
        .convert(roots)
        .with_context(|| format!("{} can't be converted", old.display()))?;
    // Both are compared as `diff` does: without the order of the files and with all rules.
    let after = document(project, &converter, &project.path("schema/native"))?;
    let difference = documents(&before, &after, version(project).ok())?;
    let pair = Pair {
        before: &before,
        after: &after,
    };
    let proof = prove(project, &pair, &difference, &options(project, day)?)?;
    let certificate = Certificate::proved(hashes(&natives), committed(project)?, &proof);
    replace_all(project, &certificate.files()?)?;
    Ok(certificate)
}

/// Returns the options of a full proof with the frozen programs.
pub fn options(project: &Project, day: Option<&str>) -> anyhow::Result<Options> {
    Ok(Options {
        programs: programs(project)?,
        day: day.map(str::to_owned),
        wire: true,
    })
}

/// Returns the old descriptions in normal form under the names of those that they replace: the file
/// of the same root, or the same name.
fn replacing(
    project: &Project,
    old: &Path,
    natives: &BTreeMap<String, String>,
) -> anyhow::Result<BTreeMap<String, String>> {
    let paths = match old.is_dir() {
        true => native_files(old)?
            .iter()
            .map(|name| old.join(name))
            .collect(),
        false => vec![old.to_owned()],
    };
    let mut roots = BTreeMap::new();
    for (name, text) in natives {
        let root = Root::parse(text, name, project.unknown)?;
        roots.insert(root.resource_path, name.clone());
    }
    let mut replacing = BTreeMap::new();
    for path in paths {
        let root = Root::read(&path, Unknown::Tell)?;
        let own = path.file_name().unwrap_or_default().to_string_lossy();
        let name = match natives.contains_key(own.as_ref()) {
            true => own.into_owned(),
            false => roots
                .get(&root.resource_path)
                .cloned()
                .unwrap_or_else(|| own.into_owned()),
        };
        replacing.insert(name, root.to_normal_form()?);
    }
    Ok(replacing)
}

/// Returns the hashes of the files at a place.
fn hashes_of(place: &Path) -> anyhow::Result<Hashes> {
    let paths = match place.is_dir() {
        true => native_files(place)?
            .iter()
            .map(|name| place.join(name))
            .collect(),
        false => vec![place.to_owned()],
    };
    let hash = |path: &std::path::PathBuf| -> anyhow::Result<(String, String)> {
        let bytes =
            std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok((name.into_owned(), sha256(&bytes)))
    };
    paths.iter().map(hash).collect()
}
