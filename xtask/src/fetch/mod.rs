//! `cargo xtask fetch`: downloads the index and the descriptions into memory, and writes them only
//! when all are complete.

mod endpoints;
mod http;
mod parts;
pub mod source;

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::project::Project;
use crate::replace::replace_all;
use ovh_codegen::native::{Reading, Root};
use parts::Part;
use source::{Entry, Source, sha256};

pub use endpoints::endpoint;
pub use http::Patience;

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

/// An index of roots. Entries of roots that were not requested are not parsed.
#[derive(Deserialize)]
struct Index {
    apis: Vec<Value>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    schema: String,
    #[serde(default)]
    format: Option<Vec<String>>,
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
    // All addresses are resolved before the first description is requested.
    let mut indexes: BTreeMap<Url, Index> = BTreeMap::new();
    let mut addresses = Vec::new();
    for part in &parts {
        let endpoint = of_version(&wanted.endpoint, part.version.as_deref());
        let index_url = index_url(&endpoint);
        if !indexes.contains_key(&index_url) {
            let bytes = http::get(&index_url, wanted.patience)?;
            indexes.insert(index_url.clone(), read_index(&bytes, &index_url)?);
        }
        if let Some(index) = indexes.get(&index_url) {
            let url = address(index, &part.root, &endpoint, &index_url)?;
            addresses.push((index_url, url));
        }
    }
    let (mut files, mut unknown) = (BTreeMap::new(), Vec::new());
    for (part, (index_url, url)) in parts.iter().zip(addresses) {
        let bytes = http::get(&url, wanted.patience)
            .with_context(|| format!("the index {index_url} lists {} at {url}", part.root))?;
        let reading = read_part(part, &url, &bytes)?;
        unknown.extend(reading.unknown);
        let text = reading.root.to_normal_form()?;
        let entry = Entry {
            url: Some(url.to_string()),
            date: Some(chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            received: Some(sha256(&bytes)),
            origin: None,
            sha256: sha256(text.as_bytes()),
        };
        files.insert(part.file.clone(), Described { text, entry });
    }
    project.unknown.settle(&unknown)?;
    Ok(Fetched { files })
}

/// Returns the endpoint with its version replaced by another.
fn of_version(endpoint: &Url, version: Option<&str>) -> Url {
    let mut url = endpoint.clone();
    if let Some(version) = version {
        let path = endpoint.path().trim_end_matches('/');
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        url.set_path(&format!("{above}/{version}"));
    }
    url
}

fn index_url(endpoint: &Url) -> Url {
    let mut url = endpoint.clone();
    url.set_path(&format!("{}/", endpoint.path().trim_end_matches('/')));
    url
}

fn read_part(part: &Part, url: &Url, bytes: &[u8]) -> anyhow::Result<Reading> {
    let text = std::str::from_utf8(bytes)
        .with_context(|| format!("{url} is not UTF-8 text; check --endpoint"))?;
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

fn read_index(bytes: &[u8], url: &Url) -> anyhow::Result<Index> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    serde_json::from_str(text).with_context(|| {
        let begin: String = text.trim().chars().take(40).collect();
        format!("{url} is not an index of API roots: it begins with {begin:?}; check --endpoint")
    })
}

fn address(index: &Index, root: &str, endpoint: &Url, index_url: &Url) -> anyhow::Result<Url> {
    let named = |listed: &&Value| listed.get("path").and_then(Value::as_str) == Some(root);
    let Some(listed) = index.apis.iter().find(named) else {
        bail!(
            "the index {index_url} lists {} roots and {root} is not among them: it is gone, has \
             moved, or this endpoint never had it; check --endpoint and --root",
            index.apis.len()
        );
    };
    let listed = Listed::deserialize(listed).with_context(|| {
        format!("the entry of {root} in the index {index_url} can't be read; check --endpoint")
    })?;
    let formats = listed.format.unwrap_or_default();
    if !formats.is_empty() && !formats.iter().any(|format| format == "json") {
        bail!("the index {index_url} offers {root} as {formats:?} only, and json is needed");
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
        format!("the index {index_url} gives {filled:?} for {root}, which is not a URL")
    })?;
    if url == *index_url {
        bail!(
            "the index {index_url} lists itself as the description of {root}; check --endpoint and --root"
        );
    }
    endpoints::allowed(&url)
        .with_context(|| format!("the index {index_url} leads elsewhere for {root}"))?;
    Ok(url)
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
