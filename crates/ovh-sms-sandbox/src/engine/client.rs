//! The HTTP client for the sandbox's own calls: callbacks and CSV addresses.

use std::sync::{Arc, OnceLock};

/// A client that is built when it is first used: reading the certificates that the system trusts
/// takes as long as the rest of a start.
#[derive(Debug, Clone, Default)]
pub(crate) struct LazyClient(Arc<OnceLock<reqwest::Client>>);

impl LazyClient {
    /// Returns the client.
    ///
    /// # Errors
    /// The client cannot be built, which only happens on a broken system.
    pub(crate) fn get(&self) -> reqwest::Result<reqwest::Client> {
        if let Some(client) = self.0.get() {
            return Ok(client.clone());
        }
        let client = build()?;
        Ok(self.0.get_or_init(|| client).clone())
    }
}

/// Builds a client without proxy and redirects: the addresses belong to this machine or to hosts
/// that are allowed by name.
///
/// # Errors
/// The client cannot be built, which only happens on a broken system.
pub(crate) fn build() -> reqwest::Result<reqwest::Client> {
    with_tls(reqwest::Client::builder())
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Sets up TLS for the sandbox's own calls, to callbacks and CSV addresses: without an explicit
/// configuration reqwest would look for an installed provider, and none is installed.
fn with_tls(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(feature = "rustls")]
    {
        use rustls_platform_verifier::BuilderVerifierExt;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = || {
            rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
                .with_safe_default_protocol_versions()
        };
        let trusting = config().and_then(|config| config.with_platform_verifier());
        // A machine without certificates can still call addresses without TLS.
        let config = trusting.or_else(|_| {
            let nothing = rustls::RootCertStore::empty();
            config().map(|config| config.with_root_certificates(nothing))
        });
        if let Ok(config) = config {
            return builder.tls_backend_preconfigured(config.with_no_client_auth());
        }
    }
    builder
}
