//! Configuration: the endpoint, the credentials, and where each value was found.
//!
//! Each key is looked up separately, in this order; an empty value counts as unset:
//!
//! 1. the argument ([`ConfigBuilder`]),
//! 2. the environment variable (`OVH_APPLICATION_KEY`…, see [`Key`]),
//! 3. `./ovh.conf`, 4. `~/.ovh.conf`, 5. `/etc/ovh.conf`.
//!
//! The files are those of OVHcloud's own clients and have the same meaning:
//!
//! ```ini
//! [default]
//! endpoint = ovh-eu
//!
//! [ovh-eu]
//! application_key = …
//! application_secret = …
//! consumer_key = …
//! ```
//!
//! A profile, chosen by [`ConfigBuilder::profile`], by `OVH_PROFILE` or by `profile` in the section
//! `[default]`, has a section of its own with all keys, and no other section is read:
//!
//! ```ini
//! [profile:work]
//! endpoint = ovh-eu
//! application_key = …
//! application_secret = …
//! consumer_key = …
//! ```
//!
//! Quotes around a value are removed.

mod builder;
mod edit;
mod endpoints;
mod environment;
mod error;
mod file;
mod key;
mod layers;
mod signin;

use std::fmt;

use secrecy::ExposeSecret;

pub use builder::ConfigBuilder;
pub use edit::{ConfText, EditError};
pub use endpoints::{Endpoint, EndpointError};
pub use environment::Environment;
pub use error::{ConfigError, Found, NoCredentials};
pub use file::{FileError, FileFault, Shown};
pub use key::{Key, Source};

use crate::auth::{self, Credentials};
use key::Visibility;

/// A complete configuration.
///
/// `Debug` and [`Config::describe`] never show a secret.
///
/// ```
/// use ovh_api::config::{Config, Environment};
///
/// let environment = Environment::empty()
///     .with_var("OVH_APPLICATION_KEY", "appKey0123456789")
///     .with_var("OVH_APPLICATION_SECRET", "appSecret")
///     .with_var("OVH_CONSUMER_KEY", "consumerKey");
/// let config = Config::load(&environment)?;
/// assert_eq!(config.describe()[0].to_string(), "endpoint = ovh-eu (default)");
/// # Ok::<(), ovh_api::config::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    endpoint: Endpoint,
    credentials: Credentials,
    sms_service: Option<String>,
    section: String,
    rows: Vec<Row>,
}

impl Config {
    /// Returns a builder for a `Config`. Its setters are the arguments.
    #[must_use]
    pub fn builder() -> ConfigBuilder {
        ConfigBuilder::default()
    }

    /// Loads the configuration from the environment and its files, without arguments.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`ConfigBuilder::load`].
    pub fn load(environment: &Environment) -> Result<Self, ConfigError> {
        Self::builder().load(environment)
    }

    /// Loads the configuration from this process' environment and the files of this machine.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`ConfigBuilder::load`].
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::load(&Environment::system())
    }

    /// Returns the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Returns the credentials.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Returns the name of the SMS account that `Client::default_service` returns, if one is set.
    #[must_use]
    pub fn sms_service(&self) -> Option<&str> {
        self.sms_service.as_deref()
    }

    /// Returns the section of `ovh.conf` that holds the keys: that of the profile (`profile:work`), or
    /// of the endpoint: `ovh-eu`, or the base URL of an endpoint without a name.
    #[must_use]
    pub fn section(&self) -> &str {
        &self.section
    }

    /// Returns every key that has a value, with where it was found. Credentials that were set with
    /// [`ConfigBuilder::credentials`] have no rows.
    #[must_use]
    pub fn describe(&self) -> &[Row] {
        &self.rows
    }
}

/// A key that has a value, and where the value was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The key.
    pub key: Key,
    /// Where its value was found.
    pub source: Source,
    /// The part of the value that may be shown: `None` for a secret, the start of an identifier.
    pub shown: Option<String>,
}

impl Row {
    fn new(key: Key, value: &layers::Value) -> Self {
        let text = value.text.expose_secret();
        Self {
            key,
            source: value.source.clone(),
            shown: match key.visibility() {
                Visibility::Plain => Some(text.to_owned()),
                Visibility::Identifier => Some(auth::shortened(text)),
                Visibility::Secret => None,
            },
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.shown.as_deref().unwrap_or("(secret)");
        write!(f, "{} = {shown} ({})", self.key, self.source)
    }
}
