//! The client, which holds the endpoint, the credentials and the options of its calls.

use std::borrow::Cow;
use std::sync::Arc;

use ovh_api::BuiltClient;
use ovh_api::reqwest::Method;

use crate::api;
use crate::auth::{AccessRules, Credentials};
use crate::config::{Config, Endpoint, Environment, has_sms};
use crate::error::Error;
use crate::sending::in_flight::InFlight;
use crate::{Operation, Options};
use ovh_api::runtime::transport::Transport;

/// A call of an operation that is chosen at run time, with parameter names and JSON;
/// [`Client::call`] creates it.
pub type Call = ovh_api::Call<Error>;

/// A stream of the whole objects of a list, in the list's order; `.stream()` of the builders whose
/// operation lists ids returns it, such as [`outgoing_list`](api::Client::outgoing_list).
///
/// ```
/// # use ovh_sms::httpmock::MockServerExt;
/// # use ovh_sms::types::Outgoing;
/// # let server = httpmock::MockServer::start();
/// # server.outgoing_list(|when, then| { when.tag("monday"); then.ok(&vec![1]); });
/// # server.outgoing_get(|when, then| { when.id(1); then.ok(&Outgoing::default()); });
/// # let client = ovh_sms::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_sms::Credentials::unsigned())
/// #     .build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let service = client.service("sms-ab12345-1");
/// let mut messages = service.api().outgoing_list().tag("monday").stream();
/// while let Some(message) = messages.next().await {
///     println!("{:?}", message?.receiver);
/// }
/// println!("{} were deleted after the ids were read", messages.skipped());
/// # assert_eq!(messages.total(), Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type ListStream<T> = ovh_api::ListStream<T, Error>;

/// Builds a [`Client`]; the builder of `ovh-api`.
pub type ClientBuilder = ovh_api::ClientBuilder<Client>;

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
/// The client logs through [`tracing`](https://docs.rs/tracing). Each call has a span `ovh_api`
/// with its operation, attempts, status, query id and duration, and each attempt that is retried
/// logs a warning. The target `ovh_api::wire` logs each exchange at the level `DEBUG`; at `TRACE`
/// it adds the headers and the shape of the bodies. Secrets are never logged. Message texts and
/// phone numbers are not logged either: in a path, a query or a body, only their length is shown.
#[derive(Debug, Clone)]
pub struct Client {
    base: ovh_api::Client,
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
        self.over(self.base.with(options))
    }

    /// Returns the same client with other credentials. Connections and limits stay shared.
    ///
    /// # Errors
    ///
    /// Returns an error if the credentials are those of a service account and the endpoint has no
    /// OAuth2.
    pub fn with_credentials(&self, credentials: &Credentials) -> Result<Self, Error> {
        Ok(self.over(self.base.with_credentials(credentials)?))
    }

    /// Returns the endpoint that requests are sent to.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.base.endpoint()
    }

    /// Returns a call of any operation of OVHcloud's API, also outside `/sms`, by its method and its
    /// path, with parameters in braces. Paths that begin with `/v2/` are those of version 2 of the
    /// API.
    ///
    /// It is [`call`](Self::call) with [`Operation::new`]: signed, retried only where that is safe,
    /// and with a checked path. The consumer key needs a right to the path.
    ///
    /// ```
    /// # use ovh_sms::httpmock::MockServerExt;
    /// # let server = httpmock::MockServer::start();
    /// # server.mock(|when, then| {
    /// #     when.method("POST").path("/1.0/order/sms/sms-ab12345-1/credits").json_body(serde_json::json!({ "quantity": 100 }));
    /// #     then.json_body(serde_json::json!({ "orderId": 12, "url": "https://www.ovh.com/x" }));
    /// # });
    /// # let client = ovh_sms::Client::builder()
    /// #     .endpoint(server.url("/1.0"))
    /// #     .credentials(ovh_sms::Credentials::unsigned())
    /// #     .build()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ovh_sms::reqwest::Method;
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Serialize)]
    /// struct Quantity {
    ///     quantity: u32,
    /// }
    ///
    /// #[derive(Deserialize)]
    /// #[serde(rename_all = "camelCase")]
    /// struct Order {
    ///     order_id: i64,
    /// }
    ///
    /// let order = client
    ///     .request(Method::POST, "/order/sms/{serviceName}/credits")?
    ///     .path("serviceName", "sms-ab12345-1")
    ///     .json(&Quantity { quantity: 100 })
    ///     .send_as::<Order>()
    ///     .await?;
    /// assert_eq!(order.order_id, 12);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the path is not that of an operation, see [`Operation::new`].
    pub fn request(
        &self,
        method: Method,
        path: impl Into<Cow<'static, str>>,
    ) -> Result<Call, Error> {
        Ok(self.call(Operation::new(method, path)?))
    }

    /// Returns a call of an operation that is chosen at run time, with parameter names and JSON.
    ///
    /// The operation is one of [`operations`](api::operations), or one of another part of
    /// OVHcloud's API: [`Operation::new`].
    ///
    /// ```
    /// # use ovh_sms::httpmock::MockServerExt;
    /// # use ovh_sms::types::Outgoing;
    /// # let server = httpmock::MockServer::start();
    /// # server.outgoing_list(|when, then| { when.tag("monday"); then.ok(&vec![1]); });
    /// # server.outgoing_get(|when, then| { when.id(1); then.ok(&Outgoing::default()); });
    /// # let client = ovh_sms::Client::builder()
    /// #     .endpoint(server.url("/1.0"))
    /// #     .credentials(ovh_sms::Credentials::unsigned())
    /// #     .build()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ovh_sms::api::operations;
    ///
    /// let operation = operations::find("outgoing_list").ok_or("no such operation")?;
    /// let call = client
    ///     .call(operation)
    ///     .path("serviceName", "sms-ab12345-1")
    ///     .query("tag", "monday");
    /// let ids = call.clone().send().await?.into_inner();
    /// assert_eq!(ids, serde_json::json!([1]));
    ///
    /// let messages = call.stream().into_vec().await?;
    /// assert!(messages[0].is_object());
    /// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call(&self, operation: impl Into<Operation>) -> Call {
        self.base.call(operation).failing_with()
    }

    /// Returns the rules of the consumer key that this client signs with:
    /// `GET /auth/currentCredential`.
    ///
    /// Rules with methods or paths that [`AccessRule`](crate::auth::AccessRule) cannot represent are
    /// left out.
    ///
    /// # Errors
    ///
    /// Returns the errors that [`Error`] lists. For an OAuth2 service account or a token, which
    /// have no rules, that is a 403.
    pub async fn current_rules(&self) -> Result<AccessRules, Error> {
        Ok(self.base.current_rules().await?)
    }

    /// Revokes the consumer key that this client signs with: `POST /auth/logout`. Every later call
    /// with it fails with 403 `INVALID_CREDENTIAL`.
    ///
    /// # Errors
    ///
    /// Returns the errors that [`Error`] lists.
    pub async fn logout(&self) -> Result<(), Error> {
        Ok(self.base.logout().await?)
    }

    pub(crate) fn transport(&self) -> &Transport {
        self.base.transport()
    }

    fn over(&self, base: ovh_api::Client) -> Self {
        Self {
            api: bindings(&base),
            base,
            sms_service: self.sms_service.clone(),
            in_flight: Arc::clone(&self.in_flight),
        }
    }
}

/// Returns the generated builders over a client.
fn bindings(base: &ovh_api::Client) -> api::Client {
    api::Client::new(base.http().clone(), base.transport().clone())
}

/// Returns the client of `ovh-api` that this one is built on, for other modules of generated code:
/// they share its connections, the server's clock, the access token and the limits.
impl AsRef<ovh_api::Client> for Client {
    fn as_ref(&self) -> &ovh_api::Client {
        &self.base
    }
}

/// Creates a client over that of `ovh-api`. It has no [default
/// account](Client::default_service), and its requests have the `User-Agent` of that client.
///
/// Convert once, and clone the result: a send that looks for its lost message compares it with the
/// other sends of the same client and its clones.
impl From<ovh_api::Client> for Client {
    fn from(base: ovh_api::Client) -> Self {
        Self {
            api: bindings(&base),
            base,
            sms_service: None,
            in_flight: Arc::default(),
        }
    }
}

impl BuiltClient for Client {
    const PRODUCT: &'static str = concat!("ovh-sms/", env!("CARGO_PKG_VERSION"));

    type Config = Config;

    type Error = Error;

    fn built(client: ovh_api::Client, config: &Config) -> Self {
        let endpoint = config.endpoint();
        if has_sms(endpoint) == Some(false) {
            tracing::warn!(%endpoint, "this endpoint has no SMS; it is on ovh-eu, kimsufi-eu and soyoustart-eu");
        }
        Self {
            sms_service: config.sms_service().map(Into::into),
            ..client.into()
        }
    }
}
