//! The network of a machine: delivers requests to the service as the weather allows.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use http_body_util::BodyExt;
use ovh_sms::error::{ConnectionError, ConnectionProblem};
use ovh_sms::{Exchange, HttpBackend};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::World;
use crate::program::running;
use crate::weather::Fate;

/// A request without a timeout waits this long at most.
const ENDLESS: Duration = Duration::from_secs(3600);
/// How long a refused connection, or a reset, takes.
const SOON: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(crate) struct Network {
    world: Arc<World>,
    by: u64,
}

impl Network {
    pub(crate) fn new(world: &Arc<World>, by: u64) -> Self {
        Self {
            world: Arc::clone(world),
            by,
        }
    }
}

impl HttpBackend for Network {
    fn execute(&self, request: reqwest::Request) -> Exchange {
        let (world, by) = (Arc::clone(&self.world), running().unwrap_or(self.by));
        Box::pin(exchange(world, by, request))
    }
}

async fn exchange(
    world: Arc<World>,
    by: u64,
    request: reqwest::Request,
) -> Result<reqwest::Response, ConnectionError> {
    let limit = request.timeout().copied().unwrap_or(ENDLESS);
    let request = received(request).await?;
    let fate = world.fate(by, &request);
    let left = world.elapsed();
    let (is_read, path) = (
        request.method() == Method::GET,
        request.uri().path().to_owned(),
    );
    let delivered = |there: Duration, back: Duration| {
        let world = Arc::clone(&world);
        let (send, response) = oneshot::channel();
        // Once it is on its way, a request arrives whatever happens to its sender.
        tokio::spawn(async move {
            sleep(there).await;
            let response = world.serve(by, left, request).await;
            sleep(back).await;
            let _ = send.send(response);
        });
        response
    };
    match fate {
        Fate::Arrives { there, back } => {
            let response = timeout(limit, delivered(there, back)).await;
            let response = response.map_err(|_| timed_out())?.ok().flatten();
            let response = response.ok_or_else(lost)?;
            if is_read {
                world.received(by, &path, &response);
            }
            Ok(response.into())
        }
        Fate::Refused => {
            sleep(SOON.min(limit)).await;
            let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
            Err(ConnectionError::new(ConnectionProblem::Refused, refused))
        }
        Fate::Lost { reset } => Err(gone(limit, reset).await),
        Fate::Unanswered { there, reset } => {
            drop(delivered(there, Duration::ZERO));
            Err(gone(limit, reset).await)
        }
        Fate::Late { behind } => {
            drop(delivered(limit + behind, Duration::ZERO));
            Err(gone(limit, false).await)
        }
        Fate::Gateway {
            status,
            forwarded,
            body,
        } => {
            if forwarded {
                drop(delivered(SOON, Duration::ZERO));
            }
            sleep(SOON.min(limit)).await;
            let kind = match body.starts_with('{') {
                true => "application/json",
                false => "text/html",
            };
            let response = Response::builder()
                .status(status)
                .header(header::CONTENT_TYPE, kind)
                .body(Bytes::from_static(body.as_bytes()));
            response
                .map(Into::into)
                .map_err(|error| ConnectionError::new(ConnectionProblem::Lost, error))
        }
    }
}

/// Converts a request as the service receives it.
async fn received(request: reqwest::Request) -> Result<Request<Bytes>, ConnectionError> {
    let host = match (request.url().host_str(), request.url().port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let broken = |error| ConnectionError::new(ConnectionProblem::Lost, error);
    let request: Request<reqwest::Body> = request.try_into().map_err(broken)?;
    let (mut head, body) = request.into_parts();
    let host = HeaderValue::from_str(&host).unwrap();
    head.headers.insert(header::HOST, host);
    let path = head.uri.path_and_query().map(ToString::to_string);
    head.uri = path.unwrap_or_default().parse().unwrap();
    let body = body.collect().await.map_err(broken)?.to_bytes();
    Ok(Request::from_parts(head, body))
}

async fn gone(limit: Duration, reset: bool) -> ConnectionError {
    if reset {
        sleep(SOON.min(limit)).await;
        return lost();
    }
    sleep(limit).await;
    timed_out()
}

fn lost() -> ConnectionError {
    let reset = io::Error::from(io::ErrorKind::ConnectionReset);
    ConnectionError::new(ConnectionProblem::Lost, reset)
}

fn timed_out() -> ConnectionError {
    let late = io::Error::from(io::ErrorKind::TimedOut);
    ConnectionError::new(ConnectionProblem::Timeout, late)
}
