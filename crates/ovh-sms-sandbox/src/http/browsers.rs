//! Rejects requests of web pages from elsewhere. A page in a browser on this machine can send
//! requests to the sandbox too, and the sandbox's keys are no secrets.

use axum::http::HeaderName;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use url::{Host, Url};

use crate::http::connection::{Connection, origin};
use crate::values::hosts::is_here;

/// Rejects a name for the sandbox other than `localhost`, addresses and the names that were given to
/// it. A page can make its own host name point here; it then sends that name, and no `Origin` with
/// `GET`. Other machines may use any name, so only callers on this machine are checked.
pub(crate) fn wrong_name(
    head: &Parts,
    connection: Connection,
    names: &[String],
) -> Option<&'static str> {
    let authority = header(head, HOST).or_else(|| head.uri.authority().map(Authority::as_str));
    (connection.is_here() && authority.is_some_and(|host| is_another_name(host, names)))
        .then_some("The sandbox is used at its address or at localhost, not by another name")
}

/// Rejects a page that is neither from this machine nor the sandbox's own. Browsers send the page's
/// site in `Origin`.
pub(crate) fn foreign_page(head: &Parts, connection: Connection) -> Option<&'static str> {
    header(head, ORIGIN)
        .is_some_and(|site| is_elsewhere(site, &origin(&head.headers, connection)))
        .then_some("The sandbox is not used by pages from elsewhere")
}

fn header(head: &Parts, name: HeaderName) -> Option<&str> {
    let value = head.headers.get(name)?;
    Some(value.to_str().unwrap_or_default())
}

/// Returns whether a host is a name that could be made to point here; an address could not.
fn is_another_name(authority: &str, names: &[String]) -> bool {
    let url = Url::parse(&format!("http://{authority}/"));
    !url.is_ok_and(|url| match url.host() {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(host) => is_here(&host) || names.iter().any(|name| host == Host::Domain(name)),
        None => false,
    })
}

/// Returns whether a page is neither from this machine nor the sandbox's own.
fn is_elsewhere(site: &str, own: &str) -> bool {
    let Ok(site) = Url::parse(site) else {
        return true;
    };
    let is_own = Url::parse(own).is_ok_and(|own| own.origin() == site.origin());
    !is_own && !site.host().is_some_and(|host| is_here(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(peer: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = axum::http::Request::get("/1.0/sms");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let connection = Connection {
            peer: peer.parse().ok(),
            secure: false,
        };
        wrong_name(&head, connection, &["api.example".to_owned()])
            .or_else(|| foreign_page(&head, connection))
            .is_some()
    }

    #[test]
    fn callers_on_this_machine_use_an_address_or_localhost() {
        for peer in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            assert!(!is_refused(peer, &[]), "{peer}");
            assert!(
                is_refused(peer, &[("host", "pages.example:8080")]),
                "{peer}"
            );
        }
        for host in ["127.0.0.1:8080", "[::1]:8080", "localhost", "192.0.2.7:80"] {
            assert!(!is_refused("127.0.0.1", &[("host", host)]), "{host}");
        }
        for host in ["localhost.pages.example", "", "a b", "www.api.example"] {
            assert!(is_refused("127.0.0.1", &[("host", host)]), "{host}");
        }
        let named = [("host", "sandbox:8080")];
        assert!(!is_refused("192.0.2.7", &named), "a container has a name");
    }

    #[test]
    fn callers_on_this_machine_use_the_names_that_are_served() {
        for host in ["api.example", "API.example:443", "api.example:8443"] {
            assert!(!is_refused("127.0.0.1", &[("host", host)]), "{host}");
        }
    }

    #[test]
    fn pages_are_of_this_machine_or_the_sandboxs_own() {
        for site in [
            "http://localhost:3000",
            "http://127.0.0.1:3000",
            "http://[::1]",
        ] {
            assert!(!is_refused("127.0.0.1", &[("origin", site)]), "{site}");
        }
        let others = [
            "https://pages.example",
            "null",
            "http://192.0.2.7",
            "file://",
        ];
        for site in others {
            for peer in ["127.0.0.1", "192.0.2.9"] {
                assert!(is_refused(peer, &[("origin", site)]), "{peer} {site}");
            }
        }
        let own = [
            ("host", "192.0.2.7:8080"),
            ("origin", "http://192.0.2.7:8080"),
        ];
        assert!(!is_refused("192.0.2.9", &own));
    }
}
