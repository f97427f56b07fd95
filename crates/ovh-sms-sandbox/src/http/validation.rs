//! The page on which a person accepts or rejects a consumer key: its `validationUrl`.

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use chrono::TimeDelta;

use crate::engine::Engine;
use crate::http::wire::{form, read, refused};
use crate::refusal::Refusal;
use crate::state::{KeyState, World};

const MAX_FORM: usize = 64 * 1024;
const FORM: &str = "<!doctype html><meta charset=\"utf-8\"><title>Sandbox</title>\
<h1>Accept this key?</h1><form method=\"post\">\
<button name=\"decision\" value=\"accept\">Accept</button> \
<button name=\"decision\" value=\"refuse\">Refuse</button></form>\n";

/// Shows the page for `GET`. For `POST` with the form field `decision` (`accept` or `refuse`), and
/// optionally `hours` (0 for a key that does not expire), applies the decision.
pub(crate) async fn answer(engine: &Arc<Engine>, head: &Parts, body: &mut Body) -> Response<Body> {
    let query = form(head.uri.query().unwrap_or_default().as_bytes());
    let token = query
        .into_iter()
        .find(|(name, _)| name == "credentialToken")
        .map(|(_, value)| value);
    let token = token.unwrap_or_default();
    let known = engine.with_world(|world| {
        // A key that needed no validation has no page.
        let mut keys = world.keys.consumers.values();
        !token.is_empty() && keys.any(|one| one.validation == token)
    });
    if !known {
        return refused(&Refusal::no_url());
    }
    if head.method != Method::POST {
        return page(FORM);
    }
    let fields = match read(body, MAX_FORM, engine.policy.client_timeout).await {
        Ok(bytes) => form(&bytes),
        Err(refusal) => return refused(&refusal),
    };
    let field = |wanted: &str| {
        fields
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    let accept = field("decision") != Some("refuse");
    let hours = field("hours").and_then(|text| text.parse::<i64>().ok());
    let redirection = engine.with_world(|world| decide(world, &token, accept, hours));
    let done = if accept {
        "<p>The key is accepted.\n"
    } else {
        "<p>The key is refused.\n"
    };
    let mut response = page(done);
    if let Some(target) = redirection.and_then(|url| HeaderValue::from_str(&url).ok()) {
        *response.status_mut() = StatusCode::FOUND;
        response.headers_mut().insert(header::LOCATION, target);
    }
    response
}

/// Decides on a key that waits; returns the address to which the browser is redirected.
fn decide(world: &mut World, token: &str, accept: bool, hours: Option<i64>) -> Option<String> {
    let now = world.now;
    let key = world
        .keys
        .consumers
        .values_mut()
        .find(|one| one.validation == token)?;
    let waits = key.state == KeyState::PendingValidation;
    settle(key, accept);
    if let Some(hours) = hours.filter(|_| waits) {
        key.expires = TimeDelta::try_hours(hours)
            .filter(|_| hours > 0)
            .and_then(|validity| now.checked_add_signed(validity));
    }
    key.redirection.clone()
}

/// Accepts or rejects a key that waits; other keys do not change.
pub(crate) fn settle(key: &mut crate::state::Credential, accept: bool) {
    if key.state == KeyState::PendingValidation {
        key.state = if accept {
            KeyState::Validated
        } else {
            KeyState::Refused
        };
    }
}

fn page(html: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(html));
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
