//! The endpoints: a table of names, hosts and pages, and a type that only holds valid ones.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// The path of a URL that has none; `/1.0` is its older alias.
const API_PATH: &str = "/v1";

/// The endpoint that is used if none is set.
pub(crate) const DEFAULT_ENDPOINT: &str = "ovh-eu";

/// How much of an unknown name an error shows, in characters.
const LONGEST_NAME: usize = 15;

struct Row {
    name: &'static str,
    base: &'static str,
    /// Further hosts of the same service, including those that OVHcloud moves to in 2026.
    other_hosts: &'static [&'static str],
    token_url: Option<&'static str>,
    create_token: &'static str,
    create_app: &'static str,
}

const ENDPOINTS: [Row; 7] = [
    Row {
        name: "ovh-eu",
        base: "https://eu.api.ovh.com/v1",
        other_hosts: &[
            "api.ovh.com",
            "www.ovh.com",
            "api.eu.ovhcloud.com",
            "auth.eu.ovhcloud.com",
        ],
        token_url: Some("https://www.ovh.com/auth/oauth2/token"),
        create_token: "https://eu.api.ovh.com/createToken/",
        create_app: "https://eu.api.ovh.com/createApp/",
    },
    Row {
        name: "ovh-ca",
        base: "https://ca.api.ovh.com/v1",
        other_hosts: &["ca.ovh.com", "api.ca.ovhcloud.com", "auth.ca.ovhcloud.com"],
        token_url: Some("https://ca.ovh.com/auth/oauth2/token"),
        create_token: "https://ca.api.ovh.com/createToken/",
        create_app: "https://ca.api.ovh.com/createApp/",
    },
    Row {
        name: "ovh-us",
        base: "https://api.us.ovhcloud.com/v1",
        other_hosts: &["us.ovhcloud.com"],
        token_url: Some("https://us.ovhcloud.com/auth/oauth2/token"),
        create_token: "https://us.ovhcloud.com/auth/api/createToken",
        create_app: "https://api.us.ovhcloud.com/createApp/",
    },
    Row {
        name: "kimsufi-eu",
        base: "https://eu.api.kimsufi.com/v1",
        other_hosts: &[],
        token_url: None,
        create_token: "https://eu.api.kimsufi.com/createToken/",
        create_app: "https://eu.api.kimsufi.com/createApp/",
    },
    Row {
        name: "kimsufi-ca",
        base: "https://ca.api.kimsufi.com/v1",
        other_hosts: &[],
        token_url: None,
        create_token: "https://ca.api.kimsufi.com/createToken/",
        create_app: "https://ca.api.kimsufi.com/createApp/",
    },
    Row {
        name: "soyoustart-eu",
        base: "https://eu.api.soyoustart.com/v1",
        other_hosts: &[],
        token_url: None,
        create_token: "https://eu.api.soyoustart.com/createToken/",
        create_app: "https://eu.api.soyoustart.com/createApp/",
    },
    Row {
        name: "soyoustart-ca",
        base: "https://ca.api.soyoustart.com/v1",
        other_hosts: &[],
        token_url: None,
        create_token: "https://ca.api.soyoustart.com/createToken/",
        create_app: "https://ca.api.soyoustart.com/createApp/",
    },
];

/// Returns the known names, in the order of the table.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ENDPOINTS.iter().map(|row| row.name)
}

/// An API endpoint: one of OVHcloud's by name, or any base URL (a proxy, the sandbox).
///
/// Plain `http://` is allowed for loopback addresses, and for hosts that are allowed by name.
///
/// ```
/// use ovh_api::config::Endpoint;
///
/// let europe: Endpoint = "ovh-eu".parse()?;
/// assert_eq!(europe.base_url().as_str(), "https://eu.api.ovh.com/v1");
///
/// let proxy: Endpoint = "https://proxy.example/ovh".parse()?;
/// assert_eq!(proxy.base_url().as_str(), "https://proxy.example/ovh");
/// # Ok::<(), ovh_api::config::EndpointError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    name: Option<&'static str>,
    base_url: Url,
    token_url: Option<Url>,
    create_token: Option<&'static str>,
    create_app: Option<&'static str>,
}

impl Endpoint {
    /// Creates the endpoint with this name, host or URL. Hosts in `insecure_hosts` may use `http://`.
    ///
    /// A URL without a path gets `/v1`; one with a path keeps it. The URL of one of OVHcloud's
    /// hosts is treated as that endpoint with another base URL.
    ///
    /// # Errors
    ///
    /// Returns an error for an unknown name, for an invalid URL or one with a password, a query or
    /// a fragment, and for `http://` to a host that is neither loopback nor in `insecure_hosts`.
    pub fn new<H: AsRef<str>>(
        name_or_url: &str,
        insecure_hosts: &[H],
    ) -> Result<Self, EndpointError> {
        if name_or_url.contains("://") {
            let base_url = base(name_or_url, insecure_hosts)?;
            let row = ENDPOINTS
                .iter()
                .find(|row| row.has_host(base_url.host_str()));
            return match row {
                Some(row) => row.endpoint(base_url),
                None => Ok(Self {
                    name: None,
                    base_url,
                    token_url: None,
                    create_token: None,
                    create_app: None,
                }),
            };
        }
        let is_it = |row: &&Row| row.name == name_or_url || row.has_host(Some(name_or_url));
        match ENDPOINTS.iter().find(is_it) {
            Some(row) => row.endpoint(base(row.base, insecure_hosts)?),
            None => Err(EndpointError::Unknown {
                // No name is longer, but a key that was set in the wrong place is.
                name: name_or_url.chars().take(LONGEST_NAME).collect(),
                known: nearest(name_or_url),
            }),
        }
    }

    /// Returns the same endpoint with another base URL.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Endpoint::new`].
    pub fn with_base_url<H: AsRef<str>>(
        mut self,
        url: &str,
        insecure_hosts: &[H],
    ) -> Result<Self, EndpointError> {
        self.base_url = base(url, insecure_hosts)?;
        Ok(self)
    }

    /// Returns the same endpoint with another OAuth2 token URL.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Endpoint::new`].
    pub fn with_token_url<H: AsRef<str>>(
        mut self,
        url: &str,
        insecure_hosts: &[H],
    ) -> Result<Self, EndpointError> {
        self.token_url = Some(checked(url, insecure_hosts)?);
        Ok(self)
    }

    /// Returns the name, such as `ovh-eu`; `None` for a host that is not OVHcloud's.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        self.name
    }

    /// Returns the base URL, to which operation paths such as `/me` are appended. It has a path
    /// and never ends in a slash.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// Returns the URL that issues tokens for an OAuth2 service account; `None` if the endpoint has
    /// no OAuth2.
    #[must_use]
    pub fn token_url(&self) -> Option<&Url> {
        self.token_url.as_ref()
    }

    /// Returns the page on which a person creates keys; `None` for a host that is not OVHcloud's.
    #[must_use]
    pub fn create_token_page(&self) -> Option<&'static str> {
        self.create_token
    }

    /// Returns the page on which a person creates an application key and its secret, which are
    /// needed to request consumer keys; `None` for a host that is not OVHcloud's.
    #[must_use]
    pub fn create_app_page(&self) -> Option<&'static str> {
        self.create_app
    }

    /// Returns the hosts of all endpoints and of their token URLs, including those that OVHcloud
    /// moves to in 2026, without duplicates.
    ///
    /// A server that serves clients of any endpoint under OVHcloud's names, such as a sandbox, needs
    /// a certificate for these.
    #[must_use]
    pub fn known_hosts() -> Vec<&'static str> {
        let mut hosts = Vec::new();
        for row in &ENDPOINTS {
            let token_host = row.token_url.and_then(host_of);
            let own = host_of(row.base).into_iter().chain(token_host);
            for host in own.chain(row.other_hosts.iter().copied()) {
                if !hosts.contains(&host) {
                    hosts.push(host);
                }
            }
        }
        hosts
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.base_url)
    }
}

/// Shows URLs as text: the `Debug` output of a `Url` is a dozen lines long.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("name", &self.name)
            .field("base_url", &self.base_url.as_str())
            .field("token_url", &self.token_url.as_ref().map(Url::as_str))
            .finish_non_exhaustive()
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    /// Parses like [`Endpoint::new`], without hosts that may use `http://`.
    fn from_str(name_or_url: &str) -> Result<Self, EndpointError> {
        Self::new::<&str>(name_or_url, &[])
    }
}

/// Shows the name, or the base URL of an endpoint without a name.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.unwrap_or(self.base_url.as_str()))
    }
}

impl Row {
    fn endpoint(&self, base_url: Url) -> Result<Endpoint, EndpointError> {
        Ok(Endpoint {
            name: Some(self.name),
            base_url,
            token_url: self.token_url.map(checked_https).transpose()?,
            create_token: Some(self.create_token),
            create_app: Some(self.create_app),
        })
    }

    fn has_host(&self, host: Option<&str>) -> bool {
        let own = host_of(self.base);
        host.is_some_and(|host| own == Some(host) || self.other_hosts.contains(&host))
    }
}

/// Returns the host of an `https://` URL of the table.
fn host_of(url: &'static str) -> Option<&'static str> {
    url.strip_prefix("https://")?.split('/').next()
}

/// Returns true if OVHcloud runs this host. The local machine is not trusted: any of its accounts
/// may listen on it.
pub(crate) fn is_trusted(url: &Url) -> bool {
    url.scheme() == "https" && ENDPOINTS.iter().any(|row| row.has_host(url.host_str()))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn nearest(name: &str) -> Vec<&'static str> {
    let name = name.to_lowercase();
    let mut known: Vec<_> = names().collect();
    known.sort_by_key(|known| strsim::damerau_levenshtein(known, &name));
    known
}

fn base<H: AsRef<str>>(url: &str, insecure_hosts: &[H]) -> Result<Url, EndpointError> {
    let mut url = checked(url, insecure_hosts)?;
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(if path.is_empty() { API_PATH } else { &path });
    Ok(url)
}

fn checked_https(url: &str) -> Result<Url, EndpointError> {
    checked::<&str>(url, &[])
}

fn checked<H: AsRef<str>>(text: &str, insecure_hosts: &[H]) -> Result<Url, EndpointError> {
    let url = Url::parse(text).map_err(EndpointError::NotAUrl)?;
    let Some(host) = url.host_str() else {
        return Err(EndpointError::Scheme(url.scheme().to_owned()));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EndpointError::UserInfo(host.to_owned()));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(EndpointError::Query(host.to_owned()));
    }
    let allowed = || {
        insecure_hosts
            .iter()
            .any(|name| name.as_ref().eq_ignore_ascii_case(host))
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) || allowed() => Ok(url),
        "http" => Err(EndpointError::Insecure(host.to_owned())),
        scheme => Err(EndpointError::Scheme(scheme.to_owned())),
    }
}

/// An invalid endpoint name or URL. Passwords in URLs are not part of the error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// The name is unknown.
    #[error("unknown endpoint `{}`: use one of {}, or a full URL that starts with https://", name.escape_debug(), known.join(", "))]
    Unknown {
        /// The first fifteen characters of the name.
        name: String,
        /// All known names, the most similar first.
        known: Vec<&'static str>,
    },
    /// The text is not a URL.
    #[error("not a URL ({0}); write it like https://proxy.example/v1")]
    NotAUrl(url::ParseError),
    /// The scheme is not http or https.
    #[error("`{0}` is not a scheme of the API; use https")]
    Scheme(String),
    /// The scheme is `http://`, and the host is neither loopback nor allowed.
    #[error(
        "http:// to `{0}` would send credentials unencrypted; use https://, or allow this host by name (`allow_insecure_host`)"
    )]
    Insecure(String),
    /// The URL has a user name or password.
    #[error("the URL of `{0}` has a user name or password; remove it, because it would be logged")]
    UserInfo(String),
    /// The URL has a query or fragment.
    #[error("the URL of `{0}` has a query or fragment; use scheme, host and path only")]
    Query(String),
}
