//! Control of the sandbox over HTTP, for programs in any language: `/_sandbox/…`, unsigned, and only
//! for programs on this machine.

mod accounts;
mod callbacks;
mod clock;
mod events;
mod faults;
mod input;
mod messages;
mod phones;
mod requests;
mod routes;
mod state;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode};
use serde_json::Value;

use self::input::Input;
use crate::call::Reply;
use crate::engine::Engine;
use crate::http::connection::{Connection, read_as};
use crate::http::wire::{self, json_response, refused, wrong_method};
use crate::refusal::Refusal;
use crate::values::paths::without_final_slash;

/// The prefix of all control paths.
pub(crate) const PREFIX: &str = "/_sandbox/";
/// The maximum number of bytes in a body, and in a snapshot.
const MAX_BODY: usize = 64 * 1024;
const MAX_SNAPSHOT: usize = 512 * 1024 * 1024;

/// A request of the control API.
struct Control<'a> {
    engine: &'a Arc<Engine>,
    head: &'a Parts,
    connection: Connection,
    input: Input,
    bytes: Bytes,
}

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
    let path = without_final_slash(head.uri.path());
    let routed = routes::find(read_as(&head.method), path);
    let most = match &routed {
        Ok(Some((operation, _))) if operation.id == "snapshot_put" => MAX_SNAPSHOT,
        _ => MAX_BODY,
    };
    let bytes = match wire::read(body, most, engine.policy.client_timeout).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refused(&refusal),
    };
    let (operation, path) = match routed {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&Refusal::no_url()),
        Err(methods) => return wrong_method(&methods),
    };
    let input = match Input::read(operation, path, head.uri.query(), &bytes) {
        Ok(input) => input,
        Err(refusal) => return refused(&refusal),
    };
    let control = Control {
        engine,
        head,
        connection,
        input,
        bytes,
    };
    match control.call(&operation.id).await {
        Ok(response) => response,
        Err(refusal) => refused(&refusal),
    }
}

impl Control<'_> {
    /// Calls an operation, by its id in the document.
    async fn call(&self, operation: &str) -> Result<Response<Body>, Refusal> {
        let reply = match operation {
            "openapi" => return Ok(json_response(StatusCode::OK, routes::TEXT.into())),
            "events" => return self.events(),
            "snapshot_get" => return Ok(json_response(StatusCode::OK, self.engine.snapshot())),
            "messages_list" => Value::Array(self.messages().await?),
            "requests_list" => Value::Array(self.requests().await?),
            "callbacks_list" => Value::Array(self.callbacks().await?),
            "callbacks_settled" => self.settled().await?,
            "callbacks_replay" => self.replay()?,
            "state" => self.state(),
            "reset" => self.reset()?,
            "snapshot_put" => self.restore()?,
            "clock_get" => self.clock(),
            "clock_set" => self.change_clock()?,
            "advance" => self.advance()?,
            "phones_list" => self.phones()?,
            "phones_inbox" => self.inbox()?,
            "phones_conversation" => self.conversation()?,
            "phones_reply" => self.reply()?,
            "phones_stop" => self.stop()?,
            "phones_outcome" => self.set_outcome()?,
            "messages_deliver" => self.finish(None)?,
            "messages_fail" => self.finish(Some(self.input.ptt("ptt")?))?,
            "accounts_list" => self.accounts(),
            "accounts_credits" => self.add_credits()?,
            "accounts_sender" => self.review_sender()?,
            "accounts_template" => self.review_template()?,
            "accounts_tag" => self.add_tag()?,
            "keys_decide" => self.decide_key()?,
            "faults_list" => self.faults(),
            "faults_add" => self.add_fault()?,
            "faults_clear" => self.clear_faults(),
            "faults_remove" => self.remove_fault()?,
            "faults_connections" => self.refuse_connections()?,
            "faults_clock" => self.skew_clock(),
            _ => return Err(Refusal::no_url()),
        };
        Ok(json_response(
            StatusCode::OK,
            Reply::Json(reply).into_text(),
        ))
    }
}
