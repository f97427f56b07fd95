//! Access rules: what a consumer key may do, matched by the rules of the service.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::config::Endpoint;
use crate::masked::excerpt;

/// Characters that stay unencoded in the createToken link; `&`, `=`, `+`, `#` would end or change a
/// rule.
const LINK: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The page of the link for a host that is not OVHcloud's.
const DEFAULT_PAGE: &str = "https://eu.api.ovh.com/createToken/";

/// An HTTP method that access rules support.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

impl Method {
    /// All methods.
    pub const ALL: [Method; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// Returns the method as it is written in a request: `GET`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = InvalidRule;

    /// Parses `GET`, `POST`, `PUT` and `DELETE`, in capitals only.
    fn from_str(text: &str) -> Result<Self, InvalidRule> {
        let known = Self::ALL.into_iter().find(|method| method.as_str() == text);
        known.ok_or_else(|| InvalidRule::Method(excerpt(text)))
    }
}

/// Why an access rule is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRule {
    /// The method is not one of the four.
    #[error("`{}` is not a method of access rules; use GET, POST, PUT or DELETE", .0.escape_debug())]
    Method(String),
    /// The path is invalid.
    #[error("`{}` is not a path of access rules; write it like /me or /me/*", .0.escape_debug())]
    Path(String),
    /// The service name would change the meaning of the rule.
    #[error("`{}` is not a service name: a service name has only letters from a to z, digits, `-`, `_` and `.`, and starts with a letter or a digit", .0.escape_debug())]
    Service(String),
}

/// A method and a path. A `*` in the path stands for any text: within one segment, or at the end of
/// the path for everything below it. `/sms/*` does not cover `/sms`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AccessRule {
    // The first field, so that rules sort by path, in the order of the API.
    path: String,
    method: Method,
}

impl AccessRule {
    /// Creates a rule. Slashes at the end of the path are removed: rules are compared without a final
    /// slash, see [`grants`](Self::grants).
    ///
    /// # Errors
    ///
    /// Returns an error if the path does not start with `/`, is `/` alone, or holds white space,
    /// control characters, empty, `.` or `..` segments, a query or a fragment.
    pub fn new(method: Method, path: &str) -> Result<Self, InvalidRule> {
        let trimmed = path.trim_end_matches('/');
        let is_segment = |segment: &str| !matches!(segment, "" | "." | "..");
        let is_allowed = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '?' | '#');
        let valid = trimmed
            .strip_prefix('/')
            .is_some_and(|rest| rest.split('/').all(is_segment))
            && trimmed.chars().all(is_allowed);
        if !valid {
            return Err(InvalidRule::Path(excerpt(path)));
        }
        let path = trimmed.to_owned();
        Ok(Self { path, method })
    }

    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the path: `/sms/*/jobs`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns true if the rule allows this request. The path is the part after the base URL,
    /// `/sms/x/jobs`.
    ///
    /// A slash at the end of the path does not count: OVHcloud accepts one on every call. Whether it
    /// counts in a rule is not documented; OVHcloud's guide requests `/sms` and calls `/sms/`.
    #[must_use]
    pub fn grants(&self, method: Method, path: &str) -> bool {
        self.method == method && matches(&self.path, path.strip_suffix('/').unwrap_or(path))
    }

    /// Returns true if this rule allows everything that the other rule allows. A `*` of the other
    /// rule is compared as plain text: only a `*` of this rule can match it.
    fn covers(&self, other: &Self) -> bool {
        self.method == other.method && matches(&self.path, &other.path)
    }
}

impl fmt::Display for AccessRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Matches in one pass over the pattern: for each of its characters it computes which positions in
/// the path are reached. Unlike backtracking, this is not slow for any pattern.
fn matches(pattern: &str, path: &str) -> bool {
    let mut reached = vec![false; path.chars().count() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    let mut pattern = pattern.chars().peekable();
    while let Some(expected) = pattern.next() {
        let is_last = pattern.peek().is_none();
        let mut inside = false;
        let mut next = vec![false];
        for (&here, found) in reached.iter().zip(path.chars()) {
            inside = (inside || here) && (is_last || found != '/');
            next.push(if expected == '*' {
                inside
            } else {
                here && found == expected
            });
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// A sorted set of rules, without the rules that other rules cover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct AccessRules(BTreeSet<AccessRule>);

impl AccessRules {
    /// Returns an empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns rules for a path and everything below it: `/sms` and `/sms/*`, for each of the
    /// methods. The path can end in `/*` or not; `/` stands for the whole API.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`AccessRule::new`].
    pub fn recursive(
        methods: impl IntoIterator<Item = Method>,
        path: &str,
    ) -> Result<Self, InvalidRule> {
        let trimmed = path
            .strip_suffix("/*")
            .unwrap_or(path)
            .trim_end_matches('/');
        if !path.starts_with('/') {
            return Err(InvalidRule::Path(excerpt(path)));
        }
        let mut rules = Self::new();
        for method in methods {
            if !trimmed.is_empty() {
                rules.insert(AccessRule::new(method, trimmed)?);
            }
            rules.insert(AccessRule::new(method, &format!("{trimmed}/*"))?);
        }
        Ok(rules)
    }

    /// Adds a rule, unless another rule covers it, and removes the rules that it covers.
    pub fn insert(&mut self, rule: AccessRule) {
        if self.0.iter().any(|known| known.covers(&rule)) {
            return;
        }
        self.0.retain(|known| !rule.covers(known));
        self.0.insert(rule);
    }

    /// Returns true if any rule allows this request. The path is the part after the base URL,
    /// without the query: `/sms/sms-ab12345-1/jobs`.
    #[must_use]
    pub fn grants(&self, method: Method, path: &str) -> bool {
        self.0.iter().any(|rule| rule.grants(method, path))
    }

    /// Returns the rules, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = &AccessRule> {
        self.0.iter()
    }

    /// Returns the number of rules.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are no rules.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the link to the page on which a person creates keys with exactly these rights. For
    /// an endpoint that is not OVHcloud's, it is the page of `ovh-eu`.
    ///
    /// ```
    /// use ovh_api::auth::{AccessRules, Method};
    ///
    /// let rules = AccessRules::recursive([Method::Get], "/sms")?;
    /// let link = rules.create_token_link(&"ovh-eu".parse()?);
    /// assert_eq!(link, "https://eu.api.ovh.com/createToken/?GET=/sms&GET=/sms/*");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn create_token_link(&self, endpoint: &Endpoint) -> String {
        let page = endpoint.create_token_page().unwrap_or(DEFAULT_PAGE);
        let rule = |rule: &AccessRule| {
            format!("{}={}", rule.method, utf8_percent_encode(&rule.path, LINK))
        };
        let query: Vec<_> = self.0.iter().map(rule).collect();
        if query.is_empty() {
            return page.to_owned();
        }
        format!("{page}?{}", query.join("&"))
    }
}

impl Extend<AccessRule> for AccessRules {
    fn extend<I: IntoIterator<Item = AccessRule>>(&mut self, rules: I) {
        rules.into_iter().for_each(|rule| self.insert(rule));
    }
}

impl FromIterator<AccessRule> for AccessRules {
    fn from_iter<I: IntoIterator<Item = AccessRule>>(rules: I) -> Self {
        let mut set = Self::new();
        set.extend(rules);
        set
    }
}

impl IntoIterator for AccessRules {
    type Item = AccessRule;
    type IntoIter = std::collections::btree_set::IntoIter<AccessRule>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
