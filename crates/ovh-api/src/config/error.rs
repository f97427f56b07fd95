//! Why a configuration cannot be used, with the source of every key involved.

use std::fmt;

use super::{EndpointError, FileError, Key, Source};
use crate::auth::InvalidCredential;

/// Why a configuration cannot be used. No secret is part of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// An `ovh.conf` has a faulty line.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file that was named explicitly cannot be read.
    #[error("cannot read {path}: {error}; check the path and its permissions")]
    Unreadable {
        /// The file.
        path: String,
        /// The error of the system.
        error: std::io::Error,
    },
    /// An environment variable is not text.
    #[error("environment variable {0} is not UTF-8; set it again")]
    NotUtf8(&'static str),
    /// An endpoint name or URL is invalid.
    #[error("{key} ({from}): {error}")]
    Endpoint {
        /// `endpoint`, `base_url` or `token_url`.
        key: Key,
        /// Where it was found.
        from: Source,
        /// What is wrong with it.
        error: EndpointError,
    },
    /// No `ovh.conf` has the section of the chosen profile.
    #[error("profile ({from}): no ovh.conf has a section [profile:{name}]; {}", profiles(.known))]
    UnknownProfile {
        /// The name of the profile.
        name: String,
        /// Where it was chosen.
        from: Source,
        /// The profiles that exist.
        known: Vec<String>,
    },
    /// A credential has an invalid value.
    #[error("{error} (from {from})")]
    Credential {
        /// Where it was found.
        from: Source,
        /// What is wrong with it.
        error: InvalidCredential,
    },
    /// One half of a pair of keys is missing.
    #[error("{missing} is missing: {present} needs it; set {} or `{missing}` in ovh.conf, section [{section}]", missing.variable())]
    Half {
        /// The key that was found.
        present: Found,
        /// The key that is missing.
        missing: Key,
        /// The section of `ovh.conf` to set it in.
        section: String,
    },
    /// More than one kind of credentials is set.
    #[error("more than one kind of credentials: {0}; remove all but one kind")]
    Mixed(Found),
    /// The credentials are OAuth2, and the endpoint has no token URL.
    #[error(
        "endpoint {endpoint} has no OAuth2: {found} cannot be used there; use ovh-eu, ovh-ca or ovh-us, set token_url, or use an application key"
    )]
    NoOAuth2 {
        /// The endpoint.
        endpoint: String,
        /// The keys that were found.
        found: Found,
    },
    /// No credentials are set anywhere.
    #[error("{0}")]
    NoCredentials(Box<NoCredentials>),
    /// The working directory's `ovh.conf` would send credentials from another source to a foreign
    /// host.
    #[error(
        "{from} would send {credentials} to {host}, which is not OVHcloud's; an ovh.conf in the working directory must not do that: if it is intended, set {} instead",
        key.variable()
    )]
    UntrustedHost {
        /// The key that names the host.
        key: Key,
        /// Where it was found.
        from: Source,
        /// The host.
        host: String,
        /// The credentials, which come from another source.
        credentials: Found,
    },
    /// The HTTP client cannot be created, because of TLS or a proxy from the environment.
    #[error("the HTTP client cannot be created ({what}): {error}")]
    Client {
        /// The part of the client that failed.
        what: &'static str,
        /// The error of that part.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
}

fn profiles(known: &[String]) -> String {
    match known {
        [] => "add it, or do not choose a profile".to_owned(),
        _ => format!("the profiles are {}", known.join(", ")),
    }
}

/// Keys that were found, each with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found(pub(super) Vec<(Key, Source)>);

impl Found {
    /// Returns the keys and their sources.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &Source)> {
        self.0.iter().map(|(key, source)| (*key, source))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("complete credentials (argument)");
        }
        for (index, (key, source)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{key} ({source})")?;
        }
        Ok(())
    }
}

/// The places in which no credentials were found, and how to create some.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoCredentials {
    /// The section of `ovh.conf` that was read.
    pub section: String,
    /// The URL of the page on which a person creates keys, with the
    /// [rights](super::LoadedConfig::rights) of the library filled in.
    pub create_token: String,
    /// Files that could not be read, and why.
    pub unreadable: Vec<String>,
    /// Other sections that hold credentials, as `path [section]`.
    pub other_sections: Vec<String>,
}

impl fmt::Display for NoCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            section,
            create_token,
            ..
        } = self;
        write!(
            f,
            "no credentials for endpoint {section}: create keys at {create_token} and set {}, {} and {}, or write them to ~/.ovh.conf under [{section}]",
            Key::APPLICATION_KEY.variable(),
            Key::APPLICATION_SECRET.variable(),
            Key::CONSUMER_KEY.variable(),
        )?;
        if !self.other_sections.is_empty() {
            let others = self.other_sections.join(", ");
            write!(
                f,
                "; other sections have credentials, which were not used: {others} (rename the section, or choose its endpoint with {})",
                Key::ENDPOINT.variable(),
            )?;
        }
        if !self.unreadable.is_empty() {
            write!(f, "; not readable: {}", self.unreadable.join(", "))?;
        }
        Ok(())
    }
}
