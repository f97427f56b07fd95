//! Batch reads: fifty objects per request with `X-Ovh-Batch`, or one by one if a server ignores it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::{StreamExt, stream};
use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use reqwest::{Method, Request};
use serde::Deserializer;
use serde::de::{IgnoredAny, MapAccess};
use serde_json::Value;
use url::Url;

use super::key::{Ids, Key};
use super::{Facts, Items, Resource, Rows};
use crate::error::Error;
use crate::lenient::{self, Lenient, Object, Readable, Reading, Slot, read_object};
use crate::transport::{Encoded, Transport};

const BATCH: HeaderName = HeaderName::from_static("x-ovh-batch");
/// The maximum number of ids that OVHcloud accepts in a request.
pub(super) const MOST_IDS: usize = 50;

/// Separators, and how they are written in a path: a URL must not contain `|`.
const SEPARATORS: [(char, &str, &str); 2] = [(',', ",", ","), ('|', "%7C", "|")];

/// Error statuses of a server that took a list of ids for one id.
const NOT_UNDERSTOOD: [u16; 7] = [400, 404, 405, 414, 431, 500, 501];

/// Reads the objects of a list.
pub(super) struct Reader<T: 'static> {
    pub(super) transport: Transport,
    pub(super) resource: Resource<T>,
    pub(super) facts: Arc<Facts>,
    /// The URL of the list, without its filters.
    list: Url,
    /// True once the server has shown that it does not support batch reads.
    one_by_one: AtomicBool,
}

/// The result of reading a listed object.
pub(super) enum Row<T> {
    Object(T),
    /// The object was deleted after the list was read.
    Gone,
    /// The object exists and cannot be read.
    Unread,
}

/// An element of the response to a batch read.
struct Element<T> {
    key: Option<Value>,
    value: Option<T>,
    error: Option<Value>,
}

impl<T> Default for Element<T> {
    fn default() -> Self {
        Self {
            key: None,
            value: None,
            error: None,
        }
    }
}

impl<T: Readable> Object for Element<T> {
    const NAME: &'static str = "batch element";
    const FIELDS: &'static [&'static str] = &["key", "value", "error"];

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        at: usize,
        value: Slot<'_, A>,
    ) -> Result<(), A::Error> {
        match at {
            0 => value.read(&mut self.key),
            1 => value.read(&mut self.value),
            2 => value.read(&mut self.error),
            _ => value.skip(),
        }
    }
}

impl<T: Readable> Readable for Element<T> {
    const EXPECTED: &'static str = "an object";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Reading<Self>, D::Error> {
        read_object(from)
    }
}

/// The result of a batch read.
enum Batch<T> {
    /// The element of each id, in the order of the ids; `None` if the response has none for the id.
    Elements(Vec<Option<Element<T>>>),
    NotUnderstood,
}

impl<T: Readable + Send + 'static> Reader<T> {
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

    /// Returns the ids of the list.
    pub(super) async fn ids(&self, request: Request) -> Result<Lenient<Vec<Key>>, Error> {
        let answer = self
            .transport
            .receive::<Lenient<Vec<Key>>, Error>(request, &self.resource.list)
            .await?;
        let _ = self.facts.headers.set(answer.headers().clone());
        Ok(self.accepted(answer.into_inner()))
    }

    /// Returns the ids that are valid for the list; the others count as unread.
    pub(super) fn accepted(&self, ids: Lenient<Vec<Key>>) -> Lenient<Vec<Key>> {
        let listed = ids.len() + ids.unread();
        let accept = |id| self.resource.ids.accept(id);
        let ids: Vec<Key> = ids.into_iter().filter_map(accept).collect();
        let unread = listed - ids.len();
        Lenient::with_unread(ids, unread)
    }

    /// Returns the objects of these ids, in the same order.
    pub(super) fn items(self: Arc<Self>, ids: Lenient<Vec<Key>>, concurrency: usize) -> Items<T> {
        let total = ids.len() + ids.unread();
        let _ = self.facts.total.set(count(total));
        self.facts.miss(ids.unread());
        let facts = Arc::clone(&self.facts);
        let rows = self.rows(ids.into_inner(), concurrency);
        Box::pin(rows.filter_map(move |(_, row)| {
            std::future::ready(match row {
                Ok(Row::Object(object)) => Some(Ok(object)),
                Ok(Row::Gone) => {
                    facts.skip();
                    None
                }
                Ok(Row::Unread) => {
                    facts.miss(1);
                    None
                }
                Err(error) => Some(Err(error)),
            })
        }))
    }

    /// Returns the result for each of these ids, in the same order. It ends with the first error of
    /// a chunk.
    pub(super) fn rows(self: Arc<Self>, ids: Vec<Key>, concurrency: usize) -> Rows<T> {
        let mut ids = ids.into_iter();
        let chunks = std::iter::from_fn(move || {
            let chunk: Vec<Key> = ids.by_ref().take(MOST_IDS).collect();
            (!chunk.is_empty()).then_some(chunk)
        });
        let reads = stream::iter(chunks).map(move |chunk| {
            let reader = Arc::clone(&self);
            async move {
                let rows = reader.chunk(&chunk).await;
                chunk.into_iter().zip(rows)
            }
        });
        Box::pin(reads.buffered(concurrency).flat_map(stream::iter))
    }

    /// Reads the objects of one request's ids; it ends with the first error.
    async fn chunk(&self, ids: &[Key]) -> Vec<Result<Row<T>, Error>> {
        let [_, _, ..] = ids else {
            return self.one_by_one(ids).await;
        };
        if self.one_by_one.load(Ordering::Relaxed) {
            return self.one_by_one(ids).await;
        }
        match self.batch(ids).await {
            Ok(Batch::Elements(elements)) => self.values(ids, elements).await,
            Ok(Batch::NotUnderstood) => {
                let rows = self.one_by_one(ids).await;
                // If all of them were deleted, the error does not show whether batch reads are
                // supported.
                let is_there =
                    |row: &Result<Row<T>, Error>| matches!(row, Ok(Row::Object(_) | Row::Unread));
                if rows.iter().any(is_there) && !self.one_by_one.swap(true, Ordering::Relaxed) {
                    tracing::info!(
                        operation = &*self.resource.list.id,
                        "batch reads are not supported; reading one by one"
                    );
                }
                rows
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
            .receive_raw(request, &self.resource.detail)
            .await
        {
            Ok(whole) => whole,
            Err(error) => {
                let status = error.api().map(|error| error.status.as_u16());
                return match status.is_some_and(|status| NOT_UNDERSTOOD.contains(&status)) {
                    true => Ok(Batch::NotUnderstood),
                    false => Err(error),
                };
            }
        };
        let elements = lenient::from_slice::<Lenient<Vec<Element<T>>>>(whole.body());
        let in_order = elements.ok().and_then(|elements| in_order(ids, elements));
        Ok(in_order.map_or(Batch::NotUnderstood, Batch::Elements))
    }

    async fn values(
        &self,
        ids: &[Key],
        elements: Vec<Option<Element<T>>>,
    ) -> Vec<Result<Row<T>, Error>> {
        let mut rows = Vec::with_capacity(ids.len());
        for (id, element) in ids.iter().zip(elements) {
            let element = element.unwrap_or_default();
            let has_id = |value: &T| element.key.is_some() || (self.resource.key)(value).is_some();
            rows.push(match element.value {
                Some(value) if has_id(&value) && !self.is_other(id, ids, &value) => {
                    Ok(Row::Object(value))
                }
                None if element.error.as_ref().is_some_and(says_not_found) => Ok(Row::Gone),
                // In all other cases a separate read returns the object or its error.
                _ => self.one(id).await,
            });
            if matches!(rows.last(), Some(Err(_))) {
                break;
            }
        }
        rows
    }

    /// Returns true if an object is not the one with this id, but another one: by its own id, if the
    /// ids are numbers; if they are texts, which may be written in several ways, by the id of
    /// another object that was requested.
    fn is_other(&self, id: &Key, ids: &[Key], object: &T) -> bool {
        (self.resource.key)(object).is_some_and(|own| {
            let is_number = || matches!(self.resource.ids, Ids::Numbers);
            own != id.hashed() && (is_number() || ids.iter().any(|other| other.hashed() == own))
        })
    }

    async fn one_by_one(&self, ids: &[Key]) -> Vec<Result<Row<T>, Error>> {
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.push(self.one(id).await);
            if matches!(rows.last(), Some(Err(_))) {
                break;
            }
        }
        rows
    }

    /// Reads one object.
    async fn one(&self, id: &Key) -> Result<Row<T>, Error> {
        let request = self.request(std::slice::from_ref(id), "")?;
        let detail = &self.resource.detail;
        let whole = match self.transport.receive_raw(request, detail).await {
            Ok(whole) => whole,
            Err(error) if error.is_not_found() => return Ok(Row::Gone),
            Err(error) => return Err(error),
        };
        // HTML instead of JSON comes from a proxy and does not show whether the object exists.
        let is_json = serde_json::from_slice::<IgnoredAny>(whole.body()).is_ok();
        match self.transport.read(whole, detail) {
            Ok(object) if self.is_other(id, &[], &object) => {
                tracing::warn!(
                    operation = &*detail.id,
                    "another object than the listed one was read"
                );
                Ok(Row::Unread)
            }
            Ok(object) => Ok(Row::Object(object)),
            Err(error) if is_json => {
                tracing::warn!(operation = &*detail.id, %error, "a listed object cannot be read");
                Ok(Row::Unread)
            }
            Err(error) => Err(error),
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
        self.transport.prepared(Ok(request), &self.resource.detail)
    }
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

/// Returns the elements in the order of the ids: by their keys, or by their positions if they have
/// no keys. Returns `None` if they are about other ids.
fn in_order<T>(ids: &[Key], elements: Lenient<Vec<Element<T>>>) -> Option<Vec<Option<Element<T>>>> {
    let is_whole = elements.is_complete() && elements.len() == ids.len();
    let mut elements: Vec<Option<Element<T>>> = elements.into_iter().map(Some).collect();
    let is_in_place =
        |(id, element): (&Key, &Option<Element<T>>)| key(element).is_none_or(|key| id.is(key));
    if is_whole && ids.iter().zip(&elements).all(is_in_place) {
        return Some(elements);
    }
    let ordered: Vec<Option<Element<T>>> = ids
        .iter()
        .map(|id| {
            let has_id = |element: &Option<Element<T>>| key(element).is_some_and(|key| id.is(key));
            let at = elements.iter().position(has_id)?;
            elements.swap_remove(at)
        })
        .collect();
    ordered.iter().any(Option::is_some).then_some(ordered)
}

fn key<T>(element: &Option<Element<T>>) -> Option<&Value> {
    element.as_ref()?.key.as_ref()
}

fn says_not_found(error: &Value) -> bool {
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
