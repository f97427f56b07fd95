//! Creates the credentials from the keys that were found: of one kind, or an error that names them.

use std::collections::BTreeMap;

use secrecy::ExposeSecret;

use super::error::Found;
use super::layers::Value;
use super::{ConfigError, Endpoint, Key, Source};
use crate::auth::{Credentials, InvalidCredential};
use crate::printable::printable;

/// A kind of credentials: its required and its optional keys.
struct Kind {
    required: &'static [Key],
    optional: &'static [Key],
    make: fn(&Values) -> Result<Credentials, InvalidCredential>,
}

const KINDS: [Kind; 3] = [
    Kind {
        required: &[Key::APPLICATION_KEY, Key::APPLICATION_SECRET],
        optional: &[Key::CONSUMER_KEY],
        make: application,
    },
    Kind {
        required: &[Key::CLIENT_ID, Key::CLIENT_SECRET],
        optional: &[],
        make: |values| {
            Credentials::oauth2(values.text(Key::CLIENT_ID), values.text(Key::CLIENT_SECRET))
        },
    },
    Kind {
        required: &[Key::ACCESS_TOKEN],
        optional: &[],
        make: |values| Credentials::access_token(values.text(Key::ACCESS_TOKEN)),
    },
];

/// The values that were found, by key.
pub(crate) struct Values(pub(crate) BTreeMap<Key, Value>);

impl Values {
    /// Returns the text of a key, or an empty text, which every credential refuses.
    fn text(&self, key: Key) -> &str {
        self.0
            .get(&key)
            .map_or("", |value| value.text.expose_secret())
    }

    pub(crate) fn has(&self, key: Key) -> bool {
        self.0.contains_key(&key)
    }

    /// Returns those of these keys that were found, with their sources.
    pub(crate) fn found<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Found {
        let source = |key: &Key| Some((*key, self.0.get(key)?.source.clone()));
        Found(keys.into_iter().filter_map(source).collect())
    }
}

fn application(values: &Values) -> Result<Credentials, InvalidCredential> {
    let key = values.text(Key::APPLICATION_KEY);
    let secret = values.text(Key::APPLICATION_SECRET);
    if values.has(Key::CONSUMER_KEY) {
        Credentials::application_key(key, secret, values.text(Key::CONSUMER_KEY))
    } else {
        Credentials::application(key, secret)
    }
}

/// Returns the credentials from the values for this endpoint, if there are any.
pub(crate) fn credentials(
    values: &Values,
    endpoint: &Endpoint,
    section: &str,
) -> Result<Option<Credentials>, ConfigError> {
    let keys = |kind: &Kind| {
        kind.required
            .iter()
            .chain(kind.optional)
            .copied()
            .collect::<Vec<_>>()
    };
    let mut kinds = KINDS
        .iter()
        .filter(|kind| keys(kind).iter().any(|key| values.has(*key)));
    let Some(kind) = kinds.next() else {
        return Ok(None);
    };
    if kinds.next().is_some() {
        return Err(ConfigError::Mixed(values.found(&Key::CREDENTIALS)));
    }
    let found = values.found(&keys(kind));
    if let Some(missing) = kind.required.iter().find(|key| !values.has(**key)) {
        return Err(ConfigError::Half {
            present: found,
            missing: *missing,
            section: printable(section.to_owned()),
        });
    }
    let credentials = (kind.make)(values).map_err(|error| ConfigError::Credential {
        from: source_of(values, error.key),
        error,
    })?;
    if matches!(credentials, Credentials::OAuth2(_)) && endpoint.token_url().is_none() {
        let endpoint = endpoint.to_string();
        return Err(ConfigError::NoOAuth2 { endpoint, found });
    }
    Ok(Some(credentials))
}

fn source_of(values: &Values, key: Key) -> Source {
    values
        .0
        .get(&key)
        .map_or(Source::Default, |value| value.source.clone())
}
