//! Sent messages of all accounts, in the order in which they were created.

use serde_json::Value;

use super::message::{self, is_open, shown_sender};
use super::plans::Plans;
use crate::state::{Message, Place, Service, World};
use crate::values::numbers::Number;

/// Which messages are listed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Only messages that were created after this one.
    pub(crate) after: Option<i64>,
    pub(crate) to: Option<Number>,
    pub(crate) sender: Option<String>,
    pub(crate) tag: Option<String>,
    pub(crate) service: Option<String>,
    /// The maximum number; without `after` the newest ones, otherwise the next ones.
    pub(crate) limit: usize,
}

impl Filter {
    fn fits(&self, service: &Service, message: &Message) -> bool {
        self.to.is_none_or(|to| message.receiver == to)
            && self.service.as_ref().is_none_or(|one| *one == service.name)
            && self
                .tag
                .as_ref()
                .is_none_or(|one| **one == *message.parcel.tag)
            && self
                .sender
                .as_ref()
                .is_none_or(|one| *one == shown_sender(message))
    }
}

/// Returns the messages that fit, oldest first.
pub(crate) fn messages(world: &World, filter: &Filter) -> Vec<Value> {
    let after = filter.after.unwrap_or(0);
    let start = match filter.after {
        Some(id) => world.appearance.place(id),
        None => Place::default(),
    };
    let mut found: Vec<(Place, &Service, &Message)> = Vec::new();
    for service in &world.services {
        let messages = service.messages.since(world.appearance.before(after));
        for message in messages.filter(|one| filter.fits(service, one)) {
            let place = world.appearance.place(message.id);
            if place > start {
                found.push((place, service, message));
            }
        }
    }
    found.sort_by_key(|(place, ..)| *place);
    match filter.after {
        Some(_) => found.truncate(filter.limit),
        None => {
            let more = found.len().saturating_sub(filter.limit);
            found.drain(..more);
        }
    }
    let open = found.iter().filter(|(.., one)| is_open(one));
    let plans = Plans::of(world, open.map(|(.., one)| one.id));
    found
        .into_iter()
        .map(|(_, service, one)| message::sent(world, service, one, &plans))
        .collect()
}
