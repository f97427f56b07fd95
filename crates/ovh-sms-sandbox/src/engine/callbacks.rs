//! Makes callbacks to the user's addresses for receipts, replies and STOPs; tries several times and
//! records each attempt.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{Notify, Semaphore, mpsc};
use url::Url;

use crate::engine::Engine;
use crate::engine::client::LazyClient;
use crate::engine::events::{ChangeEvent, EventKind};
use crate::lock::lock;
use crate::state::{CallbackKind, CallbackRequest};
use crate::values::hosts::is_here;

/// Pauses before the second and the third attempt.
const PAUSES: &[Duration] = &[Duration::from_millis(200), Duration::from_secs(1)];
const TIMEOUT: Duration = Duration::from_secs(5);
const AT_ONCE: usize = 16;
/// The reason why an address was not called.
const ELSEWHERE: &str =
    "the sandbox calls this machine only, unless the host is allowed by `callbacks_to`";
/// The maximum number of recorded callbacks; the oldest are dropped.
const REMEMBERED: usize = 10_000;

/// One attempt at calling an address of the user.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RecordedCallback {
    /// The position among all attempts, from 1.
    pub id: u64,
    /// When the attempt ended, on the sandbox's clock.
    pub at: DateTime<Utc>,
    /// The kind of event.
    pub kind: CallbackKind,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address that was called, with its query string.
    pub url: String,
    /// Fields of the query string or the form.
    pub fields: Vec<(String, String)>,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// The status of the response, or the reason why there was none.
    pub outcome: Result<u16, String>,
}

/// The record of callbacks, shared with the task that makes them.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallbackLog(Arc<Shared>);

/// An attempt, with the callback that can be made again.
#[derive(Debug)]
struct Attempt {
    shown: RecordedCallback,
    request: CallbackRequest,
}

#[derive(Debug, Default)]
struct Shared {
    made: Mutex<VecDeque<Attempt>>,
    count: AtomicU64,
    /// Callbacks that are still to be made, or to be retried.
    open: AtomicUsize,
    done: Notify,
}

impl CallbackLog {
    pub(crate) fn all(&self) -> Vec<RecordedCallback> {
        let made = lock(&self.0.made);
        made.iter().map(|one| one.shown.clone()).collect()
    }

    /// Returns the attempts with ids above `after`, oldest first; only the newest ones if there are
    /// more than `most`.
    pub(crate) fn newest(&self, after: u64, most: usize) -> Vec<RecordedCallback> {
        let made = lock(&self.0.made);
        let new = made.iter().rev().map(|one| &one.shown);
        let new = new.take_while(|one| one.id > after).take(most);
        let mut new: Vec<_> = new.cloned().collect();
        new.reverse();
        new
    }

    /// Returns the callback of an attempt.
    pub(crate) fn request(&self, id: u64) -> Option<CallbackRequest> {
        let made = lock(&self.0.made);
        let found = made.iter().find(|one| one.shown.id == id);
        found.map(|one| one.request.clone())
    }

    /// Returns how many callbacks are still to be made, or to be retried.
    pub(crate) fn pending(&self) -> usize {
        self.0.open.load(Ordering::SeqCst)
    }

    /// Forgets all attempts; ids continue.
    pub(crate) fn clear(&self) {
        lock(&self.0.made).clear();
    }

    /// Waits until no callback is pending.
    pub(crate) async fn settled(&self) {
        loop {
            // Registered before the count is read, so that no notification is missed in between.
            let done = self.0.done.notified();
            if self.0.open.load(Ordering::SeqCst) == 0 {
                return;
            }
            done.await;
        }
    }

    pub(crate) fn open(&self) {
        self.0.open.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn close(&self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
        self.0.done.notify_waiters();
    }

    /// Adds an attempt, and returns its id.
    fn record(&self, mut shown: RecordedCallback, request: &CallbackRequest) -> u64 {
        let mut made = lock(&self.0.made);
        if made.len() >= REMEMBERED {
            made.pop_front();
        }
        let id = self.0.count.fetch_add(1, Ordering::SeqCst) + 1;
        shown.id = id;
        made.push_back(Attempt {
            shown,
            request: request.clone(),
        });
        id
    }
}

/// Makes the callbacks, and holds the allowed hosts besides this machine.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    client: LazyClient,
    hosts: Arc<[String]>,
}

impl Caller {
    pub(crate) fn new(client: LazyClient, hosts: Vec<String>) -> Self {
        Self {
            client,
            hosts: hosts.into(),
        }
    }

    /// Returns whether that address may be called: copied settings must not reach a real
    /// application.
    fn may_call(&self, url: &Url) -> bool {
        let is_named = |host: &str| {
            self.hosts
                .iter()
                .any(|name| name.eq_ignore_ascii_case(host))
        };
        url.host().is_some_and(|host| is_here(&host)) || url.host_str().is_some_and(is_named)
    }
}

/// Makes the callbacks that arrive through the channel until it is closed.
pub(crate) async fn run(
    caller: Caller,
    engine: Arc<Engine>,
    mut requests_to_make: mpsc::UnboundedReceiver<CallbackRequest>,
) {
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(ring) = requests_to_make.recv().await {
        let Ok(permit) = Arc::clone(&gate).acquire_owned().await else {
            return;
        };
        let (caller, engine) = (caller.clone(), Arc::clone(&engine));
        tokio::spawn(async move {
            make(&caller, &engine, &ring).await;
            engine.callbacks.close();
            drop(permit);
        });
    }
}

async fn make(caller: &Caller, engine: &Engine, ring: &CallbackRequest) {
    let mut attempt = 1;
    loop {
        let (url, outcome) = attempt_once(caller, ring).await;
        let done = matches!(outcome, Ok(status) if (200..300).contains(&status));
        tracing::info!(target: "ovh_sms::sandbox", kind = ?ring.kind, attempt, ?outcome, "callback");
        let attempted = RecordedCallback {
            id: 0,
            at: engine.clock.now(),
            kind: ring.kind,
            method: ring.method(),
            url,
            fields: ring.fields.clone(),
            attempt,
            outcome,
        };
        let id = engine.callbacks.record(attempted, ring);
        let id = i64::try_from(id).unwrap_or(i64::MAX);
        let event = ChangeEvent::of(EventKind::Callback).with_id(id);
        engine.events.publish(event);
        let pause = usize::try_from(attempt - 1)
            .ok()
            .and_then(|place| PAUSES.get(place));
        match pause {
            Some(pause) if !done => tokio::time::sleep(*pause).await,
            _ => return,
        }
        attempt += 1;
    }
}

async fn attempt_once(caller: &Caller, ring: &CallbackRequest) -> (String, Result<u16, String>) {
    let client = match caller.client.get() {
        Ok(client) => client,
        Err(error) => return (ring.url.clone(), Err(error.to_string())),
    };
    let request = if ring.method() == "POST" {
        client.post(&ring.url).form(&ring.fields)
    } else {
        client.get(&ring.url).query(&ring.fields)
    };
    let request = match request.timeout(TIMEOUT).build() {
        Ok(request) => request,
        Err(error) => return (ring.url.clone(), Err(error.to_string())),
    };
    let url = request.url().to_string();
    if !caller.may_call(request.url()) {
        return (url, Err(ELSEWHERE.to_owned()));
    }
    let outcome = match client.execute(request).await {
        Ok(answer) => Ok(answer.status().as_u16()),
        Err(error) => Err(error.without_url().to_string()),
    };
    (url, outcome)
}
