//! Why a configuration cannot be used, with the source of every key involved.

use std::fmt;

use super::{EndpointError, FileError, Key, Source};
use crate::auth::InvalidCredential;

/// Why a configuration cannot be used. No secret is part of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// An `ovh.conf` with a faulty line.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file that was asked for by name cannot be read.
    #[error("cannot read {path}: {error}; check the path and its permissions")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// An environment variable that is no text.
    #[error("environment variable {0} is not UTF-8; set it again")]
    NotUtf8(&'static str),
    /// A name or URL that cannot be an endpoint.
    #[error("{key} ({from}): {error}")]
    Endpoint {
        /// `endpoint`, `base_url` or `token_url`.
        key: Key,
        /// Where it was found.
        from: Source,
        /// What is wrong with it.
        error: EndpointError,
    },
    /// A value that no such key can have.
    #[error("{error} (from {from})")]
    Credential {
        /// Where it was found.
        from: Source,
        /// What is wrong with it.
        error: InvalidCredential,
    },
    /// One half of a pair.
    #[error("{missing} is missing: {present} needs it; set {} or `{missing}` in ovh.conf, section [{section}]", missing.variable())]
    Half {
        /// What was found.
        present: Found,
        /// What belongs to it.
        missing: Key,
        /// The section of `ovh.conf` that it belongs in.
        section: String,
    },
    /// Two kinds of credentials at once.
    #[error("more than one kind of credentials: {0}; remove all but one kind")]
    Mixed(Found),
    /// OAuth2 on an endpoint that has no token URL.
    #[error(
        "endpoint {endpoint} has no OAuth2: {found} cannot be used there; take ovh-eu, ovh-ca or ovh-us, set token_url, or use an application key"
    )]
    NoOAuth2 {
        /// The endpoint.
        endpoint: String,
        /// What was found.
        found: Found,
    },
    /// No credentials anywhere.
    #[error("{0}")]
    NoCredentials(Box<NoCredentials>),
    /// The working directory's `ovh.conf` would send credentials from elsewhere to a foreign host.
    #[error(
        "{from} would send {credentials} to {host}, which is not OVHcloud's; a working directory's ovh.conf may not do that: if it is meant, set {} instead",
        key.variable()
    )]
    UntrustedHost {
        /// The key that names the host.
        key: Key,
        /// Where it was found.
        from: Source,
        /// The host.
        host: String,
        /// The credentials that come from elsewhere.
        credentials: Found,
    },
    /// The HTTP client cannot be made: TLS, or a proxy of the environment.
    #[error("no HTTP client can be made ({what}): {error}")]
    Client {
        /// Which part of it.
        what: &'static str,
        /// What that part says.
        error: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Keys that were found, each with where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found(pub(super) Vec<(Key, Source)>);

impl Found {
    /// The keys and their sources.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &Source)> {
        self.0.iter().map(|(key, source)| (*key, source))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("credentials given whole (argument)");
        }
        for (index, (key, source)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{key} ({source})")?;
        }
        Ok(())
    }
}

/// Where credentials were looked for in vain, and how to get some.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoCredentials {
    /// The section of `ovh.conf` that was looked at.
    pub section: String,
    /// The page that makes keys, with the rights for sending filled in.
    pub create_token: String,
    /// Files that could not be read, and why.
    pub unreadable: Vec<String>,
    /// Other sections that do hold credentials, as `path [section]`.
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
            "no credentials for endpoint {section}: create keys at {create_token} and set {}, {} and {}, or write them to ~/.ovh.conf under [{section}]; to try without an account, use the sandbox (feature `sandbox`, on the command line `--sandbox`)",
            Key::APPLICATION_KEY.variable(),
            Key::APPLICATION_SECRET.variable(),
            Key::CONSUMER_KEY.variable(),
        )?;
        if !self.other_sections.is_empty() {
            let others = self.other_sections.join(", ");
            write!(
                f,
                "; not looked at, as they stand in other sections: {others} (rename the section, or choose its endpoint with {})",
                Key::ENDPOINT.variable(),
            )?;
        }
        if !self.unreadable.is_empty() {
            write!(f, "; not readable: {}", self.unreadable.join(", "))?;
        }
        Ok(())
    }
}
