//! Consumer keys: how to request one, wait for a person to accept it, read its rules and revoke it.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::operations::{CREDENTIAL_CREATE, CURRENT_CREDENTIAL_GET, LOGOUT};
use super::{AccessRule, AccessRules, Credentials, KeyState};
use crate::client::Client;
use crate::error::{Contradiction, Error, KeyError, RequestError, ResponseError};
use crate::lenient::{Lenient, object};
use crate::secret::SecretText;

/// How long to wait between two requests for the state of a key.
const PAUSE: Duration = Duration::from_secs(2);

/// The body of `POST /auth/credential`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    access_rules: Vec<Rule>,
    #[serde(rename = "allowedIPs", skip_serializing_if = "Option::is_none")]
    allowed_ips: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirection: Option<String>,
}

/// An access rule in a body.
#[derive(Debug, Default, Serialize)]
struct Rule {
    method: Option<String>,
    path: Option<String>,
}

object!(Rule { "method" => method, "path" => path, });

/// The response of `POST /auth/credential`.
#[derive(Debug, Default)]
struct Granted {
    consumer_key: Option<SecretText>,
    validation_url: Option<SecretText>,
}

object!(Granted { "consumerKey" => consumer_key, "validationUrl" => validation_url, });

/// The response of `GET /auth/currentCredential`.
#[derive(Debug, Default)]
struct Current {
    status: Option<KeyState>,
    rules: Option<Lenient<Vec<Rule>>>,
}

object!(Current { "status" => status, "rules" => rules, });

impl Credentials {
    /// Returns a request for a consumer key with these rights, for an application that has none
    /// yet.
    ///
    /// ```no_run
    /// use std::time::Duration;
    /// use ovh_api::auth::{AccessRule, AccessRules, Credentials, Method};
    /// use ovh_api::Client;
    ///
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let application = Credentials::application("appKey0123456789", "appSecret")?;
    /// let client = Client::builder().credentials(application).build()?;
    /// let rules: AccessRules = [AccessRule::new(Method::Get, "/me")?].into_iter().collect();
    /// let key = Credentials::request(rules)
    ///     .redirect("https://shop.example/welcome")
    ///     .send(&client)
    ///     .await?;
    /// println!("log in and accept: {}", key.validation_url());
    /// let credentials = key.wait_validated(Duration::from_secs(600)).await?;
    /// let client = client.with_credentials(&credentials)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn request(rules: AccessRules) -> KeyRequest {
        KeyRequest {
            rules,
            redirect: None,
            allowed_ips: Vec::new(),
        }
    }
}

/// A request for a consumer key; see [`Credentials::request`].
#[derive(Debug, Clone)]
pub struct KeyRequest {
    rules: AccessRules,
    redirect: Option<String>,
    allowed_ips: Vec<String>,
}

impl KeyRequest {
    /// Sets the URL that the person's browser is redirected to after accepting.
    #[must_use]
    pub fn redirect(mut self, url: impl Into<String>) -> Self {
        self.redirect = Some(url.into());
        self
    }

    /// Limits the key to address blocks, such as `192.0.2.0/24`. It does not work from other
    /// addresses.
    #[must_use]
    pub fn allow_ips<I: Into<String>>(mut self, blocks: impl IntoIterator<Item = I>) -> Self {
        self.allowed_ips.extend(blocks.into_iter().map(Into::into));
        self
    }

    /// Requests the key: `POST /auth/credential`.
    ///
    /// # Errors
    ///
    /// Returns an error if the client has no application key, and the errors that [`Error`] lists.
    pub async fn send(self, client: impl AsRef<Client>) -> Result<PendingKey, Error> {
        let client = client.as_ref();
        let operation = &CREDENTIAL_CREATE;
        let Credentials::ApplicationKey(application) = client.credentials() else {
            return Err(Error::new(operation, RequestError::NoApplicationKey));
        };
        let wanted = Wanted {
            access_rules: self.rules.iter().map(asked_for).collect(),
            allowed_ips: (!self.allowed_ips.is_empty()).then_some(self.allowed_ips),
            redirection: self.redirect,
        };
        let call = client.call(operation).json(&wanted);
        let response = call.read::<Granted>().await?;
        let status = response.status();
        let response = response.into_inner();
        let missing = |what: &'static str| {
            let problem = Contradiction::Missing(what);
            let error = ResponseError::Contradiction { status, problem };
            Error::new(operation, error).after_sending(true)
        };
        let key = response
            .consumer_key
            .ok_or_else(|| missing("consumer key"))?;
        let validation_url = response
            .validation_url
            .ok_or_else(|| missing("validation URL"))?;
        let credentials = application
            .clone()
            .with_consumer_key(key)
            .map(Credentials::ApplicationKey)
            .map_err(|_| missing("consumer key that a header can carry"))?;
        Ok(PendingKey {
            client: client.with_credentials(&credentials)?,
            credentials,
            validation_url,
        })
    }
}

fn asked_for(rule: &AccessRule) -> Rule {
    Rule {
        method: Some(rule.method().as_str().to_owned()),
        path: Some(rule.path().to_owned()),
    }
}

/// A consumer key that waits for a person to accept it.
#[derive(Clone)]
pub struct PendingKey {
    client: Client,
    credentials: Credentials,
    validation_url: SecretText,
}

impl PendingKey {
    /// Returns the URL of the page on which a person logs in and accepts the key.
    ///
    /// Anyone who has the URL can tie the key to an account, so show it to that person only.
    #[must_use]
    pub fn validation_url(&self) -> &str {
        self.validation_url.expose()
    }

    /// Returns the credentials, which work once the key is accepted. Store them.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Returns the state of the key, which is [`KeyState::PendingValidation`] until a
    /// person opens the page.
    ///
    /// # Errors
    ///
    /// Returns the errors that [`Error`] lists.
    pub async fn state(&self) -> Result<KeyState, Error> {
        match self.client.current_credential().await {
            Ok(current) => Ok(current.status.unwrap_or(KeyState::PendingValidation)),
            // A pending key may not even read its own state.
            Err(error) if error.is_forbidden_by("INVALID_CREDENTIAL") => {
                Ok(KeyState::PendingValidation)
            }
            // The service checks rights only for a key that is accepted.
            Err(error) if error.is_forbidden_by("NOT_GRANTED_CALL") => Ok(KeyState::Validated),
            Err(error) => Err(error),
        }
    }

    /// Waits until a person has accepted the key, and returns the credentials. The key is checked every 2 seconds. Temporary errors,
    /// such as a lost connection, do not end the wait.
    ///
    /// # Errors
    ///
    /// Returns [`ErrorKind::Key`](crate::error::ErrorKind::Key) if the timeout was exceeded or if the
    /// key was refused or has expired. After a timeout you can wait for the same key again. Also
    /// returns the errors that [`Error`] lists.
    pub async fn wait_validated(&self, timeout: Duration) -> Result<Credentials, Error> {
        let time = self.client.transport().time();
        let started = time.monotonic();
        loop {
            let state = self.state().await;
            let waited = time.monotonic().saturating_sub(started);
            let error = match state {
                Ok(KeyState::Validated) => return Ok(self.credentials.clone()),
                Ok(state) => Error::from(KeyError {
                    state: Some(state),
                    waited,
                }),
                Err(error) => error,
            };
            if !error.is_retryable() || waited.saturating_add(PAUSE) > timeout {
                return Err(error);
            }
            time.sleep(PAUSE).await;
        }
    }
}

impl fmt::Debug for PendingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingKey")
            .field("credentials", &self.credentials)
            .field("validation_url", &self.validation_url)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Returns the rules of the consumer key that this client signs with:
    /// `GET /auth/currentCredential`.
    ///
    /// Rules with methods or paths that [`AccessRule`] cannot represent are left out.
    ///
    /// # Errors
    ///
    /// Returns the errors that [`Error`] lists. For an OAuth2 service account or a token, which
    /// have no rules, that is a 403.
    pub async fn current_rules(&self) -> Result<AccessRules, Error> {
        let rules = self.current_credential().await?.rules.unwrap_or_default();
        Ok(rules
            .into_iter()
            .filter_map(|rule| {
                let method = rule.method?.parse().ok()?;
                AccessRule::new(method, &rule.path?).ok()
            })
            .collect())
    }

    /// Revokes the consumer key that this client signs with: `POST /auth/logout`. Every later call
    /// with it fails with 403 `INVALID_CREDENTIAL`.
    ///
    /// # Errors
    ///
    /// Returns the errors that [`Error`] lists.
    pub async fn logout(&self) -> Result<(), Error> {
        self.call(&LOGOUT).done().await
    }

    async fn current_credential(&self) -> Result<Current, Error> {
        let call = self.call(&CURRENT_CREDENTIAL_GET);
        Ok(call.read::<Current>().await?.into_inner())
    }
}
