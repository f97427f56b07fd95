//! One request of the API, from its bytes to its answer.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use url::{Host, Url};

use crate::call::{Call, Caller};
use crate::description::schema;
use crate::description::{Description, Operation, Route};
use crate::engine::Engine;
use crate::engine::faults::Trouble;
use crate::engine::journal;
use crate::http::auth::{self, Signed};
use crate::http::batch_read;
use crate::http::pages;
use crate::http::wire::{self, html, json_response, read, refused, reset};
use crate::operations;
use crate::operations::lists::receivers;
use crate::refusal::Refusal;

/// Most bytes of a request body.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// Most header fields and bytes of a path with its query.
const MAX_HEADERS: usize = 100;
const MAX_URI: usize = 16 * 1024;
/// How long a CSV address may take to answer.
const FETCH_TIMEOUT: Duration = Duration::from_secs(10);
/// Fields that hold the address of a CSV file.
const ADDRESSES: &[&str] = &["csvUrl", "receiversDocumentUrl"];

/// What the connection knows of the client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connection {
    pub(crate) peer: Option<IpAddr>,
    pub(crate) secure: bool,
}

/// What the journal is told of an answer, carried in its extensions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mark {
    pub(crate) operation: Option<String>,
    pub(crate) body: String,
}

/// Scheme and host as the client sees them.
pub(crate) fn origin(headers: &HeaderMap, connection: Connection) -> String {
    let scheme = if connection.secure { "https" } else { "http" };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    format!("{scheme}://{host}")
}

/// Refuses requests that no handler should have to look at.
pub(crate) fn oversized(head: &Parts) -> Option<Refusal> {
    let uri = head
        .uri
        .path_and_query()
        .map_or(0, |uri| uri.as_str().len());
    if uri > MAX_URI {
        return Some(Refusal::class(414, "The request URI is too long"));
    }
    (head.headers.len() > MAX_HEADERS)
        .then(|| Refusal::class(431, "The request has too many header fields"))
}

/// Answers a request of the API; everything below `/1.0` and `/v1` comes here.
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

/// The path below the version; `/1.0` and `/v1` are the same.
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
    let troubles = engine.faults.strike(&operation.id);
    for trouble in &troubles {
        if let Some(response) = before(trouble).await {
            return response;
        }
    }
    let bytes = match read(body, MAX_BODY, engine.policy.client_timeout).await {
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
    after(&troubles, response).await
}

/// What a fault does before the call is processed.
async fn before(trouble: &Trouble) -> Option<Response<Body>> {
    match trouble {
        Trouble::Latency(time) => {
            tokio::time::sleep(*time).await;
            None
        }
        Trouble::ResetBefore => Some(reset()),
        Trouble::Status(status, message) => {
            let words = message
                .as_deref()
                .unwrap_or("Ordered by the sandbox's fault rules");
            Some(refused(&Refusal::class(*status, words)))
        }
        Trouble::Html(status) => Some(html(*status)),
        Trouble::TooManyRequests(pause) => {
            let mut response = refused(&Refusal::class(429, "Too many requests"));
            if let Some(pause) = pause {
                response
                    .headers_mut()
                    .insert(header::RETRY_AFTER, HeaderValue::from(pause.as_secs()));
            }
            Some(response)
        }
        Trouble::ListDelay(_) | Trouble::ResetAfter | Trouble::CutBody => None,
    }
}

/// What a fault does to an answer.
async fn after(troubles: &[Trouble], response: Response<Body>) -> Response<Body> {
    if troubles.contains(&Trouble::ResetAfter) {
        return reset();
    }
    if !troubles.contains(&Trouble::CutBody) {
        return response;
    }
    wire::cut(response).await
}

/// A request on its way through the checks.
struct Request<'a> {
    engine: &'a Arc<Engine>,
    description: &'a Description,
    operation: &'a Operation,
    head: &'a Parts,
    bytes: &'a [u8],
    connection: Connection,
    path: &'a str,
}

impl<'a> Request<'a> {
    async fn process(
        &self,
        values: Vec<(&'a str, String)>,
        troubles: &[Trouble],
    ) -> Result<Response<Body>, Refusal> {
        let caller = self.authenticate()?;
        let mut call = self.call(values, caller)?;
        self.fetch(&mut call).await;
        let handler = operations::handler(&self.operation.id)
            .ok_or_else(|| Refusal::class(501, "The sandbox does not play this operation"))?;
        let list_delay = troubles.iter().find_map(|trouble| match trouble {
            Trouble::ListDelay(time) => Some(crate::state::millis(*time)),
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
        if self.engine.policy.check_answers {
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

    /// An answer of the sandbox that is not as described.
    fn misfit(&self, problem: &str) -> Refusal {
        Refusal::class(500, format!("{} answers: {problem}", self.operation.id))
    }

    /// A refusal, which is checked like other answers.
    fn refuse(&self, refusal: &Refusal) -> Response<Body> {
        let problem =
            self.engine.policy.check_answers.then(|| {
                schema::refusal_problem(self.description, self.operation, &refusal.body())
            });
        match problem.flatten() {
            Some(problem) => refused(&self.misfit(&problem)),
            None => refused(refusal),
        }
    }

    fn authenticate(&self) -> Result<Caller, Refusal> {
        let target = self
            .head
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let url = format!("{}{target}", origin(&self.head.headers, self.connection));
        let signed = Signed {
            headers: &self.head.headers,
            method: self.head.method.as_str(),
            url: &url,
            body: self.bytes,
            peer: self.connection.peer,
            now: self.engine.clock.authentication_now(),
        };
        let claim = self
            .engine
            .with_world(|world| auth::claim(&world.keys, self.operation, signed))?;
        let caller = auth::verify(claim, &self.engine.policy, signed)?;
        self.engine
            .with_world(|world| auth::grant(world, self.operation, &caller, signed, self.path))?;
        Ok(caller)
    }

    /// The call, its parameters and its body checked against the description.
    fn call(&self, path: Vec<(&'a str, String)>, caller: Caller) -> Result<Call<'a>, Refusal> {
        let query = self.query()?;
        let body = schema::read_body(self.description, self.operation, self.bytes)?;
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

    /// Fetches the CSV file that the body names by its address, or by a slot that is updated by
    /// itself, while the world is not locked.
    async fn fetch(&self, call: &mut Call<'_>) {
        let named = ADDRESSES
            .iter()
            .find_map(|name| call.text(name))
            .filter(|url| !url.is_empty());
        let url = match named {
            Some(url) => Some(url.to_owned()),
            None if receivers::names_slot(call) => self
                .engine
                .with_world(|world| receivers::address_to_refresh(world, call)),
            None => None,
        };
        if let Some(url) = url {
            if !may_fetch(&url, &call.origin) {
                let problem = "The sandbox fetches documents from this machine only";
                call.fetched = Some(Err(problem.to_owned()));
                return;
            }
            let problem = |_| "The document cannot be fetched".to_owned();
            let request = self.engine.http.get(url).timeout(FETCH_TIMEOUT).send();
            call.fetched = Some(
                match request.await.and_then(reqwest::Response::error_for_status) {
                    Ok(answer) => text_of(answer).await,
                    Err(error) => Err(problem(error)),
                },
            );
        }
    }
}

/// Whether a document lies on this machine: on its loopback address, or in the sandbox's own
/// storage, however the client calls that.
fn may_fetch(url: &str, origin: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let own = Url::parse(origin).is_ok_and(|origin| origin.origin() == url.origin());
    own && url.path().starts_with("/storage/") || url.host().is_some_and(|host| is_here(&host))
}

/// Whether that is a name or an address of this machine's that others do not have.
pub(crate) fn is_here(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.to_canonical().is_loopback(),
    }
}

/// The text of a fetched file, up to the size that an uploaded document may have.
async fn text_of(mut answer: reqwest::Response) -> Result<String, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|_| "The document cannot be fetched")?
    {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > wire::MAX_DOCUMENT {
            return Err("The document is too large".to_owned());
        }
    }
    String::from_utf8(bytes).map_err(|_| "The document is not UTF-8".to_owned())
}

/// A piece of a query string: percent-decoded, with `+` for a space.
fn decoded(text: &str) -> Result<String, Refusal> {
    let text = text.replace('+', " ");
    percent_encoding::percent_decode_str(&text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| Refusal::bad("The query string is not UTF-8"))
}
