//! The journal of requests, for tests that check which calls were made.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::lock::lock;

/// The maximum number of recorded requests; the oldest are dropped.
const REMEMBERED: usize = 10_000;
/// The maximum number of bytes of a path, of a query and of a body that are recorded.
const PART_BYTES: usize = 4096;

/// A request to which the sandbox has responded.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// When the response was made, on the sandbox's clock.
    pub at: DateTime<Utc>,
    /// The HTTP method.
    pub method: String,
    /// The start of the path as sent, percent-encoded, with its version; at most 4096 bytes.
    pub path: String,
    /// The start of the query string as sent, without the question mark; at most 4096 bytes.
    pub query: Option<String>,
    /// The start of the body, at most 4096 bytes; invalid UTF-8 is replaced.
    pub body: String,
    /// The id of the operation in the description, such as `jobs_create`; `None` for a path without
    /// an operation.
    pub operation: Option<String>,
    /// The status of the response, before a fault prevented it from arriving.
    pub status: u16,
    /// `X-OVH-QueryID` of the response.
    pub query_id: String,
    /// The position among all requests, from 1.
    pub id: u64,
    /// The time from the head of the request to the response, in real time.
    pub duration: Duration,
    /// The application key that was sent.
    pub application_key: Option<String>,
    /// The first four characters of the consumer key that was sent.
    pub consumer_key: Option<String>,
    /// Why the request was refused, if it was.
    pub refusal: Option<RecordedRefusal>,
}

/// The reason of a refused request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRefusal {
    /// The message of the response.
    pub message: String,
    /// The reason in words, such as the access rule that is missing, or what differs in the
    /// signature; `None` if the message says everything.
    pub reason: Option<String>,
    /// The text that should have been signed; the secret is written as `…`, and the consumer key
    /// as its first four characters.
    pub signed: Option<String>,
}

/// The journal.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Requests>);

#[derive(Debug, Default)]
struct Requests {
    all: VecDeque<RecordedRequest>,
    count: u64,
}

impl Journal {
    /// Adds a request, and returns its id.
    pub(crate) fn record(&self, mut request: RecordedRequest) -> u64 {
        let mut requests = lock(&self.0);
        if requests.all.len() >= REMEMBERED {
            requests.all.pop_front();
        }
        requests.count += 1;
        request.id = requests.count;
        requests.all.push_back(request);
        requests.count
    }

    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        lock(&self.0).all.iter().cloned().collect()
    }

    /// Returns the requests that fit, from the newest to the oldest, with ids above `after`.
    pub(crate) fn newest(
        &self,
        after: u64,
        most: usize,
        fits: impl Fn(&RecordedRequest) -> bool,
    ) -> Vec<RecordedRequest> {
        let requests = lock(&self.0);
        let new = requests.all.iter().rev();
        let new = new.take_while(|request| request.id > after);
        new.filter(|request| fits(request))
            .take(most)
            .cloned()
            .collect()
    }

    /// Forgets all requests; ids continue.
    pub(crate) fn clear(&self) {
        lock(&self.0).all.clear();
    }
}

/// Returns the part of a path, a query or a body that is recorded.
pub(crate) fn start_of(part: &[u8]) -> String {
    String::from_utf8_lossy(part.get(..PART_BYTES).unwrap_or(part)).into_owned()
}
