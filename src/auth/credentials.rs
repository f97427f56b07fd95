//! The kinds of credentials, each checked once when it is made, none ever printed.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::config::Key;

/// How requests are authenticated.
///
/// `Debug` shows the kind and at most the first four characters of the public half (application
/// key, client id); secrets never appear.
///
/// ```
/// use ovh_sms::auth::Credentials;
///
/// let credentials = Credentials::application_key("appKey0123456789", "appSecret", "consumerKey")?;
/// assert!(!format!("{credentials:?}").contains("appSecret"));
/// # Ok::<(), ovh_sms::auth::InvalidCredential>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credentials {
    /// Every request is signed with an application's secret and a consumer key.
    ApplicationKey(ApplicationKey),
    /// A service account, whose short-lived tokens are fetched and renewed by the client.
    OAuth2(ServiceAccount),
    /// A bearer token that the caller renews; OVHcloud's own live about an hour.
    AccessToken(AccessToken),
    /// No credentials: only operations without authentication, such as `/sms/rates`, will work.
    None,
    /// Requests go out without a signature, whatever they ask for: for mocks, which check none, and
    /// for a proxy that signs.
    Unsigned,
}

impl Credentials {
    /// Application key, application secret and consumer key, as the createToken page gives them.
    ///
    /// # Errors
    /// When one of the three is empty or holds a character other than visible ASCII.
    pub fn application_key(
        application_key: impl Into<String>,
        application_secret: impl Into<SecretString>,
        consumer_key: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        ApplicationKey::new(application_key, application_secret)?
            .with_consumer_key(consumer_key)
            .map(Self::ApplicationKey)
    }

    /// Application key and secret without a consumer key: enough to ask for one, for no other
    /// authenticated operation.
    ///
    /// # Errors
    /// When one of the two is empty or holds a character other than visible ASCII.
    pub fn application(
        application_key: impl Into<String>,
        application_secret: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        ApplicationKey::new(application_key, application_secret).map(Self::ApplicationKey)
    }

    /// Client id and secret of an OAuth2 service account.
    ///
    /// # Errors
    /// When one of the two is empty or holds a character other than visible ASCII.
    pub fn oauth2(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        ServiceAccount::new(client_id, client_secret).map(Self::OAuth2)
    }

    /// A bearer token, sent as it is.
    ///
    /// # Errors
    /// When it is empty or holds a character other than visible ASCII.
    pub fn access_token(token: impl Into<SecretString>) -> Result<Self, InvalidCredential> {
        AccessToken::new(token).map(Self::AccessToken)
    }

    /// Requests go out without a signature, whatever they ask for: for mocks, which check none, and
    /// for a proxy that signs. OVHcloud itself answers 401.
    #[must_use]
    pub fn unsigned() -> Self {
        Self::Unsigned
    }

    /// The kind in words, for messages: `application key`, `OAuth2 service account`…
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ApplicationKey(key) if key.consumer_key.is_none() => {
                "application key without consumer key"
            }
            Self::ApplicationKey(_) => "application key",
            Self::OAuth2(_) => "OAuth2 service account",
            Self::AccessToken(_) => "access token",
            Self::None => "none",
            Self::Unsigned => "unsigned",
        }
    }
}

/// An application's key and secret, with the consumer key that ties it to an account.
#[derive(Clone)]
pub struct ApplicationKey {
    key: String,
    secret: SecretString,
    consumer_key: Option<SecretString>,
}

impl ApplicationKey {
    /// An application that has no consumer key yet.
    ///
    /// # Errors
    /// When one of the two is empty or holds a character other than visible ASCII.
    pub fn new(
        application_key: impl Into<String>,
        application_secret: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        Ok(Self {
            key: checked_public(Key::APPLICATION_KEY, application_key.into())?,
            secret: checked(Key::APPLICATION_SECRET, application_secret.into())?,
            consumer_key: None,
        })
    }

    /// The same application with this consumer key.
    ///
    /// # Errors
    /// When the key is empty or holds a character other than visible ASCII.
    pub fn with_consumer_key(
        mut self,
        consumer_key: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        self.consumer_key = Some(checked(Key::CONSUMER_KEY, consumer_key.into())?);
        Ok(self)
    }

    /// The application key, sent as `X-Ovh-Application`.
    #[must_use]
    pub fn application_key(&self) -> &str {
        &self.key
    }

    /// The application secret: part of the signature, never sent.
    #[must_use]
    pub fn application_secret(&self) -> &SecretString {
        &self.secret
    }

    /// The consumer key, sent as `X-Ovh-Consumer`; none until one was asked for.
    #[must_use]
    pub fn consumer_key(&self) -> Option<&SecretString> {
        self.consumer_key.as_ref()
    }
}

impl fmt::Debug for ApplicationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApplicationKey")
            .field("application_key", &shortened(&self.key))
            .field("application_secret", &self.secret)
            .field("consumer_key", &self.consumer_key)
            .finish()
    }
}

/// An OAuth2 service account's client id and secret.
#[derive(Clone)]
pub struct ServiceAccount {
    client_id: String,
    client_secret: SecretString,
}

impl ServiceAccount {
    /// A service account.
    ///
    /// # Errors
    /// When one of the two is empty or holds a character other than visible ASCII.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        Ok(Self {
            client_id: checked_public(Key::CLIENT_ID, client_id.into())?,
            client_secret: checked(Key::CLIENT_SECRET, client_secret.into())?,
        })
    }

    /// The client id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The client secret: sent to the endpoint's token URL only.
    #[must_use]
    pub fn client_secret(&self) -> &SecretString {
        &self.client_secret
    }
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount")
            .field("client_id", &shortened(&self.client_id))
            .field("client_secret", &self.client_secret)
            .finish()
    }
}

/// A bearer token.
#[derive(Clone, Debug)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// A bearer token.
    ///
    /// # Errors
    /// When it is empty or holds a character other than visible ASCII.
    pub fn new(token: impl Into<SecretString>) -> Result<Self, InvalidCredential> {
        checked(Key::ACCESS_TOKEN, token.into()).map(Self)
    }

    /// The token, sent as `Authorization: Bearer …`.
    #[must_use]
    pub fn token(&self) -> &SecretString {
        &self.0
    }
}

/// A credential that cannot be one; the value itself is not part of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} {fault}")]
#[non_exhaustive]
pub struct InvalidCredential {
    /// Which of the keys it is.
    pub key: Key,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a credential's text; positions count characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing in it.
    #[error("is empty; leave it out or give its value")]
    Empty,
    /// White space inside, most often an inline comment, which ovh.conf does not know.
    #[error(
        "has white space at character {0}; OVHcloud's keys have none (in ovh.conf a comment needs a line of its own)"
    )]
    Space(usize),
    /// A control character or one outside ASCII, which an HTTP header cannot carry.
    #[error("has a character at position {0} that no key of OVHcloud's has; copy it again")]
    Character(usize),
}

/// Keys travel in HTTP headers, so that only visible ASCII can ever work.
fn fault(value: &str) -> Option<Fault> {
    if value.is_empty() {
        return Some(Fault::Empty);
    }
    let (index, found) = value
        .chars()
        .enumerate()
        .find(|(_, c)| !c.is_ascii_graphic())?;
    Some(if found.is_whitespace() {
        Fault::Space(index + 1)
    } else {
        Fault::Character(index + 1)
    })
}

fn checked(key: Key, value: SecretString) -> Result<SecretString, InvalidCredential> {
    match fault(value.expose_secret()) {
        Some(fault) => Err(InvalidCredential { key, fault }),
        None => Ok(value),
    }
}

fn checked_public(key: Key, value: String) -> Result<String, InvalidCredential> {
    match fault(&value) {
        Some(fault) => Err(InvalidCredential { key, fault }),
        None => Ok(value),
    }
}

/// The first four characters of a public identifier: enough to tell two apart, too little to
/// betray a secret that was put in the wrong place.
pub(crate) fn shortened(value: &str) -> String {
    const SHOWN: usize = 4;
    if value.chars().count() < 3 * SHOWN {
        return "…".to_owned();
    }
    value.chars().take(SHOWN).chain(['…']).collect()
}
