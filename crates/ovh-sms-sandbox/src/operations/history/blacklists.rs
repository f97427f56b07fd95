//! The blacklist: numbers whose owners have sent STOP.

use serde_json::json;

use crate::call::{Answer, Call, Reply};
use crate::clock::written;
use crate::refusal::Refusal;
use crate::state::World;
use crate::values::numbers;

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let message = call.query_number("smsOutgoingID");
    let batch = call.query("batchID");
    let entries = world
        .called_service(call)?
        .blacklist
        .iter()
        .filter(|(_, entry)| {
            message.is_none_or(|id| entry.message == Some(id))
                && batch.is_none_or(|id| {
                    entry
                        .batch
                        .is_some_and(|own| own.to_string().eq_ignore_ascii_case(id))
                })
        });
    Ok(Reply::texts(
        entries.map(|(number, _)| numbers::written(*number)),
    ))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let text = call.path("number");
    let number = numbers::parse(text).unwrap_or_default();
    let entry = world.called_service(call)?.blacklist.get(&number);
    let entry = entry.ok_or_else(|| Refusal::no_object("number", text))?;
    Ok(Reply::Json(json!({
        "number": numbers::written(number),
        "dateCreation": written(entry.since),
        "smsOutgoingID": entry.message,
        "batchID": entry.batch,
    })))
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let text = call.path("number");
    let number = numbers::parse(text).unwrap_or_default();
    let removed = world.called_service_mut(call)?.blacklist.remove(&number);
    removed
        .map(|_| Reply::Nothing)
        .ok_or_else(|| Refusal::no_object("number", text))
}
