//! Background tasks of an account.

use serde_json::json;

use crate::call::{Answer, Call, Reply};
use crate::refusal::Refusal;
use crate::state::World;

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let status = call.query("status");
    let tasks = world.called_service(call)?.tasks.iter();
    let ids = tasks.filter(|(_, task)| status.is_none_or(|status| task.progress.word() == status));
    Ok(Reply::Ids(ids.map(|(id, _)| *id).collect()))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.path_id("taskId");
    let task = world.called_service(call)?.tasks.get(&id);
    let task = task.ok_or_else(|| Refusal::no_object("taskId", call.path("taskId")))?;
    Ok(Reply::Json(json!({
        "taskId": id,
        "function": "cleanSmsReceivers",
        "status": task.progress.word(),
        "step": task.step,
    })))
}
