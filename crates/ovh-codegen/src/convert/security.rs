//! Authentication of calls: signed with keys, or with the token of a service account.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::native::Root;

/// The token endpoints of service accounts: a host of the API, and the token URL of its region.
const TOKEN_URLS: &[(&str, &str)] = &[
    ("eu.api.ovh.com", "https://www.ovh.com/auth/oauth2/token"),
    ("ca.api.ovh.com", "https://ca.ovh.com/auth/oauth2/token"),
    (
        "api.us.ovhcloud.com",
        "https://us.ovhcloud.com/auth/oauth2/token",
    ),
];

/// The token URL if the description states no host, which is the rule since 2026.
const DEFAULT_TOKEN_URL: &str = "https://www.ovh.com/auth/oauth2/token";

/// The four headers of a signature, and their schemes' names.
const HEADERS: &[(&str, &str, &str)] = &[
    (
        "applicationKey",
        "X-Ovh-Application",
        "The application's key.",
    ),
    (
        "consumerKey",
        "X-Ovh-Consumer",
        "The key that a customer validated.",
    ),
    (
        "timestamp",
        "X-Ovh-Timestamp",
        "Seconds since 1970 by the server's clock.",
    ),
    (
        "signature",
        "X-Ovh-Signature",
        "`$1$` and the SHA-1 of secret, consumer key, method, URL, body and timestamp, joined by `+`.",
    ),
];

const OAUTH2: &str = "oauth2";
const SCOPE: &str = "all";

/// The credentials that a call needs: all four headers, or a token.
pub(super) fn alternatives() -> Vec<Value> {
    let headers: BTreeMap<&str, [&str; 0]> =
        HEADERS.iter().map(|(scheme, ..)| (*scheme, [])).collect();
    vec![json!(headers), json!({ OAUTH2: [SCOPE] })]
}

/// The schemes that [`alternatives`] refers to.
pub(super) fn schemes(roots: &[Root]) -> BTreeMap<String, Value> {
    let header = |(scheme, name, words): &(&str, &str, &str)| {
        let value = json!({ "type": "apiKey", "in": "header", "name": name, "description": words });
        ((*scheme).to_owned(), value)
    };
    let mut schemes: BTreeMap<String, Value> = HEADERS.iter().map(header).collect();
    let others: Vec<String> = TOKEN_URLS
        .iter()
        .map(|(host, url)| format!("`{url}` for {host}"))
        .collect();
    let oauth2 = json!({
        "type": "oauth2",
        "description": format!(
            "A service account's token, sent as `Authorization: Bearer`. Each region has its own token URL: {}.",
            others.join(", ")
        ),
        "flows": { "clientCredentials": {
            "tokenUrl": token_url(roots),
            "scopes": { SCOPE: "Everything that the service account's IAM policies allow." },
        } },
    });
    schemes.insert(OAUTH2.to_owned(), oauth2);
    schemes
}

fn token_url(roots: &[Root]) -> &'static str {
    let hosts = roots.iter().filter_map(|root| {
        let url: http::Uri = root.base_path.parse().ok()?;
        url.host().map(str::to_lowercase)
    });
    let mut known = hosts.filter_map(|host| TOKEN_URLS.iter().find(|(known, _)| *known == host));
    known.next().map_or(DEFAULT_TOKEN_URL, |(_, url)| url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::Unknown;

    #[test]
    fn the_token_url_is_that_of_the_region() {
        for (base, url) in [
            ("/v1", "https://www.ovh.com/auth/oauth2/token"),
            (
                "https://eu.api.ovh.com/1.0",
                "https://www.ovh.com/auth/oauth2/token",
            ),
            (
                "https://ca.api.ovh.com/1.0",
                "https://ca.ovh.com/auth/oauth2/token",
            ),
            (
                "https://api.us.ovhcloud.com/v1",
                "https://us.ovhcloud.com/auth/oauth2/token",
            ),
        ] {
            let text = json!({ "apiVersion": "1.0", "resourcePath": "/x", "basePath": base });
            let root = Root::parse(&text.to_string(), "x", Unknown::Refuse).unwrap();
            assert_eq!(token_url(&[root]), url, "{base}");
        }
    }
}
