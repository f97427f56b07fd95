//! Access rules: what a consumer key may do, matched as the service matches them.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::config::Endpoint;

/// What a path may keep in the createToken link; `&`, `=`, `+`, `#` would end or change a rule.
const LINK: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The link's page for a host that is not OVHcloud's.
const DEFAULT_PAGE: &str = "https://eu.api.ovh.com/createToken/";

/// An HTTP method that rules know.
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
    /// All of them.
    pub const ALL: [Method; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// The method as it is written in a request: `GET`.
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

    /// Reads `GET`, `POST`, `PUT`, `DELETE`, in capitals only.
    fn from_str(text: &str) -> Result<Self, InvalidRule> {
        let known = Self::ALL.into_iter().find(|method| method.as_str() == text);
        known.ok_or_else(|| InvalidRule::Method(text.to_owned()))
    }
}

/// Why something is no access rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRule {
    /// A method other than the four.
    #[error("`{}` is no method of access rules; use GET, POST, PUT or DELETE", .0.escape_debug())]
    Method(String),
    /// A path that cannot be one.
    #[error("`{}` is no path of access rules; write it like /sms or /sms/*", .0.escape_debug())]
    Path(String),
    /// A service name that would make a rule mean something else.
    #[error("`{}` is no service name; write it like sms-ab12345-1", .0.escape_debug())]
    Service(String),
}

/// A method and a path, in which `*` stands for any text: within one segment, or at the end of the
/// path for everything below. `/sms/*` does not cover `/sms`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct AccessRule {
    // First, so that rules sort by path: the list reads like the API.
    path: String,
    method: Method,
}

impl AccessRule {
    /// A rule; slashes at the end of the path are taken off, since `/sms/` is another path to the
    /// service and never an operation.
    ///
    /// # Errors
    /// When the path does not start with `/`, is `/` alone, or holds white space, control
    /// characters, empty, `.` or `..` segments, a query or a fragment.
    pub fn new(method: Method, path: &str) -> Result<Self, InvalidRule> {
        let trimmed = path.trim_end_matches('/');
        let is_segment = |segment: &str| !matches!(segment, "" | "." | "..");
        let is_allowed = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '?' | '#');
        let valid = trimmed
            .strip_prefix('/')
            .is_some_and(|rest| rest.split('/').all(is_segment))
            && trimmed.chars().all(is_allowed);
        if !valid {
            return Err(InvalidRule::Path(path.to_owned()));
        }
        let path = trimmed.to_owned();
        Ok(Self { path, method })
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// The path: `/sms/*/jobs`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the rule allows this request; the path is the one after the base URL, `/sms/x/jobs`.
    #[must_use]
    pub fn grants(&self, method: Method, path: &str) -> bool {
        self.method == method && matches(&self.path, path)
    }

    /// Whether everything that the other rule allows is allowed by this one, too. A `*` of the
    /// other is a text like any other here: only a `*` of ours stands for it.
    fn covers(&self, other: &Self) -> bool {
        self.method == other.method && matches(&self.path, &other.path)
    }
}

impl fmt::Display for AccessRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// Matches in one pass over the pattern: which ends in the path are reached after each of its
/// characters. No pattern makes that slow, as backtracking would be.
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

/// A set of rules, sorted, without those that others cover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct AccessRules(BTreeSet<AccessRule>);

impl AccessRules {
    /// No rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A path and everything below it: `/sms` and `/sms/*`, for each of the methods. The path may
    /// be given with or without `/*` at its end; `/` stands for the whole API.
    ///
    /// # Errors
    /// As for [`AccessRule::new`].
    pub fn recursive(
        methods: impl IntoIterator<Item = Method>,
        path: &str,
    ) -> Result<Self, InvalidRule> {
        let trimmed = path
            .strip_suffix("/*")
            .unwrap_or(path)
            .trim_end_matches('/');
        if !path.starts_with('/') {
            return Err(InvalidRule::Path(path.to_owned()));
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

    /// Adds a rule, unless it is covered already; takes out those that it covers.
    pub fn insert(&mut self, rule: AccessRule) {
        if self.0.iter().any(|known| known.covers(&rule)) {
            return;
        }
        self.0.retain(|known| !rule.covers(known));
        self.0.insert(rule);
    }

    /// Whether some rule allows this request; the path is the one after the base URL, without
    /// query: `/sms/sms-ab12345-1/jobs`.
    #[must_use]
    pub fn grants(&self, method: Method, path: &str) -> bool {
        self.0.iter().any(|rule| rule.grants(method, path))
    }

    /// The rules, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = &AccessRule> {
        self.0.iter()
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The link to the page on which a person makes keys with just these rules; the page of
    /// `ovh-eu` for an endpoint that is not OVHcloud's.
    ///
    /// ```
    /// use ovh_sms::auth::{AccessRules, Method};
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
