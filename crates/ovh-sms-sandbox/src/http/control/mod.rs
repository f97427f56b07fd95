//! Control of phones and the clock over HTTP, for tests in other languages: `/_sandbox/…`,
//! unsigned, and only for programs on this machine.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::call::Reply;
use crate::clock::{checked_later, written};
use crate::engine::Engine;
use crate::http::connection::{Connection, read_as};
use crate::http::wire::{self, json_response, refused, wrong_method};
use crate::phone::Phone;
use crate::refusal::Refusal;
use crate::state::Outcome;
use crate::values::numbers;
use crate::values::paths::without_final_slash;

/// The prefix of all control paths.
pub(crate) const PREFIX: &str = "/_sandbox/";
/// The maximum number of bytes in a body.
const MAX_BODY: usize = 64 * 1024;

/// Processes a request below `/_sandbox/`.
pub(crate) async fn answer(
    engine: &Arc<Engine>,
    head: &Parts,
    body: &mut Body,
    connection: Connection,
) -> Response<Body> {
    if !connection.is_here() {
        let words = "The sandbox is controlled from its own machine only";
        return refused(&Refusal::forbidden(words));
    }
    let bytes = match wire::read(body, MAX_BODY, engine.policy.client_timeout).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refused(&refusal),
    };
    let path = without_final_slash(head.uri.path());
    let segments: Vec<&str> = path
        .strip_prefix(PREFIX)
        .unwrap_or_default()
        .split('/')
        .collect();
    let Some(methods) = methods(&segments) else {
        return refused(&Refusal::no_url());
    };
    if !methods.split(", ").any(|known| known == head.method) {
        return wrong_method(methods);
    }
    match control(engine, read_as(&head.method), &segments, &bytes) {
        Ok(answer) => json_response(StatusCode::OK, Reply::Json(answer).into_text()),
        Err(refusal) => refused(&refusal),
    }
}

/// Returns the methods of a path, given as its segments; `None` if it does not exist.
fn methods(segments: &[&str]) -> Option<&'static str> {
    match segments {
        ["advance"] | ["phones", _, "reply" | "stop" | "outcome"] => Some("POST"),
        ["phones", _] => Some("GET, HEAD"),
        _ => None,
    }
}

fn control(
    engine: &Arc<Engine>,
    method: &str,
    segments: &[&str],
    bytes: &[u8],
) -> Result<Value, Refusal> {
    match (method, segments) {
        ("POST", ["advance"]) => {
            let time = seconds(&fields(bytes)?)?;
            let time = time.ok_or_else(|| Refusal::bad("[seconds] is required"))?;
            if checked_later(engine.clock.now(), time).is_none() {
                return Err(Refusal::bad("[seconds] The clock ends with the year 9999"));
            }
            engine.advance(time);
            Ok(json!({ "now": written(engine.clock.now()) }))
        }
        ("GET", ["phones", number]) => Ok(inbox(&phone(engine, number)?)),
        ("POST", ["phones", number, "reply"]) => {
            let fields = fields(bytes)?;
            let text = fields
                .get("text")
                .and_then(Value::as_str)
                .ok_or_else(|| Refusal::bad("[text] is required, and is a text"))?;
            done(phone(engine, number)?.reply(text))
        }
        ("POST", ["phones", number, "stop"]) => done(phone(engine, number)?.stop()),
        ("POST", ["phones", number, "outcome"]) => {
            let outcome = outcome(&fields(bytes)?)?;
            phone(engine, number)?.outcome(outcome);
            Ok(Value::Null)
        }
        _ => Err(Refusal::no_url()),
    }
}

/// Returns the result of a phone's action; 409 if the phone has no message to reply to.
fn done(answered: bool) -> Result<Value, Refusal> {
    if answered {
        Ok(Value::Null)
    } else {
        Err(Refusal::conflict(
            "No message that can be answered has arrived on this phone",
        ))
    }
}

fn phone(engine: &Arc<Engine>, segment: &str) -> Result<Phone, Refusal> {
    let number = percent_decode_str(segment).decode_utf8_lossy();
    if numbers::parse(&number).is_none() {
        return Err(Refusal::bad(
            "[number] A number has the form +33600000000 or 0033600000000",
        ));
    }
    Ok(Phone::new(Arc::clone(engine), &number))
}

fn inbox(phone: &Phone) -> Value {
    let messages = phone.inbox().into_iter().map(|message| {
        json!({
            "id": message.id,
            "from": message.from,
            "text": message.text,
            "receivedAt": written(message.received_at),
        })
    });
    json!({ "inbox": messages.collect::<Vec<_>>() })
}

/// Parses the fields of a body; an empty body counts as an empty object.
fn fields(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Refusal::bad(format!("Invalid JSON received: {error}")))
}

/// Reads the field `seconds`.
fn seconds(fields: &Map<String, Value>) -> Result<Option<Duration>, Refusal> {
    let Some(value) = fields.get("seconds") else {
        return Ok(None);
    };
    let time = value
        .as_f64()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.map(Some)
        .ok_or_else(|| Refusal::bad("[seconds] A time is a number of 0 or more"))
}

/// Reads the fields `outcome`, `seconds` and `ptt` as an outcome.
fn outcome(fields: &Map<String, Value>) -> Result<Outcome, Refusal> {
    let time = seconds(fields)?;
    let ptt = match fields.get("ptt") {
        None => Ok(None),
        Some(value) => value
            .as_u64()
            .and_then(|ptt| u16::try_from(ptt).ok())
            .map(Some)
            .ok_or_else(|| Refusal::bad("[ptt] A ptt is a number from 0 to 65535")),
    }?;
    let word = fields.get("outcome").and_then(Value::as_str);
    Ok(match (word, time, ptt) {
        (Some("delivered"), None, None) => Outcome::Delivered,
        (Some("delivered"), Some(time), None) => Outcome::DeliveredAfter(time),
        (Some("absent"), None, None) => Outcome::Absent,
        (Some("absent"), Some(time), None) => Outcome::AbsentThenDelivered(time),
        (Some("invalid"), None, None) => Outcome::Invalid,
        (Some("silent"), None, None) => Outcome::Silent,
        (Some("failed"), None, Some(ptt)) => Outcome::Failed(ptt),
        (Some("error"), None, Some(ptt)) => Outcome::Error(ptt),
        _ => {
            return Err(Refusal::bad(
                "[outcome] An outcome is delivered or absent, with seconds if wanted, invalid, \
                 silent, or failed or error with a ptt",
            ));
        }
    })
}
