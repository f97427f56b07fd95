//! One request of the API, from its bytes to its response.

mod faults;
mod fetch;
mod request;

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};

use self::request::Request;
use crate::description::Route;
use crate::engine::{Engine, journal};
use crate::http::connection::{Connection, Mark};
use crate::http::wire::{json_response, read, refused};
use crate::refusal::Refusal;

/// The maximum number of bytes in a request body.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// The same for operations without authentication.
const MAX_UNSIGNED_BODY: usize = 64 * 1024;

/// Processes a request of the API, that is, everything below `/1.0` and `/v1`.
pub(crate) async fn answer(
    engine: &Arc<Engine>,
    head: &Parts,
    body: Body,
    connection: Connection,
) -> Response<Body> {
    let mut mark = Mark::default();
    let path = below_version(head.uri.path());
    let mut response = match path {
        None => refused(&Refusal::no_url()),
        Some(path) => match engine.natives.find(head.method.as_str(), path) {
            Some(text) => json_response(StatusCode::OK, text.into()),
            None => operate(engine, head, body, connection, path, &mut mark).await,
        },
    };
    response.extensions_mut().insert(mark);
    response
}

/// Returns the path below the version; `/1.0` and `/v1` are the same.
fn below_version(path: &str) -> Option<&str> {
    ["/1.0", "/v1"]
        .iter()
        .find_map(|version| path.strip_prefix(version))
        .filter(|rest| rest.starts_with('/'))
}

async fn operate(
    engine: &Arc<Engine>,
    head: &Parts,
    body: Body,
    connection: Connection,
    path: &str,
    mark: &mut Mark,
) -> Response<Body> {
    let description = &engine.description;
    let (operation, values) = match description.route(head.method.as_str(), path) {
        Route::Found(operation, values) => (operation, values),
        Route::WrongMethod => {
            return refused(&Refusal::class(405, "This method is not allowed here"));
        }
        Route::Nowhere => return refused(&Refusal::no_url()),
    };
    mark.operation = Some(operation.id.clone());
    let troubles = engine.faults.apply(&operation.id);
    for action in &troubles {
        if let Some(response) = faults::before(action).await {
            return response;
        }
    }
    let most = match operation.authenticated {
        true => MAX_BODY,
        false => MAX_UNSIGNED_BODY,
    };
    let bytes = match read(body, most, engine.policy.client_timeout).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refused(&refusal),
    };
    mark.body = journal::start_of(&bytes);
    let request = Request {
        engine,
        description,
        operation,
        head,
        bytes: &bytes,
        connection,
        path,
    };
    let response = match request.process(values, &troubles).await {
        Ok(response) => response,
        Err(refusal) => request.refuse(&refusal),
    };
    faults::after(&troubles, response).await
}
