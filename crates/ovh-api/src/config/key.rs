//! The configuration keys, one row each: names, and how much of the value may be shown.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

/// A configuration key: its name in `ovh.conf`, its environment variable, and whether it is a
/// secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(&'static KeyNames);

/// The names of a [`Key`].
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyNames {
    name: &'static str,
    variable: &'static str,
    visibility: Visibility,
}

impl KeyNames {
    /// Creates the names of a [key of a library](Key::of_library): that in `ovh.conf`, and the
    /// environment variable.
    ///
    /// # Panics
    ///
    /// Panics, in a constant when it is compiled, unless the name has only small letters from a to z,
    /// digits and `_`, and the variable is `OVH_` and such letters in capitals. Neither may be that of
    /// a key in [`Key::ALL`].
    #[must_use]
    pub const fn new(name: &'static str, variable: &'static str) -> Self {
        assert!(
            is_of(name, b'a'..=b'z'),
            "the name of a key has only small letters, digits and `_`"
        );
        assert!(
            starts_with(variable, "OVH_") && is_of(variable, b'A'..=b'Z') && variable.len() > 4,
            "the variable of a key is `OVH_` and capital letters, digits and `_`"
        );
        let mut known: &[Key] = &Key::ALL;
        while let [Key(first), others @ ..] = known {
            assert!(
                !(is_equal(name, first.name) || is_equal(variable, first.variable)),
                "ovh-api has this key"
            );
            known = others;
        }
        Self::of(name, variable, Visibility::Plain)
    }

    const fn of(name: &'static str, variable: &'static str, visibility: Visibility) -> Self {
        Self {
            name,
            variable,
            visibility,
        }
    }
}

/// Returns whether a text has only these letters, digits and `_`.
const fn is_of(text: &str, letters: RangeInclusive<u8>) -> bool {
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let is_letter = *letters.start() <= *first && *first <= *letters.end();
        if !(is_letter || matches!(first, b'0'..=b'9' | b'_')) {
            return false;
        }
        rest = others;
    }
    !text.is_empty()
}

const fn starts_with(text: &str, start: &str) -> bool {
    let (mut text, mut start) = (text.as_bytes(), start.as_bytes());
    while let [wanted, others @ ..] = start {
        match text {
            [first, rest @ ..] if *first == *wanted => text = rest,
            _ => return false,
        }
        start = others;
    }
    true
}

const fn is_equal(one: &str, other: &str) -> bool {
    one.len() == other.len() && starts_with(one, other)
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

#[rustfmt::skip]
impl Key {
    /// Name or URL of the endpoint. In `ovh.conf` it is in `[default]`; all other keys are in the
    /// endpoint's section.
    pub const ENDPOINT: Key = Key(&KeyNames::of("endpoint", "OVH_ENDPOINT", Visibility::Plain));
    /// Name of the profile: all other keys are then in the section `[profile:NAME]`.
    pub const PROFILE: Key = Key(&KeyNames::of("profile", "OVH_PROFILE", Visibility::Plain));
    /// Base URL that replaces the endpoint's own, for example `https://api.eu.ovhcloud.com/v1`.
    pub const BASE_URL: Key = Key(&KeyNames::of("base_url", "OVH_BASE_URL", Visibility::Plain));
    /// OAuth2 token URL that replaces the endpoint's own.
    pub const TOKEN_URL: Key = Key(&KeyNames::of("token_url", "OVH_TOKEN_URL", Visibility::Plain));
    /// Application key.
    pub const APPLICATION_KEY: Key = Key(&KeyNames::of("application_key", "OVH_APPLICATION_KEY", Visibility::Identifier));
    /// Application secret.
    pub const APPLICATION_SECRET: Key = Key(&KeyNames::of("application_secret", "OVH_APPLICATION_SECRET", Visibility::Secret));
    /// Consumer key.
    pub const CONSUMER_KEY: Key = Key(&KeyNames::of("consumer_key", "OVH_CONSUMER_KEY", Visibility::Secret));
    /// Client id of an OAuth2 service account.
    pub const CLIENT_ID: Key = Key(&KeyNames::of("client_id", "OVH_CLIENT_ID", Visibility::Identifier));
    /// Client secret of an OAuth2 service account.
    pub const CLIENT_SECRET: Key = Key(&KeyNames::of("client_secret", "OVH_CLIENT_SECRET", Visibility::Secret));
    /// Bearer token.
    pub const ACCESS_TOKEN: Key = Key(&KeyNames::of("access_token", "OVH_ACCESS_TOKEN", Visibility::Secret));

    /// All keys of `ovh-api`, in the order of the documentation. A library may add
    /// [others](Key::of_library).
    pub const ALL: [Key; 10] = [
        Self::ENDPOINT, Self::PROFILE, Self::BASE_URL, Self::TOKEN_URL,
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
    /// Creates a key of a library that is built on this crate, for [`LoadedConfig::KEYS`]. Its value may be
    /// shown, so it must not be a secret.
    ///
    /// ```
    /// use ovh_api::config::{Key, KeyNames};
    ///
    /// const SMS_SERVICE: Key = Key::of_library(&KeyNames::new("sms_service", "OVH_SMS_SERVICE"));
    /// assert_eq!(SMS_SERVICE.name(), "sms_service");
    /// ```
    ///
    /// [`LoadedConfig::KEYS`]: super::LoadedConfig::KEYS
    #[must_use]
    pub const fn of_library(names: &'static KeyNames) -> Self {
        Self(names)
    }

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
