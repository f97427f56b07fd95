//! The handle of a running sandbox.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, Response};
use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use crate::engine::Engine;
use crate::engine::callbacks::RecordedCallback;
use crate::engine::events::{ChangeEvent, EventKind};
use crate::engine::faults::Fault;
use crate::engine::journal::RecordedRequest;
use crate::error::SandboxError;
use crate::http::connection::Connection;
use crate::http::wire::Reset;
use crate::http::{serve, validation};
use crate::operations::senders::{names, templates};
use crate::phone::Phone;

/// A running sandbox; the server stops when the handle is dropped.
///
/// It runs on its own threads, so a test may block, and may start other programs that call the
/// sandbox.
pub struct Sandbox {
    pub(crate) engine: Arc<Engine>,
    pub(crate) address: SocketAddr,
    pub(crate) secure: bool,
    pub(crate) stop: Option<oneshot::Sender<()>>,
    pub(crate) thread: Option<JoinHandle<Result<(), SandboxError>>>,
}

impl Sandbox {
    /// Returns the base URL for clients, such as `http://127.0.0.1:40123/1.0`; `/v1` instead of
    /// `/1.0` works too.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("{}/1.0", self.origin())
    }

    /// Returns scheme, host and port, such as `http://127.0.0.1:40123`.
    ///
    /// If the sandbox listens on all addresses, the host is the loopback one, which clients on this
    /// machine can use.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address.ip() {
                IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("{scheme}://{address}")
    }

    /// Returns the address that the sandbox listens on, with its port: `0.0.0.0` or `[::]` for all
    /// addresses of this machine.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address of the token endpoint for OAuth2 service accounts.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}/auth/oauth2/token", self.origin())
    }

    /// Returns the application key.
    #[must_use]
    pub fn application_key(&self) -> &str {
        &self.engine.access.application_key
    }

    /// Returns the application secret.
    #[must_use]
    pub fn application_secret(&self) -> &str {
        &self.engine.access.application_secret
    }

    /// Returns a consumer key that may make every call.
    #[must_use]
    pub fn consumer_key(&self) -> &str {
        &self.engine.access.consumer_key
    }

    /// Returns the client id of the OAuth2 service account.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.engine.access.client_id
    }

    /// Returns the client secret of the OAuth2 service account.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.engine.access.client_secret
    }

    /// Returns the name of the first SMS account.
    #[must_use]
    pub fn service_name(&self) -> &str {
        &self.engine.access.service
    }

    /// Returns the requests that received a response, oldest first; the last 10,000 are kept.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.engine.journal.all()
    }

    /// Returns the callbacks that were made, one element per attempt, oldest first; the last 10,000
    /// are kept.
    ///
    /// Callbacks are made in the background: a receipt is final before its callback has received a
    /// response.
    #[must_use]
    pub fn callbacks(&self) -> Vec<RecordedCallback> {
        self.engine.callbacks.all()
    }

    /// Waits until all due callbacks have received a response or failed after their last attempt.
    ///
    /// Call it after [`Sandbox::advance`], before you check what an application has done with its
    /// receipts.
    pub async fn callbacks_settled(&self) {
        self.engine.callbacks.settled().await;
    }

    /// Returns the time of the sandbox's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.engine.clock.now()
    }

    /// Moves the sandbox's clock forward and processes everything that becomes due: deferred
    /// messages, receipts, batches, tasks, reviews.
    ///
    /// Signatures are not affected.
    pub fn advance(&self, time: Duration) {
        self.engine.advance(time);
    }

    /// Returns the phone of a number, given as `+33…` or `0033…`.
    pub fn phone(&self, number: &str) -> Phone {
        Phone::new(Arc::clone(&self.engine), number)
    }

    /// Returns a handle that adds and clears faults.
    pub fn faults(&self) -> Faults<'_> {
        Faults {
            engine: &self.engine,
        }
    }

    /// Accepts a consumer key that waits for its validation, as a person does at its
    /// `validationUrl`.
    ///
    /// Returns `false` if there is no such key.
    pub fn accept_consumer_key(&self, key: &str) -> bool {
        self.settle_key(key, true)
    }

    /// Rejects a consumer key that waits for its validation.
    ///
    /// Returns `false` if there is no such key.
    pub fn refuse_consumer_key(&self, key: &str) -> bool {
        self.settle_key(key, false)
    }

    fn settle_key(&self, key: &str, accept: bool) -> bool {
        self.engine
            .with_world(|world| match world.keys.consumers.get_mut(key) {
                Some(credential) => {
                    validation::settle(credential, accept);
                    true
                }
                None => false,
            })
    }

    /// Accepts a sender name that waits for its check by hand, or refuses it with a comment.
    ///
    /// Returns `false` if no such sender waits in this account.
    pub fn review_sender(&self, service: &str, sender: &str, refusal: Option<&str>) -> bool {
        self.engine.with_world(|world| {
            world
                .service_index(service)
                .is_ok_and(|index| names::decide(world, index, sender, refusal))
        })
    }

    /// Accepts a message template that waits for its check, or refuses it with a comment.
    ///
    /// Returns `false` if no such template waits in this account.
    pub fn review_template(&self, service: &str, template: &str, refusal: Option<&str>) -> bool {
        self.engine.with_world(|world| {
            world
                .service_index(service)
                .is_ok_and(|index| templates::decide(world, index, template, refusal))
        })
    }

    /// Adds an IAM tag to an account, for the filters of `GET /sms`.
    ///
    /// Returns `false` if there is no such account.
    pub fn tag_service(&self, service: &str, name: &str, value: &str) -> bool {
        self.engine.with_world(|world| {
            let found = world.services.iter_mut().find(|one| one.name == service);
            found.is_some_and(|found| {
                found.iam_tags.insert(name.to_owned(), value.to_owned());
                true
            })
        })
    }

    /// Processes a request that did not come over the network, and returns its response.
    ///
    /// Paths are those of [`endpoint`](Self::endpoint), such as `/1.0/sms`. The `host` header is
    /// part of the signature. Returns `None` if a fault ends the connection before the response is
    /// complete; the request may have been processed.
    pub async fn respond(&self, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let connection = Connection {
            peer: Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            secure: self.secure,
            streams: false,
        };
        let request = request.map(Body::from);
        let response = serve::respond(&self.engine, request, connection).await;
        if response.extensions().get::<Reset>().is_some() {
            return None;
        }
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.ok()?;
        Some(Response::from_parts(head, body))
    }

    /// Stops the server and waits until its port is closed.
    pub async fn stop(self) {
        let _ = self.try_stop().await;
    }

    /// Stops the server as [`Sandbox::stop`] does, and reports whether the state was saved.
    ///
    /// # Errors
    /// [`SandboxError::StateNotWritten`] if there is a state file and it cannot be written: all
    /// changes since the last write are lost.
    pub async fn try_stop(mut self) -> Result<(), SandboxError> {
        self.shut_down()
    }

    fn shut_down(&mut self) -> Result<(), SandboxError> {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        // The thread ends at once: it waits for nothing that could block it.
        let ended = self.thread.take().map(JoinHandle::join);
        ended.and_then(Result::ok).unwrap_or(Ok(()))
    }
}

/// Shows the address, without the keys and the state.
impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("endpoint", &self.endpoint())
            .field("service_name", &self.engine.access.service)
            .finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // A failed write is already logged.
        let _ = self.shut_down();
    }
}

/// Adds and clears faults of a running sandbox; see [`Sandbox::faults`].
#[derive(Debug, Clone, Copy)]
pub struct Faults<'a> {
    engine: &'a Engine,
}

impl Faults<'_> {
    /// Adds a fault to the active ones.
    pub fn add(&self, fault: Fault) -> &Self {
        let now = self.engine.clock.now();
        self.engine.faults.add(fault, now);
        self.changed()
    }

    /// Ends all faults, including refused connections and a wrong clock.
    pub fn clear(&self) -> &Self {
        self.engine.clear_faults();
        self
    }

    /// Closes the port and all open connections, until it is called with `false`.
    pub fn refuse_connections(&self, refuse: bool) -> &Self {
        self.engine.faults.refuse(refuse);
        self.changed()
    }

    /// Shifts the clock against which signatures are checked, and which `/auth/time` returns, by
    /// this many seconds.
    ///
    /// A client that has synchronised before gets 400 `QUERY_TIME_OUT`.
    pub fn clock_skew(&self, seconds: i64) -> &Self {
        self.engine.clock.set_skew(seconds);
        self.changed()
    }

    fn changed(&self) -> &Self {
        self.engine
            .events
            .publish(ChangeEvent::of(EventKind::Fault));
        self
    }
}
