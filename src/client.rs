//! The client: where, as whom, and how.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::api;
use crate::auth::Credentials;
use crate::config::{Config, ConfigBuilder, Endpoint, Environment};
use crate::error::Error;
use crate::sending::in_flight::InFlight;
use crate::time::{RealTime, TimeSource};
use crate::transport::{Limits, Options, Policy, Transport, http};

/// A client of the OVHcloud API; cheap to clone, to be made once and shared.
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
/// There is no second, blocking API; a runtime of one thread makes calls wait:
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
/// Keep the runtime as long as the client: its connections live there.
///
/// # What it tells
///
/// By [`tracing`](https://docs.rs/tracing): a span `ovh_sms` for each call, with its operation,
/// attempts, status, query id and duration; a warning for each attempt that is repeated. The target
/// `ovh_sms::wire` tells each exchange at the level `DEBUG`, and at `TRACE` its headers and the
/// shape of its bodies. Secrets are never told. Nor is what people wrote or whom they wrote to: of
/// texts and phone numbers only the length is shown, be it in a path, a query or a body.
#[derive(Debug, Clone)]
pub struct Client {
    api: api::Client,
    sms_service: Option<Arc<str>>,
    /// What is being sent, shared by all clones.
    book: Arc<InFlight>,
}

/// What calls share is behind locks that are good after a panic, too.
impl std::panic::UnwindSafe for Client {}
impl std::panic::RefUnwindSafe for Client {}

impl Client {
    /// A client in the making.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client by the environment (`OVH_ENDPOINT`, `OVH_APPLICATION_KEY`…) and the `ovh.conf` files
    /// of OVHcloud's other wrappers; see [`config`](crate::config) for what goes before what.
    ///
    /// # Errors
    ///
    /// The configuration is broken, incomplete or contradictory: the error names each key and where
    /// it was found.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().environment(Environment::system()).build()
    }

    /// A client by a configuration that was loaded already.
    ///
    /// # Errors
    ///
    /// TLS can't be set up, or a proxy of the environment.
    pub fn from_config(config: &Config) -> Result<Self, Error> {
        Self::builder().build_with(config)
    }

    /// The generated builders of all operations.
    #[must_use]
    pub fn api(&self) -> &api::Client {
        &self.api
    }

    /// The SMS account that the configuration names.
    pub(crate) fn sms_service(&self) -> Option<&str> {
        self.sms_service.as_deref()
    }

    pub(crate) fn book(&self) -> &Arc<InFlight> {
        &self.book
    }

    /// The same client with other options, for one call or many; cheap, since connections, the
    /// server's clock, the token and the limits stay shared.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ovh_sms::{Client, Error, Options, Retry};
    ///
    /// async fn credits_or_nothing(client: &Client) -> Result<Option<f64>, Error> {
    ///     let quick = client.with(Options::new().timeout(Duration::from_secs(2)).retry(Retry::never()));
    ///     let account = quick.service("sms-ab12345-1").api().service_get().send().await?;
    ///     Ok(account.credits_left)
    /// }
    /// ```
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        self.over(self.transport().with(&options))
    }

    /// The same client for somebody else; connections and limits stay shared.
    ///
    /// # Errors
    ///
    /// The endpoint has no OAuth2, and the credentials are those of a service account.
    pub fn with_credentials(&self, credentials: &Credentials) -> Result<Self, Error> {
        Ok(self.over(self.transport().with_credentials(credentials)?))
    }

    /// Where requests go.
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
            book: Arc::clone(&self.book),
        }
    }
}

/// Makes a [`Client`]; what is not given comes from nowhere, unless an
/// [`environment`](Self::environment) is given to look into.
#[derive(Clone, Default)]
pub struct ClientBuilder {
    config: ConfigBuilder,
    environment: Option<Environment>,
    http: Option<reqwest::Client>,
    user_agent: Option<String>,
    connect_timeout: Option<Duration>,
    options: Options,
    at_once: usize,
    a_minute: u32,
    time: Option<Arc<dyn TimeSource>>,
}

impl ClientBuilder {
    /// The endpoint's name, such as `ovh-eu` (the default), or a base URL, such as
    /// `https://proxy.example/v1`. `http://` is refused for any host but loopback, unless
    /// [allowed by name](Self::allow_insecure_host).
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.config = self.config.endpoint(endpoint);
        self
    }

    /// As whom requests are sent. Without credentials no client is made; one that is to call only
    /// operations without authentication takes [`Credentials::None`].
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.config = self.config.credentials(credentials);
        self
    }

    /// All that can be configured, key by key: see [`ConfigBuilder`]. Replaces what was set before
    /// by [`endpoint`](Self::endpoint), [`credentials`](Self::credentials) and
    /// [`allow_insecure_host`](Self::allow_insecure_host).
    #[must_use]
    pub fn config(mut self, config: ConfigBuilder) -> Self {
        self.config = config;
        self
    }

    /// Looks for what is not given in these variables and files;
    /// [`Environment::system`] is the real one.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// Allows `http://`, which sends everything in the clear, to this host.
    #[must_use]
    pub fn allow_insecure_host(mut self, host: impl Into<String>) -> Self {
        self.config = self.config.allow_insecure_host(host);
        self
    }

    /// How long calls may take and how often they are tried.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// How long making a connection may take; 10 seconds by default.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// The name and version of your program, such as `shop/2.1`; it goes before ours in the
    /// `User-Agent`.
    #[must_use]
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// At most so many requests within any minute, in the order in which they come; 0, the default,
    /// is no limit. OVHcloud's own limits are unpublished.
    #[must_use]
    pub fn requests_per_minute(mut self, most: u32) -> Self {
        self.a_minute = most;
        self
    }

    /// At most so many requests at a time, in the order in which they come; 0, the default, is no
    /// limit.
    #[must_use]
    pub fn concurrent_requests(mut self, most: usize) -> Self {
        self.at_once = most;
        self
    }

    /// A client of your own, for a proxy or a certificate that the system does not know.
    ///
    /// It must keep to what ours keeps to, or messages may be sent twice and keys go astray:
    ///
    /// - `.redirect(reqwest::redirect::Policy::none())`: a 307 would repeat a POST and carry the
    ///   consumer key to another host;
    /// - `.retry(reqwest::retry::never())`: only this crate knows what may be repeated;
    /// - `.pool_idle_timeout(…)` of some 20 seconds: a POST on a connection that a firewall has
    ///   forgotten has an unknown outcome;
    /// - `.connect_timeout(…)`: time-outs of [`Options`] are set on each request, this one is not;
    /// - nothing that rewrites URLs or bodies: both are signed;
    /// - no verbose logging of connections: headers carry the consumer key.
    ///
    /// [`user_agent`](Self::user_agent) and [`connect_timeout`](Self::connect_timeout) do nothing
    /// then.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Where time comes from; for tests that don't want to wait.
    #[must_use]
    pub fn time_source(mut self, time: Arc<dyn TimeSource>) -> Self {
        self.time = Some(time);
        self
    }

    /// Makes the client; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// The configuration is broken, incomplete or contradictory, or TLS can't be set up.
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
        let transport = Transport::new(
            http.clone(),
            endpoint,
            config.credentials(),
            Arc::new(Limits::new(self.at_once, self.a_minute)),
            self.time.unwrap_or_else(|| Arc::new(RealTime::default())),
            Policy::default().with(&self.options),
        )?;
        Ok(Client {
            api: api::Client::new(http, transport),
            sms_service: config.sms_service().map(Into::into),
            book: Arc::default(),
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
