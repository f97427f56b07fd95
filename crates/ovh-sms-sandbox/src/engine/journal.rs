//! The journal of requests, for tests that look at what was really called.

use std::collections::VecDeque;
use std::sync::Mutex;

use chrono::{DateTime, Utc};

use crate::lock::lock;

/// Most requests that are remembered; the oldest go first.
const REMEMBERED: usize = 10_000;
/// Most bytes of a body that are remembered.
const BODY_BYTES: usize = 4096;

/// A request that the sandbox has answered.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// When it was answered, on the sandbox's clock.
    pub at: DateTime<Utc>,
    /// HTTP method.
    pub method: String,
    /// Path as it was sent, percent-encoded, with its version.
    pub path: String,
    /// Query string as it was sent, without the question mark.
    pub query: Option<String>,
    /// Start of the body, at most 4096 bytes of it; what is not UTF-8 is replaced.
    pub body: String,
    /// Id of the operation in the description, such as `jobs_create`; `None` if the path leads to
    /// none.
    pub operation: Option<String>,
    /// Status that was answered, before a fault kept it from arriving.
    pub status: u16,
    /// `X-OVH-QueryID` of the answer.
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

/// The part of a body that is remembered.
pub(crate) fn start_of(body: &[u8]) -> String {
    String::from_utf8_lossy(body.get(..BODY_BYTES).unwrap_or(body)).into_owned()
}
