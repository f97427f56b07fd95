//! What stands between a generated builder and the wire: check, clock, signature, answer.

mod answer;
mod path;

use std::fmt;
use std::sync::Arc;

use progenitor_client::ResponseValue;
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Request, Response};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use url::Url;

use crate::Credentials;
use crate::auth::clock::Clock;
use crate::auth::signature::{Signed, sign};
use crate::error::{ConnectionError, Error};
use crate::operation::Operation;

const APPLICATION: HeaderName = HeaderName::from_static("x-ovh-application");
const CONSUMER: HeaderName = HeaderName::from_static("x-ovh-consumer");
const TIMESTAMP: HeaderName = HeaderName::from_static("x-ovh-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("x-ovh-signature");

/// The one way from a generated builder to the service; cheap to clone.
#[derive(Clone)]
pub(crate) struct Transport {
    shared: Arc<Shared>,
}

struct Shared {
    http: reqwest::Client,
    base: Url,
    credentials: Credentials,
    clock: Clock,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base", &self.shared.base.as_str())
            .field("credentials", &self.shared.credentials)
            .finish_non_exhaustive()
    }
}

impl Transport {
    pub(crate) fn new(http: reqwest::Client, base: Url, credentials: Credentials) -> Self {
        let clock = Clock::default();
        Self {
            shared: Arc::new(Shared {
                http,
                base,
                credentials,
                clock,
            }),
        }
    }

    /// What a generated builder made, checked against the operation's path.
    pub(crate) fn prepared(
        &self,
        made: Result<Request, progenitor_client::Error<()>>,
        operation: &'static Operation,
    ) -> Result<Request, Error> {
        let request = made.map_err(|error| Error::request(operation, answer::unmade(error)))?;
        path::check(request.url(), &self.shared.base, operation)?;
        Ok(request)
    }

    /// Sends a request whose answer has a body.
    pub(crate) async fn receive<T: DeserializeOwned>(
        &self,
        request: Request,
        operation: &'static Operation,
    ) -> Result<ResponseValue<T>, Error> {
        answer::read(self.send(request, operation).await?, operation)
    }

    /// Sends a request whose answer says only that it is done.
    pub(crate) async fn receive_nothing(
        &self,
        request: Request,
        operation: &'static Operation,
    ) -> Result<ResponseValue<()>, Error> {
        let whole = self.send(request, operation).await?;
        Ok(ResponseValue::new((), whole.status, whole.headers))
    }

    async fn send(
        &self,
        mut request: Request,
        operation: &'static Operation,
    ) -> Result<answer::Whole, Error> {
        self.authenticate(&mut request, operation).await?;
        let response = self.execute(request, operation).await?;
        answer::whole(response, operation).await
    }

    async fn execute(
        &self,
        request: Request,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        self.shared
            .http
            .execute(request)
            .await
            .map_err(|error| connection_error(error, operation))
    }

    async fn authenticate(
        &self,
        request: &mut Request,
        operation: &'static Operation,
    ) -> Result<(), Error> {
        let Credentials::ApplicationKey {
            application_key,
            application_secret,
            consumer_key,
        } = &self.shared.credentials
        else {
            if operation.authenticated && !matches!(self.shared.credentials, Credentials::Unsigned)
            {
                return Err(Error::configuration(format!(
                    "{operation} needs credentials, and the client has none: give it an application key, its secret and a consumer key"
                )));
            }
            return Ok(());
        };
        let key = header(application_key, "application key")?;
        if !operation.authenticated {
            request.headers_mut().insert(APPLICATION, key);
            return Ok(());
        }
        let timestamp = self
            .shared
            .clock
            .now(|| self.server_time())
            .await?
            .to_string();
        let body = request
            .body()
            .and_then(reqwest::Body::as_bytes)
            .unwrap_or_default();
        let signature = sign(&Signed {
            application_secret: application_secret.expose_secret(),
            consumer_key: consumer_key.expose_secret(),
            method: request.method().as_str(),
            url: request.url().as_str(),
            body,
            timestamp: &timestamp,
        });
        let signature = HeaderValue::from_bytes(&signature)
            .map_err(|_| Error::configuration("the signature is no header value"))?;
        let mut consumer = header(consumer_key.expose_secret(), "consumer key")?;
        consumer.set_sensitive(true);
        let headers = request.headers_mut();
        headers.insert(APPLICATION, key);
        headers.insert(CONSUMER, consumer);
        headers.insert(TIMESTAMP, header(&timestamp, "timestamp")?);
        headers.insert(SIGNATURE, signature);
        Ok(())
    }

    /// `GET /auth/time`, which needs no signature.
    async fn server_time(&self) -> Result<i64, Error> {
        let operation = &crate::api::operations::AUTH_TIME_GET;
        let mut url = self.shared.base.clone();
        url.set_path(&format!(
            "{}{}",
            url.path().trim_end_matches('/'),
            operation.path
        ));
        let request = Request::new(operation.method.clone(), url);
        let response = self.execute(request, operation).await?;
        let value: ResponseValue<i64> =
            answer::read(answer::whole(response, operation).await?, operation)?;
        Ok(value.into_inner())
    }
}

fn header(text: &str, what: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| {
        Error::configuration(format!(
            "the {what} holds characters that no header can carry; copy it once more"
        ))
    })
}

fn connection_error(error: reqwest::Error, operation: &'static Operation) -> Error {
    // Not connected: nothing has left. Builder errors neither.
    let may_have_been_sent = !(error.is_connect() || error.is_builder());
    let problem = if error.is_timeout() {
        "the time allowed ran out"
    } else if error.is_connect() {
        "no connection could be made; check the network, the proxy and the endpoint"
    } else {
        "the connection was lost"
    };
    Error::Connection(Box::new(ConnectionError {
        operation,
        problem,
        may_have_been_sent,
        source: error.without_url(),
    }))
}
