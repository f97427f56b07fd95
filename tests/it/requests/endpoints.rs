//! Endpoints: names and URLs, what may replace them, and where credentials may be sent.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use ovh_sms::config::{Config, Endpoint, Environment, has_sms};

const LOCAL: &str = "/project/ovh.conf";
const HOME: &str = "/home/me/.ovh.conf";

fn nowhere() -> Environment {
    Environment::empty()
        .with_current_dir("/project")
        .with_home_dir("/home/me")
}

fn refusal(environment: &Environment) -> String {
    match Config::load(environment) {
        Ok(config) => panic!("accepted: {config:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn an_unknown_endpoint_lists_the_known_ones_nearest_first() {
    let table = [
        ("ovh-ue", "ovh-eu, ovh-us, ovh-ca, "),
        ("OVH-CA", "ovh-ca, "),
        ("kimsufi", "kimsufi-eu, kimsufi-ca, "),
        ("soyoustart_ca", "soyoustart-ca, soyoustart-eu, "),
    ];
    for (name, nearest) in table {
        let message = refusal(&nowhere().with_var("OVH_ENDPOINT", name));
        let start = format!(
            "endpoint (environment variable OVH_ENDPOINT): unknown endpoint `{name}`: use one of {nearest}"
        );
        assert!(message.starts_with(&start), "{message}");
        for known in ["ovh-us", "kimsufi-ca", "soyoustart-eu"] {
            assert!(message.contains(known), "{message}");
        }
    }
}

#[test]
fn endpoints_are_names_or_urls() {
    let table = [
        (
            "ovh-eu",
            "https://eu.api.ovh.com/v1",
            Some("ovh-eu"),
            Some(true),
        ),
        (
            "ovh-us",
            "https://api.us.ovhcloud.com/v1",
            Some("ovh-us"),
            Some(false),
        ),
        (
            "soyoustart-eu",
            "https://eu.api.soyoustart.com/v1",
            Some("soyoustart-eu"),
            Some(true),
        ),
        (
            "https://eu.api.ovh.com/1.0/",
            "https://eu.api.ovh.com/1.0",
            Some("ovh-eu"),
            Some(true),
        ),
        (
            "https://api.eu.ovhcloud.com",
            "https://api.eu.ovhcloud.com/v1",
            Some("ovh-eu"),
            Some(true),
        ),
        (
            "https://proxy.example:8443/ovh/v1",
            "https://proxy.example:8443/ovh/v1",
            None,
            None,
        ),
        (
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080/v1",
            None,
            None,
        ),
        ("http://[::1]:8080/1.0", "http://[::1]:8080/1.0", None, None),
        ("http://localhost/", "http://localhost/v1", None, None),
    ];
    for (text, base, name, sms) in table {
        let endpoint: Endpoint = text.parse().unwrap();
        assert_eq!(endpoint.base_url().as_str(), base);
        assert_eq!((endpoint.name(), has_sms(&endpoint)), (name, sms), "{text}");
    }
    let refused = [
        (
            "http://eu.api.ovh.com/v1",
            "http:// to `eu.api.ovh.com` would send credentials unencrypted",
        ),
        (
            "http://127.0.0.1.evil.example",
            "http:// to `127.0.0.1.evil.example`",
        ),
        (
            "https://me:hush@proxy.example",
            "the URL of `proxy.example` has a user name or password",
        ),
        (
            "https://proxy.example/?a=b",
            "the URL of `proxy.example` has a query or fragment",
        ),
        (
            "ftp://proxy.example",
            "`ftp` is not a scheme of the API; use https",
        ),
        (
            "unix:///run/x",
            "`unix` is not a scheme of the API; use https",
        ),
        ("https://", "not a URL (empty host)"),
    ];
    for (text, message) in refused {
        let error = text.parse::<Endpoint>().unwrap_err().to_string();
        assert!(error.starts_with(message), "{text}: {error}");
    }
    let allowed = Endpoint::new("http://Gateway.internal/ovh", &["gateway.Internal"]).unwrap();
    assert_eq!(allowed.base_url().as_str(), "http://gateway.internal/ovh");
}

#[test]
fn hosts_can_be_replaced_by_a_file() {
    let text = "[ovh-eu]\nbase_url = https://api.eu.ovhcloud.com/v1\ntoken_url = https://auth.eu.ovhcloud.com/oauth2/token\nclient_id = a\nclient_secret = b\n";
    let config = Config::load(&nowhere().with_file(HOME, text)).unwrap();
    assert_eq!(
        config.endpoint().base_url().as_str(),
        "https://api.eu.ovhcloud.com/v1"
    );
    assert_eq!(
        config.endpoint().token_url().unwrap().as_str(),
        "https://auth.eu.ovhcloud.com/oauth2/token"
    );
}

#[test]
fn a_url_as_endpoint_has_a_section_of_its_own() {
    let text = "[default]\nendpoint = http://127.0.0.1:8080/1.0\n[http://127.0.0.1:8080/1.0]\naccess_token = a\n";
    let config = Config::load(&nowhere().with_file(LOCAL, text)).unwrap();
    assert_eq!(config.credentials().kind(), "access token");
    let known = "[default]\nendpoint = https://api.ovh.com/1.0\n[ovh-eu]\naccess_token = a\n";
    let config = Config::load(&nowhere().with_file(LOCAL, known)).unwrap();
    assert_eq!(config.credentials().kind(), "access token");
}

#[test]
fn a_local_file_cannot_send_credentials_from_elsewhere_to_a_foreign_host() {
    let elsewhere = || {
        nowhere()
            .with_var("OVH_CLIENT_ID", "a")
            .with_var("OVH_CLIENT_SECRET", "b")
    };
    let foreign = "[ovh-eu]\ntoken_url = https://evil.example/token\n";
    assert_eq!(
        refusal(&elsewhere().with_file(LOCAL, foreign)),
        "/project/ovh.conf:2 would send client_id (environment variable OVH_CLIENT_ID), client_secret (environment variable OVH_CLIENT_SECRET) to evil.example, which is not OVHcloud's; an ovh.conf in the working directory must not do that: if it is intended, set OVH_TOKEN_URL instead",
    );
    let table = [
        (
            elsewhere().with_file(LOCAL, "[ovh-eu]\nbase_url = https://evil.example/v1\n"),
            false,
        ),
        (
            elsewhere().with_file(
                LOCAL,
                "[ovh-eu]\nbase_url = https://api.eu.ovhcloud.com/v1\n",
            ),
            true,
        ),
        (
            elsewhere().with_file(LOCAL, "[ovh-eu]\nbase_url = http://127.0.0.1:1/v1\n"),
            false,
        ),
        (
            nowhere().with_file(
                LOCAL,
                "[ovh-eu]\nbase_url = http://127.0.0.1:1/v1\naccess_token = t\n",
            ),
            true,
        ),
        (elsewhere().with_file(HOME, foreign), true),
        (
            elsewhere()
                .with_file(LOCAL, foreign)
                .with_var("OVH_TOKEN_URL", "https://mine.example/token"),
            true,
        ),
        (
            nowhere().with_file(
                LOCAL,
                format!("{foreign}client_id = a\nclient_secret = b\n"),
            ),
            true,
        ),
        (
            nowhere()
                .with_var("OVH_ACCESS_TOKEN", "t")
                .with_file(LOCAL, "[default]\nendpoint = https://evil.example\n"),
            false,
        ),
    ];
    for (environment, accepted) in table {
        let outcome = Config::load(&environment);
        assert_eq!(outcome.is_ok(), accepted, "{outcome:?}");
    }
}
