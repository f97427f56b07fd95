//! Downloads OVHcloud's descriptions: the index of an endpoint, and the roots that it lists.

mod endpoints;
mod http;
mod wanted;

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

pub use endpoints::endpoint;
pub use http::Patience;
pub use wanted::{WantedRoot, is_first};

/// The response with a description.
#[derive(Debug, Clone)]
pub struct Received {
    /// The address.
    pub url: Url,
    /// The bytes of the response.
    pub bytes: Vec<u8>,
}

impl Received {
    /// Returns the text.
    ///
    /// # Errors
    ///
    /// The response is not UTF-8 text.
    pub fn text(&self) -> anyhow::Result<&str> {
        std::str::from_utf8(&self.bytes)
            .with_context(|| format!("{} is not UTF-8 text; check --endpoint", self.url))
    }
}

/// An index of roots. Entries of roots that were not requested are not parsed.
#[derive(Debug, Deserialize)]
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

/// Downloads the descriptions of roots, in their order, into memory.
///
/// # Errors
///
/// An index or a description can't be downloaded, or the index does not list a root.
pub fn download(
    endpoint: &Url,
    roots: &[WantedRoot],
    patience: Patience,
) -> anyhow::Result<Vec<Received>> {
    // All addresses are resolved before the first description is requested.
    let mut indexes: BTreeMap<Url, Index> = BTreeMap::new();
    let mut addresses = Vec::new();
    for wanted in roots {
        let endpoint = of_version(endpoint, wanted.version.as_deref());
        let index_url = index_url(&endpoint);
        if !indexes.contains_key(&index_url) {
            let bytes = http::get(&index_url, patience)?;
            indexes.insert(index_url.clone(), read_index(&bytes, &index_url)?);
        }
        if let Some(index) = indexes.get(&index_url) {
            let url = address(index, &wanted.root, &endpoint, &index_url)?;
            addresses.push((index_url, url));
        }
    }
    let mut received = Vec::new();
    for (wanted, (index_url, url)) in roots.iter().zip(addresses) {
        let bytes = http::get(&url, patience)
            .with_context(|| format!("the index {index_url} lists {} at {url}", wanted.root))?;
        received.push(Received { url, bytes });
    }
    Ok(received)
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
             moved, or this endpoint never had it; check --endpoint and the root",
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
            "the index {index_url} lists itself as the description of {root}; check --endpoint and the root"
        );
    }
    endpoints::allowed(&url)
        .with_context(|| format!("the index {index_url} leads elsewhere for {root}"))?;
    Ok(url)
}
