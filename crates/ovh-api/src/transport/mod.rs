//! The layer between a generated builder and the wire: path ▸ limits ▸ signature ▸ response, and
//! retries where that is safe.

mod attempts;
mod backend;
pub(crate) mod http;
mod limits;
mod options;
mod path;
mod response;
mod sign_in;
mod wire;

use std::fmt;
use std::sync::Arc;

use reqwest::Request;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

pub(crate) use backend::Network;
pub use backend::{Exchange, HttpBackend};
pub(crate) use limits::Limits;
pub(crate) use options::Policy;
pub use options::{Options, Retry};
pub use path::Encoded;
pub use response::RawResponse;

use crate::auth::Credentials;
use crate::config::{ConfigError, Endpoint};
use crate::error::{ConnectionError, Error, RequestError};
use crate::lenient::Readable;
use crate::operation::Operation;
use crate::response::Response;
use crate::time::TimeSource;
use sign_in::SignIn;

/// The only connection from a generated builder to the service; cheap to clone.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    policy: Arc<Policy>,
}

struct Shared {
    network: Network,
    endpoint: Endpoint,
    credentials: Credentials,
    sign_in: SignIn,
    limits: Arc<Limits>,
    time: Arc<dyn TimeSource>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("endpoint", &self.shared.endpoint.base_url().as_str())
            .field("credentials", &self.shared.sign_in)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

impl Transport {
    pub(crate) fn new(
        network: Network,
        endpoint: Endpoint,
        credentials: &Credentials,
        limits: Arc<Limits>,
        time: Arc<dyn TimeSource>,
        policy: Policy,
    ) -> Result<Self, ConfigError> {
        let sign_in =
            SignIn::new(credentials, &endpoint).map_err(|problem| ConfigError::Client {
                what: "credentials",
                error: problem.into(),
            })?;
        let credentials = credentials.clone();
        let shared = Shared {
            network,
            endpoint,
            credentials,
            sign_in,
            limits,
            time,
        };
        Ok(Self {
            shared: Arc::new(shared),
            policy: Arc::new(policy),
        })
    }

    /// Returns the same transport with other options. Connections, clock, token and limits are
    /// shared.
    pub(crate) fn with(&self, options: &Options) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            policy: Arc::new(self.policy.with(options)),
        }
    }

    /// Returns the same transport with other credentials. Connections and limits are shared.
    pub(crate) fn with_credentials(&self, credentials: &Credentials) -> Result<Self, ConfigError> {
        let Shared {
            network,
            endpoint,
            limits,
            time,
            ..
        } = &*self.shared;
        Self::new(
            network.clone(),
            endpoint.clone(),
            credentials,
            Arc::clone(limits),
            Arc::clone(time),
            (*self.policy).clone(),
        )
    }

    /// Sends a request to a URL that an operation returned, without signature, limits and retries.
    pub async fn transfer(&self, request: Request) -> Result<reqwest::Response, ConnectionError> {
        self.shared.network.execute(request).await
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.shared.credentials
    }

    /// Returns the source of time.
    pub fn time(&self) -> &dyn TimeSource {
        &*self.shared.time
    }

    /// Checks the request of a generated builder against the operation's path.
    pub fn prepared<E: From<Error>>(
        &self,
        made: Result<Request, progenitor_client::Error<()>>,
        operation: &Operation,
    ) -> Result<Request, E> {
        let request = made.map_err(|error| {
            let problem = response::failure_text(error);
            Error::new(operation, RequestError::Unfit(problem))
        })?;
        path::check(request.url(), &self.base_url(operation), operation)?;
        Ok(request)
    }

    /// Sends a request whose response has a body.
    pub async fn receive<T: Readable, E: From<Error>>(
        &self,
        request: Request,
        operation: &Operation,
    ) -> Result<Response<T>, E> {
        let whole = self.send(request, operation).await?;
        Ok(response::read(whole, operation, &self.shared.sign_in)?)
    }

    /// Sends a request whose response only confirms that it was done.
    pub async fn receive_nothing<E: From<Error>>(
        &self,
        request: Request,
        operation: &Operation,
    ) -> Result<Response<()>, E> {
        let whole = self.send(request, operation).await?;
        if whole.body().trim_ascii().is_empty() {
            return Ok(Response::new((), whole.status, whole.headers));
        }
        // Any JSON is accepted; an HTML page means that the response is from another server.
        let any = |body: &[u8]| serde_json::from_slice::<serde::de::IgnoredAny>(body);
        let value = response::read_by(any, whole, operation, &self.shared.sign_in)?;
        Ok(Response::new((), value.status(), value.headers().clone()))
    }

    /// Sends a request whose response is JSON; an empty one is read as `null`.
    pub async fn receive_json<T: DeserializeOwned, E: From<Error>>(
        &self,
        request: Request,
        operation: &Operation,
    ) -> Result<Response<T>, E> {
        let whole = self.send(request, operation).await?;
        let reader = |body: &[u8]| match body.trim_ascii().is_empty() {
            true => serde_json::from_slice(b"null"),
            false => serde_json::from_slice(body),
        };
        Ok(response::read_by(
            reader,
            whole,
            operation,
            &self.shared.sign_in,
        )?)
    }

    /// Sends a request whose response is inspected before it is decoded.
    pub async fn receive_raw(
        &self,
        request: Request,
        operation: &Operation,
    ) -> Result<RawResponse, Error> {
        self.send(request, operation).await
    }

    /// Returns the query id of a response, without the client's secrets.
    pub fn query_id(&self, headers: &HeaderMap) -> Option<String> {
        response::query_id(headers, &self.shared.sign_in)
    }

    /// Reads the value of such a response.
    pub fn read<T: Readable>(&self, whole: RawResponse, operation: &Operation) -> Result<T, Error> {
        Ok(response::read::<T>(whole, operation, &self.shared.sign_in)?.into_inner())
    }
}

/// Converts a failure of the exchange, and records whether the request may have arrived.
fn connection_error(error: ConnectionError, operation: &Operation) -> Error {
    let may_have_been_sent = error.may_have_been_sent();
    Error::new(operation, error).after_sending(may_have_been_sent)
}

#[cfg(test)]
mod tests {
    use crate::{Client, Credentials};

    #[test]
    fn debug_output_states_the_endpoint_and_no_secret() {
        let client = Client::builder()
            .credentials(Credentials::access_token("secret0123456789").unwrap())
            .build()
            .unwrap();
        let shown = format!("{:?}", client.transport());
        assert!(shown.contains("https://eu.api.ovh.com/v1"), "{shown}");
        assert!(shown.contains("attempts: 4"), "{shown}");
        assert!(!shown.contains("secret0123456789"), "{shown}");
    }
}
