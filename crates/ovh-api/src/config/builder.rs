//! Builds a configuration from arguments, the environment and the files, in this precedence.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::endpoints::{self, DEFAULT_ENDPOINT};
use super::error::NoCredentials;
use super::layers::{self, Layers, Value};
use super::signin::{self, Values};
use super::{
    Config, ConfigError, Endpoint, EndpointError, Environment, Key, LoadedConfig, Row, Source,
};
use crate::auth::{AccessRules, Credentials};
use crate::printable::printable;

/// Arguments for a [`Config`]; each takes precedence over the environment and the files.
///
/// An empty argument counts as unset. `C` is the configuration that [`load`](Self::load) returns.
pub struct ConfigBuilder<C = Config> {
    arguments: BTreeMap<Key, SecretString>,
    credentials: Option<Credentials>,
    file: Option<PathBuf>,
    insecure_hosts: Vec<String>,
    loaded: PhantomData<fn() -> C>,
}

impl<C> Default for ConfigBuilder<C> {
    fn default() -> Self {
        Self {
            arguments: BTreeMap::new(),
            credentials: None,
            file: None,
            insecure_hosts: Vec::new(),
            loaded: PhantomData,
        }
    }
}

impl<C> Clone for ConfigBuilder<C> {
    fn clone(&self) -> Self {
        Self {
            arguments: self.arguments.clone(),
            credentials: self.credentials.clone(),
            file: self.file.clone(),
            insecure_hosts: self.insecure_hosts.clone(),
            loaded: PhantomData,
        }
    }
}

impl<C> fmt::Debug for ConfigBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigBuilder")
            .field("arguments", &self.arguments)
            .field("credentials", &self.credentials)
            .field("file", &self.file)
            .field("insecure_hosts", &self.insecure_hosts)
            .finish()
    }
}

impl<C: LoadedConfig> ConfigBuilder<C> {
    /// Sets any key.
    #[must_use]
    pub fn set(mut self, key: Key, value: impl Into<SecretString>) -> Self {
        self.arguments.insert(key, value.into());
        self
    }

    /// Sets the endpoint: its name (`ovh-eu`) or a base URL. If it is set nowhere, it is `ovh-eu`.
    #[must_use]
    pub fn endpoint(self, name_or_url: impl Into<String>) -> Self {
        self.set(Key::ENDPOINT, name_or_url.into())
    }

    /// Sets the profile: the endpoint, the credentials and all other keys are read from the section
    /// `[profile:NAME]` of `ovh.conf`, and the environment is ignored.
    ///
    /// `OVH_PROFILE` chooses a profile too; then the environment takes precedence, key by key. So does
    /// `profile` in the section `[default]`, unless the environment has credentials.
    #[must_use]
    pub fn profile(self, name: impl Into<String>) -> Self {
        self.set(Key::PROFILE, name.into())
    }

    /// Sets complete credentials. Those of the environment and the files are then ignored.
    /// [`Credentials::None`] is for a client that calls only operations without authentication.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Adds an `ovh.conf` file, which must exist. It takes precedence over the files in the three
    /// usual places.
    #[must_use]
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Allows `http://` to this host. All data is then sent unencrypted.
    #[must_use]
    pub fn allow_insecure_host(mut self, host: impl Into<String>) -> Self {
        self.insecure_hosts.push(host.into());
        self
    }

    /// Loads the configuration: merges the arguments with the environment and its files, key by
    /// key.
    ///
    /// # Errors
    ///
    /// Returns an error for a faulty `ovh.conf`, for text that is not UTF-8, for an unknown
    /// endpoint, and for credentials that are missing, incomplete, of two kinds or invalid: see
    /// [`ConfigError`].
    pub fn load(&self, environment: &Environment) -> Result<C, ConfigError> {
        Ok(C::from(self.load_keys(environment)?))
    }

    fn load_keys(&self, environment: &Environment) -> Result<Config, ConfigError> {
        let layers = Layers::read(&self.arguments, self.file.as_deref(), environment, C::KEYS)?;
        let profile = self.profile_of(&layers)?;
        let own = profile.as_ref().map(|(section, _)| section.as_str());
        let places: Vec<&str> = own.into_iter().chain(["default"]).collect();
        let named = layers
            .get(Key::ENDPOINT, &places)?
            .unwrap_or_else(|| Value {
                text: SecretString::from(DEFAULT_ENDPOINT),
                source: Source::Default,
            });
        let name = named.text.expose_secret().to_owned();
        let endpoint = at(Key::ENDPOINT, &named, |text| {
            Endpoint::new(text, &self.insecure_hosts)
        })?;

        let sections: Vec<&str> = match (own, endpoint.name()) {
            // Never the keys of another section: they may belong to another customer.
            (Some(own), _) => vec![own],
            (None, Some(known)) if known != name => vec![&name, known],
            _ => vec![&name],
        };
        let section = own.unwrap_or(&name);
        let mut values = Values(BTreeMap::from([(Key::ENDPOINT, named)]));
        if let Some((_, chosen)) = &profile {
            values.0.insert(Key::PROFILE, chosen.clone());
        }
        for key in Key::ALL.iter().chain(C::KEYS).copied() {
            if matches!(key, Key::ENDPOINT | Key::PROFILE) || self.is_replaced(key) {
                continue;
            }
            if let Some(value) = layers.get(key, &sections)? {
                values.0.insert(key, value);
            }
        }

        let endpoint = self.redirected(endpoint, &values)?;
        let credentials = match &self.credentials {
            Some(credentials) => credentials.clone(),
            None => signin::credentials(&values, &endpoint, section)?
                .ok_or_else(|| no_credentials(&C::rights(), &endpoint, section, &layers))?,
        };
        refuse_foreign_hosts(
            &values,
            &endpoint,
            &environment.local_file(),
            self.credentials.as_ref(),
        )?;
        let (settings, credential_keys) =
            Key::ALL.split_at(Key::ALL.len() - Key::CREDENTIALS.len());
        let keys = settings.iter().chain(C::KEYS).chain(credential_keys);
        let rows = keys.filter_map(|key| Some(Row::new(*key, values.0.get(key)?)));
        Ok(Config {
            rows: rows.collect(),
            section: match (own, endpoint.name()) {
                (Some(own), _) => own.to_owned(),
                (None, Some(known)) => known.to_owned(),
                (None, None) => name.clone(),
            },
            endpoint,
            credentials,
        })
    }

    /// Returns the section of the chosen profile, and where it was chosen.
    fn profile_of(&self, layers: &Layers<'_>) -> Result<Option<(String, Value)>, ConfigError> {
        let Some(chosen) = layers.get(Key::PROFILE, &["default"])? else {
            return Ok(None);
        };
        // As the environment goes before files, its keys are not mixed with a profile of a file.
        if matches!(chosen.source, Source::File { .. }) && layers.has_keys_in_environment() {
            return Ok(None);
        }
        let name = chosen.text.expose_secret();
        let section = format!("{}{name}", layers::PROFILE);
        if layers.has_section(&section) {
            return Ok(Some((section, chosen)));
        }
        Err(ConfigError::UnknownProfile {
            name: printable(name.to_owned()),
            from: chosen.source.clone(),
            known: layers.profiles().into_iter().map(printable).collect(),
        })
    }

    fn is_replaced(&self, key: Key) -> bool {
        self.credentials.is_some() && Key::CREDENTIALS.contains(&key)
    }

    fn redirected(&self, mut endpoint: Endpoint, values: &Values) -> Result<Endpoint, ConfigError> {
        let hosts = &self.insecure_hosts;
        if let Some(value) = values.0.get(&Key::BASE_URL) {
            endpoint = at(Key::BASE_URL, value, |url| {
                endpoint.with_base_url(url, hosts)
            })?;
        }
        if let Some(value) = values.0.get(&Key::TOKEN_URL) {
            endpoint = at(Key::TOKEN_URL, value, |url| {
                endpoint.with_token_url(url, hosts)
            })?;
        }
        Ok(endpoint)
    }
}

fn at(
    key: Key,
    value: &Value,
    make: impl FnOnce(&str) -> Result<Endpoint, EndpointError>,
) -> Result<Endpoint, ConfigError> {
    make(value.text.expose_secret()).map_err(|error| ConfigError::Endpoint {
        key,
        from: value.source.clone(),
        error,
    })
}

/// Refuses to send credentials from the environment or the home directory to a host that a file in
/// the working directory names: anyone who can write that directory could choose the host.
/// Credentials of the same file may be sent there.
fn refuse_foreign_hosts(
    values: &Values,
    endpoint: &Endpoint,
    local_file: &Path,
    given: Option<&Credentials>,
) -> Result<(), ConfigError> {
    let is_local =
        |source: &Source| matches!(source, Source::File { path, .. } if **path == *local_file);
    let mut elsewhere = values.found(&Key::CREDENTIALS);
    elsewhere.0.retain(|(_, source)| !is_local(source));
    let given = given.is_some_and(|given| !matches!(given, Credentials::None));
    if elsewhere.0.is_empty() && !given {
        return Ok(());
    }
    let base = if values.has(Key::BASE_URL) {
        Key::BASE_URL
    } else {
        Key::ENDPOINT
    };
    let destinations = [
        (base, Some(endpoint.base_url())),
        (Key::TOKEN_URL, endpoint.token_url()),
    ];
    for (key, url) in destinations {
        let (Some(url), Some(value)) = (url, values.0.get(&key)) else {
            continue;
        };
        if is_local(&value.source) && !endpoints::is_trusted(url) {
            return Err(ConfigError::UntrustedHost {
                key,
                from: value.source.clone(),
                host: url.host_str().unwrap_or_default().to_owned(),
                credentials: elsewhere,
            });
        }
    }
    Ok(())
}

fn no_credentials(
    rights: &AccessRules,
    endpoint: &Endpoint,
    section: &str,
    layers: &Layers<'_>,
) -> ConfigError {
    ConfigError::NoCredentials(Box::new(NoCredentials {
        section: printable(section.to_owned()),
        create_token: rights.create_token_link(endpoint),
        unreadable: layers.unreadable.clone(),
        other_sections: layers
            .other_sections_with_credentials(section)
            .into_iter()
            .map(printable)
            .collect(),
    }))
}
