//! Control of phones and the clock over HTTP, for tests in other languages: `/_sandbox/…`,
//! unsigned, and only for programs on this machine.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use url::{Host, Url};

use crate::call::Reply;
use crate::clock::written;
use crate::engine::Engine;
use crate::http::connection::Connection;
use crate::http::wire::{self, json_response, refused};
use crate::phone::Phone;
use crate::refusal::Refusal;
use crate::state::Outcome;
use crate::values::hosts::is_here;
use crate::values::numbers;

/// The prefix of all control paths.
pub(crate) const PREFIX: &str = "/_sandbox/";
/// The maximum number of bytes in a body.
const MAX_BODY: usize = 64 * 1024;

/// Processes a request below `/_sandbox/`.
pub(crate) async fn answer(
    engine: &Arc<Engine>,
    head: &Parts,
    body: Body,
    connection: Connection,
) -> Response<Body> {
    if let Some(words) = unwelcome(head, connection) {
        return refused(&Refusal::forbidden(words));
    }
    let bytes = match wire::read(body, MAX_BODY, engine.policy.client_timeout).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refused(&refusal),
    };
    match control(engine, head, &bytes) {
        Ok(answer) => json_response(StatusCode::OK, Reply::Json(answer).into_text()),
        Err(refusal) => refused(&refusal),
    }
}

/// Returns the reason why a request may not control the sandbox, if there is one. Requests of a web
/// page in this machine's browser come from this machine too, but must be rejected. Such a page is
/// recognised by its `Origin`, or by a host name of its own that it made point here.
fn unwelcome(head: &Parts, connection: Connection) -> Option<&'static str> {
    let peer = connection.peer.map(|peer| peer.to_canonical());
    if !peer.is_some_and(|peer| peer.is_loopback()) {
        return Some("The sandbox is controlled from its own machine only");
    }
    let header = |name| {
        head.headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    let of_page = |origin: &str| {
        let url = Url::parse(origin);
        !url.is_ok_and(|url| url.host().is_some_and(|host| is_here(&host)))
    };
    if header(ORIGIN).is_some_and(of_page) {
        return Some("The sandbox is not controlled by pages from elsewhere");
    }
    let named = |authority: &str| {
        let url = Url::parse(&format!("http://{authority}/"));
        !url.is_ok_and(|url| match url.host() {
            // An address, unlike a name, cannot be made to point here.
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            Some(host) => is_here(&host),
            None => false,
        })
    };
    let authority = header(HOST).or_else(|| head.uri.authority().map(Authority::as_str));
    authority
        .is_some_and(named)
        .then_some("The sandbox is controlled at its address or at localhost, not by another name")
}

fn control(engine: &Arc<Engine>, head: &Parts, bytes: &[u8]) -> Result<Value, Refusal> {
    let path = head.uri.path();
    let segments: Vec<&str> = path
        .strip_prefix(PREFIX)
        .unwrap_or_default()
        .split('/')
        .collect();
    match (head.method.as_str(), segments.as_slice()) {
        ("POST", ["advance"]) => {
            let time = seconds(&fields(bytes)?)?;
            engine.advance(time.ok_or_else(|| Refusal::bad("[seconds] is required"))?);
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
        (_, ["advance"] | ["phones", _] | ["phones", _, "reply" | "stop" | "outcome"]) => {
            Err(Refusal::class(405, "This method is not allowed here"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_machines_and_pages_from_elsewhere_do_not_control_it() {
        let refused = |peer: &str, headers: &[(&str, &str)]| {
            let mut request = axum::http::Request::post("/_sandbox/advance");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (head, ()) = request.body(()).unwrap().into_parts();
            let connection = Connection {
                peer: peer.parse().ok(),
                secure: false,
            };
            unwelcome(&head, connection).is_some()
        };
        for peer in ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::7", "unknown"] {
            assert!(refused(peer, &[("host", "127.0.0.1:8080")]), "{peer}");
        }
        for peer in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert!(!refused(peer, &[]), "{peer}");
        }
        for host in ["127.0.0.1:8080", "[::1]:8080", "localhost", "192.0.2.7:80"] {
            assert!(!refused("127.0.0.1", &[("host", host)]), "{host}");
        }
        for host in ["pages.example:8080", "localhost.pages.example", "", "a b"] {
            assert!(refused("127.0.0.1", &[("host", host)]), "{host}");
        }
        for origin in [
            "http://localhost:3000",
            "http://127.0.0.1:3000",
            "http://[::1]",
        ] {
            assert!(!refused("127.0.0.1", &[("origin", origin)]), "{origin}");
        }
        for origin in [
            "https://pages.example",
            "null",
            "http://192.0.2.7",
            "file://",
        ] {
            assert!(refused("127.0.0.1", &[("origin", origin)]), "{origin}");
        }
    }
}
