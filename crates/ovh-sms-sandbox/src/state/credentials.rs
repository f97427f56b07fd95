//! Applications, consumer keys with their rules, service accounts and access tokens.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::values::paths::without_final_slash;
use crate::values::wildcard::matches;

/// The maximum number of consumer keys that were requested and never used.
const UNUSED_KEYS: usize = 1000;

/// An application: its key is the map's key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Application {
    pub(crate) id: i64,
    pub(crate) secret: String,
}

/// The state of a consumer key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum KeyState {
    Expired,
    PendingValidation,
    Refused,
    Validated,
}

impl KeyState {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::PendingValidation => "pendingValidation",
            Self::Refused => "refused",
            Self::Validated => "validated",
        }
    }
}

/// A call that a consumer key may make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) method: String,
    pub(crate) path: String,
}

impl Rule {
    /// Returns whether the rule allows a call: the path must match literally, except for `*`, which
    /// matches any text, and for a final slash, which does not count on either side. `/sms/*` does
    /// not cover `/sms` and `/sms/`. With `literal_slashes` a final slash counts.
    ///
    /// OVHcloud does not document the final slash. Its guide requests `/sms` and `/sms/*/jobs/`, and
    /// then calls `/sms/` and `/sms/x/jobs/`.
    pub(crate) fn grants(&self, method: &str, path: &str, literal_slashes: bool) -> bool {
        let compared = |path| match literal_slashes {
            true => path,
            false => without_final_slash(path),
        };
        self.method == method && matches(compared(&self.path), '*', compared(path))
    }
}

/// A consumer key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Credential {
    pub(crate) id: i64,
    pub(crate) application: String,
    pub(crate) state: KeyState,
    pub(crate) rules: Vec<Rule>,
    pub(crate) allowed_ips: Option<Vec<String>>,
    pub(crate) redirection: Option<String>,
    /// The secret in the address of its validation page.
    pub(crate) validation: String,
    pub(crate) created: DateTime<Utc>,
    pub(crate) expires: Option<DateTime<Utc>>,
    pub(crate) last_use: Option<DateTime<Utc>>,
}

impl Credential {
    /// Returns whether the key was requested by a client and made no call yet. The sandbox's own
    /// key has no validation page.
    fn is_unused(&self) -> bool {
        self.last_use.is_none() && !self.validation.is_empty()
    }

    /// Returns the state at a time: a validated key expires by itself.
    pub(crate) fn state_at(&self, now: DateTime<Utc>) -> KeyState {
        match self.expires {
            Some(end) if self.state == KeyState::Validated && end <= now => KeyState::Expired,
            _ => self.state,
        }
    }
}

/// An access token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) client: String,
    /// On the authentication clock.
    pub(crate) expires: DateTime<Utc>,
}

/// A block of addresses from which the customer may log in, as `/me/accessRestriction/ip` lists it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct IpRestriction {
    pub(crate) id: i64,
    pub(crate) block: String,
}

/// All credentials that the sandbox knows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Keys {
    pub(crate) applications: BTreeMap<String, Application>,
    pub(crate) consumers: BTreeMap<String, Credential>,
    /// OAuth2 client ids and their secrets.
    pub(crate) clients: BTreeMap<String, String>,
    pub(crate) tokens: BTreeMap<String, Token>,
}

impl Keys {
    /// Adds a requested consumer key. Anyone can request keys without a signature, so the oldest of
    /// those that were never used is dropped when there are too many.
    pub(crate) fn request(&mut self, key: String, credential: Credential) {
        let unused = self.consumers.iter().filter(|(_, one)| one.is_unused());
        if unused.clone().count() >= UNUSED_KEYS
            && let Some((oldest, _)) = unused.min_by_key(|(_, one)| one.created)
        {
            let oldest = oldest.clone();
            self.consumers.remove(&oldest);
        }
        self.consumers.insert(key, credential);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_match_without_a_final_slash_on_either_side() {
        for (rule, path, granted) in [
            ("/sms", "/sms", true),
            ("/sms", "/sms/", true),
            ("/sms/", "/sms", true),
            ("/sms/", "/sms/", true),
            ("/sms/*/jobs/", "/sms/x/jobs", true),
            ("/sms/*/jobs/", "/sms/x/jobs/", true),
            ("/sms/*/jobs", "/sms/x/jobs/", true),
            ("/sms/*/jobs/", "/sms/x/jobs/1", false),
            ("/sms/*", "/sms", false),
            ("/sms/*", "/sms/", false),
            ("/sms/*/", "/sms/x", true),
            ("/*", "/me", true),
            ("/", "/sms", false),
            ("", "/sms", false),
        ] {
            let one = Rule {
                method: "GET".to_owned(),
                path: rule.to_owned(),
            };
            assert_eq!(one.grants("GET", path, false), granted, "{rule} {path}");
            assert!(!one.grants("POST", path, false), "{rule} {path}");
            let is_literal = rule.ends_with('/') == path.ends_with('/') || rule.ends_with('*');
            let literal = one.grants("GET", path, true);
            assert!(!literal || is_literal, "{rule} {path}");
        }
    }
}
