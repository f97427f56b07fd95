//! The settings of a sandbox before it starts.

mod choices;
#[cfg(feature = "scenario")]
mod scenario;

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

/// The settings of a sandbox, created with [`Sandbox::builder`].
///
/// `S` is the type that [`start`](Self::start) returns: the [`Sandbox`] itself, or a type that
/// wraps it.
#[must_use = "nothing runs until start() is called"]
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

    /// Returns a builder for a sandbox with other settings.
    pub fn builder(documents: Documents) -> SandboxBuilder {
        SandboxBuilder::new(documents)
    }
}

impl<S> SandboxBuilder<S> {
    /// Returns a builder for a sandbox that serves these documents.
    ///
    /// Its [`start`](Self::start) returns an `S`.
    pub fn new(documents: Documents) -> Self {
        Self {
            documents,
            settings: Settings::default(),
            started: PhantomData,
        }
    }

    /// Sets the port; 0, the default, selects a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.settings.address.set_port(port);
        self
    }

    /// Sets the address to listen on, instead of 127.0.0.1; `0.0.0.0` and `::` are all addresses of
    /// this machine.
    ///
    /// Every program that can reach the address can use the sandbox: its keys are no secrets.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.settings.address.set_ip(host);
        self
    }

    /// Adds an SMS account; `sms-ab12345-1` if none is added.
    ///
    /// A name that starts with `smpp-` creates an SMPP account.
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.settings.services.push(name.into());
        self
    }

    /// Adds a validated sender to each account; by default each account has `SANDBOX`.
    pub fn sender(mut self, name: impl Into<String>) -> Self {
        self.settings.senders.push(name.into());
        self
    }

    /// Adds a virtual number to the first account; `+33639980001` if none is added.
    pub fn virtual_number(mut self, number: impl Into<String>) -> Self {
        self.settings.virtual_numbers.push(number.into());
        self
    }

    /// Sets the credits of each account, 1000 by default, with a precision of a thousandth.
    pub fn credits(mut self, credits: f64) -> Self {
        self.settings.credits = credits;
        self
    }

    /// Sets the seed of ids, tags, keys and the shares of faults, 0 by default.
    ///
    /// The same seed and the same calls give the same responses, except for times and for the port
    /// in addresses.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Creates random keys at each start.
    ///
    /// By default the keys are always the same. With a [state file](Self::state_file), the keys are
    /// those of the file.
    pub fn random_keys(mut self) -> Self {
        self.settings.random_keys = true;
        self
    }

    /// Sets how many times faster than real time the sandbox's clock runs, 1 by default.
    ///
    /// At 0 only [`Sandbox::advance`] moves the clock.
    pub fn speed(mut self, speed: f64) -> Self {
        self.settings.speed = Some(speed);
        self
    }

    /// Sets the start time of the sandbox's clock; now by default.
    ///
    /// With a time during the day, messages with a STOP clause are not deferred as they are at
    /// night.
    pub fn start_at(mut self, time: DateTime<Utc>) -> Self {
        self.settings.start_at = Some(time);
        self
    }

    /// Saves the state in this file.
    ///
    /// The file is read at the start, if it exists, and written at the start, every few seconds and
    /// when the sandbox stops. A file that can't be written is an error at the start, and later a
    /// warning in the log. The file overrides the builder's settings: credits and seed are those of
    /// the file. Without a file, nothing is saved.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.state_file = Some(path.into());
        self
    }

    /// Allows callbacks to this host too, such as `app` in a network of containers; can be called
    /// several times.
    ///
    /// By default callbacks go to this machine only, so settings that were copied from a real
    /// account do not call the real application.
    pub fn callbacks_to(mut self, host: impl Into<String>) -> Self {
        self.settings.callback_hosts.push(host.into());
        self
    }

    /// Adds a host name by which clients use the sandbox, such as `eu.api.ovh.com`; can be called
    /// several times.
    ///
    /// Requests with another name in `Host` are refused with 403, so that web pages can't use the
    /// sandbox by a name of their own that points to this machine. Addresses and `localhost` are
    /// always served, and names without a dot to other machines. A text that is not a host name is an
    /// error at the start.
    pub fn name(mut self, host: impl Into<String>) -> Self {
        self.settings.names.push(host.into());
        self
    }

    /// Serves HTTPS, with a certificate for `localhost`, the loopback addresses, the host and the
    /// [names](Self::name).
    ///
    /// It is signed by an authority that is created at each start. The authority's certificate is
    /// written to this file, in PEM form, for clients to trust.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, authority_file: impl Into<PathBuf>) -> Self {
        self.settings.authority_file = Some(authority_file.into());
        self
    }

    /// Sets how often a changed state is written to its file; 5 seconds by default, in real time.
    pub fn state_interval(mut self, interval: Duration) -> Self {
        self.settings.policy.state_interval = interval;
        self
    }

    /// Sets the time from sending to receipt, one second by default, on the sandbox's clock.
    pub fn delivery_delay(mut self, delay: Duration) -> Self {
        self.settings.policy.delivery_delay = delay;
        self
    }

    /// Sets the duration of one step of background work (batches, number lookups, clean tasks,
    /// exports), 0.3 seconds by default, on the sandbox's clock.
    pub fn step_delay(mut self, delay: Duration) -> Self {
        self.settings.policy.step_delay = delay;
        self
    }

    /// Sets the time after which senders and templates that are checked by hand are accepted, 24
    /// hours by default, on the sandbox's clock.
    pub fn review_delay(mut self, delay: Duration) -> Self {
        self.settings.policy.review_delay = delay;
        self
    }

    /// Sets the tolerance for a signature's time; 180 seconds by default, a guess of OVHcloud's
    /// value.
    pub fn signature_tolerance(mut self, tolerance: Duration) -> Self {
        self.settings.policy.signature_tolerance = tolerance;
        self
    }

    /// Sets the lifetime of an access token, one hour by default, in real time.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.policy.token_lifetime = lifetime;
        self
    }

    /// Sets whether messages with a STOP clause wait outside Monday to Saturday, 08:00 to 20:00
    /// French time; on by default.
    ///
    /// Sources disagree on the real hours.
    pub fn night_deferral(mut self, on: bool) -> Self {
        self.settings.policy.night_deferral = on;
        self
    }

    /// Sets whether the credits of a cancelled job are refunded; on by default.
    ///
    /// OVHcloud's behaviour is not documented.
    pub fn refund_cancelled_jobs(mut self, on: bool) -> Self {
        self.settings.policy.refund_cancelled = on;
        self
    }

    /// Sets whether a blacklisted number is returned among the invalid receivers (the default), or
    /// is charged and fails with `ptt` 23.
    ///
    /// OVHcloud's behaviour is not documented.
    pub fn blacklisted_are_invalid(mut self, on: bool) -> Self {
        self.settings.policy.blacklisted_are_invalid = on;
        self
    }

    /// Sets whether the lengths of estimates and messages include the STOP clause; off by default.
    ///
    /// OVHcloud's behaviour is not documented.
    pub fn count_stop_clause(mut self, on: bool) -> Self {
        self.settings.policy.count_stop_clause = on;
        self
    }

    /// Sets whether `ipRestrictions` of a user apply to calls of the user's jobs, lists and
    /// history, such as `POST /sms/{serviceName}/users/{login}/jobs`: calls from other addresses
    /// are refused with 403.
    ///
    /// Off by default, because such calls use the keys of the account. The old gateway, to which
    /// users logged in directly, is not simulated.
    pub fn user_ip_restrictions(mut self, on: bool) -> Self {
        self.settings.policy.user_ip_restrictions = on;
        self
    }

    /// Sets what `POST /sms/{serviceName}/receivers` does with a slot that already holds a list.
    ///
    /// By default the call is refused with 409. OVHcloud's behaviour is not documented.
    pub fn occupied_slots(mut self, policy: OccupiedSlots) -> Self {
        self.settings.policy.occupied_slots = policy;
        self
    }

    /// Sets the maximum number of receivers in one sending call, 5000 by default; more are refused
    /// with 400.
    ///
    /// OVHcloud documents no maximum, and suggests about 500.
    pub fn max_receivers(mut self, count: usize) -> Self {
        self.settings.policy.max_receivers = count;
        self
    }

    /// Sets whether consumer keys are valid as soon as they are requested.
    ///
    /// By default they must be accepted first: see [`Sandbox::accept_consumer_key`].
    pub fn validate_consumer_keys(mut self, on: bool) -> Self {
        self.settings.policy.validate_keys = on;
        self
    }

    /// Sets how long the head of a request, and then its body, may take to arrive before the
    /// response is 408; 30 seconds by default, in real time.
    pub fn client_timeout(mut self, timeout: Duration) -> Self {
        self.settings.policy.client_timeout = timeout;
        self
    }

    /// Checks each response, including errors, against the API description before it is sent.
    ///
    /// A response that does not match becomes a 500 that states the problem. For tests of the
    /// sandbox itself; off by default.
    pub fn check_responses(mut self, on: bool) -> Self {
        self.settings.policy.check_responses = on;
        self
    }
}

impl<S: From<Sandbox>> SandboxBuilder<S> {
    /// Starts the sandbox.
    ///
    /// # Errors
    /// [`SandboxError::Description`] if a document cannot be used, [`SandboxError::Listen`] if the
    /// port cannot be opened, [`SandboxError::Name`] if a name is not a host name, [`SandboxError::StateNotWritten`] if the state file cannot be
    /// written, and the other variants of [`SandboxError`] if the system is broken.
    pub async fn start(self) -> Result<S, SandboxError> {
        self.settings.start(&self.documents).await.map(S::from)
    }

    /// Creates the sandbox without a server, for simulations.
    ///
    /// It listens on no port, and processes only the requests that are passed to
    /// [`Sandbox::respond`]. It has no threads and no background tasks: the clock is that of
    /// [`speed`](Self::speed) 0 unless another is set, what is due is processed by the next request
    /// or [`Sandbox::advance`], no callbacks are made, and `https` addresses are not fetched. Signatures and access tokens are checked
    /// against the sandbox's clock. A [state file](Self::state_file) is read, and not written.
    ///
    /// With the same settings, the same requests give the same responses.
    ///
    /// # Errors
    /// [`SandboxError::Description`] if a document cannot be used, [`SandboxError::State`] if the
    /// state file cannot be read.
    pub fn detached(mut self) -> Result<S, SandboxError> {
        self.settings.speed.get_or_insert(0.0);
        self.settings.detached(&self.documents).map(S::from)
    }
}
