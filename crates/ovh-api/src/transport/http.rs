//! The HTTP client: no redirects, no retries of its own, and connections with a short idle timeout.

use std::time::Duration;

use reqwest::ClientBuilder;

use crate::config::{ConfigError, Endpoint};

/// The default timeout for making a connection.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Idle connections are closed early, before a server or a firewall drops them: if a connection was
/// dropped, the result of a POST on it is unknown.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// Builds the HTTP client for an endpoint.
pub(crate) fn client(
    endpoint: &Endpoint,
    connect_timeout: Duration,
    user_agent: &str,
) -> Result<reqwest::Client, ConfigError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(user_agent)
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(IDLE_TIMEOUT)
        // A redirect would repeat a POST, and send the consumer key to another host.
        .redirect(reqwest::redirect::Policy::none())
        // Only this crate can decide which requests may be retried, and each must be signed again.
        .retry(reqwest::retry::never());
    if endpoint.is_loopback() {
        // The local machine is not behind its own proxy.
        builder = builder.no_proxy();
    }
    let encrypted = [Some(endpoint.base_url()), endpoint.token_url()]
        .into_iter()
        .flatten()
        .any(|url| url.scheme() == "https");
    with_tls(builder, encrypted)?
        .build()
        .map_err(|error| failed("connections", error.without_url()))
}

fn failed(
    what: &'static str,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> ConfigError {
    ConfigError::Client {
        what,
        error: error.into(),
    }
}

#[cfg(feature = "rustls")]
fn with_tls(builder: ClientBuilder, encrypted: bool) -> Result<ClientBuilder, ConfigError> {
    use rustls_platform_verifier::BuilderVerifierExt;
    #[cfg(feature = "aws-lc-rs")]
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "aws-lc-rs"))]
    let provider = rustls::crypto::ring::default_provider();
    let provider = std::sync::Arc::new(provider);
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed("TLS", error))?;
    let config = if encrypted {
        config
            .with_platform_verifier()
            .map_err(|error| failed("TLS", error))?
    } else {
        // reqwest requires a configuration anyway; reading the system's certificates is slow.
        config.with_root_certificates(rustls::RootCertStore::empty())
    };
    #[cfg_attr(not(feature = "http2"), allow(unused_mut))]
    let mut config = config.with_no_client_auth();
    #[cfg(feature = "http2")]
    {
        // reqwest does not change a configuration that is passed to it.
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Ok(builder.tls_backend_preconfigured(config))
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
fn with_tls(builder: ClientBuilder, _: bool) -> Result<ClientBuilder, ConfigError> {
    Ok(builder.tls_backend_native())
}

#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
fn with_tls(builder: ClientBuilder, encrypted: bool) -> Result<ClientBuilder, ConfigError> {
    if encrypted {
        let problem = "enable the feature `rustls` or `native-tls`, or pass your own client";
        return Err(failed("TLS", problem));
    }
    Ok(builder)
}
