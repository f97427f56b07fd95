//! A sandbox that runs in another program, controlled over HTTP.

mod error;
mod faults;
mod phone;
mod read;

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::{Value, json};

pub use self::error::RemoteError;
pub use self::faults::RemoteFaults;
pub use self::phone::RemotePhone;
use crate::engine::callbacks::RecordedCallback;
use crate::engine::client;
use crate::engine::journal::RecordedRequest;

/// The characters of a path segment that are not encoded.
const SEGMENT: &percent_encoding::AsciiSet = percent_encoding::NON_ALPHANUMERIC;
/// How long one call waits for callbacks.
const WAIT: &str = "30s";

/// A sandbox that runs in another program on this machine, such as `ovh-sms sandbox`.
///
/// Its methods have the names of those of [`Sandbox`](crate::Sandbox); they are asynchronous, and
/// each is a call of the control API.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use ovh_sms_sandbox::{Outcome, RemoteSandbox};
///
/// let sandbox = RemoteSandbox::connect("http://127.0.0.1:8080").await?;
/// sandbox.phone("+33600000000").outcome(Outcome::Absent).await?;
/// sandbox.advance(std::time::Duration::from_secs(60)).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RemoteSandbox {
    client: reqwest::Client,
    origin: String,
    keys: Keys,
    service: String,
}

#[derive(Clone)]
struct Keys {
    application_key: String,
    application_secret: String,
    consumer_key: String,
    client_id: String,
    client_secret: String,
}

/// Shows the address, without the keys.
impl fmt::Debug for RemoteSandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RemoteSandbox")
            .field("origin", &self.origin)
            .field("service_name", &self.service)
            .finish_non_exhaustive()
    }
}

impl RemoteSandbox {
    /// Connects to the sandbox at an address, with or without `/1.0`, and reads its keys.
    ///
    /// # Errors
    /// [`RemoteError`] if no sandbox is there.
    pub async fn connect(address: &str) -> Result<Self, RemoteError> {
        let origin = address.trim_end_matches('/');
        let origin = ["/1.0", "/v1"]
            .iter()
            .find_map(|version| origin.strip_suffix(version))
            .unwrap_or(origin);
        let mut remote = Self {
            client: client::build()?,
            origin: origin.to_owned(),
            keys: Keys {
                application_key: String::new(),
                application_secret: String::new(),
                consumer_key: String::new(),
                client_id: String::new(),
                client_secret: String::new(),
            },
            service: String::new(),
        };
        let state = remote.get("state").await?;
        let keys = read::field(&state, "keys")?;
        remote.keys = Keys {
            application_key: read::text(keys, "applicationKey")?,
            application_secret: read::text(keys, "applicationSecret")?,
            consumer_key: read::text(keys, "consumerKey")?,
            client_id: read::text(keys, "clientId")?,
            client_secret: read::text(keys, "clientSecret")?,
        };
        let first = state.pointer("/services/0").and_then(Value::as_str);
        remote.service = first.unwrap_or_default().to_owned();
        Ok(remote)
    }

    /// Returns the base URL for clients.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("{}/1.0", self.origin)
    }

    /// Returns scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        self.origin.clone()
    }

    /// Returns the address of the token endpoint for OAuth2 service accounts.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}/auth/oauth2/token", self.origin)
    }

    /// Returns the application key.
    #[must_use]
    pub fn application_key(&self) -> &str {
        &self.keys.application_key
    }

    /// Returns the application secret.
    #[must_use]
    pub fn application_secret(&self) -> &str {
        &self.keys.application_secret
    }

    /// Returns a consumer key that may make every call.
    #[must_use]
    pub fn consumer_key(&self) -> &str {
        &self.keys.consumer_key
    }

    /// Returns the client id of the OAuth2 service account.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.keys.client_id
    }

    /// Returns the client secret of the OAuth2 service account.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.keys.client_secret
    }

    /// Returns the name of the first SMS account.
    #[must_use]
    pub fn service_name(&self) -> &str {
        &self.service
    }

    /// Returns the requests that received a response, oldest first.
    ///
    /// # Errors
    /// The call fails.
    pub async fn requests(&self) -> Result<Vec<RecordedRequest>, RemoteError> {
        let all = self.get("requests?limit=10000").await?;
        read::list(&all, read::request)
    }

    /// Returns the callbacks that were made, one element per attempt, oldest first.
    ///
    /// # Errors
    /// The call fails.
    pub async fn callbacks(&self) -> Result<Vec<RecordedCallback>, RemoteError> {
        let all = self.get("callbacks?limit=10000").await?;
        read::list(&all, read::callback)
    }

    /// Waits until all due callbacks have received a response or failed after their last attempt.
    ///
    /// # Errors
    /// The call fails.
    pub async fn callbacks_settled(&self) -> Result<(), RemoteError> {
        loop {
            let path = format!("callbacks/settled?wait={WAIT}");
            let state = self.get(&path).await?;
            if read::field(&state, "settled")?.as_bool() == Some(true) {
                return Ok(());
            }
        }
    }

    /// Returns the time of the sandbox's clock.
    ///
    /// # Errors
    /// The call fails.
    pub async fn now(&self) -> Result<DateTime<Utc>, RemoteError> {
        read::time(&self.get("clock").await?, "now")
    }

    /// Moves the sandbox's clock forward and processes everything that becomes due.
    ///
    /// # Errors
    /// The call fails, or the time is after the year 9999.
    pub async fn advance(&self, time: Duration) -> Result<(), RemoteError> {
        let body = json!({ "seconds": time.as_secs_f64() });
        self.post("advance", body).await.map(drop)
    }

    /// Returns the phone of a number, given as `+33…` or `0033…`.
    #[must_use]
    pub fn phone(&self, number: &str) -> RemotePhone {
        RemotePhone::new(self.clone(), number)
    }

    /// Returns a handle that adds and clears faults.
    #[must_use]
    pub fn faults(&self) -> RemoteFaults<'_> {
        RemoteFaults::new(self)
    }

    /// Accepts a consumer key that waits for its validation. Returns `false` if there is no such
    /// key.
    ///
    /// # Errors
    /// The call fails.
    pub async fn accept_consumer_key(&self, key: &str) -> Result<bool, RemoteError> {
        self.decide(&["keys", key], json!({ "accept": true })).await
    }

    /// Rejects a consumer key that waits for its validation. Returns `false` if there is no such
    /// key.
    ///
    /// # Errors
    /// The call fails.
    pub async fn refuse_consumer_key(&self, key: &str) -> Result<bool, RemoteError> {
        self.decide(&["keys", key], json!({ "accept": false }))
            .await
    }

    /// Accepts a sender name that waits for its check by hand, or refuses it with a comment. Returns
    /// `false` if no such sender waits in this account.
    ///
    /// # Errors
    /// The call fails.
    pub async fn review_sender(
        &self,
        service: &str,
        sender: &str,
        refusal: Option<&str>,
    ) -> Result<bool, RemoteError> {
        let body = match refusal {
            None => json!({ "status": "enable" }),
            Some(comment) => json!({ "status": "refused", "comment": comment }),
        };
        self.decide(&["accounts", service, "senders", sender], body)
            .await
    }

    /// Accepts a message template that waits for its check, or refuses it with a comment. Returns
    /// `false` if no such template waits in this account.
    ///
    /// # Errors
    /// The call fails.
    pub async fn review_template(
        &self,
        service: &str,
        template: &str,
        refusal: Option<&str>,
    ) -> Result<bool, RemoteError> {
        let body = match refusal {
            None => json!({ "accept": true }),
            Some(comment) => json!({ "accept": false, "comment": comment }),
        };
        self.decide(&["accounts", service, "templates", template], body)
            .await
    }

    /// Adds an IAM tag to an account. Returns `false` if there is no such account.
    ///
    /// # Errors
    /// The call fails.
    pub async fn tag_service(
        &self,
        service: &str,
        name: &str,
        value: &str,
    ) -> Result<bool, RemoteError> {
        let body = json!({ "name": name, "value": value });
        self.decide(&["accounts", service, "tags"], body).await
    }

    /// Makes a call whose object may not exist, or may not wait: `false` then.
    async fn decide(&self, path: &[&str], body: Value) -> Result<bool, RemoteError> {
        found(self.post(&joined(path), body).await)
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value, RemoteError> {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Result<Value, RemoteError> {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Result<Value, RemoteError> {
        self.call(Method::DELETE, path, None).await
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, RemoteError> {
        let url = format!("{}/_sandbox/{path}", self.origin);
        let mut request = self.client.request(method, url);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        let value: Value = serde_json::from_str(&text).map_err(|_| read::foreign())?;
        match status {
            200 => Ok(value),
            _ => Err(RemoteError::Refused {
                status,
                message: read::text(&value, "message").unwrap_or_default(),
            }),
        }
    }
}

/// Returns whether an action was done; `false` if its object does not exist, or does not wait.
fn found(result: Result<Value, RemoteError>) -> Result<bool, RemoteError> {
    match result {
        Ok(_) => Ok(true),
        Err(RemoteError::Refused {
            status: 404 | 409, ..
        }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Joins the segments of a path, each encoded.
fn joined(segments: &[&str]) -> String {
    let segments = segments.iter();
    let encoded = segments.map(|one| percent_encoding::utf8_percent_encode(one, SEGMENT));
    encoded
        .map(|one| one.to_string())
        .collect::<Vec<_>>()
        .join("/")
}
