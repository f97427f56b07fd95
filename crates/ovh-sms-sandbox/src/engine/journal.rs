//! The journal of requests, for tests that check which calls were made.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::lock::lock;

/// The maximum number of recorded requests; the oldest are dropped.
const REMEMBERED: usize = 10_000;
/// The maximum number of bytes of a path, a query, a body, a message and a reason that are recorded.
const PART_BYTES: usize = 4096;
/// The same for a method and an application key.
const NAME_BYTES: usize = 256;
/// The same for a signed text, which contains a URL and the start of a body.
const SIGNED_BYTES: usize = 3 * PART_BYTES;

/// A request to which the sandbox has responded.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// When the response was made, on the sandbox's clock.
    pub at: DateTime<Utc>,
    /// The HTTP method; at most 256 bytes.
    pub method: String,
    /// The start of the path as sent, percent-encoded, with its version; at most 4096 bytes.
    pub path: String,
    /// The start of the query string as sent, without the question mark; at most 4096 bytes.
    pub query: Option<String>,
    /// The start of the body, at most 4096 bytes; invalid UTF-8 is replaced. Empty if the body was
    /// too large to be read.
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
    /// The start of the application key that was sent; at most 256 bytes.
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
    /// The start of the message of the response; at most 4096 bytes.
    pub message: String,
    /// The reason in words, such as the access rule that is missing, or what differs in the
    /// signature; at most 4096 bytes. `None` if the message says everything.
    pub reason: Option<String>,
    /// The text that should have been signed, at most 12,288 bytes; a long URL or body is cut. The
    /// secret is written as `…`, and the consumer key as its first four characters.
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
    /// Adds a request, and returns its id. Long texts are cut, so that requests without a signature
    /// can't fill the memory.
    pub(crate) fn record(&self, request: RecordedRequest) -> u64 {
        let mut request = cut(request);
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

/// Shortens the texts of a request whose length a client chooses. Each field is named, so that a
/// limit is chosen for a new one.
fn cut(request: RecordedRequest) -> RecordedRequest {
    let RecordedRequest {
        at,
        method,
        path,
        query,
        body,
        operation,
        status,
        query_id,
        id,
        duration,
        application_key,
        consumer_key,
        refusal,
    } = request;
    let part = |text| shortened(text, PART_BYTES);
    let name = |text| shortened(text, NAME_BYTES);
    RecordedRequest {
        at,
        method: name(method),
        path: part(path),
        query: query.map(part),
        body: part(body),
        // The id in the description, and an id of the sandbox.
        operation,
        status,
        query_id,
        id,
        duration,
        application_key: application_key.map(name),
        consumer_key: consumer_key.map(name),
        refusal: refusal.map(
            |RecordedRefusal {
                 message,
                 reason,
                 signed,
             }| RecordedRefusal {
                message: part(message),
                reason: reason.map(part),
                signed: signed.map(|text| shortened(text, SIGNED_BYTES)),
            },
        ),
    }
}

/// Returns a text of at most this many bytes, which uses no more memory.
fn shortened(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let mut ends = (0..=most).rev();
    let end = ends.find(|end| text.is_char_boundary(*end));
    // `truncate` would keep the memory of the whole text.
    text.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_that_a_client_sends_is_cut() {
        // The limits are inside of a character.
        let long = || format!("x{}", "é".repeat(400_000));
        let journal = Journal::default();
        journal.record(RecordedRequest {
            at: Utc::now(),
            method: long(),
            path: long(),
            query: Some(long()),
            body: long(),
            operation: None,
            status: 403,
            query_id: String::new(),
            id: 0,
            duration: Duration::ZERO,
            application_key: Some(long()),
            consumer_key: Some(long()),
            refusal: Some(RecordedRefusal {
                message: long(),
                reason: Some(long()),
                signed: Some(long()),
            }),
        });
        let requests = lock(&journal.0);
        let request = requests.all.front().unwrap();
        let refusal = request.refusal.as_ref().unwrap();
        for (text, most) in [
            (Some(&request.method), 256),
            (Some(&request.path), 4096),
            (request.query.as_ref(), 4096),
            (Some(&request.body), 4096),
            (request.application_key.as_ref(), 256),
            (request.consumer_key.as_ref(), 256),
            (Some(&refusal.message), 4096),
            (refusal.reason.as_ref(), 4096),
            (refusal.signed.as_ref(), 12_288),
        ] {
            let text = text.unwrap();
            assert_eq!(text.len(), most - 1);
            assert!(text.capacity() <= most, "{}", text.capacity());
        }
    }

    #[test]
    fn a_short_text_is_kept() {
        let text = "é".repeat(2);
        for (most, kept) in [(5, 4), (4, 4), (3, 2), (2, 2), (1, 0), (0, 0)] {
            assert_eq!(shortened(text.clone(), most).len(), kept, "{most}");
        }
    }
}
