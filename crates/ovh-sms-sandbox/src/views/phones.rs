//! The phones that have received a message, newest first.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::message::{self, is_open};
use super::plans::Plans;
use crate::rules::magic;
use crate::state::{Incoming, Message, Note, Outcome, Service, World};
use crate::values::numbers::{self, Number};

/// The newest text of a phone.
#[derive(Clone, Copy)]
enum Newest<'a> {
    Message(&'a Service, &'a Message),
    Reply(&'a Service, &'a Incoming),
    Stop(&'a Service, DateTime<Utc>),
    Note(&'a Note),
}

/// A phone before it is shown.
struct Phone<'a> {
    messages: usize,
    /// The time and the id of the newest text.
    at: (i64, i64),
    newest: Newest<'a>,
    matches: bool,
}

/// Returns the phones that fit a search, at most `limit`.
pub(crate) fn phones(world: &World, search: &str, limit: usize) -> Vec<Value> {
    let wanted = search.trim().to_lowercase();
    let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
    let holds = |text: &str| text.to_lowercase().contains(&wanted);
    let mut found: HashMap<Number, Phone<'_>> = HashMap::new();
    let mut add = |number: Number, at: (i64, i64), newest, texts: &[&str]| {
        let phone = found.entry(number).or_insert(Phone {
            messages: 0,
            at,
            newest,
            matches: false,
        });
        phone.messages += 1;
        if at >= phone.at {
            (phone.at, phone.newest) = (at, newest);
        }
        phone.matches |= wanted.is_empty()
            || (!digits.is_empty() && number.to_string().contains(&digits))
            || texts.iter().any(|text| holds(text));
    };
    for service in &world.services {
        for message in service.messages.values() {
            let texts = [&*message.parcel.text, &*message.parcel.sender];
            let newest = Newest::Message(service, message);
            let at = (message.created, message.id);
            add(message.receiver, at, newest, &texts);
        }
        for reply in service.incoming.values() {
            let newest = Newest::Reply(service, reply);
            // After a message of the same millisecond.
            let at = (reply.created, i64::MAX - 1);
            add(reply.sender, at, newest, &[&reply.message]);
        }
        for (number, entry) in &service.blacklist {
            if entry.message.is_some() {
                let at = (entry.since.timestamp_millis(), i64::MAX);
                add(*number, at, Newest::Stop(service, entry.since), &["STOP"]);
            }
        }
    }
    for (number, phone) in &world.phones {
        for note in &phone.notes {
            let texts = [&*note.text, &*note.from];
            add(*number, (note.received, 0), Newest::Note(note), &texts);
        }
    }
    let mut found: Vec<(Number, Phone<'_>)> = found.into_iter().collect();
    found.retain(|(_, phone)| phone.matches);
    found.sort_by_key(|(number, phone)| (std::cmp::Reverse(phone.at), *number));
    found.truncate(limit);
    let open = found.iter().filter_map(|(_, phone)| match phone.newest {
        Newest::Message(_, message) => is_open(message).then_some(message.id),
        _ => None,
    });
    let plans = Plans::of(world, open);
    found
        .into_iter()
        .map(|(number, phone)| shown(world, number, &phone, &plans))
        .collect()
}

fn shown(world: &World, number: Number, phone: &Phone<'_>, plans: &Plans) -> Value {
    let newest = match phone.newest {
        Newest::Message(service, message) => message::sent(world, service, message, plans),
        Newest::Reply(service, reply) => message::reply(service, reply),
        Newest::Stop(service, since) => message::stop(service, number, since),
        Newest::Note(note) => message::note(number, note),
    };
    let is_blacklisted = world
        .services
        .iter()
        .any(|service| service.blacklist.contains_key(&number))
        || magic::is_blacklisted(&world.phones, number);
    json!({
        "number": numbers::written(number),
        "country": numbers::country(number).code,
        "lastMessage": newest,
        "messages": phone.messages,
        "outcome": outcome(magic::outcome(&world.phones, number)),
        "isBlacklisted": is_blacklisted,
    })
}

/// Returns an outcome in the form in which it is set.
pub(crate) fn outcome(outcome: Outcome) -> Value {
    let (word, seconds, ptt) = match outcome {
        Outcome::Delivered => ("delivered", None, None),
        Outcome::DeliveredAfter(time) => ("delivered", Some(time), None),
        Outcome::Absent => ("absent", None, None),
        Outcome::AbsentThenDelivered(time) => ("absent", Some(time), None),
        Outcome::Invalid => ("invalid", None, None),
        Outcome::Silent => ("silent", None, None),
        Outcome::Failed(ptt) => ("failed", None, Some(ptt)),
        Outcome::Error(ptt) => ("error", None, Some(ptt)),
    };
    let mut shown = Map::new();
    shown.insert("outcome".to_owned(), json!(word));
    if let Some(time) = seconds {
        shown.insert("seconds".to_owned(), json!(time.as_secs_f64()));
    }
    if let Some(ptt) = ptt {
        shown.insert("ptt".to_owned(), json!(ptt));
    }
    Value::Object(shown)
}
