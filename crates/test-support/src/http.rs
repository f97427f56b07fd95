//! A plain HTTP client for tests that speak the protocol themselves.

use std::sync::Once;

static PROVIDER: Once = Once::new();

/// A client in the making. reqwest has no TLS provider of its own here and panics without one.
pub fn builder() -> reqwest::ClientBuilder {
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
}
