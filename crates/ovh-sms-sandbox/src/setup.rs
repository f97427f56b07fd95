//! The initial state of a sandbox: its world, its keys, its accounts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::description::Documents;
use crate::engine::access::Access;
use crate::engine::faults::Fault;
use crate::engine::renewal::Initial;
use crate::engine::state_file;
use crate::error::SandboxError;
use crate::handle::Sandbox;
use crate::http::browsers::served_name;
use crate::http::serve::Acceptor;
use crate::keys::HandleKeys;
use crate::operations::senders::names::new_sender;
#[cfg(feature = "scenario")]
use crate::scenario::Scenario;
use crate::start::{self, Setup};
use crate::state::{Contract, IpRestriction, Policy, Service, VirtualNumber, World};
use crate::values::credits::Credits;
use crate::values::numbers;

const SERVICE: &str = "sms-ab12345-1";
const SENDER: &str = "SANDBOX";
/// From the range that France reserves for fiction.
const VIRTUAL_NUMBER: &str = "+33639980001";

/// The settings of the builder.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) address: SocketAddr,
    pub(crate) services: Vec<String>,
    pub(crate) senders: Vec<String>,
    pub(crate) virtual_numbers: Vec<String>,
    pub(crate) credits: f64,
    pub(crate) seed: u64,
    pub(crate) speed: Option<f64>,
    pub(crate) start_at: Option<DateTime<Utc>>,
    pub(crate) state_file: Option<PathBuf>,
    #[cfg(feature = "tls")]
    pub(crate) authority_file: Option<PathBuf>,
    pub(crate) callback_hosts: Vec<String>,
    pub(crate) names: Vec<String>,
    pub(crate) random_keys: bool,
    pub(crate) ip_restrictions: Vec<String>,
    pub(crate) policy: Policy,
    #[cfg(feature = "scenario")]
    pub(crate) scenario: Scenario,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            services: Vec::new(),
            senders: Vec::new(),
            virtual_numbers: Vec::new(),
            credits: 1000.0,
            seed: 0,
            speed: None,
            start_at: None,
            state_file: None,
            #[cfg(feature = "tls")]
            authority_file: None,
            callback_hosts: Vec::new(),
            names: Vec::new(),
            random_keys: false,
            ip_restrictions: Vec::new(),
            policy: Policy::default(),
            #[cfg(feature = "scenario")]
            scenario: Scenario::default(),
        }
    }
}

impl Settings {
    /// Starts a sandbox.
    pub(crate) async fn start(self, documents: &Documents) -> Result<Sandbox, SandboxError> {
        start::start(self.setup(documents)?).await
    }

    /// Creates a sandbox without a server.
    pub(crate) fn detached(self, documents: &Documents) -> Result<Sandbox, SandboxError> {
        start::detached(self.setup(documents)?)
    }

    fn setup(mut self, documents: &Documents) -> Result<Setup, SandboxError> {
        let (description, natives) = documents.read()?;
        for name in &self.names {
            let name = served_name(name).ok_or_else(|| SandboxError::Name(name.clone()))?;
            self.policy.names.insert(name);
        }
        let stored = self.stored()?;
        let mut start = self.start_at.unwrap_or_else(Utc::now);
        if let Some(stored) = &stored {
            // The clock of a restored sandbox does not run backwards.
            start = start.max(stored.now);
        }
        let keys = match (self.random_keys, &stored) {
            (false, _) => HandleKeys::constant(),
            (true, Some(stored)) => HandleKeys::stored(stored).unwrap_or_else(HandleKeys::random),
            (true, None) => HandleKeys::random(),
        };
        let world = self.world(start, stored, &keys, self.seed)?;
        let access = keys.clone().access(self.service_names().swap_remove(0));
        let speed = self.speed.unwrap_or(1.0);
        let initial = self.clone().initial(access, speed, keys);
        Ok(Setup {
            world,
            description,
            natives,
            clock: Clock::new(start, speed),
            initial,
            address: self.address,
            tls: self.acceptor()?,
            state_file: self.state_file,
            callback_hosts: self.callback_hosts,
        })
    }

    /// Returns what the sandbox starts with, for a later reset.
    fn initial(self, access: Access, speed: f64, keys: HandleKeys) -> Initial {
        let settings = self;
        let added = keys.clone();
        Initial {
            access,
            seed: settings.seed,
            speed,
            faults: settings.faults(),
            create: Box::new(move |seed| {
                let start = settings.start_at.unwrap_or_else(Utc::now);
                settings.world(start, None, &keys, seed).ok()
            }),
            add_keys: Box::new(move |world| added.add_to(world, world.now)),
        }
    }

    /// Returns the faults of the scenario.
    fn faults(&self) -> Vec<Fault> {
        #[cfg(feature = "scenario")]
        return self.scenario.faults.clone();
        #[cfg(not(feature = "scenario"))]
        Vec::new()
    }

    /// Loads the world of the state file, if there is one.
    fn stored(&self) -> Result<Option<World>, SandboxError> {
        let Some(path) = &self.state_file else {
            return Ok(None);
        };
        state_file::load(path).map_err(|source| SandboxError::State {
            path: path.clone(),
            source,
        })
    }

    #[cfg(feature = "tls")]
    fn acceptor(&self) -> Result<Option<Acceptor>, SandboxError> {
        let Some(path) = &self.authority_file else {
            return Ok(None);
        };
        crate::http::tls::acceptor(self.address.ip(), &self.policy.names, path)
            .map(Some)
            .map_err(|source| SandboxError::Tls { source })
    }

    #[cfg(not(feature = "tls"))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    fn acceptor(&self) -> Result<Option<Acceptor>, SandboxError> {
        Ok(None)
    }

    /// Returns the names of the accounts; there is always at least one.
    fn service_names(&self) -> Vec<String> {
        or(&self.services, SERVICE)
    }

    /// Returns the initial world: the contents of the state file, plus the settings that it lacks.
    fn world(
        &self,
        now: DateTime<Utc>,
        stored: Option<World>,
        keys: &HandleKeys,
        seed: u64,
    ) -> Result<World, SandboxError> {
        let policy = Arc::new(self.policy.clone());
        #[cfg(feature = "scenario")]
        let is_new = stored.is_none();
        let mut world = match stored {
            Some(stored) => World { policy, ..stored },
            None => World::new(now, seed, policy),
        };
        keys.add_to(&mut world, now);
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
        for block in &self.ip_restrictions {
            if !world.ip_restrictions.iter().any(|one| one.block == *block) {
                let (id, block) = (world.random.id(), block.clone());
                world.ip_restrictions.push(IpRestriction { id, block });
            }
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
        #[cfg(feature = "scenario")]
        if is_new {
            self.scenario.apply(&mut world);
        }
        Ok(world)
    }
}

/// Returns the given values, or one default.
fn or(given: &[String], default: &str) -> Vec<String> {
    match given {
        [] => vec![default.to_owned()],
        given => given.to_vec(),
    }
}
