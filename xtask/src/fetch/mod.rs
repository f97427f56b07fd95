//! `cargo xtask fetch`: the index and the descriptions, from the network into memory; written only
//! when all is whole.

mod endpoints;
mod http;
mod parts;
pub mod source;

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use serde::Deserialize;
use url::Url;

use crate::native::Root;
use crate::project::Project;
use crate::replace::replace_all;
use source::{Entry, Source, sha256};

pub use endpoints::endpoint;
pub use http::Patience;

/// What is to be fetched.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub endpoint: Url,
    /// Roots such as `/sms`; those that the SDK binds where none is named.
    pub roots: Vec<String>,
    pub patience: Patience,
}

/// A description as it will be written.
#[derive(Debug, Clone)]
pub struct Described {
    pub root: Root,
    pub text: String,
    entry: Entry,
}

/// All that was fetched, by file.
#[derive(Debug, Clone)]
pub struct Fetched {
    pub files: BTreeMap<String, Described>,
}

#[derive(Deserialize)]
struct Index {
    apis: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    schema: String,
    #[serde(default)]
    format: Vec<String>,
}

/// Fetches everything into memory.
pub fn fetch(project: &Project, wanted: &Wanted) -> anyhow::Result<Fetched> {
    fetch_all(project, wanted).context("nothing was changed")
}

fn fetch_all(project: &Project, wanted: &Wanted) -> anyhow::Result<Fetched> {
    let mut index_url = wanted.endpoint.clone();
    index_url.set_path(&format!(
        "{}/",
        wanted.endpoint.path().trim_end_matches('/')
    ));
    let (index, _) = http::get(&index_url, wanted.patience, |bytes| {
        read_index(bytes, &index_url)
    })?;
    let parts = match wanted.roots.as_slice() {
        [] => parts::ours(),
        roots => roots.iter().map(|root| parts::of_root(root)).collect(),
    };
    // All addresses are known before the first is asked.
    let mut addresses = Vec::new();
    for part in &parts {
        addresses.push(address(&index, &part.root, &wanted.endpoint, &index_url)?);
    }
    let mut files = BTreeMap::new();
    for (part, url) in parts.iter().zip(addresses) {
        let read = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).context("the answer is not UTF-8 text")?;
            Root::parse(text, url.as_str(), project.unknown)
        };
        let (mut root, bytes) = http::get(&url, wanted.patience, read)?;
        if root.resource_path != part.root {
            bail!(
                "{url} describes {}, not {}: the index leads astray",
                root.resource_path,
                part.root
            );
        }
        parts::keep(&mut root, part);
        if root.apis.is_empty() && part.paths != part.root {
            bail!(
                "{url} has no {} any more: look what became of it, and at xtask/src/fetch/parts.rs",
                part.paths
            );
        }
        let text = root.to_normal_form()?;
        let entry = Entry {
            url: Some(url.to_string()),
            date: Some(chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            received: Some(sha256(&bytes)),
            origin: None,
            sha256: sha256(text.as_bytes()),
        };
        files.insert(part.file.clone(), Described { root, text, entry });
    }
    Ok(Fetched { files })
}

fn read_index(bytes: &[u8], url: &Url) -> anyhow::Result<Index> {
    let text = String::from_utf8_lossy(bytes);
    serde_json::from_str(&text).with_context(|| {
        let begin: String = text.trim().chars().take(40).collect();
        format!("{url} is not an index of API roots: it begins with {begin:?}; look at --endpoint")
    })
}

fn address(index: &Index, root: &str, endpoint: &Url, index_url: &Url) -> anyhow::Result<Url> {
    let Some(listed) = index.apis.iter().find(|listed| listed.path == root) else {
        bail!(
            "the index {index_url} lists {} roots and {root} is not among them: it is gone, has moved, or \
             this endpoint never had it; look at --endpoint and --root",
            index.apis.len()
        );
    };
    if !listed.format.is_empty() && !listed.format.iter().any(|format| format == "json") {
        bail!(
            "the index {index_url} offers {root} as {:?} only, and json is needed",
            listed.format
        );
    }
    let filled = listed
        .schema
        .replace("{path}", &listed.path)
        .replace("{format}", "json");
    let url = match filled.contains("://") {
        true => Url::parse(&filled),
        false => Url::parse(&format!(
            "{}/{}",
            endpoint.as_str().trim_end_matches('/'),
            filled.trim_start_matches('/')
        )),
    };
    let url = url.with_context(|| {
        format!("the index {index_url} sends to {filled:?} for {root}, which is not a URL")
    })?;
    endpoints::allowed(&url)
        .with_context(|| format!("the index {index_url} sends elsewhere for {root}"))?;
    Ok(url)
}

impl Fetched {
    /// SOURCE.toml with what was fetched.
    pub fn source(&self, project: &Project) -> anyhow::Result<Source> {
        let mut source = Source::read(project)?;
        for (name, described) in &self.files {
            source.file.insert(name.clone(), described.entry.clone());
        }
        Ok(source)
    }

    /// Writes all files, or none.
    pub fn write(&self, project: &Project) -> anyhow::Result<()> {
        let native = |(name, described): (&String, &Described)| {
            (format!("schema/native/{name}"), described.text.clone())
        };
        let mut changes: Vec<(String, String)> = self.files.iter().map(native).collect();
        changes.push((source::PATH.to_owned(), self.source(project)?.text()?));
        replace_all(project, &changes)
    }
}
