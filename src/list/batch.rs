//! Batch reads: fifty objects a request by `X-Ovh-Batch`, one at a time where a server ignores it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::{StreamExt, stream};
use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use reqwest::{Method, Request, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::key::Key;
use super::{Facts, Items, Resource};
use crate::error::Error;
use crate::transport::{Encoded, Transport};

const BATCH: HeaderName = HeaderName::from_static("x-ovh-batch");
/// The most ids that OVHcloud takes in a request.
const MOST_IDS: usize = 50;

/// Separators, and how they stand in a path: `|` is none of the characters that a URL may hold.
const SEPARATORS: [(char, &str, &str); 2] = [(',', ",", ","), ('|', "%7C", "|")];

/// Refusals by which a server says that it took a list of ids for one id.
const NOT_UNDERSTOOD: [u16; 7] = [400, 404, 405, 414, 431, 500, 501];

/// Reads the objects of a list.
pub(super) struct Reader<T: 'static> {
    pub(super) transport: Transport,
    pub(super) resource: Resource<T>,
    pub(super) facts: Arc<Facts>,
    /// The list's own address, without its filters.
    list: Url,
    /// Batch reads turned out to be unknown to the server.
    one_by_one: AtomicBool,
}

/// An element of the answer to a batch read.
#[derive(Deserialize)]
struct Element<T> {
    #[serde(default)]
    key: Value,
    #[serde(default = "Option::default")]
    value: Option<T>,
    #[serde(default)]
    error: Value,
}

/// What a batch read brought, in the order of the ids.
enum Batch<T> {
    Elements(Vec<Element<T>>),
    NotUnderstood,
}

impl<T: DeserializeOwned + Send + 'static> Reader<T> {
    pub(super) fn new(
        transport: Transport,
        request: &Request,
        resource: Resource<T>,
        facts: Arc<Facts>,
    ) -> Self {
        let mut list = request.url().clone();
        list.set_query(None);
        Self {
            transport,
            resource,
            facts,
            list,
            one_by_one: AtomicBool::new(false),
        }
    }

    /// The ids of the list.
    pub(super) async fn ids(&self, request: Request) -> Result<Vec<Key>, Error> {
        let answer = self
            .transport
            .receive::<Vec<Key>>(request, self.resource.list)
            .await?;
        let _ = self.facts.headers.set(answer.headers().clone());
        Ok(answer.into_inner())
    }

    /// The objects of these ids, in their order.
    pub(super) fn items(self: Arc<Self>, ids: Vec<Key>, concurrency: usize) -> Items<T> {
        let _ = self
            .facts
            .total
            .set(u64::try_from(ids.len()).unwrap_or(u64::MAX));
        let mut ids = ids.into_iter();
        let chunks = std::iter::from_fn(move || {
            let chunk: Vec<Key> = ids.by_ref().take(MOST_IDS).collect();
            (!chunk.is_empty()).then_some(chunk)
        });
        let reads = stream::iter(chunks).map(move |chunk| {
            let reader = Arc::clone(&self);
            async move { reader.chunk(&chunk).await }
        });
        Box::pin(reads.buffered(concurrency).flat_map(stream::iter))
    }

    /// The objects of one request's ids; ends with the first error.
    async fn chunk(&self, ids: &[Key]) -> Vec<Result<T, Error>> {
        let [_, _, ..] = ids else {
            return self.one_by_one(ids).await;
        };
        if self.one_by_one.load(Ordering::Relaxed) {
            return self.one_by_one(ids).await;
        }
        match self.batch(ids).await {
            Ok(Batch::Elements(elements)) => self.values(ids, elements).await,
            Ok(Batch::NotUnderstood) => {
                let items = self.one_by_one(ids).await;
                // Had all of them vanished, the refusal would say nothing of batches.
                if items.iter().any(Result::is_ok) && !self.one_by_one.swap(true, Ordering::Relaxed)
                {
                    tracing::info!(
                        operation = self.resource.list.id,
                        "no batch reads here; reading one by one"
                    );
                }
                items
            }
            Err(error) => vec![Err(error)],
        }
    }

    async fn batch(&self, ids: &[Key]) -> Result<Batch<T>, Error> {
        let wanted = self.resource.separator;
        let fits = |separator: char| !ids.iter().any(|id| id.contains(separator));
        let mut separators: Vec<_> = SEPARATORS
            .into_iter()
            .filter(|(separator, ..)| fits(*separator))
            .collect();
        separators.sort_by_key(|(separator, ..)| *separator != wanted);
        let Some((_, between, header)) = separators.first() else {
            return Ok(Batch::NotUnderstood);
        };
        let mut request = self.request(ids, between)?;
        request
            .headers_mut()
            .insert(BATCH, HeaderValue::from_static(header));
        let whole = match self
            .transport
            .receive_whole(request, self.resource.detail)
            .await
        {
            Ok(whole) => whole,
            Err(Error::Api(error)) if NOT_UNDERSTOOD.contains(&error.status.as_u16()) => {
                return Ok(Batch::NotUnderstood);
            }
            Err(error) => return Err(error),
        };
        let Ok(elements) = serde_json::from_slice::<Vec<Element<T>>>(whole.body()) else {
            // If it is the objects that can't be read, reading one by one says which and why.
            return Ok(Batch::NotUnderstood);
        };
        Ok(in_order(ids, elements).map_or(Batch::NotUnderstood, Batch::Elements))
    }

    async fn values(&self, ids: &[Key], elements: Vec<Element<T>>) -> Vec<Result<T, Error>> {
        let mut items = Vec::with_capacity(ids.len());
        for (id, element) in ids.iter().zip(elements) {
            match element.value {
                Some(value) => items.push(Ok(value)),
                None if says_not_found(&element.error) => self.skip(),
                // Whatever it is, a read of its own tells it in full.
                None => items.extend(self.one(id).await),
            }
            if matches!(items.last(), Some(Err(_))) {
                break;
            }
        }
        items
    }

    async fn one_by_one(&self, ids: &[Key]) -> Vec<Result<T, Error>> {
        let mut items = Vec::with_capacity(ids.len());
        for id in ids {
            items.extend(self.one(id).await);
            if matches!(items.last(), Some(Err(_))) {
                break;
            }
        }
        items
    }

    /// One object; none if it is gone.
    async fn one(&self, id: &Key) -> Option<Result<T, Error>> {
        let request = match self.request(std::slice::from_ref(id), "") {
            Ok(request) => request,
            Err(error) => return Some(Err(error)),
        };
        match self
            .transport
            .receive::<T>(request, self.resource.detail)
            .await
        {
            Ok(answer) => Some(Ok(answer.into_inner())),
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => {
                self.skip();
                None
            }
            Err(error) => Some(Err(error)),
        }
    }

    fn request(&self, ids: &[Key], between: &str) -> Result<Request, Error> {
        let ids: Vec<String> = ids.iter().map(|id| Encoded(id).to_string()).collect();
        let mut url = self.list.clone();
        url.set_path(&format!("{}/{}", self.list.path(), ids.join(between)));
        let mut request = Request::new(Method::GET, url);
        request
            .headers_mut()
            .insert(ACCEPT, HeaderValue::from_static("application/json"));
        self.transport.prepared(Ok(request), self.resource.detail)
    }

    fn skip(&self) {
        self.facts.skipped.fetch_add(1, Ordering::Relaxed);
    }
}

/// The elements in the order of the ids, if there is one for each.
fn in_order<T>(ids: &[Key], mut elements: Vec<Element<T>>) -> Option<Vec<Element<T>>> {
    if elements.len() != ids.len() {
        return None;
    }
    if ids
        .iter()
        .zip(&elements)
        .all(|(id, element)| element.key.is_null() || id.is(&element.key))
    {
        return Some(elements);
    }
    ids.iter()
        .map(|id| {
            let at = elements.iter().position(|element| id.is(&element.key))?;
            Some(elements.swap_remove(at))
        })
        .collect()
}

fn says_not_found(error: &Value) -> bool {
    if error.is_null() {
        return false;
    }
    let words = error.to_string().to_lowercase();
    [
        "404",
        "not_found",
        "notfound",
        "not found",
        "does not exist",
    ]
    .iter()
    .any(|sign| words.contains(sign))
}
