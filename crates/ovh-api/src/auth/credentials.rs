//! The kinds of credentials. Each is checked once when it is created, and none is ever printed.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::config::Key;

/// How requests are authenticated.
///
/// `Debug` shows the kind and at most the first four characters of the public half (application
/// key, client id). Secrets are never shown.
///
/// ```
/// use ovh_api::auth::Credentials;
///
/// let credentials = Credentials::application_key("appKey0123456789", "appSecret", "consumerKey")?;
/// assert!(!format!("{credentials:?}").contains("appSecret"));
/// # Ok::<(), ovh_api::auth::InvalidCredential>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credentials {
    /// An application key: every request is signed with the application secret and a consumer key.
    ApplicationKey(ApplicationKey),
    /// A service account. The client fetches and renews its short-lived tokens.
    OAuth2(ServiceAccount),
    /// A bearer token that the caller renews. OVHcloud's own tokens are valid for about an hour.
    AccessToken(AccessToken),
    /// No credentials: only operations without authentication work, such as `/sms/rates`.
    None,
    /// Requests are sent without a signature, even if the operation needs one: for mocks, which
    /// check no signature, and for a proxy that signs.
    Unsigned,
}

impl Credentials {
    /// Creates credentials from an application key, an application secret and a consumer key, as
    /// the createToken page shows them.
    ///
    /// # Errors
    ///
    /// Returns an error if one of the three is empty or holds a character other than visible ASCII.
    pub fn application_key(
        application_key: impl Into<String>,
        application_secret: impl Into<SecretString>,
        consumer_key: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        ApplicationKey::new(application_key, application_secret)?
            .with_consumer_key(consumer_key)
            .map(Self::ApplicationKey)
    }

    /// Creates credentials from an application key and secret without a consumer key. They are
    /// enough to request a consumer key, and for no other authenticated operation.
    ///
    /// # Errors
    ///
    /// Returns an error if one of the two is empty or holds a character other than visible ASCII.
    pub fn application(
        application_key: impl Into<String>,
        application_secret: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        ApplicationKey::new(application_key, application_secret).map(Self::ApplicationKey)
    }

    /// Creates credentials from the client id and secret of an OAuth2 service account.
    ///
    /// # Errors
    ///
    /// Returns an error if one of the two is empty or holds a character other than visible ASCII.
    pub fn oauth2(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        ServiceAccount::new(client_id, client_secret).map(Self::OAuth2)
    }

    /// Creates credentials from a bearer token, which is sent as it is.
    ///
    /// # Errors
    ///
    /// Returns an error if it is empty or holds a character other than visible ASCII.
    pub fn access_token(token: impl Into<SecretString>) -> Result<Self, InvalidCredential> {
        AccessToken::new(token).map(Self::AccessToken)
    }

    /// Returns credentials that send requests without a signature, even if the operation needs one:
    /// for mocks, which check no signature, and for a proxy that signs. OVHcloud itself returns
    /// 401.
    #[must_use]
    pub fn unsigned() -> Self {
        Self::Unsigned
    }

    /// Returns the kind in words, for messages, such as `application key` or
    /// `OAuth2 service account`.
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

/// The key and secret of an application, with the consumer key that ties it to an account.
#[derive(Clone)]
pub struct ApplicationKey {
    key: String,
    secret: SecretString,
    consumer_key: Option<SecretString>,
}

impl ApplicationKey {
    /// Creates an application key that has no consumer key yet.
    ///
    /// # Errors
    ///
    /// Returns an error if one of the two is empty or holds a character other than visible ASCII.
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

    /// Returns the same application with this consumer key.
    ///
    /// # Errors
    ///
    /// Returns an error if the key is empty or holds a character other than visible ASCII.
    pub fn with_consumer_key(
        mut self,
        consumer_key: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        self.consumer_key = Some(checked(Key::CONSUMER_KEY, consumer_key.into())?);
        Ok(self)
    }

    /// Returns the application key, which is sent as `X-Ovh-Application`.
    #[must_use]
    pub fn application_key(&self) -> &str {
        &self.key
    }

    /// Returns the application secret. It is part of the signature and never sent.
    #[must_use]
    pub fn application_secret(&self) -> &SecretString {
        &self.secret
    }

    /// Returns the consumer key, which is sent as `X-Ovh-Consumer`; `None` if none was requested
    /// yet.
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

/// The client id and secret of an OAuth2 service account.
#[derive(Clone)]
pub struct ServiceAccount {
    client_id: String,
    client_secret: SecretString,
}

impl ServiceAccount {
    /// Creates a service account.
    ///
    /// # Errors
    ///
    /// Returns an error if one of the two is empty or holds a character other than visible ASCII.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Result<Self, InvalidCredential> {
        Ok(Self {
            client_id: checked_public(Key::CLIENT_ID, client_id.into())?,
            client_secret: checked(Key::CLIENT_SECRET, client_secret.into())?,
        })
    }

    /// Returns the client id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Returns the client secret, which is sent to the endpoint's token URL only.
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
    /// Creates a bearer token.
    ///
    /// # Errors
    ///
    /// Returns an error if it is empty or holds a character other than visible ASCII.
    pub fn new(token: impl Into<SecretString>) -> Result<Self, InvalidCredential> {
        checked(Key::ACCESS_TOKEN, token.into()).map(Self)
    }

    /// Returns the token, which is sent as `Authorization: Bearer …`.
    #[must_use]
    pub fn token(&self) -> &SecretString {
        &self.0
    }
}

/// An invalid credential. The value itself is not part of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} {fault}")]
#[non_exhaustive]
pub struct InvalidCredential {
    /// The configuration key of the credential.
    pub key: Key,
    /// What is wrong with the value.
    pub fault: Fault,
}

/// What is wrong with the text of a credential. Positions count characters from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The text is empty.
    #[error("is empty; leave it out or set its value")]
    Empty,
    /// There is white space in it, most often an inline comment, which ovh.conf does not support.
    #[error(
        "has white space at character {0}; OVHcloud's keys have none (in ovh.conf a comment must be on its own line)"
    )]
    Space(usize),
    /// There is a control character or a non-ASCII character, which an HTTP header cannot carry.
    #[error(
        "has a character at position {0} that OVHcloud's keys never contain; copy the key again"
    )]
    Character(usize),
}

/// Returns what is wrong with a value. Keys are sent in HTTP headers, so only visible ASCII works.
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

/// Returns the first four characters of a public identifier: enough to tell two identifiers apart,
/// too few to reveal a secret that was set in the wrong place.
pub(crate) fn shortened(value: &str) -> String {
    const SHOWN: usize = 4;
    if value.chars().count() < 3 * SHOWN {
        return "…".to_owned();
    }
    value.chars().take(SHOWN).chain(['…']).collect()
}
