//! The client, which holds the endpoint, the credentials and the options of its calls.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::api;
use crate::auth::Credentials;
use crate::config::{Config, ConfigBuilder, Endpoint, Environment};
use crate::error::Error;
use crate::sending::in_flight::InFlight;
use crate::time::{RealTime, TimeSource};
use crate::transport::{HttpBackend, Limits, Network, Options, Policy, Transport, http};

/// A client of the OVHcloud API. Create it once and share it: clones are cheap.
///
/// ```no_run
/// # async fn run() -> Result<(), ovh_sms::Error> {
/// let client = ovh_sms::Client::from_env()?;
/// for name in client.api().services_list().send().await?.into_inner() {
///     println!("{name}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Without async
///
/// There is no separate blocking API. To block on a call, use a runtime of one thread:
///
/// ```
/// # use ovh_sms::httpmock::MockServerExt;
/// # let server = httpmock::MockServer::start();
/// # server.services_list(|_, then| { then.ok(&vec!["sms-ab12345-1".to_owned()]); });
/// # let client = ovh_sms::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_sms::Credentials::unsigned())
/// #     .build()?;
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// let names = runtime.block_on(client.api().services_list().send())?;
/// assert_eq!(*names, ["sms-ab12345-1"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Keep the runtime as long as the client: the client's connections belong to it.
///
/// # Logging
///
/// The client logs through [`tracing`](https://docs.rs/tracing). Each call has a span `ovh_sms`
/// with its operation, attempts, status, query id and duration, and each attempt that is retried
/// logs a warning. The target `ovh_sms::wire` logs each exchange at the level `DEBUG`; at `TRACE`
/// it adds the headers and the shape of the bodies. Secrets are never logged. Message texts and
/// phone numbers are not logged either: in a path, a query or a body, only their length is shown.
#[derive(Debug, Clone)]
pub struct Client {
    api: api::Client,
    sms_service: Option<Arc<str>>,
    /// The sends in flight, shared by all clones.
    in_flight: Arc<InFlight>,
}

/// Shared state is behind locks that stay usable after a panic.
impl std::panic::UnwindSafe for Client {}
impl std::panic::RefUnwindSafe for Client {}

impl Client {
    /// Returns a builder for a `Client`.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Builds a client from the environment (`OVH_ENDPOINT`, `OVH_APPLICATION_KEY`…) and the
    /// `ovh.conf` files of OVHcloud's own clients. The order of precedence is in
    /// [`config`](crate::config).
    ///
    /// # Errors
    ///
    /// Returns an error if the configuration is broken, incomplete or contradictory. The error
    /// names each key and where it was found.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().environment(Environment::system()).build()
    }

    /// Builds a client from a configuration that is already loaded.
    ///
    /// # Errors
    ///
    /// Returns an error if TLS or a proxy from the environment cannot be set up.
    pub fn from_config(config: &Config) -> Result<Self, Error> {
        Self::builder().build_with(config)
    }

    /// Returns the generated builders of all operations.
    #[must_use]
    pub fn api(&self) -> &api::Client {
        &self.api
    }

    /// Returns the SMS account that the configuration names.
    pub(crate) fn sms_service(&self) -> Option<&str> {
        self.sms_service.as_deref()
    }

    pub(crate) fn in_flight(&self) -> &Arc<InFlight> {
        &self.in_flight
    }

    /// Returns the same client with other options, for one call or many.
    ///
    /// This is cheap: connections, the server's clock, the token and the limits stay shared.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ovh_sms::{Client, Error, Options, Retry};
    ///
    /// async fn credits_or_nothing(client: &Client) -> Result<Option<ovh_sms::Credits>, Error> {
    ///     let quick = client.with(Options::new().timeout(Duration::from_secs(2)).retry(Retry::never()));
    ///     let account = quick.service("sms-ab12345-1").api().service_get().send().await?;
    ///     Ok(account.credits_left)
    /// }
    /// ```
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        self.over(self.transport().with(&options))
    }

    /// Returns the same client with other credentials. Connections and limits stay shared.
    ///
    /// # Errors
    ///
    /// Returns an error if the credentials are those of a service account and the endpoint has no
    /// OAuth2.
    pub fn with_credentials(&self, credentials: &Credentials) -> Result<Self, Error> {
        Ok(self.over(self.transport().with_credentials(credentials)?))
    }

    /// Returns the endpoint that requests are sent to.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.transport().endpoint()
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        self.transport().credentials()
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.api.inner
    }

    fn over(&self, transport: Transport) -> Self {
        Self {
            api: api::Client::new(self.api.client.clone(), transport),
            sms_service: self.sms_service.clone(),
            in_flight: Arc::clone(&self.in_flight),
        }
    }
}

/// Builds a [`Client`]. Unset options are not read from the environment, unless an
/// [`environment`](Self::environment) is set.
#[derive(Clone, Default)]
pub struct ClientBuilder {
    config: ConfigBuilder,
    environment: Option<Environment>,
    http: Option<reqwest::Client>,
    backend: Option<Arc<dyn HttpBackend>>,
    user_agent: Option<String>,
    connect_timeout: Option<Duration>,
    options: Options,
    at_once: usize,
    a_minute: u32,
    time: Option<Arc<dyn TimeSource>>,
}

impl ClientBuilder {
    /// Sets the endpoint: a name, such as `ovh-eu` (the default), or a base URL, such as
    /// `https://proxy.example/v1`. `http://` is refused for any host except loopback, unless the
    /// host is [allowed by name](Self::allow_insecure_host).
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.config = self.config.endpoint(endpoint);
        self
    }

    /// Sets the credentials that requests are sent with.
    ///
    /// A client cannot be built without credentials. If it calls only operations without
    /// authentication, use [`Credentials::None`].
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.config = self.config.credentials(credentials);
        self
    }

    /// Sets the whole configuration, key by key; see [`ConfigBuilder`]. It replaces what
    /// [`endpoint`](Self::endpoint), [`credentials`](Self::credentials) and
    /// [`allow_insecure_host`](Self::allow_insecure_host) have set before.
    #[must_use]
    pub fn config(mut self, config: ConfigBuilder) -> Self {
        self.config = config;
        self
    }

    /// Reads options that are not set from these variables and files. [`Environment::system`] is
    /// the environment of this process.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Allows `http://` to this host. All data is then sent unencrypted.
    #[must_use]
    pub fn allow_insecure_host(mut self, host: impl Into<String>) -> Self {
        self.config = self.config.allow_insecure_host(host);
        self
    }

    /// Sets how long calls may take and how often they are attempted.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Sets the timeout for making a connection; 10 seconds by default.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets the name and version of your program, such as `shop/2.1`. In the `User-Agent` header it
    /// comes before the name of this crate.
    #[must_use]
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// Limits how many requests are sent within any minute. Requests wait in the order in which
    /// they were made. 0, the default, means no limit. OVHcloud does not publish its own limits.
    #[must_use]
    pub fn requests_per_minute(mut self, most: u32) -> Self {
        self.a_minute = most;
        self
    }

    /// Limits how many requests are in flight at the same time. Requests wait in the order in which
    /// they were made. 0, the default, means no limit.
    #[must_use]
    pub fn concurrent_requests(mut self, most: usize) -> Self {
        self.at_once = most;
        self
    }

    /// Uses your own HTTP client, for example for a proxy or for a certificate that the system does
    /// not trust.
    ///
    /// It must be configured like the client of this crate. Otherwise messages may be sent twice,
    /// and keys may leak:
    ///
    /// - `.redirect(reqwest::redirect::Policy::none())`: a 307 would repeat a POST and send the
    ///   consumer key to another host;
    /// - `.retry(reqwest::retry::never())`: only this crate can decide what is safe to retry;
    /// - `.pool_idle_timeout(…)` of about 20 seconds: if a firewall has dropped an idle connection,
    ///   the result of a POST on it is unknown;
    /// - `.connect_timeout(…)`: the timeouts of [`Options`] are set on each request, this one is
    ///   not;
    /// - nothing that rewrites URLs or bodies: both are signed;
    /// - no verbose logging of connections: headers contain the consumer key.
    ///
    /// [`user_agent`](Self::user_agent) and [`connect_timeout`](Self::connect_timeout) then have no
    /// effect.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Sends requests through this backend instead of the network, for tests and simulations.
    ///
    /// All requests of the client pass through it: calls of the API, the server's clock, access
    /// tokens, uploads and downloads. [`connect_timeout`](Self::connect_timeout) then has no
    /// effect.
    #[must_use]
    pub fn http_backend(mut self, backend: Arc<dyn HttpBackend>) -> Self {
        self.backend = Some(backend);
        self
    }

    /// Sets the source of time, for tests that must not wait.
    #[must_use]
    pub fn time_source(mut self, time: Arc<dyn TimeSource>) -> Self {
        self.time = Some(time);
        self
    }

    /// Builds the client without sending a request.
    ///
    /// # Errors
    ///
    /// Returns an error if the configuration is broken, incomplete or contradictory, or if TLS
    /// cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let environment = self.environment.clone().unwrap_or_else(Environment::empty);
        let config = self.config.load(&environment)?;
        self.build_with(&config)
    }

    fn build_with(self, config: &Config) -> Result<Client, Error> {
        let endpoint = config.endpoint().clone();
        let http = match self.http {
            Some(client) => client,
            None => {
                let connect_timeout = self.connect_timeout.unwrap_or(http::CONNECT_TIMEOUT);
                http::client(&endpoint, connect_timeout, self.user_agent.as_deref())?
            }
        };
        let network = match self.backend {
            Some(backend) => Network::Backend(backend),
            None => Network::Http(http.clone()),
        };
        let transport = Transport::new(
            network,
            endpoint,
            config.credentials(),
            Arc::new(Limits::new(self.at_once, self.a_minute)),
            self.time.unwrap_or_else(|| Arc::new(RealTime::default())),
            Policy::default().with(&self.options),
        )?;
        Ok(Client {
            api: api::Client::new(http, transport),
            sms_service: config.sms_service().map(Into::into),
            in_flight: Arc::default(),
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("config", &self.config)
            .field("environment", &self.environment)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
