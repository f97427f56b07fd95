//! Configuration: the endpoint, the credentials, the SMS account, and where each value was found.
//!
//! Each key is looked up separately, in this order; an empty value counts as unset:
//!
//! 1. the argument ([`ConfigBuilder`]),
//! 2. the environment variable (`OVH_APPLICATION_KEY`…, see [`Key`]),
//! 3. `./ovh.conf`, 4. `~/.ovh.conf`, 5. `/etc/ovh.conf`.
//!
//! The files are those of OVHcloud's own clients and have the same meaning; `sms_service` is a key
//! of this crate, which they ignore:
//!
//! ```ini
//! [default]
//! endpoint = ovh-eu
//!
//! [ovh-eu]
//! application_key = …
//! application_secret = …
//! consumer_key = …
//! sms_service = sms-ab12345-1
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

use std::ops::Deref;

pub use ovh_api::config::*;

use crate::auth::{AccessRule, AccessRules, Method};

/// The SMS account that [`Client::default_service`](crate::Client::default_service) returns, such
/// as `sms-ab12345-1`.
pub const SMS_SERVICE: Key = Key::of_library(&KeyNames::new("sms_service", "OVH_SMS_SERVICE"));

/// The named endpoints on which OVHcloud offers SMS.
const WITH_SMS: [&str; 3] = ["ovh-eu", "kimsufi-eu", "soyoustart-eu"];

/// The rights that sending needs.
const SENDING: [(Method, &str); 3] = [
    (Method::Get, "/sms"),
    (Method::Get, "/sms/*"),
    (Method::Post, "/sms/*/jobs"),
];

/// Arguments for a [`Config`]; each takes precedence over the environment and the files.
pub type ConfigBuilder = ovh_api::config::ConfigBuilder<Config>;

/// A complete configuration: that of `ovh-api`, and the [SMS account](SMS_SERVICE).
///
/// `Debug` and [`describe`](ovh_api::config::Config::describe) never show a secret.
///
/// ```
/// use ovh_sms::config::{Config, Environment, SMS_SERVICE};
///
/// let environment = Environment::empty()
///     .with_var("OVH_APPLICATION_KEY", "appKey0123456789")
///     .with_var("OVH_APPLICATION_SECRET", "appSecret")
///     .with_var("OVH_CONSUMER_KEY", "consumerKey");
/// let config = Config::builder().set(SMS_SERVICE, "sms-ab12345-1").load(&environment)?;
/// assert_eq!(config.sms_service(), Some("sms-ab12345-1"));
/// assert_eq!(config.describe()[0].to_string(), "endpoint = ovh-eu (default)");
/// # Ok::<(), ovh_sms::config::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Config(ovh_api::config::Config);

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
    /// Returns the errors of [`ConfigBuilder::load`](ovh_api::config::ConfigBuilder::load).
    pub fn load(environment: &Environment) -> Result<Self, ConfigError> {
        Self::builder().load(environment)
    }

    /// Loads the configuration from this process' environment and the files of this machine.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`ConfigBuilder::load`](ovh_api::config::ConfigBuilder::load).
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::load(&Environment::system())
    }

    /// Returns the name of the SMS account that
    /// [`Client::default_service`](crate::Client::default_service) returns, if one is set.
    #[must_use]
    pub fn sms_service(&self) -> Option<&str> {
        self.0.value(SMS_SERVICE)
    }
}

/// All other methods are those of the configuration of `ovh-api`.
impl Deref for Config {
    type Target = ovh_api::config::Config;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl AsRef<ovh_api::config::Config> for Config {
    fn as_ref(&self) -> &ovh_api::config::Config {
        &self.0
    }
}

/// Creates it from a configuration of `ovh-api`. If that was loaded without the key
/// [`SMS_SERVICE`], it has no SMS account.
impl From<ovh_api::config::Config> for Config {
    fn from(config: ovh_api::config::Config) -> Self {
        Self(config)
    }
}

impl LoadedConfig for Config {
    const KEYS: &'static [Key] = &[SMS_SERVICE];

    fn rights() -> AccessRules {
        let rules = SENDING.iter();
        rules
            .filter_map(|&(method, path)| AccessRule::new(method, path).ok())
            .collect()
    }
}

/// Returns whether OVHcloud offers SMS on an endpoint; `None` for a host that is not OVHcloud's.
///
/// ```
/// use ovh_sms::config::has_sms;
///
/// assert_eq!(has_sms(&"ovh-eu".parse()?), Some(true));
/// assert_eq!(has_sms(&"ovh-us".parse()?), Some(false));
/// # Ok::<(), ovh_sms::config::EndpointError>(())
/// ```
#[must_use]
pub fn has_sms(endpoint: &Endpoint) -> Option<bool> {
    endpoint.name().map(|name| WITH_SMS.contains(&name))
}
