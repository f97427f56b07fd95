//! OVHcloud's endpoints, and which addresses requests may go to.

use anyhow::{Context, bail};
use url::{Host, Url};

/// The endpoints by the names that OVHcloud's tools use.
const ENDPOINTS: &[(&str, &str)] = &[
    ("ovh-eu", "https://eu.api.ovh.com/1.0"),
    ("ovh-ca", "https://ca.api.ovh.com/1.0"),
    ("ovh-us", "https://api.us.ovhcloud.com/1.0"),
    ("kimsufi-eu", "https://eu.api.kimsufi.com/1.0"),
    ("kimsufi-ca", "https://ca.api.kimsufi.com/1.0"),
    ("soyoustart-eu", "https://eu.api.soyoustart.com/1.0"),
    ("soyoustart-ca", "https://ca.api.soyoustart.com/1.0"),
];

/// Returns the address of an endpoint given by name (`ovh-eu`, or `eu` for short) or by URL.
pub fn endpoint(named: &str) -> anyhow::Result<Url> {
    let known = ENDPOINTS
        .iter()
        .find(|(name, _)| *name == named || name.strip_prefix("ovh-") == Some(named));
    let text = match known {
        Some((_, url)) => url,
        None if named.contains("://") => named,
        None => {
            let names: Vec<&str> = ENDPOINTS.iter().map(|(name, _)| *name).collect();
            bail!(
                "the endpoint {named:?} is unknown: give one of {}, or a URL",
                names.join(", ")
            );
        }
    };
    let mut url = Url::parse(text).with_context(|| format!("{text:?} is not a URL"))?;
    allowed(&url)?;
    if url.query().is_some() || url.fragment().is_some() {
        bail!(
            "{text:?} has a query or a fragment; give the address of a version, such as https://eu.api.ovh.com/1.0"
        );
    }
    if matches!(url.path(), "" | "/") {
        url.set_path("/1.0");
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Rejects unsafe addresses: descriptions become code, so they must come over TLS or from this
/// machine.
pub(super) fn allowed(url: &Url) -> anyhow::Result<()> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        _ => bail!(
            "{url} is not allowed: only https is, and http on this machine (127.0.0.1, localhost)"
        ),
    }
}

/// Returns whether the address is on this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::endpoint;

    #[test]
    fn an_endpoint_is_a_name_or_an_address() {
        for (given, url) in [
            ("ovh-eu", "https://eu.api.ovh.com/1.0"),
            ("us", "https://api.us.ovhcloud.com/1.0"),
            (
                "https://proxy.example/ovh/v1/",
                "https://proxy.example/ovh/v1",
            ),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/1.0"),
            ("http://[::1]:8080/1.0", "http://[::1]:8080/1.0"),
        ] {
            assert_eq!(endpoint(given).unwrap().as_str(), url);
        }
    }

    #[test]
    fn what_is_not_safe_is_refused() {
        for (given, words) in [
            ("http://eu.api.ovh.com/1.0", "only https"),
            ("ftp://x/1.0", "only https"),
            ("file:///etc/passwd", "only https"),
            ("mars", "give one of ovh-eu"),
            ("https://", "not a URL"),
            ("https://x/1.0?y", "query"),
        ] {
            let error = format!("{:#}", endpoint(given).unwrap_err());
            assert!(error.contains(words), "{error}");
        }
    }
}
