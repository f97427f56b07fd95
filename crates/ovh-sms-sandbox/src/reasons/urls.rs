//! Addresses that a client may have signed instead of the one that it called.

use percent_encoding::percent_decode_str;

use crate::values::signature::without_port;

/// OVHcloud's address of the API in Europe.
const EUROPE: &str = "https://eu.api.ovh.com";
/// The two names of the version.
const VERSIONS: [&str; 2] = ["/1.0/", "/v1/"];

/// Returns other forms of an address, each with its words.
pub(super) fn others(url: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let Some((scheme, rest)) = url.split_once("://") else {
        return all;
    };
    let (authority, target) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut add = |words: &str, other: String| {
        if other != url && !all.iter().any(|(_, known)| *known == other) {
            all.push((format!("{words} `{other}`"), other));
        }
    };
    if let Some(portless) = without_port(url) {
        add("the address without its port", portless);
    }
    add("the path only,", target.to_owned());
    for version in VERSIONS {
        if let Some(below) = target.strip_prefix(version) {
            add("the path below the version only,", format!("/{below}"));
            let unversioned = format!("{scheme}://{authority}/{below}");
            add("the address without the version,", unversioned);
            for other in VERSIONS {
                let versioned = format!("{scheme}://{authority}{other}{below}");
                add("the address with the other version,", versioned);
            }
        }
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let base = format!("{scheme}://{authority}{path}");
    if !query.is_empty() {
        add("the address without its query,", base.clone());
        let plus = query.replace("%20", "+");
        let space = query.replace('+', "%20");
        let encoded = query.replace('+', "%2B");
        for other in [plus, space, encoded] {
            add("another form of the query,", format!("{base}?{other}"));
        }
    }
    let question = |base: &str| match query {
        "" => base.to_owned(),
        query => format!("{base}?{query}"),
    };
    let slashless = base.trim_end_matches('/');
    add("the address without its final slash,", question(slashless));
    add(
        "the address with a final slash,",
        question(&format!("{slashless}/")),
    );
    let scheme_too = if scheme == "https" { "http" } else { "https" };
    add("another scheme,", format!("{scheme_too}://{rest}"));
    let decoded = percent_decode_str(url).decode_utf8_lossy().into_owned();
    add("the address without percent-encoding,", decoded);
    let port = authority
        .rsplit_once(':')
        .map_or(String::new(), |(_, port)| format!(":{port}"));
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let other = format!("{scheme}://{host}{port}{target}");
        add("another host,", other.clone());
        if let Some(portless) = without_port(&other) {
            add("another host,", portless);
        }
    }
    add("OVHcloud's host,", format!("{EUROPE}{target}"));
    all
}
