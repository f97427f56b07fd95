//! Lists of whole objects: streams of objects that the API lists by id only.

mod batch;
mod key;
mod pages;

use std::borrow::Cow;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt;
use reqwest::Request;
use reqwest::header::HeaderMap;

pub use key::{Ids, KeyField, key_of};

use crate::error::{Error, RequestError};
use crate::lenient::{Lenient, Readable};
use crate::operation::Operation;
use crate::transport::Transport;

/// The number of requests in flight at the same time.
const CONCURRENCY: usize = 4;
/// The number of objects per page.
const PAGE_SIZE: u32 = 1000;

type Items<T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>;
type Rows<T> = Pin<Box<dyn Stream<Item = (key::Key, Result<batch::Row<T>, Error>)> + Send>>;

/// A list and its detail operation, set by the generated builders.
#[derive(Debug)]
pub struct Resource<T: 'static> {
    /// The list.
    pub list: Cow<'static, Operation>,
    /// The operation that reads one object.
    pub detail: Cow<'static, Operation>,
    /// The separator between the ids of a batch read.
    pub separator: char,
    /// The type of the ids.
    pub ids: Ids,
    /// Returns the hash of an object's id, or `None` if the response has no id.
    pub key: fn(&T) -> Option<u64>,
}

/// A stream of the whole objects of a list, in the list's order.
///
/// It is returned by [`Call::stream`](crate::Call::stream), and by `.stream()` of generated builders
/// whose operation lists ids. It keeps their filters. No request is sent before the stream is polled. It is a [`Stream`](futures_core::Stream), and its method
/// [`next`](Self::next) works without a crate of stream helpers.
///
/// ```
/// # let server = httpmock::MockServer::start();
/// # server.mock(|when, then| { when.path("/1.0/me/bill"); then.json_body(serde_json::json!(["FR1"])); });
/// # server.mock(|when, then| { when.path("/1.0/me/bill/FR1"); then.json_body(serde_json::json!({})); });
/// # let client = ovh_api::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_api::Credentials::unsigned())
/// #     .build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use ovh_api::Operation;
/// use ovh_api::reqwest::Method;
///
/// let detail = Operation::new(Method::GET, "/me/bill/{billId}")?;
/// let list = Operation::new(Method::GET, "/me/bill")?.with_detail(detail);
/// let mut bills = client.call(list).stream();
/// while let Some(bill) = bills.next().await {
///     println!("{}", bill?["billId"]);
/// }
/// println!("{} were deleted after the ids were read", bills.skipped());
/// # assert_eq!(bills.total(), Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// **In batches**, the default: the ids are read first, as a snapshot, then fifty objects per
/// request. If a server does not support batch reads, objects are read one by one. An object that
/// was deleted after the ids were read is left out and counted, and so is an object that [cannot be
/// read](Self::is_complete).
///
/// **[By pages](Self::by_pages)**: OVHcloud's expanded lists, up to a thousand objects per request,
/// with their ids. OVHcloud caches these lists, so new objects may be missing. Pages may also shift
/// while they are read: an object that appears twice is returned once, and an object that moves to
/// a page that was already read is missed.
///
/// Memory does not grow with the objects of the list: the stream holds the objects in flight, and a
/// few bytes for each id. The first error ends the stream.
pub struct ListStream<T: 'static, E = Error> {
    plan: Option<Plan<T>>,
    items: Option<Items<T>>,
    facts: Arc<Facts>,
    /// Why there is no request. A box can move while the stream is pinned.
    refused: Option<Box<E>>,
}

/// The plan of a stream, which is carried out once the stream is polled.
struct Plan<T: 'static> {
    transport: Transport,
    request: Request,
    resource: Resource<T>,
    concurrency: usize,
    page_size: Option<u32>,
    /// The maximum number of objects.
    limit: Option<usize>,
    /// Whether the highest ids come first.
    newest: bool,
    /// [`run`](Self::run), which has the trait bounds that reading objects needs.
    start: fn(Plan<T>, Arc<Facts>) -> Items<T>,
}

/// Facts about a list, in addition to its objects.
#[derive(Default)]
struct Facts {
    headers: OnceLock<HeaderMap>,
    total: OnceLock<u64>,
    skipped: AtomicU64,
    unread: AtomicU64,
}

impl Facts {
    /// Counts an object that was deleted.
    fn skip(&self) {
        self.skipped.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts items that cannot be read.
    fn miss(&self, items: usize) {
        let items = u64::try_from(items).unwrap_or(u64::MAX);
        self.unread.fetch_add(items, Ordering::Relaxed);
    }
}

/// Returns a stream of the objects that the request of a list builder lists.
pub fn stream<T: Readable + Send + 'static, E>(
    transport: Transport,
    request: Result<Request, E>,
    resource: Resource<T>,
) -> ListStream<T, E> {
    let plan = |request| Plan {
        transport,
        request,
        resource,
        concurrency: CONCURRENCY,
        page_size: None,
        limit: None,
        newest: false,
        start: Plan::run,
    };
    let (plan, refused) = match request {
        Ok(request) => (Some(plan(request)), None),
        Err(error) => (None, Some(Box::new(error))),
    };
    ListStream {
        plan,
        items: None,
        facts: Arc::default(),
        refused,
    }
}

/// The result of reading objects by their ids. Ids that are in neither list were deleted.
#[derive(Debug)]
pub struct Found<T> {
    /// The objects, each with its id.
    pub objects: Vec<(i64, T)>,
    /// Ids of objects that exist and cannot be read.
    pub unread: Vec<i64>,
}

/// Reads the objects of these ids, which come from a list of the request's type.
pub async fn by_ids<T: Readable + Send + 'static>(
    transport: Transport,
    list: &Request,
    resource: Resource<T>,
    ids: &[i64],
) -> Result<Found<T>, Error> {
    let reader = Arc::new(batch::Reader::new(
        transport,
        list,
        resource,
        Arc::default(),
    ));
    let ids = ids.iter().copied().map(key::Key::Number).collect();
    let mut rows = reader.rows(ids, CONCURRENCY);
    let mut found = Found {
        objects: Vec::new(),
        unread: Vec::new(),
    };
    while let Some((id, row)) = rows.next().await {
        match (id.number(), row?) {
            (Some(id), batch::Row::Object(object)) => found.objects.push((id, object)),
            (Some(id), batch::Row::Unread) => found.unread.push(id),
            (_, batch::Row::Gone) | (None, _) => {}
        }
    }
    Ok(found)
}

impl<T: 'static, E: From<Error>> ListStream<T, E> {
    /// Reads expanded pages instead of batches: fewer requests, from a cache; see [`ListStream`].
    ///
    /// Pages are read one after the other. This has no effect after the stream was polled.
    #[must_use]
    pub fn by_pages(mut self) -> Self {
        if let Some(plan) = &mut self.plan {
            plan.page_size = plan.page_size.or(Some(PAGE_SIZE));
        }
        self
    }

    /// Reads expanded pages of this size; 1000 by default, at least 1.
    #[must_use]
    pub fn page_size(mut self, size: u32) -> Self {
        if let Some(plan) = &mut self.plan {
            plan.page_size = Some(size.max(1));
        }
        self
    }

    /// Ends the stream after this many objects, and reads hardly more than that.
    ///
    /// The order is that of the list, which OVHcloud does not document; see [`newest`](Self::newest).
    /// Does nothing once the stream was polled.
    #[must_use]
    pub fn limit(mut self, objects: usize) -> Self {
        if let Some(plan) = &mut self.plan {
            plan.limit = Some(objects);
        }
        self
    }

    /// Streams this many of the newest objects, the newest first: those with the highest ids.
    ///
    /// OVHcloud numbers messages and jobs in ascending order; this is observed, not documented. The
    /// ids are read by batches even after [`by_pages`](Self::by_pages). For lists whose ids are not
    /// numbers, such as senders, the stream's first item is an error. Does nothing once the stream
    /// was polled.
    #[must_use]
    pub fn newest(mut self, objects: usize) -> Self {
        if let Some(plan) = &mut self.plan {
            plan.limit = Some(objects);
            plan.newest = true;
            plan.page_size = None;
        }
        self
    }

    /// Sets how many batch reads are in flight at the same time; 4 by default, at least 1.
    #[must_use]
    pub fn concurrency(mut self, requests: usize) -> Self {
        if let Some(plan) = &mut self.plan {
            plan.concurrency = requests.max(1);
        }
        self
    }

    /// Returns the next object; `None` at the end and after an error.
    ///
    /// # Errors
    ///
    /// Returns the errors of the builder's `into_request`, and those that [`Error`] lists.
    pub async fn next(&mut self) -> Option<Result<T, E>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads all objects into a list, which also counts those that [could not be
    /// read](Lenient::is_complete).
    ///
    /// # Errors
    ///
    /// Returns the errors of [`next`](Self::next).
    pub async fn into_vec(mut self) -> Result<Lenient<Vec<T>>, E> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        let unread = usize::try_from(self.unread()).unwrap_or(usize::MAX);
        Ok(Lenient::with_unread(all, unread))
    }
}

impl<T: 'static, E> ListStream<T, E> {
    /// Returns how many listed objects were deleted before they were read.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.facts.skipped.load(Ordering::Relaxed)
    }

    /// Returns how many listed ids and objects could not be read so far. The stream leaves them
    /// out.
    #[must_use]
    pub fn unread(&self) -> u64 {
        self.facts.unread.load(Ordering::Relaxed)
    }

    /// Returns true if everything so far could be read; at the end of the stream, if the list is
    /// complete. If a list is incomplete, an object that is missing from it may still exist.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unread() == 0
    }

    /// Returns how many objects the list has, if that is known: in batches after the first object,
    /// by pages if the response contains the number.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.facts.total.get().copied()
    }

    /// Returns the headers of the list's response, those of the first page if there are pages;
    /// `None` before the first object.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.facts.headers.get()
    }
}

impl<T: 'static, E: From<Error>> Stream for ListStream<T, E> {
    type Item = Result<T, E>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Some(error) = this.refused.take() {
            return Poll::Ready(Some(Err(*error)));
        }
        if let Some(plan) = this.plan.take() {
            this.items = Some((plan.start)(plan, Arc::clone(&this.facts)));
        }
        let Some(items) = &mut this.items else {
            return Poll::Ready(None);
        };
        let polled = items.as_mut().poll_next(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            this.items = None;
        }
        polled.map(|item| item.map(|item| item.map_err(E::from)))
    }
}

impl<T: Readable + Send + 'static> Plan<T> {
    fn run(self, facts: Arc<Facts>) -> Items<T> {
        let Self {
            transport,
            request,
            resource,
            concurrency,
            page_size,
            limit,
            newest,
            start: _,
        } = self;
        let limit = limit.unwrap_or(usize::MAX);
        let concurrency = concurrency.min(limit.div_ceil(batch::MOST_IDS).max(1));
        let reader = Arc::new(batch::Reader::new(
            transport,
            &request,
            resource,
            Arc::clone(&facts),
        ));
        let items = match page_size.filter(|_| !newest) {
            Some(size) => pages::items(reader, request, size, concurrency),
            None => {
                let list = reader.resource.list.clone();
                let ids = {
                    let reader = Arc::clone(&reader);
                    async move {
                        let ids = reader.ids(request).await?;
                        match newest {
                            true => newest_first(ids, &list),
                            false => Ok(ids),
                        }
                    }
                };
                let items = futures_util::stream::once(ids).flat_map(move |ids| match ids {
                    Ok(ids) => Arc::clone(&reader).items(ids, concurrency),
                    Err(error) => Box::pin(futures_util::stream::iter([Err(error)])),
                });
                Box::pin(items)
            }
        };
        Box::pin(items.take(limit))
    }
}

/// The ids from the highest to the lowest.
fn newest_first(
    mut ids: Lenient<Vec<key::Key>>,
    list: &Operation,
) -> Result<Lenient<Vec<key::Key>>, Error> {
    if ids.iter().any(|id| id.number().is_none()) {
        return Err(Error::new(list, RequestError::NotNumbered));
    }
    ids.sort_by_key(|id| std::cmp::Reverse(id.number()));
    Ok(ids)
}

impl<T: 'static, E> fmt::Debug for ListStream<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream")
            .field("total", &self.total())
            .field("skipped", &self.skipped())
            .field("unread", &self.unread())
            .finish_non_exhaustive()
    }
}
