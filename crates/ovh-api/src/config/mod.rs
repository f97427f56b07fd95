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
pub use key::{Key, KeyNames, Source};

use crate::auth::{self, AccessRules, Credentials};
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

    /// Returns the value of a key that is neither a secret nor a part of credentials, if it is set:
    /// the endpoint, the profile, a URL, or a [key of a library](Key::of_library).
    #[must_use]
    pub fn value(&self, key: Key) -> Option<&str> {
        let is_plain = key.visibility() == Visibility::Plain;
        let row = self.rows.iter().find(|row| is_plain && row.key == key)?;
        row.shown.as_deref()
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

/// A configuration that [`ConfigBuilder::load`] can return: that of this crate, or of a crate for
/// one part of the API, which may have keys of its own.
pub trait LoadedConfig: From<Config> + AsRef<Config> {
    /// The keys that are read besides [`Key::ALL`].
    const KEYS: &'static [Key] = &[];

    /// Returns the rights that the page for new keys has filled in, if no credentials are found;
    /// none by default.
    #[must_use]
    fn rights() -> AccessRules {
        AccessRules::new()
    }
}

impl LoadedConfig for Config {}

impl AsRef<Config> for Config {
    fn as_ref(&self) -> &Config {
        self
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{AccessRule, Method};

    /// The configuration of a library with a key of its own.
    #[derive(Debug)]
    struct OfLibrary(Config);

    const ZONE: Key = Key::of_library(&KeyNames::new("zone", "OVH_ZONE"));

    impl From<Config> for OfLibrary {
        fn from(config: Config) -> Self {
            Self(config)
        }
    }

    impl AsRef<Config> for OfLibrary {
        fn as_ref(&self) -> &Config {
            &self.0
        }
    }

    impl LoadedConfig for OfLibrary {
        const KEYS: &'static [Key] = &[ZONE];

        fn rights() -> AccessRules {
            AccessRules::from_iter(AccessRule::new(Method::Get, "/domain/zone"))
        }
    }

    fn load(builder: &ConfigBuilder<OfLibrary>, environment: &Environment) -> Option<String> {
        let config = builder.load(environment).unwrap().0;
        config.value(ZONE).map(str::to_owned)
    }

    #[test]
    fn a_key_of_a_library_is_read_like_any_other() {
        let builder = ConfigBuilder::<OfLibrary>::default;
        let file = Environment::empty()
            .with_var("OVH_ACCESS_TOKEN", "token0123456789")
            .with_file("ovh.conf", "[ovh-eu]\nzone = \"of-file\"\n");
        assert_eq!(load(&builder(), &file).as_deref(), Some("of-file"));
        let variable = file.clone().with_var("OVH_ZONE", "of-variable");
        assert_eq!(load(&builder(), &variable).as_deref(), Some("of-variable"));
        let argument = builder().set(ZONE, "of-argument");
        assert_eq!(load(&argument, &variable).as_deref(), Some("of-argument"));
        let empty = file.clone().with_var("OVH_ZONE", " ");
        assert_eq!(load(&builder(), &empty).as_deref(), Some("of-file"));

        let config = builder().load(&variable).unwrap().0;
        let rows: Vec<_> = config.describe().iter().map(Row::to_string).collect();
        assert_eq!(
            rows,
            [
                "endpoint = ovh-eu (default)",
                "zone = of-variable (environment variable OVH_ZONE)",
                "access_token = (secret) (environment variable OVH_ACCESS_TOKEN)",
            ]
        );
        assert_eq!(config.value(Key::ACCESS_TOKEN), None);
        assert_eq!(config.value(Key::ENDPOINT), Some("ovh-eu"));
        assert_eq!(Config::load(&variable).unwrap().value(ZONE), None);
    }

    #[test]
    fn an_error_names_the_line_of_a_key_of_a_library() {
        let twice = "[ovh-eu]\nzone = a\nzone = b\n";
        let environment = Environment::empty().with_file("ovh.conf", twice);
        let error = ConfigBuilder::<OfLibrary>::default().load(&environment);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("(the line of `zone`)"), "{error}");
        let error = Config::load(&environment).unwrap_err().to_string();
        assert!(!error.contains("`zone`"), "{error}");
    }

    #[test]
    fn names_of_keys_that_no_program_would_read_are_refused() {
        for (name, variable) in [
            ("Zone", "OVH_ZONE"),
            ("", "OVH_ZONE"),
            ("zone", "ZONE"),
            ("zone", "OV"),
            ("zone", "OVH_"),
            ("zone", "OVH_zone"),
            ("zone-id", "OVH_ZONE_ID"),
            ("zone", "OVH_CLIENT_SECRET"),
            ("client_secret", "OVH_ZONE"),
        ] {
            let made = std::panic::catch_unwind(|| KeyNames::new(name, variable));
            assert!(made.is_err(), "{name} {variable}");
        }
        assert!(std::panic::catch_unwind(|| KeyNames::new("client_secrets", "OVH_ZONE")).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_of_a_library_that_is_not_text_is_an_error() {
        use std::os::unix::ffi::OsStringExt;
        let value = std::ffi::OsString::from_vec(vec![b'a', 0xff]);
        let environment = Environment::empty()
            .with_var("OVH_ACCESS_TOKEN", "token0123456789")
            .with_var("OVH_ZONE", value);
        let error = ConfigBuilder::<OfLibrary>::default()
            .load(&environment)
            .unwrap_err();
        assert!(matches!(error, ConfigError::NotUtf8("OVH_ZONE")), "{error}");
        assert!(Config::load(&environment).is_ok());
    }

    #[test]
    fn the_page_for_new_keys_has_the_rights_of_the_library() {
        let page = |error: ConfigError| match error {
            ConfigError::NoCredentials(missing) => missing.create_token,
            other => panic!("{other}"),
        };
        let environment = Environment::empty();
        let error = ConfigBuilder::<OfLibrary>::default()
            .load(&environment)
            .unwrap_err();
        let of_library = "https://eu.api.ovh.com/createToken/?GET=/domain/zone";
        assert_eq!(page(error), of_library);
        let error = Config::load(&environment).unwrap_err();
        assert_eq!(page(error), "https://eu.api.ovh.com/createToken/");
    }
}
