//! The settings of a sandbox before it starts.

use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::description::Documents;
use crate::error::SandboxError;
use crate::handle::Sandbox;
use crate::setup::Settings;
use crate::state::OccupiedSlots;

/// Settings of a sandbox, made with [`Sandbox::builder`].
///
/// `S` is what [`start`](Self::start) returns: the [`Sandbox`] itself, or a type that wraps it.
#[must_use = "nothing runs before start() is called"]
pub struct SandboxBuilder<S = Sandbox> {
    documents: Documents,
    settings: Settings,
    started: PhantomData<fn() -> S>,
}

impl<S> Clone for SandboxBuilder<S> {
    fn clone(&self) -> Self {
        Self {
            documents: self.documents.clone(),
            settings: self.settings.clone(),
            started: PhantomData,
        }
    }
}

impl<S> fmt::Debug for SandboxBuilder<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SandboxBuilder")
            .field("documents", &self.documents)
            .field("settings", &self.settings)
            .finish()
    }
}

impl Sandbox {
    /// Starts a sandbox with one account, `sms-ab12345-1`, of 1000 credits, on a free port of the
    /// loopback address.
    ///
    /// # Errors
    /// See [`SandboxError`].
    pub async fn start(documents: Documents) -> Result<Self, SandboxError> {
        Self::builder(documents).start().await
    }

    /// A sandbox with settings of your own.
    pub fn builder(documents: Documents) -> SandboxBuilder {
        SandboxBuilder::new(documents)
    }
}

impl<S> SandboxBuilder<S> {
    /// Returns a builder for a sandbox that serves these documents, and that [`start`](Self::start)
    /// returns as an `S`.
    pub fn new(documents: Documents) -> Self {
        Self {
            documents,
            settings: Settings::default(),
            started: PhantomData,
        }
    }

    /// Listens on this port; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.address.set_port(port);
        self
    }

    /// Listens on this address instead of 127.0.0.1; `0.0.0.0` and `::` are all addresses of this
    /// machine. Whoever can reach it can use the sandbox: its keys are no secrets.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.settings.address.set_ip(host);
        self
    }

    /// Adds an SMS account; without any there is `sms-ab12345-1`. A name that starts with `smpp-`
    /// makes an SMPP account.
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.settings.services.push(name.into());
        self
    }

    /// Adds a validated sender to each account; without any there is `SANDBOX`.
    pub fn sender(mut self, name: impl Into<String>) -> Self {
        self.settings.senders.push(name.into());
        self
    }

    /// Adds a virtual number to the first account; without any there is `+33639980001`.
    pub fn virtual_number(mut self, number: impl Into<String>) -> Self {
        self.settings.virtual_numbers.push(number.into());
        self
    }

    /// Credits of each account, 1000 by default; thousandths count.
    pub fn credits(mut self, credits: f64) -> Self {
        self.settings.credits = credits;
        self
    }

    /// Seed of ids, tags, keys and the shares of faults, 0 by default: the same seed and the same
    /// calls give the same answers, but for times, and for the port in addresses.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// How many times faster than real time the sandbox's clock runs, 1 by default. At 0 it stands
    /// still until [`Sandbox::advance`] moves it.
    pub fn speed(mut self, speed: f64) -> Self {
        self.settings.speed = speed;
        self
    }

    /// Where the sandbox's clock starts; now by default. A time by day keeps tests that leave the
    /// STOP clause on from being deferred at night.
    pub fn start_at(mut self, time: DateTime<Utc>) -> Self {
        self.settings.start_at = Some(time);
        self
    }

    /// Keeps the state in this file: it is read at the start, if it is there, and written at the
    /// start, every few seconds and when the sandbox stops. A file that can't be written is an
    /// error at the start, and a warning in the log later. What it holds goes before the builder's settings:
    /// credits and seed are those of the file. Without a file, nothing is kept.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.state_file = Some(path.into());
        self
    }

    /// Lets callbacks go to this host too, such as `app` in a network of containers; may be called
    /// several times. Otherwise they go to this machine only: settings that were copied from a real
    /// account do not call the real application.
    pub fn callbacks_to(mut self, host: impl Into<String>) -> Self {
        self.settings.callback_hosts.push(host.into());
        self
    }

    /// Serves HTTPS, with a certificate for `localhost`, the loopback addresses and the host,
    /// signed by an authority that is made for this start. The authority's certificate is written
    /// to this file, in PEM form, for clients to trust.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, authority_file: impl Into<PathBuf>) -> Self {
        self.settings.authority_file = Some(authority_file.into());
        self
    }

    /// How often a changed state is written to its file; 5 seconds by default, in real time.
    pub fn state_interval(mut self, interval: Duration) -> Self {
        self.settings.policy.state_interval = interval;
        self
    }

    /// From sending to receipt, one second by default, on the sandbox's clock.
    pub fn delivery_delay(mut self, delay: Duration) -> Self {
        self.settings.policy.delivery_delay = delay;
        self
    }

    /// One step of background work (batches, number lookups, clean tasks, exports), 0.3 seconds
    /// by default, on the sandbox's clock.
    pub fn step_delay(mut self, delay: Duration) -> Self {
        self.settings.policy.step_delay = delay;
        self
    }

    /// After how long senders and templates that are checked by hand are accepted, 24 hours by
    /// default, on the sandbox's clock.
    pub fn review_delay(mut self, delay: Duration) -> Self {
        self.settings.policy.review_delay = delay;
        self
    }

    /// How far off a signature's time may be; 180 seconds by default, a guess at OVHcloud's.
    pub fn signature_tolerance(mut self, tolerance: Duration) -> Self {
        self.settings.policy.signature_tolerance = tolerance;
        self
    }

    /// How long an access token works, one hour by default, in real time.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.policy.token_lifetime = lifetime;
        self
    }

    /// Whether messages with a STOP clause wait outside Monday to Saturday, 08:00 to 20:00 French
    /// time; they do by default. Sources disagree on the real hours.
    pub fn night_deferral(mut self, on: bool) -> Self {
        self.settings.policy.night_deferral = on;
        self
    }

    /// Whether the credits of a cancelled job come back; they do by default. What OVHcloud does
    /// is not documented.
    pub fn refund_cancelled_jobs(mut self, on: bool) -> Self {
        self.settings.policy.refund_cancelled = on;
        self
    }

    /// Whether a blacklisted number is answered among the invalid receivers, the default, or is
    /// charged and fails with `ptt` 23. What OVHcloud does is not documented.
    pub fn blacklisted_are_invalid(mut self, on: bool) -> Self {
        self.settings.policy.blacklisted_are_invalid = on;
        self
    }

    /// Whether the lengths of estimates and messages count the STOP clause; they do not by
    /// default. What OVHcloud does is not documented.
    pub fn count_stop_clause(mut self, on: bool) -> Self {
        self.settings.policy.count_stop_clause = on;
        self
    }

    /// Whether `ipRestrictions` of a user hold for calls of the user's jobs, lists and history,
    /// such as `POST /sms/{serviceName}/users/{login}/jobs`: from elsewhere they are refused with
    /// 403. By default they do not: such calls are made with the keys of the account, and the
    /// gateway of old, at which users logged in by themselves, is not played.
    pub fn user_ip_restrictions(mut self, on: bool) -> Self {
        self.settings.policy.user_ip_restrictions = on;
        self
    }

    /// What `POST /sms/{serviceName}/receivers` does with a slot that holds a list already. By
    /// default it is refused with 409. What OVHcloud does is not documented.
    pub fn occupied_slots(mut self, policy: OccupiedSlots) -> Self {
        self.settings.policy.occupied_slots = policy;
        self
    }

    /// Most receivers that one sending call may list, 5000 by default; more are refused with 400.
    /// OVHcloud documents no maximum, and suggests about 500.
    pub fn max_receivers(mut self, count: usize) -> Self {
        self.settings.policy.max_receivers = count;
        self
    }

    /// Whether consumer keys are valid as soon as they are asked for. By default somebody has to
    /// accept them: see [`Sandbox::accept_consumer_key`].
    pub fn validate_consumer_keys(mut self, on: bool) -> Self {
        self.settings.policy.validate_keys = on;
        self
    }

    /// How long the head of a request, and then its body, may take to come in before the answer is
    /// 408; 30 seconds by default, in real time.
    pub fn client_timeout(mut self, timeout: Duration) -> Self {
        self.settings.policy.client_timeout = timeout;
        self
    }

    /// Whether each answer, refusals included, is checked against the API description before it is
    /// sent; one that does not fit becomes a 500 that says why. For tests of the sandbox itself; off by default.
    pub fn check_responses(mut self, on: bool) -> Self {
        self.settings.policy.check_responses = on;
        self
    }
}

impl<S: From<Sandbox>> SandboxBuilder<S> {
    /// Starts the sandbox.
    ///
    /// # Errors
    /// [`SandboxError::Description`] if a document cannot be used,
    /// [`SandboxError::Listen`] if the port cannot be opened,
    /// [`SandboxError::StateNotWritten`] if the state file cannot be kept, and the other ones of
    /// [`SandboxError`] if something is broken.
    pub async fn start(self) -> Result<S, SandboxError> {
        self.settings.start(&self.documents).await.map(S::from)
    }
}
