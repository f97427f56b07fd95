//! The estimate of a message's length.

use serde_json::json;

use crate::call::{Answer, Call, Reply};
use crate::rules::length::{STOP_CLAUSE_LENGTH, measure};
use crate::state::World;

/// Kinds of senders whose messages get a STOP clause.
const WITH_CLAUSE: &[&str] = &["alpha", "numeric"];

pub(crate) fn estimate(world: &mut World, call: &Call) -> Answer {
    let kind = call.text("senderType").unwrap_or_default();
    let clause = !call.flag("noStopClause") && WITH_CLAUSE.contains(&kind);
    let length = measure(call.text("message").unwrap_or_default(), clause);
    let counted = clause && world.policy.count_stop_clause;
    Ok(Reply::Json(json!({
        "characters": length.characters + if counted { STOP_CLAUSE_LENGTH } else { 0 },
        "charactersClass": if length.unicode { "unicode" } else { "7bits" },
        "maxCharactersPerPart": length.per_part,
        "parts": length.parts,
    })))
}
