//! Expanded pages: whole objects instead of ids with `X-Pagination-Mode`, each returned once.

use std::collections::HashSet;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, PRAGMA};
use serde::Deserializer;

use super::Items;
use super::batch::Reader;
use super::key::Key;
use crate::error::{Error, RequestError};
use crate::lenient::{self, Kind, Lenient, Readable, Reading, Wire};

const MODE: HeaderName = HeaderName::from_static("x-pagination-mode");
const NUMBER: HeaderName = HeaderName::from_static("x-pagination-number");
const SIZE: HeaderName = HeaderName::from_static("x-pagination-size");
const PAGES: &str = "x-pagination-total";
const ELEMENTS: &str = "x-pagination-elements";

/// How many pages in a row may hold nothing new: pages shift, and the number of pages may be wrong.
const MOST_STALE: u32 = 3;

/// The content of a page.
enum Page<T> {
    Objects(Vec<T>),
    /// The server does not support pages.
    Ids(Lenient<Vec<Key>>),
}

/// The state of reading pages.
struct Pages<T: 'static> {
    reader: Arc<Reader<T>>,
    request: Request,
    size: u32,
    next: Option<u32>,
    seen: HashSet<u64>,
    /// The number of pages in a row that held nothing new.
    stale: u32,
}

/// Returns the objects of all pages.
pub(super) fn items<T: Readable + Send + 'static>(
    reader: Arc<Reader<T>>,
    request: Request,
    size: u32,
    concurrency: usize,
) -> Items<T> {
    let pages = Pages {
        reader: Arc::clone(&reader),
        request,
        size,
        next: Some(1),
        seen: HashSet::new(),
        stale: 0,
    };
    let pages = stream::unfold(pages, |mut pages| async move {
        let page = pages.read().await?;
        Some((page, pages))
    });
    Box::pin(pages.flat_map(move |page| -> Items<T> {
        match page {
            Ok(Page::Objects(objects)) => Box::pin(stream::iter(objects.into_iter().map(Ok))),
            Ok(Page::Ids(ids)) => Arc::clone(&reader).items(ids, concurrency),
            Err(error) => Box::pin(stream::iter([Err(error)])),
        }
    }))
}

impl<T: Readable + Send + 'static> Pages<T> {
    async fn read(&mut self) -> Option<Result<Page<T>, Error>> {
        let number = self.next.take()?;
        Some(self.page(number).await)
    }

    async fn page(&mut self, number: u32) -> Result<Page<T>, Error> {
        let operation = &self.reader.resource.list;
        let Some(mut request) = self.request.try_clone() else {
            let problem = "its body can be sent only once".to_owned();
            return Err(Error::new(operation, RequestError::Unfit(problem)));
        };
        let headers = request.headers_mut();
        headers.insert(MODE, HeaderValue::from_static("CachedObjectList-Pages"));
        headers.insert(NUMBER, number.into());
        headers.insert(SIZE, self.size.into());
        headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
        let whole = self
            .reader
            .transport
            .receive_raw(request, operation)
            .await?;
        let (pages, elements) = (
            count(whole.headers(), PAGES),
            count(whole.headers(), ELEMENTS),
        );
        if number == 1 {
            let _ = self.reader.facts.headers.set(whole.headers().clone());
            if !holds_objects(whole.body()) {
                let transport = &self.reader.transport;
                let ids = transport.read::<Lenient<Vec<Key>>>(whole, operation)?;
                return Ok(Page::Ids(self.reader.accepted(ids)));
            }
            if let Some(elements) = elements {
                let _ = self.reader.facts.total.set(elements);
            }
        }
        let objects: Lenient<Vec<T>> = self.reader.transport.read(whole, operation)?;
        let came = objects.len() + objects.unread();
        self.reader.facts.miss(objects.unread());
        let new: Vec<T> = objects
            .into_iter()
            .filter(|object| self.is_new(object))
            .collect();
        self.stale = if new.is_empty() { self.stale + 1 } else { 0 };
        let more = match pages {
            Some(pages) => u64::from(number) < pages && came > 0 && self.stale < MOST_STALE,
            // Without a number of pages, read until a page is not full or has nothing new.
            None => {
                u64::try_from(came).is_ok_and(|came| came == u64::from(self.size))
                    && !new.is_empty()
            }
        };
        self.next = more.then(|| number.checked_add(1)).flatten();
        Ok(Page::Objects(new))
    }

    fn is_new(&mut self, object: &T) -> bool {
        (self.reader.resource.key)(object).is_none_or(|key| self.seen.insert(key))
    }
}

fn count(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// Returns true if a page is a list of objects, or empty. The first item decides, or any item if
/// the first is not an id either.
fn holds_objects(body: &[u8]) -> bool {
    let inside = body
        .trim_ascii_start()
        .strip_prefix(b"[")
        .unwrap_or_default();
    if let Some(b'{' | b']') = inside.trim_ascii_start().first() {
        return true;
    }
    lenient::from_slice::<Lenient<Vec<IsObject>>>(body)
        .is_ok_and(|items| items.iter().any(|item| item.0))
}

/// Whether an item is an object.
struct IsObject(bool);

impl Readable for IsObject {
    const EXPECTED: &'static str = "a value";

    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Reading<Self>, D::Error> {
        let kind = Wire::read(from)?.kind();
        Ok(Reading::Value(Self(kind == Kind::Object)))
    }
}
