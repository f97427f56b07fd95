//! Who calls.

use std::fmt;

use secrecy::SecretString;

/// Who calls the API.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Credentials {
    /// An application's key and secret, and the consumer key that a customer validated for it.
    ApplicationKey {
        /// The application's key: no secret, it travels in each request.
        application_key: String,
        /// The application's secret: it signs and never travels.
        application_secret: SecretString,
        /// The consumer key.
        consumer_key: SecretString,
    },
    /// Nobody: only operations without authentication can be called.
    #[default]
    None,
    /// Requests go out without a signature, whatever they ask for: for mocks, which check none.
    Unsigned,
}

impl Credentials {
    /// An application's key and secret, and the consumer key that a customer validated for it.
    pub fn application_key(
        application_key: impl Into<String>,
        application_secret: impl Into<SecretString>,
        consumer_key: impl Into<SecretString>,
    ) -> Self {
        Self::ApplicationKey {
            application_key: application_key.into(),
            application_secret: application_secret.into(),
            consumer_key: consumer_key.into(),
        }
    }
}

impl Credentials {
    /// Requests go out without a signature, whatever they ask for: for mocks, which check none, and
    /// for a proxy that signs. OVHcloud itself answers 401.
    pub fn unsigned() -> Self {
        Self::Unsigned
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ApplicationKey {
                application_key, ..
            } => f
                .debug_struct("ApplicationKey")
                .field("application_key", application_key)
                .finish_non_exhaustive(),
            Self::None => f.write_str("None"),
            Self::Unsigned => f.write_str("Unsigned"),
        }
    }
}
