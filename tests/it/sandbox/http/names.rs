//! The sandbox under OVHcloud's names: certificates, `Host`, tokens; and its keys.

use ovh_sms::config::Endpoint;
use ovh_sms::sandbox::{Sandbox, SandboxError};

/// Sends a request over TLS to a sandbox under a name; returns the response as text.
#[cfg(feature = "sandbox-tls")]
async fn over_tls(
    sandbox: &Sandbox,
    authority: &std::path::Path,
    name: &str,
    text: &str,
) -> String {
    use std::sync::Arc;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
    use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(authority).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = tokio::net::TcpStream::connect(sandbox.address())
        .await
        .unwrap();
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut stream = match connector.connect(name, stream).await {
        Ok(stream) => stream,
        Err(error) => return error.to_string(),
    };
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

#[cfg(feature = "sandbox-tls")]
#[tokio::test]
async fn every_host_of_the_endpoint_table_is_served_with_a_certificate_and_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let authority = folder.path().join("authority.pem");
    let mut builder = Sandbox::builder().tls(&authority).name("API.example");
    for host in Endpoint::known_hosts() {
        builder = builder.name(host);
    }
    let sandbox = builder.start().await.unwrap();
    let form = format!(
        "grant_type=client_credentials&scope=all&client_id={}&client_secret={}",
        sandbox.client_id(),
        sandbox.client_secret()
    );
    let hosts = Endpoint::known_hosts();
    for host in hosts.into_iter().chain(["api.example", "localhost"]) {
        let get =
            format!("GET /1.0/auth/time HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = over_tls(&sandbox, &authority, host, &get).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{host}: {answer}");
        for path in ["/auth/oauth2/token", "/oauth2/token"] {
            let post = format!(
                "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
                form.len()
            );
            let answer = over_tls(&sandbox, &authority, host, &post).await;
            assert!(
                answer.contains("\"access_token\""),
                "{host}{path}: {answer}"
            );
        }
    }
    let answer = over_tls(&sandbox, &authority, "other.example", "").await;
    assert!(answer.contains("certificate"), "{answer}");
}

#[test]
fn the_known_hosts_are_those_of_all_endpoints_and_token_urls() {
    let hosts = Endpoint::known_hosts();
    for name in [
        "ovh-eu",
        "ovh-ca",
        "ovh-us",
        "kimsufi-eu",
        "kimsufi-ca",
        "soyoustart-eu",
        "soyoustart-ca",
    ] {
        let endpoint: Endpoint = name.parse().unwrap();
        let urls = [Some(endpoint.base_url()), endpoint.token_url()];
        for host in urls.into_iter().flatten().filter_map(|url| url.host_str()) {
            assert!(hosts.contains(&host), "{host}");
        }
    }
    for host in ["api.ovh.com", "us.ovhcloud.com", "auth.eu.ovhcloud.com"] {
        assert!(hosts.contains(&host), "{host}");
    }
    let unique: std::collections::BTreeSet<_> = hosts.iter().collect();
    assert_eq!(unique.len(), hosts.len(), "{hosts:?}");
}

#[tokio::test]
async fn a_name_that_is_no_host_name_is_an_error_at_the_start() {
    for name in ["", "127.0.0.1", "a b", "https://api.ovh.com", "*.ovh.com"] {
        let error = Sandbox::builder().name(name).start().await.unwrap_err();
        assert!(matches!(&error, SandboxError::Name(text) if text == name));
        assert!(error.to_string().contains("is not a host name"), "{error}");
    }
}

fn keys(sandbox: &Sandbox) -> [String; 5] {
    [
        sandbox.application_key(),
        sandbox.application_secret(),
        sandbox.consumer_key(),
        sandbox.client_id(),
        sandbox.client_secret(),
    ]
    .map(str::to_owned)
}

#[tokio::test]
async fn keys_are_constant_or_random_or_those_of_the_state_file() {
    let start =
        |builder: ovh_sms::sandbox::SandboxBuilder| async { builder.start().await.unwrap() };
    let constant = keys(&start(Sandbox::builder()).await);
    assert_eq!(constant, keys(&start(Sandbox::builder().seed(7)).await));
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let kept = start(Sandbox::builder().random_keys().state_file(&state)).await;
    let first = keys(&kept);
    kept.try_stop().await.unwrap();
    let again = start(Sandbox::builder().random_keys().state_file(&state)).await;
    assert_eq!(keys(&again), first);
    let other = start(Sandbox::builder().random_keys()).await;
    for ((one, two), three) in first.iter().zip(keys(&other)).zip(constant) {
        assert!(*one != two && *one != three && two != three);
        assert_eq!(one.len(), three.len());
    }
    // They are accepted.
    let accounts = other.client().unwrap().api().services_list().send().await;
    assert_eq!(accounts.unwrap().len(), 1);
}
