//! Makes callbacks to the user's addresses for receipts, replies and STOPs; tries several times and
//! records each attempt.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore, mpsc};

use url::Url;

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

#[derive(Debug, Default)]
struct Shared {
    made: Mutex<VecDeque<RecordedCallback>>,
    /// Callbacks that are still to be made, or to be retried.
    open: AtomicUsize,
    done: Notify,
}

impl CallbackLog {
    pub(crate) fn all(&self) -> Vec<RecordedCallback> {
        lock(&self.0.made).iter().cloned().collect()
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

    fn close(&self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
        self.0.done.notify_waiters();
    }

    fn record(&self, callback: RecordedCallback) {
        let mut made = lock(&self.0.made);
        if made.len() >= REMEMBERED {
            made.pop_front();
        }
        made.push_back(callback);
    }
}

/// Makes the callbacks, and holds the allowed hosts besides this machine.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    client: reqwest::Client,
    hosts: Arc<[String]>,
}

impl Caller {
    pub(crate) fn new(client: reqwest::Client, hosts: Vec<String>) -> Self {
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
    log: CallbackLog,
    mut requests_to_make: mpsc::UnboundedReceiver<CallbackRequest>,
) {
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    while let Some(ring) = requests_to_make.recv().await {
        let Ok(permit) = Arc::clone(&gate).acquire_owned().await else {
            return;
        };
        let (caller, log) = (caller.clone(), log.clone());
        tokio::spawn(async move {
            make(&caller, &log, &ring).await;
            log.close();
            drop(permit);
        });
    }
}

async fn make(caller: &Caller, log: &CallbackLog, ring: &CallbackRequest) {
    let mut attempt = 1;
    loop {
        let (url, outcome) = attempt_once(caller, ring).await;
        let done = matches!(outcome, Ok(status) if (200..300).contains(&status));
        tracing::info!(target: "ovh_sms::sandbox", kind = ?ring.kind, attempt, ?outcome, "callback");
        log.record(RecordedCallback {
            kind: ring.kind,
            method: ring.method(),
            url,
            fields: ring.fields.clone(),
            attempt,
            outcome,
        });
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
    let request = if ring.method() == "POST" {
        caller.client.post(&ring.url).form(&ring.fields)
    } else {
        caller.client.get(&ring.url).query(&ring.fields)
    };
    let request = match request.timeout(TIMEOUT).build() {
        Ok(request) => request,
        Err(error) => return (ring.url.clone(), Err(error.to_string())),
    };
    let url = request.url().to_string();
    if !caller.may_call(request.url()) {
        return (url, Err(ELSEWHERE.to_owned()));
    }
    let outcome = match caller.client.execute(request).await {
        Ok(answer) => Ok(answer.status().as_u16()),
        Err(error) => Err(error.without_url().to_string()),
    };
    (url, outcome)
}
