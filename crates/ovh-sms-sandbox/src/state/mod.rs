//! The world of the sandbox: everything that calls read and change.

mod appearance;
mod credentials;
mod documents;
mod message;
mod messages;
mod notices;
mod outbox;
mod phone;
mod policy;
mod service;
mod things;
mod timeline;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use self::appearance::{Appearance, Place};
pub(crate) use self::credentials::{
    Application, Credential, IpRestriction, KeyState, Keys, Rule, Token,
};
pub(crate) use self::documents::{Content, Document, Export};
pub(crate) use self::message::{Digests, Incoming, Message, Parcel, Receipt, digest};
pub(crate) use self::messages::Messages;
pub(crate) use self::notices::{Notice, Notices};
pub use self::outbox::CallbackKind;
pub(crate) use self::outbox::CallbackRequest;
pub use self::phone::Outcome;
pub(crate) use self::phone::{AutoReply, Note, Phones};
pub use self::policy::{DatesWithoutOffset, OccupiedSlots, UnnamedSender};
pub(crate) use self::policy::{Policy, millis};
pub(crate) use self::service::{Contract, Service, VirtualNumber};
pub(crate) use self::things::{
    Batch, BatchStatus, Blacklisted, Chat, Contact, Lookup, Phonebook, PhonebookTask, Progress,
    Sender, SenderDocument, Slot, Smpp, SmppStatus, Task, Template, User,
};
pub(crate) use self::timeline::{Event, Timeline};

use crate::random::Random;
use crate::refusal::Refusal;
use crate::values::numbers::Number;

/// All state behind the server's single lock.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct World {
    /// The time of the current operation.
    pub(crate) now: DateTime<Utc>,
    #[serde(skip)]
    pub(crate) policy: Arc<Policy>,
    pub(crate) random: Random,
    pub(crate) services: Vec<Service>,
    pub(crate) keys: Keys,
    #[serde(default)]
    pub(crate) ip_restrictions: Vec<IpRestriction>,
    pub(crate) documents: BTreeMap<Uuid, Document>,
    pub(crate) contents: BTreeMap<Uuid, Content>,
    pub(crate) cors_origins: Vec<String>,
    pub(crate) phones: Phones,
    pub(crate) timeline: Timeline,
    /// Callbacks to make once the lock is free.
    #[serde(skip)]
    pub(crate) outbox: Vec<CallbackRequest>,
    /// Changes to report once the lock is free.
    #[serde(skip)]
    pub(crate) notices: Notices,
    /// The order in which messages were created.
    #[serde(default)]
    pub(crate) appearance: Appearance,
    /// How long lists hide a message after it was sent, in milliseconds.
    #[serde(skip)]
    pub(crate) list_delay: i64,
}

/// The scope of a call within a service: the account itself, one of its users or one of its
/// numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) service: usize,
    pub(crate) user: Option<String>,
    pub(crate) number: Option<Number>,
}

impl Scope {
    /// Returns whether data of this user and number is visible in the scope: an account sees
    /// everything.
    pub(crate) fn sees(&self, user: Option<&str>, number: Option<Number>) -> bool {
        self.user.as_deref().is_none_or(|own| Some(own) == user)
            && self.number.is_none_or(|own| Some(own) == number)
    }
}

impl World {
    pub(crate) fn new(now: DateTime<Utc>, seed: u64, policy: Arc<Policy>) -> Self {
        Self {
            now,
            policy,
            random: Random::new(seed),
            services: Vec::new(),
            keys: Keys::default(),
            ip_restrictions: Vec::new(),
            documents: BTreeMap::new(),
            contents: BTreeMap::new(),
            cors_origins: Vec::new(),
            phones: Phones::new(),
            timeline: Timeline::default(),
            outbox: Vec::new(),
            notices: Notices::default(),
            appearance: Appearance::default(),
            list_delay: 0,
        }
    }

    /// Returns the current time in milliseconds since 1970.
    pub(crate) fn millis(&self) -> i64 {
        self.now.timestamp_millis()
    }

    pub(crate) fn service_index(&self, name: &str) -> Result<usize, Refusal> {
        self.services
            .iter()
            .position(|service| service.name == name)
            .ok_or_else(Refusal::no_service)
    }

    pub(crate) fn service(&self, index: usize) -> Result<&Service, Refusal> {
        self.services.get(index).ok_or_else(Refusal::no_service)
    }

    pub(crate) fn service_mut(&mut self, index: usize) -> Result<&mut Service, Refusal> {
        self.services.get_mut(index).ok_or_else(Refusal::no_service)
    }

    /// Schedules an event for later.
    pub(crate) fn plan(&mut self, after_millis: i64, event: Event) {
        let due = self.millis().saturating_add(after_millis.max(0));
        self.timeline.add(due, event);
    }
}
