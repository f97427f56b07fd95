//! The messages and replies of a phone, oldest first.

use serde_json::Value;

use super::message::{self, is_open};
use super::plans::Plans;
use crate::state::World;
use crate::values::numbers::Number;

/// Returns the messages to a number and its replies.
pub(crate) fn conversation(world: &World, number: Number) -> Vec<Value> {
    let mut all: Vec<(i64, u8, i64, Value)> = Vec::new();
    let messages = || {
        let services = world.services.iter();
        services.flat_map(|service| {
            let messages = service.messages.values();
            let own = messages.filter(move |one| one.receiver == number);
            own.map(move |one| (service, one))
        })
    };
    let open = messages().filter(|(_, one)| is_open(one));
    let plans = Plans::of(world, open.map(|(_, one)| one.id));
    for (service, one) in messages() {
        let shown = message::sent(world, service, one, &plans);
        all.push((one.created, 0, one.id, shown));
    }
    for service in &world.services {
        for reply in service.incoming.values() {
            if reply.sender == number {
                let shown = message::reply(service, reply);
                all.push((reply.created, 1, reply.id, shown));
            }
        }
        // An entry without a message was not made by a STOP.
        if let Some(entry) = service.blacklist.get(&number)
            && entry.message.is_some()
        {
            let shown = message::stop(service, number, entry.since);
            all.push((entry.since.timestamp_millis(), 2, 0, shown));
        }
    }
    let notes = world.phones.get(&number).map(|phone| &phone.notes);
    for (place, note) in notes.into_iter().flatten().enumerate() {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        all.push((note.received, 0, place, message::note(number, note)));
    }
    all.sort_by_key(|(at, kind, id, _)| (*at, *kind, *id));
    all.into_iter().map(|(.., shown)| shown).collect()
}
