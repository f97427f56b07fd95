//! Rejects requests of web pages from elsewhere. A page in a browser on this machine can send
//! requests to the sandbox too, and the sandbox's keys are no secrets.

use std::collections::BTreeSet;

use axum::http::HeaderName;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use url::{Host, Url};

use crate::http::connection::{Connection, origin};
use crate::values::hosts::{is_here, without_root};

/// The maximum lengths of a host name and of one of its labels.
const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

/// The names by which the sandbox is served, in lower case.
pub(crate) type Names = BTreeSet<String>;

/// Rejects a name for the sandbox other than `localhost`, addresses and the served names. A page can
/// make its own host name point here; it then sends that name, and no `Origin` with `GET`. Callers
/// on other machines may also use a name without a dot, as in a network of containers: no site of
/// the internet has one.
pub(crate) fn wrong_name(
    head: &Parts,
    connection: Connection,
    names: &Names,
) -> Option<&'static str> {
    let authority = header(head, HOST).or_else(|| head.uri.authority().map(Authority::as_str))?;
    let is_served = match host(authority) {
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        Some(Host::Domain(name)) => {
            is_here(&Host::Domain(name.as_str()))
                || names.contains(&name)
                || (!connection.is_here() && !name.contains('.'))
        }
        None => false,
    };
    (!is_served).then_some(
        "The sandbox is used at its address, at localhost or at a served name, not by another name",
    )
}

/// Parses a name that the sandbox is to be served by; `None` if it is not a host name.
pub(crate) fn served_name(text: &str) -> Option<String> {
    let is_label = |label: &str| {
        (1..=MAX_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let name = without_root(text);
    let is_name = name.len() <= MAX_NAME && name.split('.').all(is_label);
    match host(text) {
        Some(Host::Domain(name)) if is_name => Some(name),
        _ => None,
    }
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

/// Parses the host of an authority such as `localhost:8080`, in lower case and without a final dot.
fn host(authority: &str) -> Option<Host<String>> {
    let url = Url::parse(&format!("http://{authority}/")).ok()?;
    let is_alone = url.username().is_empty() && url.password().is_none() && url.path() == "/";
    match url.host().filter(|_| is_alone)? {
        Host::Domain(name) => {
            let name = without_root(name);
            let is_name = !name.is_empty() && !name.ends_with('.');
            is_name.then(|| Host::Domain(name.to_owned()))
        }
        address => Some(address.to_owned()),
    }
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
            streams: false,
        };
        let names = ["eu.api.ovh.com".to_owned()].into();
        wrong_name(&head, connection, &names)
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
        for host in [
            "127.0.0.1:8080",
            "[::1]:8080",
            "localhost",
            "192.0.2.7:80",
            "eu.api.ovh.com",
            "EU.api.ovh.com:443",
            "localhost.:8080",
            "eu.api.ovh.com.",
        ] {
            assert!(!is_refused("127.0.0.1", &[("host", host)]), "{host}");
        }
        for host in [
            "localhost.pages.example",
            "pages.example.",
            ".",
            "localhost..",
            "ca.api.ovh.com",
            "x.eu.api.ovh.com",
            "pages.example@localhost",
            "",
            "a b",
        ] {
            for peer in ["127.0.0.1", "192.0.2.7"] {
                assert!(is_refused(peer, &[("host", host)]), "{peer} {host}");
            }
        }
        let named = [("host", "sandbox:8080")];
        assert!(is_refused("127.0.0.1", &named));
        assert!(!is_refused("192.0.2.7", &named), "a container has a name");
        // A name of the internet stays one with its final dot.
        assert!(is_refused("192.0.2.7", &[("host", "pages.example.:8080")]));
    }

    #[test]
    fn a_served_name_is_a_host_name() {
        for (text, name) in [
            ("eu.api.ovh.com", Some("eu.api.ovh.com")),
            ("Sandbox", Some("sandbox")),
            ("eu.api.ovh.com.", Some("eu.api.ovh.com")),
            (".", None),
            ("sms-test.example", Some("sms-test.example")),
            ("a_b", Some("a_b")),
            (&"ab.".repeat(90), None),
            (&"a".repeat(64), None),
            ("a..b", None),
            ("api.ovh.com..", None),
            ("*.ovh.com", None),
            ("-a.example", None),
            ("example.1", None),
            ("bücher.example", None),
            ("127.0.0.1", None),
            ("[::1]", None),
            ("localhost:80", None),
            ("http://x", None),
            ("a b", None),
            ("x/y", None),
            ("", None),
        ] {
            assert_eq!(served_name(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn pages_are_of_this_machine_or_the_sandboxs_own() {
        for site in [
            "http://localhost:3000",
            "http://LOCALHOST.:3000",
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
