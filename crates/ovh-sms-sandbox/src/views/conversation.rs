//! The messages and replies of a phone, oldest first.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::message::{self, is_open};
use super::plans::Plans;
use crate::state::{Incoming, Message, Note, Service, World};
use crate::values::numbers::Number;

/// What a conversation shows.
enum Entry<'a> {
    Sent(&'a Service, &'a Message),
    Reply(&'a Service, &'a Incoming),
    Stop(&'a Service, DateTime<Utc>),
    Note(&'a Note),
}

/// The order of entries: the time, the kind, the id.
type Order = (i64, u8, i64);

/// Returns the newest messages to a number and its newest replies, oldest first.
pub(crate) fn conversation(world: &World, number: Number, limit: usize) -> Vec<Value> {
    let mut all = entries(world, number);
    all.sort_by_key(|(order, _)| *order);
    let shown = all.split_off(all.len().saturating_sub(limit));
    let open = shown.iter().filter_map(|(_, entry)| match entry {
        Entry::Sent(_, one) if is_open(one) => Some(one.id),
        _ => None,
    });
    let plans = Plans::of(world, open);
    let shown = shown.iter().map(|(_, entry)| match entry {
        Entry::Sent(service, one) => message::sent(world, service, one, &plans),
        Entry::Reply(service, one) => message::reply(service, one),
        Entry::Stop(service, since) => message::stop(service, number, *since),
        Entry::Note(note) => message::note(number, note),
    });
    shown.collect()
}

/// Returns everything that a phone received and sent.
fn entries(world: &World, number: Number) -> Vec<(Order, Entry<'_>)> {
    let mut all = Vec::new();
    for service in &world.services {
        let messages = service.messages.values();
        let own = messages.filter(|one| one.receiver == number);
        all.extend(own.map(|one| ((one.created, 0, one.id), Entry::Sent(service, one))));
        let replies = service.incoming.values();
        let own = replies.filter(|one| one.sender == number);
        all.extend(own.map(|one| ((one.created, 1, one.id), Entry::Reply(service, one))));
        // An entry without a message was not made by a STOP.
        if let Some(entry) = service.blacklist.get(&number)
            && entry.message.is_some()
        {
            let order = (entry.since.timestamp_millis(), 2, 0);
            all.push((order, Entry::Stop(service, entry.since)));
        }
    }
    let notes = world.phones.get(&number).map(|phone| &phone.notes);
    for (place, note) in notes.into_iter().flatten().enumerate() {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        all.push(((note.received, 0, place), Entry::Note(note)));
    }
    all
}
