//! The client: where, as whom, and how.

use std::time::Duration;

use url::Url;

use crate::api;
use crate::auth::Credentials;
use crate::error::Error;
use crate::service::Service;
use crate::transport::Transport;

/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// Idle connections are closed early, before a server or a firewall forgets them.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// A client of the OVHcloud API; cheap to clone, to be made once and shared.
#[derive(Debug, Clone)]
pub struct Client {
    api: api::Client,
}

impl Client {
    /// A client in the making.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The generated builders of all operations.
    pub fn api(&self) -> &api::Client {
        &self.api
    }

    /// One SMS account, by the name that [`services_list`](api::Client::services_list) tells.
    pub fn service(&self, name: impl Into<String>) -> Service {
        Service::new(self.clone(), name.into())
    }
}

/// Makes a [`Client`].
#[derive(Debug, Clone, Default)]
pub struct ClientBuilder {
    endpoint: Option<String>,
    credentials: Credentials,
}

impl ClientBuilder {
    /// The base URL of the API, such as `https://eu.api.ovh.com/v1`.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// As whom requests are sent.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// The endpoint is no URL, or TLS can't be set up.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = self
            .endpoint
            .unwrap_or_else(|| "https://eu.api.ovh.com/v1".to_owned());
        let base = Url::parse(endpoint.trim_end_matches('/')).map_err(|error| {
            Error::configuration(format!("the endpoint {endpoint:?} is no URL: {error}"))
        })?;
        let http = http_client()?;
        let transport = Transport::new(http.clone(), base.clone(), self.credentials);
        let base = base.as_str().trim_end_matches('/').to_owned();
        Ok(Client {
            api: api::Client::new(base, http, transport),
        })
    }
}

fn http_client() -> Result<reqwest::Client, Error> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("ovh-sms/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(REQUEST_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        // A redirect would repeat a POST, and carry the consumer key to another host.
        .redirect(reqwest::redirect::Policy::none())
        // Only we know which requests may be repeated, and each must be signed anew.
        .retry(reqwest::retry::never());
    with_tls(builder)?
        .build()
        .map_err(|error| Error::configuration(format!("no HTTP client can be made: {error}")))
}

#[cfg(feature = "rustls")]
fn with_tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, Error> {
    use rustls_platform_verifier::BuilderVerifierExt;
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_platform_verifier())
        .map_err(|error| Error::configuration(format!("TLS can't be set up: {error}")))?
        .with_no_client_auth();
    Ok(builder.tls_backend_preconfigured(config))
}

#[cfg(not(feature = "rustls"))]
fn with_tls(builder: reqwest::ClientBuilder) -> Result<reqwest::ClientBuilder, Error> {
    Ok(builder)
}
