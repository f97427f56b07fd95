//! A plain HTTP client for tests that send requests of their own.

use std::sync::Once;

static PROVIDER: Once = Once::new();

/// Returns a client builder. reqwest has no default TLS provider here and panics without one.
pub fn builder() -> reqwest::ClientBuilder {
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
}
