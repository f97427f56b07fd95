//! A phone in your hand: its inbox, its answers, and what becomes of messages to it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::from_millis;
use crate::engine::Engine;
use crate::engine::callbacks::Ring;
use crate::rules::answers;
use crate::rules::length::STOP_CLAUSE;
use crate::state::{Blacklisted, Message, Outcome, World};
use crate::values::numbers::{self, Number};

/// Hours during which a short number can be answered.
const ANSWERABLE_HOURS: i64 = 48;
/// Words that end all messages, whatever their case.
const STOP_WORDS: &[&str] = &["STOP", "ARRET"];

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
    /// Id of the outgoing message; `None` for what the service itself sends, such as codes.
    pub id: Option<i64>,
    /// Sender as the phone shows it: a name, a number, or a short number.
    pub from: String,
    /// Text, with its STOP clause.
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

    /// The messages that have arrived, oldest first. Deleting one from the history leaves it here.
    #[must_use]
    pub fn inbox(&self) -> Vec<ReceivedMessage> {
        let Some(number) = self.number else {
            return Vec::new();
        };
        self.engine.with_world(|world| inbox(world, number))
    }

    /// Decides what becomes of messages to this number that have not been delivered yet.
    pub fn outcome(&self, outcome: Outcome) -> &Self {
        if let Some(number) = self.number {
            self.engine
                .with_world(|world| world.phones.entry(number).or_default().outcome = outcome);
        }
        self
    }

    /// Answers the last message that can be answered: one from a short number within 48 hours, or
    /// one from a virtual number. The answer is then among the incoming messages, and the account's
    /// answer settings are followed. `false`: there is nothing to answer.
    ///
    /// The words `STOP` and `ARRET` alone do what [`Phone::stop`] does.
    pub fn reply(&self, text: &str) -> bool {
        let Some(number) = self.number else {
            return false;
        };
        if STOP_WORDS
            .iter()
            .any(|word| text.trim().eq_ignore_ascii_case(word))
        {
            return self.stop();
        }
        self.engine
            .with_world(|world| match answered(world, number, true) {
                Some(answered) => {
                    answers::receive(world, number, text, &answered);
                    true
                }
                None => false,
            })
    }

    /// Answers STOP to the last message: the number is on the blacklist of the account that sent
    /// it, and the account's STOP address is called. `false`: no message has arrived.
    pub fn stop(&self) -> bool {
        let Some(number) = self.number else {
            return false;
        };
        self.engine
            .with_world(|world| match answered(world, number, false) {
                Some(answered) => {
                    blacklist(world, number, &answered);
                    true
                }
                None => false,
            })
    }
}

fn arrived(message: &Message) -> bool {
    message.delivered != 0
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

/// The message that an answer belongs to.
pub(crate) struct Answered {
    pub(crate) service: usize,
    id: i64,
    pub(crate) tag: String,
    pub(crate) user: Option<String>,
    pub(crate) number: Option<Number>,
    batch: Option<uuid::Uuid>,
    /// What the phone answers to: a short number, or the sender.
    pub(crate) short_number: String,
}

/// The last message that has arrived, if need be the last that can be answered.
fn answered(world: &World, number: Number, answerable: bool) -> Option<Answered> {
    let since = world.millis().saturating_sub(ANSWERABLE_HOURS * 3_600_000);
    let mut last: Option<(usize, &Message)> = None;
    for (index, service) in world.services.iter().enumerate() {
        for message in service
            .messages
            .values()
            .filter(|one| one.receiver == number && arrived(one))
        {
            let parcel = &message.parcel;
            let open = parcel.number.is_some()
                || parcel.sender.starts_with('+')
                || (parcel.short_number.is_some() && message.sent >= since);
            let later = last.is_none_or(|(_, last)| {
                (message.delivered, message.id) > (last.delivered, last.id)
            });
            if (open || !answerable) && later {
                last = Some((index, message));
            }
        }
    }
    let (service, message) = last?;
    let parcel = &message.parcel;
    Some(Answered {
        service,
        id: message.id,
        tag: parcel.tag.to_string(),
        user: parcel.user.as_deref().map(str::to_owned),
        number: parcel.number,
        batch: parcel.batch,
        short_number: parcel
            .short_number
            .map_or_else(|| parcel.sender.to_string(), |short| short.to_string()),
    })
}

/// Puts a number on the blacklist and calls the STOP address of the user, or else of the account.
fn blacklist(world: &mut World, number: Number, answered: &Answered) {
    let now = world.now;
    let Ok(service) = world.service_mut(answered.service) else {
        return;
    };
    let entry = Blacklisted {
        since: now,
        message: Some(answered.id),
        batch: answered.batch,
    };
    service.blacklist.insert(number, entry);
    let user = answered
        .user
        .as_deref()
        .and_then(|login| service.users.get(login));
    let own = user.and_then(|user| user.stop_call_back.as_deref());
    if let Some(url) = own.or_else(|| service.setting(&["stopCallBack"])) {
        let fields = [
            ("id", answered.id.to_string()),
            ("senderid", numbers::written(number)),
            ("date", crate::clock::written(now)),
            ("tag", answered.tag.clone()),
        ];
        let ring = Ring::stop(url, &fields);
        world.outbox.push(ring);
    }
}
