//! Outgoing messages: the history of sent messages, with its filters.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::call::{Answer, Call, Reply};
use crate::clock::{from_millis, written};
use crate::refusal::Refusal;
use crate::state::{Message, Scope, World, digest};
use crate::values::numbers::{self, Number};

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let now = world.millis();
    let filter = Filter::read(call);
    let service = world.service(scope.service)?;
    let ids = service.messages.values().filter(|message| {
        message.is_listed(now) && seen(&scope, message) && filter.fits(world, message)
    });
    let mut ids: Vec<i64> = ids.map(|message| message.id).collect();
    ids.sort_unstable();
    Ok(Reply::Ids(ids))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let (_, message) = find(world, call)?;
    Ok(Reply::Json(message_json(world, message)))
}

/// Removes a message from the history; it stays on the phone.
pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let (scope, message) = find(world, call)?;
    let id = message.id;
    if let Some(message) = world.service_mut(scope.service)?.messages.get_mut(id) {
        message.hidden = true;
    }
    Ok(Reply::Nothing)
}

fn seen(scope: &Scope, message: &Message) -> bool {
    // The account sees everything, so its lists need not read every parcel.
    let whole_account = scope.user.is_none() && scope.number.is_none();
    whole_account || scope.sees(message.parcel.user.as_deref(), message.parcel.number)
}

/// Returns the sent message that a call names.
pub(crate) fn find<'a>(world: &'a World, call: &Call) -> Result<(Scope, &'a Message), Refusal> {
    let scope = world.scope(call)?;
    let id = call.path_id("id");
    let message = world.service(scope.service)?.messages.get(id);
    message
        .filter(|message| message.is_sent() && !message.hidden && seen(&scope, message))
        .map(|message| (scope, message))
        .ok_or_else(|| Refusal::no_object("id", call.path("id")))
}

/// Returns a message as JSON, as the history shows it.
pub(crate) fn message_json(world: &World, message: &Message) -> Value {
    let parcel = &message.parcel;
    let time = |millis: i64| (millis != 0).then(|| written(from_millis(millis)));
    json!({
        "id": message.id,
        "creationDatetime": written(from_millis(message.created)),
        "sentAt": time(message.sent),
        "deliveredAt": time(message.delivered),
        "receiver": numbers::written(message.receiver),
        "sender": parcel.sender,
        "message": parcel.text,
        "messageLength": parcel.length,
        "numberOfSms": parcel.parts,
        "credits": message.credits.to_json(),
        "differedDelivery": parcel.differed,
        "deliveryReceipt": message.receipt.number(),
        "ptt": message.ptt,
        "tag": parcel.tag,
        "tariffCode": numbers::country(message.receiver).code.to_uppercase(),
        "batchID": parcel.batch,
        "messageID": world.random.message_uuid(message.id),
    })
}

/// The filters of a list: all given filters must match.
#[derive(Default)]
struct Filter<'a> {
    from: Option<i64>,
    to: Option<i64>,
    batch: Option<Option<Uuid>>,
    uuid: Option<Option<Uuid>>,
    receipt: Option<i64>,
    differed: Option<i64>,
    ptt: Option<i64>,
    /// `Some(None)`: a receiver to which no message can have been sent.
    receiver: Option<Option<Number>>,
    sender: Option<(u32, &'a str)>,
    tag: Option<(u32, &'a str)>,
}

/// Parses a bound of a date filter, in whole seconds, as dates are shown.
pub(crate) fn bound(call: &Call, name: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(call.query(name)?)
        .ok()
        .map(|time| time.with_timezone(&Utc).timestamp())
}

impl<'a> Filter<'a> {
    fn read(call: &'a Call) -> Self {
        let text = |name| call.query(name).map(|text| (digest(text.as_bytes()), text));
        Self {
            from: bound(call, "creationDatetime.from"),
            to: bound(call, "creationDatetime.to"),
            batch: call.query("batchID").map(|text| Uuid::parse_str(text).ok()),
            uuid: call
                .query("messageID")
                .map(|text| Uuid::parse_str(text).ok()),
            receipt: call.query_number("deliveryReceipt"),
            differed: call.query_number("differedDelivery"),
            ptt: call.query_number("ptt"),
            receiver: call.query("receiver").map(numbers::parse),
            sender: text("sender"),
            tag: text("tag"),
        }
    }

    /// Cheap comparisons first: a list checks every message of the account.
    fn fits(&self, world: &World, message: &Message) -> bool {
        let digests = &message.digests;
        let parcel = || &message.parcel;
        let second = message.created.div_euclid(1000);
        self.from.is_none_or(|from| second >= from)
            && self.to.is_none_or(|to| second <= to)
            && self
                .receipt
                .is_none_or(|receipt| message.receipt.number() == receipt)
            && self.ptt.is_none_or(|ptt| i64::from(message.ptt) == ptt)
            && self
                .receiver
                .is_none_or(|receiver| receiver == Some(message.receiver))
            && self
                .tag
                .is_none_or(|(digest, tag)| digests.tag == digest && *parcel().tag == *tag)
            && self.sender.is_none_or(|(digest, sender)| {
                digests.sender == digest && *parcel().sender == *sender
            })
            && self.batch.is_none_or(|batch| {
                batch.is_some_and(|id| {
                    digests.batch == digest(id.as_bytes()) && parcel().batch == Some(id)
                })
            })
            && self
                .differed
                .is_none_or(|minutes| parcel().differed == minutes)
            && self
                .uuid
                .is_none_or(|uuid| uuid == Some(world.random.message_uuid(message.id)))
    }
}
