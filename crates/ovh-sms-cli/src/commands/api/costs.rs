//! Operations that spend credits or money, and their cost.

use ovh_sms::{Credits, Operation};
use serde::Deserialize;
use serde_json::Value;

/// Computes the cost of a call from its body, in credits; `None` if it is unknown.
pub(super) type Cost = fn(&Value) -> Option<Credits>;

/// The operations that spend credits or money.
const COSTLY: [(&str, Cost); 9] = [
    ("batches_create", unknown),
    ("hlr_create", lookups),
    ("jobs_create", unknown),
    ("receivers_clean", cleaning),
    ("service_update", recredit),
    ("transfer_credits", moved),
    ("users_jobs_create", unknown),
    ("users_receivers_clean", cleaning),
    ("virtual_numbers_jobs_create", unknown),
];

/// The cost of a look-up of a number, in credits.
const LOOKUP: Credits = Credits::from_thousandths(100);

/// Whether the bindings were generated from another document than that of this release: it may have
/// operations of which nothing is known here.
const IS_NEWER: bool = option_env!("OVH_SMS_OPENAPI").is_some();

/// Returns the function that computes the cost of an operation, if the operation may cost
/// something.
pub(super) fn cost_of(operation: &Operation) -> Option<Cost> {
    let found = COSTLY.iter().find(|(costly, _)| *costly == operation.id());
    let is_unknown = IS_NEWER && operation.method().as_str() != "GET";
    found
        .map(|(_, cost)| *cost)
        .or_else(|| is_unknown.then_some(unknown as Cost))
}

fn unknown(_: &Value) -> Option<Credits> {
    None
}

fn lookups(body: &Value) -> Option<Credits> {
    let receivers = body.get("receivers").and_then(Value::as_array);
    match (receivers, body.get("receiversDocumentUrl")) {
        (Some(receivers), None) => LOOKUP.checked_mul(u64::try_from(receivers.len()).ok()?),
        _ => None,
    }
}

/// The credits that the other account receives are removed from this one.
fn moved(body: &Value) -> Option<Credits> {
    let credits = Credits::deserialize(body.get("credits")?).ok();
    credits.filter(|credits| !credits.is_negative())
}

/// A request for the price only (`priceOnly`) is free.
fn cleaning(body: &Value) -> Option<Credits> {
    (body.get("priceOnly") == Some(&Value::Bool(true))).then_some(Credits::ZERO)
}

/// Only an update that turns on automatic purchases, or raises their threshold, spends credits.
fn recredit(body: &Value) -> Option<Credits> {
    let buys = [
        "automaticRecreditAmount",
        "creditThresholdForAutomaticRecredit",
    ]
    .iter()
    .any(|name| body.get(name).is_some_and(|value| !value.is_null()));
    (!buys).then_some(Credits::ZERO)
}
