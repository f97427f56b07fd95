//! The journal of requests, for tests that check which calls were made.

use std::collections::VecDeque;
use std::sync::Mutex;

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
}

/// The journal.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<VecDeque<RecordedRequest>>);

impl Journal {
    pub(crate) fn record(&self, request: RecordedRequest) {
        let mut all = lock(&self.0);
        if all.len() >= REMEMBERED {
            all.pop_front();
        }
        all.push_back(request);
    }

    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        lock(&self.0).iter().cloned().collect()
    }
}

/// Returns the part of a path, a query or a body that is recorded.
pub(crate) fn start_of(part: &[u8]) -> String {
    String::from_utf8_lossy(part.get(..PART_BYTES).unwrap_or(part)).into_owned()
}
