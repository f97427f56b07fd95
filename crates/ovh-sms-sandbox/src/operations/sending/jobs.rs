//! Jobs: sends messages, and lists those that wait to be sent.

use std::sync::Arc;

use serde_json::Value;

use crate::call::{Answer, Call, Reply};
use crate::operations::history::outgoing;
use crate::operations::lists::receivers;
use crate::refusal::Refusal;
use crate::rules::csv_list;
use crate::rules::sending::{self, Order, Recipient};
use crate::state::{Notice, Scope, UnnamedSender, World};

/// Fields that the job of a virtual number does not have.
const NOT_OF_NUMBERS: &[&str] = &["sender", "sentAt", "deliveredAt"];
/// Fields of sent messages that a job does not have.
const NOT_OF_JOBS: &[&str] = &["batchID", "messageID", "tag", "tariffCode"];

/// Sends messages. `priority`, `class` and `coding` are checked and have no visible effect: no
/// message waits long enough to be overtaken, and the coding depends on the message.
pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    receivers::refresh(world, call)?;
    let recipients = recipients(world, call, &scope)?;
    let (sender, short) = sender(world, call, &scope)?;
    let order = Order {
        scope,
        message: call.text("message").unwrap_or_default().to_owned(),
        recipients,
        sender,
        short,
        no_stop: call.flag("noStopClause"),
        tag: call.text("tag").map(str::to_owned),
        differed: call.number("differedPeriod").unwrap_or(0),
        validity: call
            .number("validityPeriod")
            .unwrap_or(sending::DEFAULT_VALIDITY),
        batch: None,
        hold_millis: 0,
        reserved: Vec::new(),
    };
    Ok(Reply::Json(sending::send(world, &order)?.to_json()))
}

/// Returns the sender that the call names, and whether it is a short number. OVHcloud does not
/// document what happens with neither or both of them.
fn sender(world: &World, call: &Call, scope: &Scope) -> Result<(Option<String>, bool), Refusal> {
    let name = call.text("sender").filter(|text| !text.is_empty());
    let short = call.flag("senderForResponse");
    let policy = &world.policy;
    match (name, short) {
        // A virtual number is its own sender.
        _ if scope.number.is_some() => Ok((None, false)),
        (Some(_), true) if !policy.short_number_wins => Err(Refusal::bad(
            "[sender] Please provide one of sender and senderForResponse",
        )),
        (None, false) => match policy.unnamed_sender {
            UnnamedSender::First => Ok((None, false)),
            UnnamedSender::ShortNumber => Ok((None, true)),
            UnnamedSender::Refuse => Err(Refusal::bad(
                "[sender] Please provide sender or senderForResponse",
            )),
        },
        (name, short) => Ok((name.map(str::to_owned), short)),
    }
}

/// Returns the receivers, from the one source that the call names.
fn recipients(world: &World, call: &Call, scope: &Scope) -> Result<Vec<Recipient>, Refusal> {
    let listed = call.texts("receivers");
    let slot = call.text("receiversSlotId").filter(|text| !text.is_empty());
    let document = call
        .text("receiversDocumentUrl")
        .filter(|text| !text.is_empty());
    let sources = [!listed.is_empty(), slot.is_some(), document.is_some()];
    if sources.iter().filter(|given| **given).count() != 1 {
        let words =
            "[receivers] Please provide one of receivers, receiversDocumentUrl and receiversSlotId";
        return Err(Refusal::bad(words));
    }
    if listed.len() > world.policy.max_receivers {
        let words = format!(
            "[receivers] Too many receivers: {} at most",
            world.policy.max_receivers
        );
        return Err(Refusal::bad(words));
    }
    if let Some(slot) = slot {
        return receivers::recipients(world, scope, slot);
    }
    if document.is_some() {
        let text = match &call.fetched {
            Some(Ok(text)) => text,
            Some(Err(problem)) => {
                return Err(Refusal::bad(format!("[receiversDocumentUrl] {problem}")));
            }
            None => {
                return Err(Refusal::bad(
                    "[receiversDocumentUrl] The document cannot be fetched",
                ));
            }
        };
        let table = csv_list::read(text).map_err(Refusal::bad)?;
        return Ok(csv_list::recipients(&table.columns, &table.rows));
    }
    Ok(listed
        .into_iter()
        .map(|text| Recipient {
            text: text.to_owned(),
            columns: Vec::new(),
        })
        .collect())
}

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let service = world.service(scope.service)?;
    let ids = service.waiting.iter().copied().filter(|id| {
        service.messages.get(*id).is_some_and(|message| {
            scope.sees(message.parcel.user.as_deref(), message.parcel.number)
        })
    });
    Ok(Reply::Ids(ids.collect()))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let scope = waiting(world, call)?;
    let service = world.service(scope.service)?;
    let id = call.path_id("id");
    let message = service
        .messages
        .get(id)
        .ok_or_else(|| Refusal::no_object("id", call.path("id")))?;
    let mut job = outgoing::message_json(world, message);
    if let Value::Object(fields) = &mut job {
        let of_number: &[&str] = if scope.number.is_some() {
            NOT_OF_NUMBERS
        } else {
            &[]
        };
        for name in NOT_OF_JOBS.iter().chain(of_number) {
            fields.remove(*name);
        }
    }
    Ok(Reply::Json(job))
}

/// Cancels a job. Its credits are refunded unless that is disabled.
pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let scope = waiting(world, call)?;
    cancel(world, scope.service, call.path_id("id"));
    Ok(Reply::Nothing)
}

/// Removes a waiting message.
pub(crate) fn cancel(world: &mut World, account: usize, id: i64) {
    let refund = world.policy.refund_cancelled;
    let Ok(service) = world.service_mut(account) else {
        return;
    };
    service.waiting.remove(&id);
    let Some(message) = service.messages.get_mut(id) else {
        return;
    };
    message.cancelled = true;
    let receiver = message.receiver;
    let (parcel, credits) = (Arc::clone(&message.parcel), message.credits);
    if refund {
        service.refund(parcel.user.as_deref(), credits);
    }
    world.notices.add(Notice::Status(id, receiver));
    world.notices.add(Notice::Account(account));
}

/// Returns the scope of a job that still waits.
fn waiting(world: &World, call: &Call) -> Result<Scope, Refusal> {
    let scope = world.scope(call)?;
    let service = world.service(scope.service)?;
    let id = call.path_id("id");
    let seen = service.waiting.contains(&id)
        && service.messages.get(id).is_some_and(|message| {
            scope.sees(message.parcel.user.as_deref(), message.parcel.number)
        });
    if seen {
        Ok(scope)
    } else {
        Err(Refusal::no_object("id", call.path("id")))
    }
}
