//! The client, which holds the endpoint, the credentials and the options of its calls.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::auth::Credentials;
use crate::config::{Config, ConfigBuilder, Endpoint, Environment, LoadedConfig};
use crate::error::Error;
use crate::time::{RealTime, TimeSource};
use crate::transport::{HttpBackend, Limits, Network, Options, Policy, Transport, http};

/// A client of OVHcloud's API. Create it once and share it: clones are cheap.
///
/// Several modules of generated code can use one client: they share its connections, the server's
/// clock, the access token and the limits.
///
/// ```no_run
/// # async fn run() -> Result<(), ovh_api::Error> {
/// use ovh_api::Client;
/// use ovh_api::reqwest::Method;
///
/// let client = Client::from_env()?;
/// let me = client.request(Method::GET, "/me")?.send().await?;
/// println!("{}", me["nichandle"]);
/// # Ok(())
/// # }
/// ```
///
/// # Without async
///
/// There is no separate blocking API. To block on a call, use a runtime of one thread:
///
/// ```
/// # let server = httpmock::MockServer::start();
/// # server.mock(|_, then| { then.json_body(serde_json::json!(1)); });
/// # let client = ovh_api::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_api::Credentials::unsigned())
/// #     .build()?;
/// use ovh_api::reqwest::Method;
///
/// let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
/// let time = runtime.block_on(client.request(Method::GET, "/auth/time")?.send())?;
/// assert_eq!(*time, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Keep the runtime as long as the client: the client's connections belong to it.
///
/// # Logging
///
/// The client logs through [`tracing`](https://docs.rs/tracing). Each call has a span `ovh_api`
/// with its operation, attempts, status, query id and duration, and each attempt that is retried
/// logs a warning. The target `ovh_api::wire` logs each exchange at the level `DEBUG`; at `TRACE`
/// it adds the headers and the shape of the bodies. Secrets are never logged. Texts and phone
/// numbers are not logged either: in a path, a query or a body, only their length is shown.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    transport: Transport,
}

/// Shared state is behind locks that stay usable after a panic.
impl std::panic::UnwindSafe for Client {}
impl std::panic::RefUnwindSafe for Client {}

impl AsRef<Client> for Client {
    fn as_ref(&self) -> &Client {
        self
    }
}

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

    /// Returns the same client with other options, for one call or many.
    ///
    /// This is cheap: connections, the server's clock, the token and the limits stay shared.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ovh_api::reqwest::Method;
    /// use ovh_api::{Client, Error, Options, Retry};
    ///
    /// async fn is_reachable(client: &Client) -> Result<bool, Error> {
    ///     let quick = client.with(Options::new().timeout(Duration::from_secs(2)).retry(Retry::never()));
    ///     Ok(quick.request(Method::GET, "/auth/time")?.send().await.is_ok())
    /// }
    /// ```
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        self.over(self.transport.with(&options))
    }

    /// Returns the same client with other credentials. Connections and limits stay shared.
    ///
    /// # Errors
    ///
    /// Returns an error if the credentials are those of a service account and the endpoint has no
    /// OAuth2.
    pub fn with_credentials(&self, credentials: &Credentials) -> Result<Self, Error> {
        Ok(self.over(self.transport.with_credentials(credentials)?))
    }

    /// Returns the endpoint that requests are sent to.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.transport.endpoint()
    }

    /// Returns the HTTP client, for generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Returns the transport, for generated code.
    #[doc(hidden)]
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        self.transport.credentials()
    }

    fn over(&self, transport: Transport) -> Self {
        Self {
            http: self.http.clone(),
            transport,
        }
    }
}

/// A client that [`ClientBuilder::build`] can build: that of this crate, or of a crate for one part
/// of the API.
pub trait BuiltClient: Sized {
    /// Name and version of the crate, such as `ovh-api/0.1.0`, for the `User-Agent` header.
    const PRODUCT: &'static str;

    /// The configuration that it is built from.
    type Config: LoadedConfig;

    /// The error of building it.
    type Error: From<Error>;

    /// Creates it from the client of this crate and the configuration.
    fn built(client: Client, config: &Self::Config) -> Self;
}

impl BuiltClient for Client {
    const PRODUCT: &'static str = concat!("ovh-api/", env!("CARGO_PKG_VERSION"));

    type Config = Config;

    type Error = Error;

    fn built(client: Client, _: &Config) -> Self {
        client
    }
}

/// Builds a [`Client`]. Unset options are not read from the environment, unless an
/// [`environment`](Self::environment) is set.
///
/// `C` is the client that [`build`](Self::build) returns.
pub struct ClientBuilder<C: BuiltClient = Client> {
    config: ConfigBuilder<C::Config>,
    environment: Option<Environment>,
    http: Option<reqwest::Client>,
    backend: Option<Arc<dyn HttpBackend>>,
    user_agent: Option<String>,
    connect_timeout: Option<Duration>,
    options: Options,
    at_once: usize,
    a_minute: u32,
    time: Option<Arc<dyn TimeSource>>,
    built: PhantomData<fn() -> C>,
}

impl<C: BuiltClient> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self {
            config: ConfigBuilder::default(),
            environment: None,
            http: None,
            backend: None,
            user_agent: None,
            connect_timeout: None,
            options: Options::default(),
            at_once: 0,
            a_minute: 0,
            time: None,
            built: PhantomData,
        }
    }
}

impl<C: BuiltClient> Clone for ClientBuilder<C> {
    fn clone(&self) -> Self {
        Self {
            config: self.config.clone(),
            environment: self.environment.clone(),
            http: self.http.clone(),
            backend: self.backend.clone(),
            user_agent: self.user_agent.clone(),
            connect_timeout: self.connect_timeout,
            options: self.options.clone(),
            at_once: self.at_once,
            a_minute: self.a_minute,
            time: self.time.clone(),
            built: PhantomData,
        }
    }
}

impl<C: BuiltClient> ClientBuilder<C> {
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
    pub fn config(mut self, config: ConfigBuilder<C::Config>) -> Self {
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
    pub fn build(self) -> Result<C, C::Error> {
        let environment = self.environment.clone().unwrap_or_else(Environment::empty);
        let config = self.config.load(&environment).map_err(Error::from)?;
        self.build_with(&config)
    }

    /// Builds the client from a configuration that is already loaded, instead of that of the
    /// builder.
    ///
    /// # Errors
    ///
    /// Returns an error if TLS or a proxy from the environment cannot be set up.
    pub fn build_with(self, config: &C::Config) -> Result<C, C::Error> {
        Ok(C::built(self.client(config.as_ref())?, config))
    }

    fn client(self, config: &Config) -> Result<Client, Error> {
        let endpoint = config.endpoint().clone();
        let http = match self.http {
            Some(client) => client,
            None => {
                let product = match self.user_agent {
                    Some(theirs) => format!("{theirs} {}", C::PRODUCT),
                    None => C::PRODUCT.to_owned(),
                };
                let connect_timeout = self.connect_timeout.unwrap_or(http::CONNECT_TIMEOUT);
                http::client(&endpoint, connect_timeout, &product)?
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
        Ok(Client { http, transport })
    }
}

impl<C: BuiltClient> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("config", &self.config)
            .field("environment", &self.environment)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
