//! The configuration keys, one row each: names, and how much of the value may be shown.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A configuration key: its name in `ovh.conf`, its environment variable, and whether it is a
/// secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(&'static Facts);

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Facts {
    name: &'static str,
    variable: &'static str,
    visibility: Visibility,
}

/// How much of a key's value may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Visibility {
    /// The whole value.
    Plain,
    /// The first characters: the identifier is public, but the value may be a misplaced secret.
    Identifier,
    /// No part of the value.
    Secret,
}

const fn facts(name: &'static str, variable: &'static str, visibility: Visibility) -> Facts {
    Facts {
        name,
        variable,
        visibility,
    }
}

#[rustfmt::skip]
impl Key {
    /// Name or URL of the endpoint. In `ovh.conf` it is in `[default]`; all other keys are in the
    /// endpoint's section.
    pub const ENDPOINT: Key = Key(&facts("endpoint", "OVH_ENDPOINT", Visibility::Plain));
    /// Name of the profile: all other keys are then in the section `[profile:NAME]`.
    pub const PROFILE: Key = Key(&facts("profile", "OVH_PROFILE", Visibility::Plain));
    /// Base URL that replaces the endpoint's own, for example `https://api.eu.ovhcloud.com/v1`.
    pub const BASE_URL: Key = Key(&facts("base_url", "OVH_BASE_URL", Visibility::Plain));
    /// OAuth2 token URL that replaces the endpoint's own.
    pub const TOKEN_URL: Key = Key(&facts("token_url", "OVH_TOKEN_URL", Visibility::Plain));
    /// The SMS service that is used if a call names none, for example `sms-ab12345-1`.
    pub const SMS_SERVICE: Key = Key(&facts("sms_service", "OVH_SMS_SERVICE", Visibility::Plain));
    /// Application key.
    pub const APPLICATION_KEY: Key = Key(&facts("application_key", "OVH_APPLICATION_KEY", Visibility::Identifier));
    /// Application secret.
    pub const APPLICATION_SECRET: Key = Key(&facts("application_secret", "OVH_APPLICATION_SECRET", Visibility::Secret));
    /// Consumer key.
    pub const CONSUMER_KEY: Key = Key(&facts("consumer_key", "OVH_CONSUMER_KEY", Visibility::Secret));
    /// Client id of an OAuth2 service account.
    pub const CLIENT_ID: Key = Key(&facts("client_id", "OVH_CLIENT_ID", Visibility::Identifier));
    /// Client secret of an OAuth2 service account.
    pub const CLIENT_SECRET: Key = Key(&facts("client_secret", "OVH_CLIENT_SECRET", Visibility::Secret));
    /// Bearer token.
    pub const ACCESS_TOKEN: Key = Key(&facts("access_token", "OVH_ACCESS_TOKEN", Visibility::Secret));

    /// All keys, in the order of the documentation.
    pub const ALL: [Key; 11] = [
        Self::ENDPOINT, Self::PROFILE, Self::BASE_URL, Self::TOKEN_URL, Self::SMS_SERVICE,
        Self::APPLICATION_KEY, Self::APPLICATION_SECRET, Self::CONSUMER_KEY,
        Self::CLIENT_ID, Self::CLIENT_SECRET, Self::ACCESS_TOKEN,
    ];

    /// The keys that make up credentials.
    pub(crate) const CREDENTIALS: [Key; 6] = [
        Self::APPLICATION_KEY, Self::APPLICATION_SECRET, Self::CONSUMER_KEY,
        Self::CLIENT_ID, Self::CLIENT_SECRET, Self::ACCESS_TOKEN,
    ];
}

impl Key {
    /// Returns the key's name in `ovh.conf`, such as `application_key`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns the environment variable: `OVH_APPLICATION_KEY`.
    #[must_use]
    pub const fn variable(self) -> &'static str {
        self.0.variable
    }

    /// Returns true if the value must never be shown.
    #[must_use]
    pub const fn is_secret(self) -> bool {
        matches!(self.0.visibility, Visibility::Secret)
    }

    pub(crate) const fn visibility(self) -> Visibility {
        self.0.visibility
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

/// Where a value was found, highest precedence first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// An argument, in code or on the command line.
    Argument,
    /// An environment variable.
    Environment(&'static str),
    /// A line of an `ovh.conf`, counted from 1.
    File {
        /// The file.
        path: Arc<Path>,
        /// The line of the key.
        line: usize,
    },
    /// The default value of the library; the key is set nowhere.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument => f.write_str("argument"),
            Self::Environment(variable) => write!(f, "environment variable {variable}"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}
