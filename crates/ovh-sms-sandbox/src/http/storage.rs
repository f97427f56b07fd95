//! The document store: uploads to `putUrl`, downloads from `getUrl`, without a signature.

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::engine::Engine;
use crate::http::wire::{MAX_DOCUMENT, form, json_response, read, refused, wrong_method};
use crate::refusal::Refusal;
use crate::state::Content;
use crate::values::paths::without_final_slash;

/// The prefix of all paths of the storage.
pub(crate) const PREFIX: &str = "/storage/";

/// Processes a request below `/storage/`.
pub(crate) async fn answer(engine: &Arc<Engine>, head: &Parts, body: &mut Body) -> Response<Body> {
    let Some(id) = id(head.uri.path()) else {
        return refused(&Refusal::no_url());
    };
    let signature = signature(head.uri.query());
    let signature = signature.as_deref();
    let mut response = match head.method {
        Method::OPTIONS => json_response(StatusCode::OK, Vec::new()),
        Method::PUT => put(engine, id, signature, body).await,
        Method::GET | Method::HEAD => get(engine, id, signature),
        _ => wrong_method("GET, HEAD, PUT, OPTIONS"),
    };
    allow_browsers(engine, head, &mut response);
    response
}

async fn put(
    engine: &Arc<Engine>,
    id: Uuid,
    signature: Option<&str>,
    body: &mut Body,
) -> Response<Body> {
    // Before the body is read: otherwise anyone could fill the memory.
    if with_content(engine, id, signature, |_, _| ()).is_none() {
        return refused(&no_address());
    }
    let bytes = match read(body, MAX_DOCUMENT, engine.policy.client_timeout).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refused(&refusal),
    };
    // `None` if the document was deleted meanwhile.
    let stored = with_content(engine, id, signature, |content, now| {
        content.bytes = bytes.to_vec();
        content.filled = Some(now);
    });
    match stored {
        Some(()) => json_response(StatusCode::CREATED, Vec::new()),
        None => refused(&no_address()),
    }
}

fn get(engine: &Engine, id: Uuid, signature: Option<&str>) -> Response<Body> {
    match content(engine, id, signature) {
        Some(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            let kind = HeaderValue::from_static("application/octet-stream");
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        None => refused(&no_address()),
    }
}

/// Returns the document to which a path and a query of the storage refer, if both are valid.
pub(crate) fn document(engine: &Engine, path: &str, query: Option<&str>) -> Option<Vec<u8>> {
    content(engine, id(path)?, signature(query).as_deref())
}

fn id(path: &str) -> Option<Uuid> {
    Uuid::parse_str(without_final_slash(path).strip_prefix(PREFIX)?).ok()
}

fn signature(query: Option<&str>) -> Option<String> {
    let fields = form(query.unwrap_or_default().as_bytes());
    let signature = fields.into_iter().find(|(name, _)| name == "signature");
    signature.map(|(_, value)| value)
}

fn content(engine: &Engine, id: Uuid, signature: Option<&str>) -> Option<Vec<u8>> {
    with_content(engine, id, signature, |content, _| content.bytes.clone())
}

/// Works on the content of an address, at the current time; `None` if the address is not valid.
fn with_content<T>(
    engine: &Engine,
    id: Uuid,
    signature: Option<&str>,
    work: impl FnOnce(&mut Content, DateTime<Utc>) -> T,
) -> Option<T> {
    engine.with_world(|world| {
        let now = world.now;
        let content = world
            .contents
            .get_mut(&id)
            .filter(|content| Some(content.secret.as_str()) == signature)?;
        Some(work(content, now))
    })
}

/// Creates the refusal of an unknown document or a wrong secret.
fn no_address() -> Refusal {
    Refusal::forbidden("This address is not valid")
}

/// Allows web pages of the origins that were registered with `/me/document/cors` to read the
/// response.
fn allow_browsers(engine: &Engine, head: &Parts, response: &mut Response<Body>) {
    let Some(origin) = head.headers.get(header::ORIGIN) else {
        return;
    };
    let known = engine.with_world(|world| {
        world
            .cors_origins
            .iter()
            .any(|known| known.as_bytes() == origin.as_bytes())
    });
    if known {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("GET, PUT"),
        );
    }
}
