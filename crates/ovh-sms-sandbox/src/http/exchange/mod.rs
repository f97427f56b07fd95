//! One request of the API, from its bytes to its response.

mod faults;
mod fetch;
mod request;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};

use self::request::Request;
use crate::description::Route;
use crate::engine::events::{ChangeEvent, EventKind};
use crate::engine::{Engine, journal};
use crate::http::connection::{Connection, Mark, read_as};
use crate::http::wire::{json_response, read, refused, wrong_method};
use crate::http::{auth, cors};
use crate::refusal::Refusal;
use crate::values::paths::{below, without_final_slash};

/// The maximum number of bytes in a request body.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// The same for operations without authentication, and for callers without known credentials.
const MAX_UNSIGNED_BODY: usize = 64 * 1024;

/// The prefixes of the API; `/1.0` and `/v1` are the same.
const VERSIONS: &[&str] = &["/1.0", "/v1"];

/// Processes a request of the API, that is, everything below `/1.0` and `/v1`.
pub(crate) async fn answer(
    engine: &Arc<Engine>,
    head: &Parts,
    body: &mut Body,
    connection: Connection,
) -> Response<Body> {
    let mut mark = Mark::default();
    let mut response = match below_version(head.uri.path()) {
        None => refused(&Refusal::no_url()),
        Some(path) if head.method == Method::OPTIONS => options(engine, path),
        Some(path) => match engine.natives.find(read_as(&head.method), path) {
            Some(text) => json_response(StatusCode::OK, text.into()),
            None => operate(engine, head, body, connection, path, &mut mark).await,
        },
    };
    response.extensions_mut().insert(mark);
    response
}

/// Returns the path below the version, without its final slash; empty for the version itself.
pub(crate) fn below_version(path: &str) -> Option<&str> {
    sent_below_version(path).map(without_final_slash)
}

/// Returns the path below the version as sent, with its final slash.
fn sent_below_version(path: &str) -> Option<&str> {
    VERSIONS.iter().find_map(|version| below(path, version))
}

/// Builds the response to `OPTIONS` of a path, which needs no signature.
fn options(engine: &Engine, path: &str) -> Response<Body> {
    match methods(engine, path) {
        Some(methods) => cors::preflight(&methods),
        None => refused(&Refusal::no_url()),
    }
}

/// Builds the refusal of a method that a path does not have, or of a path that does not exist.
fn without_operation(engine: &Engine, path: &str) -> Response<Body> {
    match methods(engine, path) {
        Some(methods) => wrong_method(&methods),
        None => refused(&Refusal::no_url()),
    }
}

/// Lists the methods of a path, of its operations or its description; `None` if it does not exist.
fn methods(engine: &Engine, path: &str) -> Option<String> {
    let mut methods = engine.description.methods(path);
    if engine.natives.find("GET", path).is_some() {
        methods.push("GET");
    }
    (!methods.is_empty()).then(|| allowed(&methods))
}

/// Lists the methods of a path for `Allow`: those of its operations, and those of every path.
fn allowed(methods: &[&str]) -> String {
    let head = methods.contains(&"GET").then_some("HEAD");
    let all = methods.iter().copied().chain(head).chain(["OPTIONS"]);
    all.collect::<Vec<_>>().join(", ")
}

async fn operate(
    engine: &Arc<Engine>,
    head: &Parts,
    body: &mut Body,
    connection: Connection,
    path: &str,
    mark: &mut Mark,
) -> Response<Body> {
    let description = &engine.description;
    let (operation, values) = match description.route(read_as(&head.method), path) {
        Route::Found(operation, values) => (operation, values),
        Route::WrongMethod | Route::Nowhere => return without_operation(engine, path),
    };
    mark.operation = Some(operation.id.clone());
    let troubles = engine.faults.apply(&operation.id, engine.clock.now());
    for action in &troubles {
        if let Some(response) = faults::before(action).await {
            return response;
        }
    }
    let now = engine.clock.authentication_now();
    let claim = engine.with_world(|world| auth::claim(&world.keys, operation, &head.headers, now));
    // The signature covers the body, so only the keys can be checked before the body is read.
    let most = match claim {
        Ok(_) if operation.authenticated => MAX_BODY,
        _ => MAX_UNSIGNED_BODY,
    };
    let read = read(body, most, engine.policy.client_timeout).await;
    let (bytes, claim) = match (read, claim) {
        (Ok(bytes), claim) => (bytes, claim),
        // The credentials are what is wrong: with known ones, a larger body is accepted.
        (Err(refusal), Err(unknown)) if refusal.status == StatusCode::PAYLOAD_TOO_LARGE => {
            (Bytes::new(), Err(unknown))
        }
        (Err(refusal), _) => return refused(&refusal),
    };
    mark.body = journal::start_of(&bytes);
    let request = Request {
        engine,
        description,
        operation,
        head,
        bytes: &bytes,
        connection,
        path: sent_below_version(head.uri.path()).unwrap_or(path),
    };
    let response = match request.process(values, claim, &troubles).await {
        Ok(response) => {
            if !head.method.is_safe() {
                engine.events.publish(ChangeEvent::of(EventKind::Account));
            }
            response
        }
        Err(refusal) => request.refuse(refusal),
    };
    faults::after(&troubles, response).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_and_a_final_slash_are_removed() {
        for (path, below) in [
            ("/1.0", Some("")),
            ("/1.0/", Some("")),
            ("/v1", Some("")),
            ("/v1/", Some("")),
            ("/1.0/sms", Some("/sms")),
            ("/v1/sms/", Some("/sms")),
            ("/1.0/sms/x/jobs/", Some("/sms/x/jobs")),
            ("/1.0/sms.json/", Some("/sms.json")),
            // Only one slash: an empty segment is not a path.
            ("/1.0/sms//", Some("/sms/")),
            ("/1.0//", Some("/")),
            ("/1.0x/sms", None),
            ("/v10", None),
            ("/v2/sms", None),
            ("/sms/", None),
        ] {
            assert_eq!(below_version(path), below, "{path}");
        }
    }
}
