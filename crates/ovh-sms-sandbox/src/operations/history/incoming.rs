//! Incoming messages, which phones have sent.

use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::clock::{from_millis, written};
use crate::operations::history::outgoing::bound;
use crate::refusal::Refusal;
use crate::state::{Incoming, Scope, World};
use crate::values::numbers;

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let (from, to) = (
        bound(call, "creationDatetime.from"),
        bound(call, "creationDatetime.to"),
    );
    let sender = call.query("sender").map(numbers::parse);
    let tag = call.query("tag");
    let ids = world
        .service(scope.service)?
        .incoming
        .values()
        .filter(|one| {
            let second = one.created.div_euclid(1000);
            scope.sees(one.user.as_deref(), one.number)
                && from.is_none_or(|from| second >= from)
                && to.is_none_or(|to| second <= to)
                && sender.is_none_or(|sender| sender == Some(one.sender))
                && tag.is_none_or(|tag| one.tag == tag)
        });
    Ok(Reply::Ids(ids.map(|one| one.id).collect()))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let (_, incoming) = find(world, call)?;
    Ok(Reply::Json(incoming_json(incoming)))
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let (scope, incoming) = find(world, call)?;
    let id = incoming.id;
    world.service_mut(scope.service)?.incoming.remove(&id);
    Ok(Reply::Nothing)
}

fn find<'a>(world: &'a World, call: &Call) -> Result<(Scope, &'a Incoming), Refusal> {
    let scope = world.scope(call)?;
    let incoming = world
        .service(scope.service)?
        .incoming
        .get(&call.path_id("id"));
    incoming
        .filter(|one| scope.sees(one.user.as_deref(), one.number))
        .map(|one| (scope, one))
        .ok_or_else(|| Refusal::no_object("id", call.path("id")))
}

fn incoming_json(incoming: &Incoming) -> Value {
    json!({
        "id": incoming.id,
        "creationDatetime": written(from_millis(incoming.created)),
        "credits": incoming.credits.to_json(),
        "message": incoming.message,
        "sender": numbers::written(incoming.sender),
        "tag": incoming.tag,
    })
}
