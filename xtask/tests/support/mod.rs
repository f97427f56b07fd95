//! What the tests share: descriptions from files, converted.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::{Path, PathBuf};

use xtask::docs::Docs;
use xtask::names::Names;
use xtask::native::{Root, Unknown};

/// The files of a folder beside this one, by name.
pub fn folder(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

pub fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// A description as OpenAPI, or what is wrong with it.
pub fn convert(text: &str) -> Result<String, String> {
    let root =
        Root::parse(text, "the description", Unknown::Refuse).map_err(|e| format!("{e:#}"))?;
    xtask::convert::convert(&[root], &Names::default(), &Docs::default())
        .map_err(|e| format!("{e:#}"))
}
