//! One message or reply, with its status and the reason for it.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Paris;
use serde_json::{Value, json};

use super::plans::Plans;
use crate::clock::{from_millis, written_exactly};
use crate::operations::history::ptts;
use crate::rules::delivery::is_final;
use crate::rules::hours::next_opening;
use crate::rules::length::{STOP_CLAUSE, costly, measure};
use crate::state::{Incoming, Message, Note, Receipt, Service, World};
use crate::values::numbers::{self, Number};

/// The maximum number of characters that are listed as costly.
const COSTLY: usize = 40;

/// Formats a time; null for "not yet".
pub(crate) fn time(millis: i64) -> Value {
    match millis {
        0 => Value::Null,
        millis => Value::from(written_exactly(from_millis(millis))),
    }
}

/// Returns whether the status of a message is still to change.
pub(crate) fn is_open(message: &Message) -> bool {
    !is_final(message)
}

/// Returns the sender of a message as the phone shows it.
pub(crate) fn shown_sender(message: &Message) -> String {
    let parcel = &message.parcel;
    parcel
        .short_number
        .map_or_else(|| parcel.sender.to_string(), |short| short.to_string())
}

/// Returns a sent message.
pub(crate) fn sent(world: &World, service: &Service, message: &Message, plans: &Plans) -> Value {
    let parcel = &message.parcel;
    let (status, reason) = status(world, message, plans);
    let next = plans.next(message.id).filter(|_| is_open(message));
    let clause = parcel.stop_clause.then(|| STOP_CLAUSE.trim_start());
    json!({
        "direction": "out",
        "id": message.id,
        "service": service.name,
        "number": numbers::written(message.receiver),
        "job": (!message.is_sent()).then_some(message.id),
        "batch": parcel.batch,
        "at": time(message.created),
        "sender": shown_sender(message),
        "text": &*parcel.text,
        "stopClause": clause,
        "parts": parcel.parts,
        "encoding": encoding(&parcel.text),
        "costly": costly_texts(&parcel.text),
        "credits": message.credits.to_json(),
        "tag": &*parcel.tag,
        "status": status,
        "reason": reason,
        "until": next.map(time),
        "deliveredAt": time(message.delivered),
        "ptt": message.ptt,
        "deliveryReceipt": message.receipt.number(),
    })
}

/// Returns a reply of a phone.
pub(crate) fn reply(service: &Service, incoming: &Incoming) -> Value {
    let mut shown = received(incoming.sender, incoming.created, &incoming.message);
    set(&mut shown, "id", json!(incoming.id));
    set(&mut shown, "service", json!(service.name));
    set(&mut shown, "tag", json!(incoming.tag));
    set(&mut shown, "credits", incoming.credits.to_json());
    shown
}

/// Returns the STOP of a phone.
pub(crate) fn stop(service: &Service, number: Number, since: DateTime<Utc>) -> Value {
    let mut shown = received(number, since.timestamp_millis(), "STOP");
    set(&mut shown, "service", json!(service.name));
    shown
}

/// Returns a text that a phone received outside the history, such as a code.
pub(crate) fn note(number: Number, note: &Note) -> Value {
    let mut shown = received(number, note.received, &note.text);
    set(&mut shown, "direction", json!("out"));
    set(&mut shown, "sender", json!(note.from));
    set(&mut shown, "status", json!("delivered"));
    set(&mut shown, "deliveredAt", time(note.received));
    shown
}

fn set(shown: &mut Value, name: &str, value: Value) {
    if let Some(field) = shown.get_mut(name) {
        *field = value;
    }
}

fn received(number: Number, at: i64, text: &str) -> Value {
    json!({
        "direction": "in",
        "id": null,
        "service": null,
        "number": numbers::written(number),
        "job": null,
        "batch": null,
        "at": time(at),
        "sender": numbers::written(number),
        "text": text,
        "stopClause": null,
        "parts": measure(text, false).parts,
        "encoding": encoding(text),
        "costly": costly_texts(text),
        "credits": 0,
        "tag": null,
        "status": "received",
        "reason": null,
        "until": null,
        "deliveredAt": null,
        "ptt": null,
        "deliveryReceipt": null,
    })
}

fn encoding(text: &str) -> &'static str {
    match measure(text, false).unicode {
        true => "unicode",
        false => "7bit",
    }
}

fn costly_texts(text: &str) -> Vec<String> {
    let found = costly(text).into_iter().take(COSTLY);
    found.map(String::from).collect()
}

/// Returns the status of a message, and the reason for it.
fn status(world: &World, message: &Message, plans: &Plans) -> (&'static str, Option<String>) {
    let next = plans.next(message.id);
    let why = || ptts::meaning(i64::from(message.ptt)).unwrap_or("unknown code");
    let ptt = message.ptt;
    match message.receipt {
        _ if !message.is_sent() => ("waiting", next.map(|due| waiting(world, message, due))),
        Receipt::Delivered => ("delivered", None),
        Receipt::Failed => ("failed", Some(format!("ptt {ptt}: {}", why()))),
        Receipt::Error => (
            "error",
            Some(format!("ptt {ptt}: {}; the credits were refunded", why())),
        ),
        Receipt::Waiting => ("retrying", Some(format!("ptt {ptt}: {}", why()))),
        Receipt::Pending if next.is_none() => (
            "sent",
            Some("no receipt arrives from this phone".to_owned()),
        ),
        Receipt::Pending => ("sent", None),
    }
}

/// Returns why a message waits.
fn waiting(world: &World, message: &Message, due: i64) -> String {
    let parcel = &message.parcel;
    let asked = message
        .created
        .saturating_add(parcel.differed.saturating_mul(60_000));
    let opening = next_opening(from_millis(asked), &world.policy.closed).timestamp_millis();
    let is_night = parcel.stop_clause && world.policy.night_deferral && opening > asked;
    if is_night && due == opening {
        let local = from_millis(due).with_timezone(&Paris);
        return format!(
            "waits until {}: advertising at night, on Sundays or on a closed date",
            local.format("%A %H:%M")
        );
    }
    match (parcel.batch, parcel.differed) {
        (Some(_), _) => "waits for the time of its batch".to_owned(),
        (None, 1) => "deferred by 1 minute, as its call demands".to_owned(),
        (None, minutes) => format!("deferred by {minutes} minutes, as its call demands"),
    }
}
