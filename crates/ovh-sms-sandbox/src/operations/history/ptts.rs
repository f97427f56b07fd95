//! The reasons behind delivery receipts.

use serde_json::json;

use crate::call::{Answer, Call, Reply};
use crate::refusal::Refusal;
use crate::state::World;

const TEMPORARY: &str = "temporary";
const PERMANENT: &str = "permanent";
const UNKNOWN: &str = "indeterminated";

/// Code, meaning, and whether it may change.
const CODES: &[(i64, &str, &str)] = &[
    (0, "Nothing is known yet", UNKNOWN),
    (
        1,
        "Problem with the phone, delivery is being retried",
        TEMPORARY,
    ),
    (
        2,
        "Problem with the operator, delivery is being retried",
        TEMPORARY,
    ),
    (3, "Accepted by the operator", TEMPORARY),
    (4, "Delivered", PERMANENT),
    (5, "Not delivered, without details", PERMANENT),
    (6, "The final state is unknown", UNKNOWN),
    (8, "The message has expired", PERMANENT),
    (20, "The message cannot be delivered as it is", PERMANENT),
    (21, "The subscriber has no credit left", TEMPORARY),
    (
        23,
        "The number is invalid, blacklisted or barred",
        PERMANENT,
    ),
    (24, "The subscriber is absent", TEMPORARY),
    (25, "Temporary fault of the network", TEMPORARY),
    (
        26,
        "Temporary fault of the phone, its memory being full for example",
        TEMPORARY,
    ),
    (27, "The phone is not compatible", PERMANENT),
    (28, "The message is suspected of being spam", UNKNOWN),
    (29, "The content is not permitted", PERMANENT),
    (33, "A parental lock holds the message back", PERMANENT),
    (39, "New fault of the operator", UNKNOWN),
    (73, "The number was ported and cannot be reached", UNKNOWN),
    (74, "The subscriber is roaming", TEMPORARY),
    (
        76,
        "The number was ported and is blocked for this client",
        PERMANENT,
    ),
    (202, "Please contact the support", UNKNOWN),
    (1999, "No template fits the message", PERMANENT),
];

/// Returns what a code means.
pub(crate) fn meaning(ptt: i64) -> Option<&'static str> {
    let found = CODES.iter().find(|(code, ..)| *code == ptt);
    found.map(|(_, words, _)| *words)
}

pub(crate) fn get(_: &mut World, call: &Call) -> Answer {
    let wanted = call.query_number("ptt").unwrap_or(-1);
    let found = CODES.iter().find(|(code, ..)| *code == wanted);
    let (_, description, duration) =
        found.ok_or_else(|| Refusal::no_object("ptt", &wanted.to_string()))?;
    Ok(Reply::Json(
        json!({ "comment": "", "description": description, "duration": duration }),
    ))
}
