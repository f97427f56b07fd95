//! Transfers of credits between the customer's accounts.

use std::sync::Arc;

use serde_json::Value;

use crate::call::{Answer, Call, Reply};
use crate::refusal::Refusal;
use crate::state::World;
use crate::values::credits::Credits;

pub(crate) fn transfer(world: &mut World, call: &Call) -> Answer {
    let from = world.service_index(call.path("serviceName"))?;
    let target = call.text("smsAccountTarget").unwrap_or_default();
    let to = world.service_index(target)?;
    let credits = Credits::from_f64(
        call.body
            .get("credits")
            .and_then(Value::as_f64)
            .unwrap_or_default(),
    );
    if credits <= Credits::ZERO {
        return Err(Refusal::bad(
            "[credits] The number of credits must be positive",
        ));
    }
    if from == to {
        return Err(Refusal::bad(
            "[smsAccountTarget] The target is the account itself",
        ));
    }
    let policy = Arc::clone(&world.policy);
    world
        .service_mut(from)?
        .charge(None, credits, &policy.no_credits)?;
    world.service_mut(to)?.refund(None, credits);
    Ok(Reply::Nothing)
}
