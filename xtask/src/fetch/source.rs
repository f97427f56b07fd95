//! schema/SOURCE.toml: where each description comes from, and its checksums.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::project::Project;

/// The path of the file, relative to the project's folder.
pub const PATH: &str = "schema/SOURCE.toml";

const HEADER: &str =
    "# The sources of the descriptions under schema/native. Written by `cargo xtask fetch` and
# `cargo xtask convert`, checked by `cargo xtask check`: `sha256` is that of the file here, and
# `received` that of the response it was made from.
";

/// The sources of all files.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    #[serde(default)]
    pub file: BTreeMap<String, Entry>,
}

/// The source of one file.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// The note of a file that was not fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    pub sha256: String,
}

/// The note of a file that was changed since it was fetched.
const BY_HAND: &str = "written by hand, in OVHcloud's format";

impl Source {
    /// Reads the file; empty if it does not exist.
    pub fn read(project: &Project) -> anyhow::Result<Source> {
        match project.path(PATH).exists() {
            true => {
                toml::from_str(&project.read(PATH)?).with_context(|| format!("{PATH} is invalid"))
            }
            false => Ok(Source::default()),
        }
    }

    /// Updates the entries to match the files: a file that changed since is not what was fetched.
    pub fn renew(&mut self, files: &BTreeMap<String, String>) {
        self.file.retain(|name, _| files.contains_key(name));
        for (name, text) in files {
            let sha256 = sha256(text.as_bytes());
            let entry = self.file.entry(name.clone()).or_default();
            if entry.sha256 != sha256 {
                let origin = entry.origin.take().unwrap_or_else(|| BY_HAND.to_owned());
                *entry = Entry {
                    sha256,
                    origin: Some(origin),
                    ..Entry::default()
                };
            }
        }
    }

    /// Returns the file's text.
    pub fn text(&self) -> anyhow::Result<String> {
        Ok(format!("{HEADER}\n{}", toml::to_string(self)?))
    }
}

/// Returns the SHA-256 in lowercase hex.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_since_is_not_what_was_fetched() {
        let file = |text: &str| BTreeMap::from([("x.json".to_owned(), text.to_owned())]);
        let entry = Entry {
            url: Some("https://x".to_owned()),
            sha256: sha256(b"old"),
            ..Entry::default()
        };
        let mut source = Source {
            file: BTreeMap::from([("x.json".to_owned(), entry)]),
        };
        source.renew(&file("old"));
        assert!(source.file["x.json"].url.is_some());
        source.renew(&file("new"));
        assert_eq!(source.file["x.json"].url, None);
        assert_eq!(source.file["x.json"].origin.as_deref(), Some(BY_HAND));
        source.renew(&BTreeMap::new());
        assert!(source.file.is_empty());
    }
}
