//! Applications, consumer keys with their rules, service accounts and access tokens.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An application: its key is the map's key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Application {
    pub(crate) id: i64,
    pub(crate) secret: String,
}

/// Whether a consumer key works.
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
    /// Whether the rule grants a call: the path matches literally, but for `*`, which stands for
    /// any text. `/sms/*` does not cover `/sms`.
    pub(crate) fn grants(&self, method: &str, path: &str) -> bool {
        self.method == method && matches(&self.path, path)
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
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
    /// The state at a time: a validated key expires by itself.
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

/// All credentials that the sandbox knows.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Keys {
    pub(crate) applications: BTreeMap<String, Application>,
    pub(crate) consumers: BTreeMap<String, Credential>,
    /// OAuth2 client ids and their secrets.
    pub(crate) clients: BTreeMap<String, String>,
    pub(crate) tokens: BTreeMap<String, Token>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_match_literally() {
        let cases = [
            ("/sms", "/sms", true),
            ("/sms/*", "/sms", false),
            ("/sms/*", "/sms/", true),
            ("/sms", "/sms/", false),
            ("/sms/*/jobs", "/sms/sms-ab12345-1/jobs", true),
            ("/sms/*/jobs", "/sms/sms-ab12345-1/jobs/1", false),
            ("/sms/*/jobs/*", "/sms/x/jobs/1", true),
            ("/*", "/sms/x/jobs/1", true),
            ("*", "/me", true),
            ("/sms/**", "/sms/x", true),
            ("", "/sms", false),
        ];
        for (rule, path, granted) in cases {
            assert_eq!(matches(rule, path), granted, "{rule} {path}");
        }
    }
}
