//! How a sandbox is set up before it starts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::clock::Clock;
use super::credits::Credits;
use super::description::Description;
use super::error::SandboxError;
use super::handle::{self, Access, Sandbox, Setup};
use super::numbers;
use super::operations::senders::new_sender;
use super::serve::Acceptor;
use super::state::{
    Application, Contract, Credential, KeyState, OccupiedSlots, Policy, Rule, Service,
    VirtualNumber, World,
};
use super::state_file;

const APPLICATION_KEY: &str = "7kbG7Bk7S9Nt7ZSV";
const APPLICATION_SECRET: &str = "9ufkBmLaTQ9nz5yMUlg79taH0GNnzDjk";
const CONSUMER_KEY: &str = "5mBuy6SUQcRw2ZUxg0cG68BoDKpED4KY";
const CLIENT_ID: &str = "EU.sandbox0client00";
const CLIENT_SECRET: &str = "sandbox0secret0sandbox0secret000";
const SERVICE: &str = "sms-ab12345-1";
const SENDER: &str = "SANDBOX";
/// Of the range that France keeps for fiction.
const VIRTUAL_NUMBER: &str = "+33639980001";

/// Settings of a sandbox, made with [`Sandbox::builder`].
#[derive(Debug, Clone)]
#[must_use = "nothing runs before start() is called"]
pub struct SandboxBuilder {
    address: SocketAddr,
    services: Vec<String>,
    senders: Vec<String>,
    virtual_numbers: Vec<String>,
    credits: f64,
    seed: u64,
    speed: f64,
    start_at: Option<DateTime<Utc>>,
    state_file: Option<PathBuf>,
    #[cfg(feature = "sandbox-tls")]
    authority_file: Option<PathBuf>,
    callback_hosts: Vec<String>,
    policy: Policy,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            services: Vec::new(),
            senders: Vec::new(),
            virtual_numbers: Vec::new(),
            credits: 1000.0,
            seed: 0,
            speed: 1.0,
            start_at: None,
            state_file: None,
            #[cfg(feature = "sandbox-tls")]
            authority_file: None,
            callback_hosts: Vec::new(),
            policy: Policy::default(),
        }
    }
}

impl SandboxBuilder {
    /// Listens on this port; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.address.set_port(port);
        self
    }

    /// Listens on this address instead of 127.0.0.1; `0.0.0.0` and `::` are all addresses of this
    /// machine. Whoever can reach it can use the sandbox: its keys are no secrets.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.address.set_ip(host);
        self
    }

    /// Adds an SMS account; without any there is `sms-ab12345-1`. A name that starts with `smpp-`
    /// makes an SMPP account.
    pub fn service(mut self, name: impl Into<String>) -> Self {
        self.services.push(name.into());
        self
    }

    /// Adds a validated sender to each account; without any there is `SANDBOX`.
    pub fn sender(mut self, name: impl Into<String>) -> Self {
        self.senders.push(name.into());
        self
    }

    /// Adds a virtual number to the first account; without any there is `+33639980001`.
    pub fn virtual_number(mut self, number: impl Into<String>) -> Self {
        self.virtual_numbers.push(number.into());
        self
    }

    /// Credits of each account, 1000 by default; thousandths count.
    pub fn credits(mut self, credits: f64) -> Self {
        self.credits = credits;
        self
    }

    /// Seed of ids, tags, keys and the shares of faults, 0 by default: the same seed and the same
    /// calls give the same answers, but for times, and for the port in addresses.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How many times faster than real time the sandbox's clock runs, 1 by default. At 0 it stands
    /// still until [`Sandbox::advance`] moves it.
    pub fn speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// Where the sandbox's clock starts; now by default. A time by day keeps tests that leave the
    /// STOP clause on from being deferred at night.
    pub fn start_at(mut self, time: DateTime<Utc>) -> Self {
        self.start_at = Some(time);
        self
    }

    /// Keeps the state in this file: it is read at the start, if it is there, and written at the
    /// start, every few seconds and when the sandbox stops. A file that can't be written is an
    /// error at the start, and a warning in the log later. What it holds goes before the builder's settings:
    /// credits and seed are those of the file. Without a file, nothing is kept.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Lets callbacks go to this host too, such as `app` in a network of containers; may be called
    /// several times. Otherwise they go to this machine only: settings that were copied from a real
    /// account do not call the real application.
    pub fn callbacks_to(mut self, host: impl Into<String>) -> Self {
        self.callback_hosts.push(host.into());
        self
    }

    /// Serves HTTPS, with a certificate for `localhost`, the loopback addresses and the host,
    /// signed by an authority that is made for this start. The authority's certificate is written
    /// to this file, in PEM form, for clients to trust.
    #[cfg(feature = "sandbox-tls")]
    pub fn tls(mut self, authority_file: impl Into<PathBuf>) -> Self {
        self.authority_file = Some(authority_file.into());
        self
    }

    /// How often a changed state is written to its file; 5 seconds by default, in real time.
    pub fn state_interval(mut self, interval: Duration) -> Self {
        self.policy.state_interval = interval;
        self
    }

    /// From sending to receipt, one second by default, on the sandbox's clock.
    pub fn delivery_delay(mut self, delay: Duration) -> Self {
        self.policy.delivery_delay = delay;
        self
    }

    /// One step of background work (batches, number lookups, clean tasks, exports), 0.3 seconds
    /// by default, on the sandbox's clock.
    pub fn step_delay(mut self, delay: Duration) -> Self {
        self.policy.step_delay = delay;
        self
    }

    /// After how long senders and templates that are checked by hand are accepted, 24 hours by
    /// default, on the sandbox's clock.
    pub fn review_delay(mut self, delay: Duration) -> Self {
        self.policy.review_delay = delay;
        self
    }

    /// How far off a signature's time may be; 180 seconds by default, a guess at OVHcloud's.
    pub fn signature_tolerance(mut self, tolerance: Duration) -> Self {
        self.policy.signature_tolerance = tolerance;
        self
    }

    /// How long an access token works, one hour by default, in real time.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.policy.token_lifetime = lifetime;
        self
    }

    /// Whether messages with a STOP clause wait outside Monday to Saturday, 08:00 to 20:00 French
    /// time; they do by default. Sources disagree on the real hours.
    pub fn night_deferral(mut self, on: bool) -> Self {
        self.policy.night_deferral = on;
        self
    }

    /// Whether the credits of a cancelled job come back; they do by default. What OVHcloud does
    /// is not documented.
    pub fn refund_cancelled_jobs(mut self, on: bool) -> Self {
        self.policy.refund_cancelled = on;
        self
    }

    /// Whether a blacklisted number is answered among the invalid receivers, the default, or is
    /// charged and fails with `ptt` 23. What OVHcloud does is not documented.
    pub fn blacklisted_are_invalid(mut self, on: bool) -> Self {
        self.policy.blacklisted_are_invalid = on;
        self
    }

    /// Whether the lengths of estimates and messages count the STOP clause; they do not by
    /// default. What OVHcloud does is not documented.
    pub fn count_stop_clause(mut self, on: bool) -> Self {
        self.policy.count_stop_clause = on;
        self
    }

    /// Whether `ipRestrictions` of a user hold for calls of the user's jobs, lists and history,
    /// such as `POST /sms/{serviceName}/users/{login}/jobs`: from elsewhere they are refused with
    /// 403. By default they do not: such calls are made with the keys of the account, and the
    /// gateway of old, at which users logged in by themselves, is not played.
    pub fn user_ip_restrictions(mut self, on: bool) -> Self {
        self.policy.user_ip_restrictions = on;
        self
    }

    /// What `POST /sms/{serviceName}/receivers` does with a slot that holds a list already. By
    /// default it is refused with 409. What OVHcloud does is not documented.
    pub fn occupied_slots(mut self, policy: OccupiedSlots) -> Self {
        self.policy.occupied_slots = policy;
        self
    }

    /// Most receivers that one sending call may list, 5000 by default; more are refused with 400.
    /// OVHcloud documents no maximum, and suggests about 500.
    pub fn max_receivers(mut self, count: usize) -> Self {
        self.policy.max_receivers = count;
        self
    }

    /// Whether consumer keys are valid as soon as they are asked for. By default somebody has to
    /// accept them: see [`Sandbox::accept_consumer_key`].
    pub fn validate_consumer_keys(mut self, on: bool) -> Self {
        self.policy.validate_keys = on;
        self
    }

    /// How long the head of a request, and then its body, may take to come in before the answer is
    /// 408; 30 seconds by default, in real time.
    pub fn client_timeout(mut self, timeout: Duration) -> Self {
        self.policy.client_timeout = timeout;
        self
    }

    /// Whether each answer, refusals included, is checked against the API description before it is
    /// sent; one that does not fit becomes a 500 that says why. For tests of the sandbox itself; off by default.
    pub fn check_answers(mut self, on: bool) -> Self {
        self.policy.check_answers = on;
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    /// [`SandboxError::Listen`] if the port cannot be opened,
    /// [`SandboxError::StateNotWritten`] if the state file cannot be kept, and the other ones of
    /// [`SandboxError`] if something is broken.
    pub async fn start(self) -> Result<Sandbox, SandboxError> {
        Description::get().map_err(SandboxError::Description)?;
        let stored = self.stored()?;
        let mut start = self.start_at.unwrap_or_else(Utc::now);
        if let Some(stored) = &stored {
            // The clock of a sandbox that comes back does not run backwards.
            start = start.max(stored.now);
        }
        let world = self.world(start, stored)?;
        let access = Access {
            application_key: APPLICATION_KEY.to_owned(),
            application_secret: APPLICATION_SECRET.to_owned(),
            consumer_key: CONSUMER_KEY.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            service: self.service_names().swap_remove(0),
        };
        handle::start(Setup {
            world,
            clock: Clock::new(start, self.speed),
            seed: self.seed,
            address: self.address,
            access,
            tls: self.acceptor()?,
            state_file: self.state_file,
            callback_hosts: self.callback_hosts,
        })
        .await
    }

    /// The world of the state file, if there is one.
    fn stored(&self) -> Result<Option<World>, SandboxError> {
        let Some(path) = &self.state_file else {
            return Ok(None);
        };
        state_file::load(path).map_err(|source| SandboxError::State {
            path: path.clone(),
            source,
        })
    }

    #[cfg(feature = "sandbox-tls")]
    fn acceptor(&self) -> Result<Option<Acceptor>, SandboxError> {
        let Some(path) = &self.authority_file else {
            return Ok(None);
        };
        super::tls::acceptor(self.address.ip(), path)
            .map(Some)
            .map_err(|source| SandboxError::Tls { source })
    }

    #[cfg(not(feature = "sandbox-tls"))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn acceptor(&self) -> Result<Option<Acceptor>, SandboxError> {
        Ok(None)
    }

    /// Names of the accounts; there is always one.
    fn service_names(&self) -> Vec<String> {
        or(&self.services, SERVICE)
    }

    /// The world to start with: what the state file holds, and what it lacks of what is asked for.
    fn world(&self, now: DateTime<Utc>, stored: Option<World>) -> Result<World, SandboxError> {
        let policy = Arc::new(self.policy.clone());
        let mut world = match stored {
            Some(stored) => World { policy, ..stored },
            None => World::new(now, self.seed, policy),
        };
        let application = Application {
            id: 1_234_567,
            secret: APPLICATION_SECRET.to_owned(),
        };
        let keys = &mut world.keys;
        keys.applications
            .insert(APPLICATION_KEY.to_owned(), application);
        keys.consumers
            .insert(CONSUMER_KEY.to_owned(), master_key(now));
        keys.clients
            .insert(CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned());
        for name in self.service_names() {
            if world.service_index(&name).is_ok() {
                continue;
            }
            let (id, iam_id) = (world.random.id(), world.random.uuid());
            let mut service = Service::new(&name, id, iam_id, Credits::from_f64(self.credits), now);
            for sender in or(&self.senders, SENDER) {
                service
                    .senders
                    .insert(sender.clone(), new_sender(&sender, "enable"));
            }
            world.services.push(service);
        }
        for text in or(&self.virtual_numbers, VIRTUAL_NUMBER) {
            let number = numbers::parse(&text).ok_or_else(|| SandboxError::Number(text.clone()))?;
            if world
                .services
                .iter()
                .any(|service| service.virtual_number(&text).is_some())
            {
                continue;
            }
            let (id, iam_id) = (world.random.id(), world.random.uuid());
            let contract = Contract::new(id, now);
            if let Some(first) = world.services.first_mut() {
                let number = VirtualNumber {
                    number,
                    iam_id,
                    contract,
                    chat: None,
                };
                first.virtual_numbers.push(number);
            }
        }
        Ok(world)
    }
}

/// What was given, or one default.
fn or(given: &[String], default: &str) -> Vec<String> {
    match given {
        [] => vec![default.to_owned()],
        given => given.to_vec(),
    }
}

/// The consumer key of the handle: valid for ever, for every call.
fn master_key(now: DateTime<Utc>) -> Credential {
    let rules = ["GET", "POST", "PUT", "DELETE"].map(|method| Rule {
        method: method.to_owned(),
        path: "/*".to_owned(),
    });
    Credential {
        id: 7_654_321,
        application: APPLICATION_KEY.to_owned(),
        state: KeyState::Validated,
        rules: rules.to_vec(),
        allowed_ips: None,
        redirection: None,
        validation: String::new(),
        created: now,
        expires: None,
        last_use: None,
    }
}
