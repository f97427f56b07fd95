//! A request without a complete response, and at which step it failed.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use url::Url;

/// A request without a complete response.
#[derive(Debug)]
#[non_exhaustive]
pub struct ConnectionError {
    /// The step that failed.
    pub problem: ConnectionProblem,
    /// The proxy that was used, `host:port`, if one was and the step is about it.
    pub proxy: Option<String>,
    /// The underlying error: a [`reqwest::Error`] without the address, unless the client has an
    /// [`HttpBackend`](crate::HttpBackend).
    pub source: Box<dyn StdError + Send + Sync>,
}

/// The step at which a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectionProblem {
    /// The host name could not be resolved.
    Dns,
    /// The connection was refused.
    Refused,
    /// The issuer of the certificate is unknown.
    TlsIssuer,
    /// The certificate is expired or not valid yet.
    TlsValidity,
    /// The certificate is for another host name.
    TlsName,
    /// The TLS handshake failed for another reason.
    Tls,
    /// The proxy refused the connection, with this status if it gave one.
    Proxy(Option<u16>),
    /// The timeout of the attempt was exceeded.
    Timeout,
    /// No connection was made, for another reason.
    Connect,
    /// The connection was lost before a response arrived.
    Lost,
    /// The connection was lost while the response was read.
    LostInResponse,
}

impl ConnectionError {
    /// Creates an error for an [`HttpBackend`](crate::HttpBackend).
    ///
    /// If the [problem](ConnectionProblem::is_connect) says that no connection was made, the client
    /// may send the request again.
    pub fn new(
        problem: ConnectionProblem,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            problem,
            proxy: None,
            source: source.into(),
        }
    }

    /// Returns whether the request may have reached the server.
    pub(crate) fn may_have_been_sent(&self) -> bool {
        // Without a connection nothing was sent; the same holds for errors of the builder.
        let http = self.source.downcast_ref::<reqwest::Error>();
        !(self.problem.is_connect() || http.is_some_and(reqwest::Error::is_builder))
    }

    #[doc(hidden)]
    #[must_use]
    pub fn of(error: reqwest::Error) -> Self {
        let problem = ConnectionProblem::of(&error);
        let is_of_proxy = matches!(problem, ConnectionProblem::Proxy(_));
        Self {
            problem,
            proxy: error.url().filter(|_| is_of_proxy).and_then(proxy_for),
            source: error.without_url().into(),
        }
    }
}

/// What to do about a problem.
#[derive(Clone, Copy)]
enum Remedy {
    /// Check this, and the server's address.
    Check(&'static str),
    Other(&'static str),
    None,
}

impl ConnectionProblem {
    /// The cause, what to do, and whether nothing can have been sent.
    const fn facts(self) -> (&'static str, Remedy, bool) {
        match self {
            Self::Dns => (
                "the host name could not be resolved",
                Remedy::Check("the network, the name server"),
                true,
            ),
            Self::Refused => (
                "the connection was refused",
                Remedy::Check("the network, the proxy"),
                true,
            ),
            Self::TlsIssuer => (
                "the issuer of the TLS certificate is unknown",
                Remedy::Other("a proxy may inspect the connection"),
                true,
            ),
            Self::TlsValidity => (
                "the TLS certificate is expired or not valid yet",
                Remedy::Other("check the clock of this machine"),
                true,
            ),
            Self::TlsName => (
                "the TLS certificate is for another name",
                Remedy::None,
                true,
            ),
            Self::Tls => ("the TLS handshake failed", Remedy::None, true),
            Self::Proxy(_) => ("the proxy refused the connection", Remedy::None, true),
            Self::Timeout => ("the timeout was exceeded", Remedy::None, false),
            Self::Connect => (
                "no connection could be made",
                Remedy::Check("the network, the proxy"),
                true,
            ),
            Self::Lost => ("the connection was lost", Remedy::None, false),
            Self::LostInResponse => (
                "the connection was lost within the response",
                Remedy::None,
                false,
            ),
        }
    }

    /// Writes the problem, and what to do; `address` is the setting with the server's address.
    pub(super) fn write(self, f: &mut fmt::Formatter<'_>, address: &str) -> fmt::Result {
        let (cause, remedy, _) = self.facts();
        f.write_str(cause)?;
        if let Self::Proxy(Some(status)) = self {
            write!(f, " with status {status}")?;
        }
        match remedy {
            Remedy::Check(what) => write!(f, "; check {what} and {address}"),
            Remedy::Other(what) => write!(f, "; {what}"),
            Remedy::None => Ok(()),
        }
    }

    /// Returns true if no connection was made, so that nothing was sent.
    #[must_use]
    pub fn is_connect(self) -> bool {
        self.facts().2
    }

    /// Classifies an error of the HTTP client.
    pub(crate) fn of(error: &reqwest::Error) -> Self {
        if error.is_connect() {
            return Self::of_connect(error);
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_body() || error.is_decode() {
            Self::LostInResponse
        } else {
            Self::Lost
        }
    }

    fn of_connect(error: &reqwest::Error) -> Self {
        let mut refused = false;
        let mut next = error.source();
        while let Some(cause) = next {
            next = cause.source();
            let io = cause.downcast_ref::<io::Error>();
            refused |= io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused);
            let text = cause.to_string();
            if let Some(status) = text.strip_prefix("tunnel error: ") {
                return Self::Proxy(number_in(status));
            }
            if let Some((_, problem)) = WORDS.iter().find(|(words, _)| text.contains(words)) {
                return *problem;
            }
        }
        if error.is_timeout() {
            // Nothing was sent, but the step is the one that took too long.
            return Self::Connect;
        }
        match refused {
            true => Self::Refused,
            false => Self::Connect,
        }
    }
}

/// Texts of the underlying libraries, by the step that failed. Not all of them have public types.
const WORDS: &[(&str, ConnectionProblem)] = &[
    ("dns error", ConnectionProblem::Dns),
    ("failed to lookup address", ConnectionProblem::Dns),
    (
        "proxy authentication required",
        ConnectionProblem::Proxy(Some(407)),
    ),
    (
        "proxy authorization required",
        ConnectionProblem::Proxy(Some(407)),
    ),
    ("UnknownIssuer", ConnectionProblem::TlsIssuer),
    ("self-signed certificate", ConnectionProblem::TlsIssuer),
    ("self signed certificate", ConnectionProblem::TlsIssuer),
    (
        "unable to get local issuer certificate",
        ConnectionProblem::TlsIssuer,
    ),
    ("certificate expired", ConnectionProblem::TlsValidity),
    ("certificate not valid yet", ConnectionProblem::TlsValidity),
    ("certificate has expired", ConnectionProblem::TlsValidity),
    (
        "certificate is not yet valid",
        ConnectionProblem::TlsValidity,
    ),
    ("certificate not valid for name", ConnectionProblem::TlsName),
    ("Hostname mismatch", ConnectionProblem::TlsName),
    ("invalid peer certificate", ConnectionProblem::Tls),
    ("received fatal alert", ConnectionProblem::Tls),
    ("received corrupt message", ConnectionProblem::Tls),
    ("handshake", ConnectionProblem::Tls),
];

/// Returns the proxy that the environment names for a URL, `host:port`, without its credentials.
fn proxy_for(url: &Url) -> Option<String> {
    let names = match url.scheme() {
        "https" => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        _ => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    let mut values = names.iter().filter_map(|name| std::env::var(name).ok());
    host_and_port(&values.find(|value| !value.is_empty())?)
}

fn host_and_port(proxy: &str) -> Option<String> {
    let url = match proxy.contains("://") {
        true => Url::parse(proxy),
        false => Url::parse(&format!("http://{proxy}")),
    };
    let url = url.ok()?;
    Some(match url.port_or_known_default() {
        Some(port) => format!("{}:{port}", url.host_str()?),
        None => url.host_str()?.to_owned(),
    })
}

/// Returns the first number in a text.
fn number_in(text: &str) -> Option<u16> {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits.filter_map(|digits| digits.parse().ok()).next()
}

impl fmt::Display for ConnectionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "the endpoint")
    }
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "got no response: {}", self.problem)?;
        match &self.proxy {
            Some(proxy) => write!(f, " (proxy {proxy})"),
            None => Ok(()),
        }
    }
}

impl StdError for ConnectionError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_is_named_without_its_credentials() {
        for (proxy, named) in [
            (
                "http://user:secret@proxy.example:3128",
                Some("proxy.example:3128"),
            ),
            ("proxy.example:3128", Some("proxy.example:3128")),
            ("https://proxy.example", Some("proxy.example:443")),
            ("http://[::1]:8080/", Some("[::1]:8080")),
            ("http://", None),
        ] {
            assert_eq!(host_and_port(proxy).as_deref(), named, "{proxy}");
        }
    }

    #[test]
    fn the_words_of_the_libraries_below_name_the_step() {
        let of = |text: &str| {
            let row = WORDS.iter().find(|(words, _)| text.contains(words));
            row.map(|(_, problem)| *problem)
        };
        for (text, problem) in [
            (
                "invalid peer certificate: UnknownIssuer",
                ConnectionProblem::TlsIssuer,
            ),
            (
                "invalid peer certificate: certificate expired: verification time 1",
                ConnectionProblem::TlsValidity,
            ),
            (
                "invalid peer certificate: certificate not valid for name \"x\"",
                ConnectionProblem::TlsName,
            ),
            (
                "invalid peer certificate: BadSignature",
                ConnectionProblem::Tls,
            ),
            (
                "received fatal alert: HandshakeFailure",
                ConnectionProblem::Tls,
            ),
            (
                "dns error: failed to lookup address information",
                ConnectionProblem::Dns,
            ),
            (
                "proxy authorization required",
                ConnectionProblem::Proxy(Some(407)),
            ),
        ] {
            assert_eq!(of(text), Some(problem), "{text}");
        }
    }
}
