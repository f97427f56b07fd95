//! A request in progress: caller, operation, and the handler's result.

use std::sync::Arc;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::Value;

use ovh_openapi::Kind;

use super::fetch;
use crate::call::{Call, Caller, Reply};
use crate::clock;
use crate::description::{Description, Operation, Parameter, offsets, schema};
use crate::engine::Engine;
use crate::engine::faults::FaultAction;
use crate::http::auth::{self, Claim, Signed, SignedClaim};
use crate::http::connection::{Connection, origin};
use crate::http::wire::{json_response, refused};
use crate::http::{batch_read, pages};
use crate::operations;
use crate::reasons::signature::KnownKeys;
use crate::refusal::Refusal;
use crate::rules::dates;
use crate::state::millis;

/// The paths whose date-times OVHcloud writes with the French offset.
const FRENCH: &[&str] = &["/auth/", "/me/api/"];

/// The end of the names of the lists in which an empty sender is a short number.
const OUTGOING: &str = "outgoing_list";

/// A request that is being checked.
pub(super) struct Request<'a> {
    pub(super) engine: &'a Arc<Engine>,
    pub(super) description: &'a Description,
    pub(super) operation: &'a Operation,
    pub(super) head: &'a Parts,
    pub(super) bytes: &'a [u8],
    pub(super) connection: Connection,
    /// The path below the version as sent, with its final slash.
    pub(super) path: &'a str,
}

impl<'a> Request<'a> {
    pub(super) async fn process(
        &self,
        values: Vec<(&'a str, String)>,
        claim: Result<Claim, Refusal>,
        troubles: &[FaultAction],
    ) -> Result<Response<Body>, Refusal> {
        let caller = self.authenticate(claim?)?;
        let mut call = self.call(values, caller)?;
        fetch::fetch(self.engine, &mut call, self.connection).await;
        let handler = operations::handler(&self.operation.id)
            .ok_or_else(|| Refusal::class(501, "The sandbox does not play this operation"))?;
        let list_delay = troubles.iter().find_map(|action| match action {
            FaultAction::ListDelay(time) => Some(millis(*time)),
            _ => None,
        });
        let expand = pages::Request::read(&self.head.headers, self.operation)?;
        let keys = batch_read::keys(&self.head.headers, &call)?;
        let (reply, headers) = self.engine.with_world(|world| {
            world.list_delay = list_delay.unwrap_or(0);
            match (&keys, &expand) {
                (Some(keys), _) => Ok((
                    batch_read::read(self.description, world, &call, handler, keys)?,
                    HeaderMap::new(),
                )),
                (None, Some(page)) => page.read_page(self.description, world, &call, handler),
                (None, None) => Ok((handler(world, &call)?, HeaderMap::new())),
            }
        })?;
        let is_page = keys.is_none() && expand.is_some();
        let reply = self.in_french_time(reply, keys.is_some(), is_page);
        if self.engine.policy.check_responses {
            let answer = reply.clone().into_json();
            let problem = match (&keys, &expand) {
                (Some(_), _) => batch_read::problem(self.description, &call, &answer),
                (None, Some(_)) => pages::Request::problem(self.description, &call, &answer),
                (None, None) => schema::response_problem(self.description, self.operation, &answer),
            };
            if let Some(problem) = problem {
                return Err(self.misfit(&problem));
            }
        }
        let mut response = json_response(StatusCode::OK, reply.into_text());
        response.headers_mut().extend(headers);
        Ok(response)
    }

    /// Writes the date-times of a response with the French offset, where OVHcloud is known to do so
    /// or the policy demands it.
    fn in_french_time(&self, reply: Reply, is_batch: bool, is_page: bool) -> Reply {
        let path = &self.operation.path;
        let is_french =
            self.engine.policy.french_times || FRENCH.iter().any(|prefix| path.starts_with(prefix));
        let element = is_page
            .then(|| self.description.element_of(self.operation))
            .flatten();
        let schema = element.unwrap_or(self.operation).response.as_ref();
        let (Some(schema), true) = (schema, is_french) else {
            return reply;
        };
        let Reply::Json(mut value) = reply else {
            return reply;
        };
        let write = |value: &mut Value| offsets::in_french_time(self.description, schema, value);
        match &mut value {
            Value::Array(rows) if is_batch => {
                rows.iter_mut()
                    .filter_map(|row| row.get_mut("value"))
                    .for_each(write);
            }
            Value::Array(objects) if element.is_some() => objects.iter_mut().for_each(write),
            value => write(value),
        }
        Reply::Json(value)
    }

    /// Builds the refusal for a response that does not match its description.
    fn misfit(&self, problem: &str) -> Refusal {
        Refusal::class(500, format!("{} returns: {problem}", self.operation.id))
    }

    /// Builds the response of a refusal, which is checked like other responses.
    pub(super) fn refuse(&self, refusal: Refusal) -> Response<Body> {
        let refusal = refusal.with_fields(self.engine.policy.authentication_errors);
        let problem =
            self.engine.policy.check_responses.then(|| {
                schema::refusal_problem(self.description, self.operation, &refusal.body())
            });
        match problem.flatten() {
            Some(problem) => refused(&self.misfit(&problem)),
            None => refused(&refusal),
        }
    }

    /// Checks the signature of a claim, and that the caller may make the call.
    fn authenticate(&self, claim: Claim) -> Result<Caller, Refusal> {
        let target = self
            .head
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let url = format!("{}{target}", origin(&self.head.headers, self.connection));
        let signed = Signed {
            method: self.head.method.as_str(),
            url: &url,
            body: self.bytes,
            peer: self.connection.peer,
            now: self.engine.clock.authentication_now(),
        };
        let caller = match claim {
            Claim::Caller(caller) => caller,
            Claim::Signature(claim) => auth::verify(&claim, &self.engine.policy, signed)
                .map_err(|refusal| self.with_difference(refusal, &claim, signed))?,
        };
        self.engine
            .with_world(|world| auth::grant(world, self.operation, &caller, signed, self.path))?;
        Ok(caller)
    }

    /// Adds to the refusal of a wrong signature what differs in it.
    fn with_difference(
        &self,
        refusal: Refusal,
        claim: &SignedClaim,
        signed: Signed<'_>,
    ) -> Refusal {
        if refusal.cause().is_none_or(|cause| cause.signed.is_none()) {
            return refusal;
        }
        let known = self.engine.with_world(|world| KnownKeys::of(&world.keys));
        refusal.because(claim.difference(signed, &known))
    }

    /// Builds the call, with its parameters and its body checked against the description.
    fn call(&self, path: Vec<(&'a str, String)>, caller: Caller) -> Result<Call<'a>, Refusal> {
        let query = self.query()?;
        let body = schema::read_body(
            self.description,
            self.operation,
            self.bytes,
            self.engine.policy.empty_is_unset,
        )?;
        let call = Call {
            operation: self.operation,
            path,
            query,
            body,
            caller,
            origin: origin(&self.head.headers, self.connection),
            authentication_now: self.engine.clock.authentication_now(),
            peer: self.connection.peer,
            fetched: None,
        };
        if batch_read::separator(&self.head.headers).is_none() {
            schema::check_path(self.description, call.operation, &call.path)?;
        }
        Ok(call)
    }

    fn query(&self) -> Result<Vec<(String, String)>, Refusal> {
        let text = self.head.uri.query().unwrap_or_default();
        let mut read = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            let known = self
                .operation
                .query_parameters
                .iter()
                .find(|one| one.name == name);
            let Some(known) = known else {
                return Err(Refusal::bad(format!(
                    "Received not described parameters: ({name})"
                )));
            };
            if value.is_empty() && self.engine.policy.empty_is_unset && self.is_unset(known) {
                continue;
            }
            let value = self.without_local_time(&known.schema, value);
            schema::read_parameter(self.description, &known.schema, &name, &value)?;
            read.push((name, value));
        }
        for needed in self
            .operation
            .query_parameters
            .iter()
            .filter(|one| one.required)
        {
            if !read.iter().any(|(name, _)| *name == needed.name) {
                return Err(Refusal::bad(format!(
                    "Missing parameter: [{}] is required",
                    needed.name
                )));
            }
        }
        Ok(read)
    }
}

impl Request<'_> {
    /// Returns whether an empty text means that a parameter is not set.
    fn is_unset(&self, parameter: &Parameter) -> bool {
        let is_short_number = parameter.name == "sender" && self.operation.id.ends_with(OUTGOING);
        !parameter.required && !is_short_number
    }

    /// Returns the value of a parameter; a date-time as RFC 3339 with an offset, if it can be read.
    fn without_local_time(&self, schema: &Value, value: String) -> String {
        let kind = self.description.document.resolve(schema).kind();
        let policy = self.engine.policy.dates_without_offset;
        match dates::read(&value, policy).filter(|_| kind == Kind::DateTime) {
            Some(time) => clock::written(time),
            None => value,
        }
    }
}

/// Decodes a part of a query string: percent-encoding, and `+` for a space.
fn decoded(text: &str) -> Result<String, Refusal> {
    let text = text.replace('+', " ");
    percent_encoding::percent_decode_str(&text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| Refusal::bad("The query string is not UTF-8"))
}
