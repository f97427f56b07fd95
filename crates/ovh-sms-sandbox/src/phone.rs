//! A simulated phone: its inbox, its replies, and the outcome of messages to it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::from_millis;
use crate::engine::Engine;
use crate::rules::answered::arrived;
use crate::rules::length::STOP_CLAUSE;
use crate::rules::replies;
use crate::state::{Outcome, World};
use crate::values::numbers::{self, Number};

/// The phone of a number; see [`Sandbox::phone`](crate::Sandbox::phone).
#[derive(Debug, Clone)]
pub struct Phone {
    engine: Arc<Engine>,
    number: Option<Number>,
}

/// A message as the phone shows it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ReceivedMessage {
    /// The id of the outgoing message; `None` for messages of the service itself, such as codes.
    pub id: Option<i64>,
    /// The sender as the phone shows it: a name, a number, or a short number.
    pub from: String,
    /// The text, with its STOP clause.
    pub text: String,
    /// When it arrived, on the sandbox's clock.
    pub received_at: DateTime<Utc>,
}

impl Phone {
    pub(crate) fn new(engine: Arc<Engine>, number: &str) -> Self {
        Self {
            engine,
            number: numbers::parse(number),
        }
    }

    /// Returns the messages that have arrived, oldest first.
    ///
    /// A message that is deleted from the history stays here.
    #[must_use]
    pub fn inbox(&self) -> Vec<ReceivedMessage> {
        let Some(number) = self.number else {
            return Vec::new();
        };
        self.engine.with_world(|world| inbox(world, number))
    }

    /// Sets the outcome of pending and later messages to this number.
    pub fn outcome(&self, outcome: Outcome) -> &Self {
        if let Some(number) = self.number {
            self.engine.with_world(|world| {
                world.phones.entry(number).or_default().outcome = Some(outcome)
            });
        }
        self
    }

    /// Sends a reply to the last message that allows one: a message from a short number within 48
    /// hours, or one from a virtual number.
    ///
    /// Returns `false` if there is none.
    ///
    /// The reply is then among the incoming messages, and the account's reply settings are applied.
    ///
    /// The words `STOP` and `ARRET` alone have the effect of [`Phone::stop`].
    pub fn reply(&self, text: &str) -> bool {
        let Some(number) = self.number else {
            return false;
        };
        self.engine
            .with_world(|world| replies::reply(world, number, text))
    }

    /// Sends STOP in reply to the last message: the number is added to the blacklist of the account
    /// that sent it, and the account's STOP address is called.
    ///
    /// Returns `false` if no message has arrived.
    pub fn stop(&self) -> bool {
        let Some(number) = self.number else {
            return false;
        };
        self.engine.with_world(|world| replies::stop(world, number))
    }
}

fn inbox(world: &World, number: Number) -> Vec<ReceivedMessage> {
    let messages = world
        .services
        .iter()
        .flat_map(|service| service.messages.values());
    let messages = messages
        .filter(|one| one.receiver == number && arrived(one))
        .map(|message| {
            let parcel = &message.parcel;
            let clause = if parcel.stop_clause { STOP_CLAUSE } else { "" };
            let from = parcel
                .short_number
                .map_or_else(|| parcel.sender.to_string(), |short| short.to_string());
            ReceivedMessage {
                id: Some(message.id),
                from,
                text: format!("{}{clause}", parcel.text),
                received_at: from_millis(message.delivered),
            }
        });
    let notes = world
        .phones
        .get(&number)
        .into_iter()
        .flat_map(|phone| &phone.notes)
        .map(|note| ReceivedMessage {
            id: None,
            from: note.from.clone(),
            text: note.text.clone(),
            received_at: from_millis(note.received),
        });
    let mut all: Vec<_> = messages.chain(notes).collect();
    all.sort_by_key(|one| (one.received_at, one.id));
    all
}
