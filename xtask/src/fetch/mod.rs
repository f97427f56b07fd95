//! `cargo xtask fetch`: downloads the index and the descriptions into memory, and writes them only
//! when all are complete.

mod parts;
pub mod source;

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use ovh_codegen::fetch::{Received, WantedRoot, download};
use url::Url;

use crate::project::Project;
use crate::replace::replace_all;
use ovh_codegen::native::{Reading, Root};
use parts::Part;
use source::{Entry, Source, sha256};

pub use ovh_codegen::fetch::{Patience, endpoint};

/// What to fetch.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// A version of the API, such as `https://eu.api.ovh.com/1.0`.
    pub endpoint: Url,
    /// Roots such as `/sms`, or `/v2/iam` for one of another version; by default those that the SDK
    /// binds.
    pub roots: Vec<String>,
    pub patience: Patience,
}

/// A description as it will be written.
#[derive(Debug, Clone)]
pub struct Described {
    /// The bound part, in normal form.
    pub text: String,
    entry: Entry,
}

/// All fetched descriptions, by file.
#[derive(Debug, Clone)]
pub struct Fetched {
    pub files: BTreeMap<String, Described>,
}

/// Fetches everything into memory.
pub fn fetch(project: &Project, wanted: &Wanted) -> anyhow::Result<Fetched> {
    fetch_all(project, wanted).context("nothing was changed")
}

fn fetch_all(project: &Project, wanted: &Wanted) -> anyhow::Result<Fetched> {
    let parts = match wanted.roots.as_slice() {
        [] => parts::ours(),
        roots => roots.iter().map(|root| parts::of_root(root)).collect(),
    };
    let roots: Vec<WantedRoot> = parts.iter().map(Part::wanted).collect();
    let received = download(&wanted.endpoint, &roots, wanted.patience)?;
    let (mut files, mut unknown) = (BTreeMap::new(), Vec::new());
    for (part, received) in parts.iter().zip(received) {
        let reading = read_part(part, &received)?;
        unknown.extend(reading.unknown);
        let text = reading.root.to_normal_form()?;
        let entry = Entry {
            url: Some(received.url.to_string()),
            date: Some(chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            received: Some(sha256(&received.bytes)),
            origin: None,
            sha256: sha256(text.as_bytes()),
        };
        files.insert(part.file.clone(), Described { text, entry });
    }
    project.unknown.settle(&unknown)?;
    Ok(Fetched { files })
}

fn read_part(part: &Part, received: &Received) -> anyhow::Result<Reading> {
    let (text, url) = (received.text()?, &received.url);
    let reading = Root::parse_bound(text, url.as_str(), |path| part.binds(path))?;
    if reading.root.resource_path != part.root {
        bail!(
            "{url} describes {}, not {}: the index is wrong; check --endpoint and --root",
            reading.root.resource_path,
            part.root
        );
    }
    if reading
        .root
        .apis
        .iter()
        .all(|api| api.operations.is_empty())
        && parts::is_ours(part)
    {
        bail!(
            "{url} has no operation below {} any more, and the SDK binds some: fetch it again later, or \
             change what is bound in xtask/src/fetch/parts.rs",
            part.paths
        );
    }
    Ok(reading)
}

impl Fetched {
    /// Returns each file and the address that it comes from.
    pub fn addresses(&self) -> String {
        let files = self.files.iter().map(|(name, described)| {
            let url = described.entry.url.as_deref().unwrap_or_default();
            format!("schema/native/{name} from {url}")
        });
        files.collect::<Vec<_>>().join(", ")
    }

    /// Returns SOURCE.toml with the fetched descriptions.
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
        replace_all(project, &changes).map(drop)
    }
}
