//! The handle of a running sandbox.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use crate::engine::Engine;
use crate::engine::callbacks::RecordedCallback;
use crate::engine::faults::Fault;
use crate::engine::journal::RecordedRequest;
use crate::error::SandboxError;
use crate::http::validation;
use crate::operations::senders::{names, templates};
use crate::phone::Phone;

/// A running sandbox; the server stops when the handle is dropped.
///
/// It runs on threads of its own, so that a test may block, and may start other programs that
/// call it.
pub struct Sandbox {
    pub(crate) engine: Arc<Engine>,
    pub(crate) address: SocketAddr,
    pub(crate) secure: bool,
    pub(crate) access: Access,
    pub(crate) stop: Option<oneshot::Sender<()>>,
    pub(crate) thread: Option<JoinHandle<Result<(), SandboxError>>>,
}

/// What a client needs to log in.
pub(crate) struct Access {
    pub(crate) application_key: String,
    pub(crate) application_secret: String,
    pub(crate) consumer_key: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) service: String,
}

impl Sandbox {
    /// Base URL for clients, such as `http://127.0.0.1:40123/1.0`; `/v1` instead of `/1.0` is
    /// served alike.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("{}/1.0", self.origin())
    }

    /// Scheme, host and port, such as `http://127.0.0.1:40123`. Of a sandbox that listens on all
    /// addresses it is the loopback one, which clients on this machine can use.
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

    /// The address that is listened on, with its port: `0.0.0.0` or `[::]` where that is all of
    /// this machine's.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Address of the token endpoint for OAuth2 service accounts.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}/auth/oauth2/token", self.origin())
    }

    /// Application key.
    #[must_use]
    pub fn application_key(&self) -> &str {
        &self.access.application_key
    }

    /// Application secret.
    #[must_use]
    pub fn application_secret(&self) -> &str {
        &self.access.application_secret
    }

    /// Consumer key that may make every call.
    #[must_use]
    pub fn consumer_key(&self) -> &str {
        &self.access.consumer_key
    }

    /// Client id of the OAuth2 service account.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.access.client_id
    }

    /// Client secret of the OAuth2 service account.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.access.client_secret
    }

    /// Name of the first SMS account.
    #[must_use]
    pub fn service_name(&self) -> &str {
        &self.access.service
    }

    /// The requests that were answered, oldest first; the last 10,000 are kept.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.engine.journal.all()
    }

    /// The callbacks that were made, an element per attempt, oldest first; the last 10,000 are
    /// kept. They are made in the background: a receipt is delivered before its callback has
    /// been answered.
    #[must_use]
    pub fn callbacks(&self) -> Vec<RecordedCallback> {
        self.engine.callbacks.all()
    }

    /// Waits until all callbacks that are due have been answered, or given up after their last
    /// attempt. Call it after [`Sandbox::advance`], before looking at what an application has done
    /// with its receipts.
    pub async fn callbacks_settled(&self) {
        self.engine.callbacks.settled().await;
    }

    /// The time of the sandbox's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.engine.clock.now()
    }

    /// Moves the sandbox's clock ahead and does everything that falls due on the way: deferred
    /// messages, receipts, batches, tasks, reviews. Signatures are not affected.
    pub fn advance(&self, time: Duration) {
        self.engine.advance(time);
    }

    /// The phone of a number, in one of the forms `+33…` and `0033…`.
    pub fn phone(&self, number: &str) -> Phone {
        Phone::new(Arc::clone(&self.engine), number)
    }

    /// Orders faults.
    pub fn faults(&self) -> Faults<'_> {
        Faults {
            engine: &self.engine,
        }
    }

    /// Accepts a consumer key that waits for its validation, as the person behind its
    /// `validationUrl` would. `false`: there is no such key.
    pub fn accept_consumer_key(&self, key: &str) -> bool {
        self.settle_key(key, true)
    }

    /// Refuses a consumer key that waits for its validation. `false`: there is no such key.
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
    /// `false`: no such sender waits in this account.
    pub fn review_sender(&self, service: &str, sender: &str, refusal: Option<&str>) -> bool {
        self.engine.with_world(|world| {
            world
                .service_index(service)
                .is_ok_and(|index| names::decide(world, index, sender, refusal))
        })
    }

    /// Accepts a message template that waits for its check, or refuses it with a comment.
    /// `false`: no such template waits in this account.
    pub fn review_template(&self, service: &str, template: &str, refusal: Option<&str>) -> bool {
        self.engine.with_world(|world| {
            world
                .service_index(service)
                .is_ok_and(|index| templates::decide(world, index, template, refusal))
        })
    }

    /// Gives an account an IAM tag, for the filters of `GET /sms`. `false`: there is no such
    /// account.
    pub fn tag_service(&self, service: &str, name: &str, value: &str) -> bool {
        self.engine.with_world(|world| {
            let found = world.services.iter_mut().find(|one| one.name == service);
            found.is_some_and(|found| {
                found.iam_tags.insert(name.to_owned(), value.to_owned());
                true
            })
        })
    }

    /// Stops the server and waits until its port is closed.
    pub async fn stop(self) {
        let _ = self.try_stop().await;
    }

    /// Stops the server as [`Sandbox::stop`] does, and says whether the state was kept.
    ///
    /// # Errors
    /// [`SandboxError::StateNotWritten`] if there is a state file and it cannot be written: what
    /// has changed since it last was is lost.
    pub async fn try_stop(mut self) -> Result<(), SandboxError> {
        self.shut_down()
    }

    fn shut_down(&mut self) -> Result<(), SandboxError> {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        // The thread ends at once: nothing that it waits for can hold it up.
        let ended = self.thread.take().map(JoinHandle::join);
        ended.and_then(Result::ok).unwrap_or(Ok(()))
    }
}

/// Shows where it is, not the keys and not the state.
impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("endpoint", &self.endpoint())
            .field("service_name", &self.access.service)
            .finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // What could not be written has been told in the log.
        let _ = self.shut_down();
    }
}

/// Orders faults on a running sandbox; see [`Sandbox::faults`].
#[derive(Debug, Clone, Copy)]
pub struct Faults<'a> {
    engine: &'a Engine,
}

impl Faults<'_> {
    /// Adds a fault to those in force.
    pub fn add(&self, fault: Fault) -> &Self {
        self.engine.faults.add(fault);
        self
    }

    /// Ends all faults, refused connections and a wrong clock included.
    pub fn clear(&self) -> &Self {
        self.engine.faults.clear();
        self.engine.clock.set_skew(0);
        self
    }

    /// Closes the port, and the connections that are open, until it is called with `false`.
    pub fn refuse_connections(&self, refuse: bool) -> &Self {
        self.engine.faults.refuse(refuse);
        self
    }

    /// Puts the clock that signatures are checked against, and that `/auth/time` tells, off by
    /// this many seconds. A client that has synchronised before gets 400 `QUERY_TIME_OUT`.
    pub fn clock_skew(&self, seconds: i64) -> &Self {
        self.engine.clock.set_skew(seconds);
        self
    }
}
