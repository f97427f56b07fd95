//! The client of a sandbox.

use crate::client::Client;
use crate::error::Error;
use crate::sandbox::Sandbox;
use crate::{Credentials, Service};

impl Sandbox {
    /// A client that calls this sandbox with its keys.
    ///
    /// # Errors
    ///
    /// No HTTP client can be made, which only a broken system causes.
    pub fn client(&self) -> Result<Client, Error> {
        Client::builder()
            .endpoint(self.endpoint())
            .credentials(Credentials::application_key(
                self.application_key(),
                self.application_secret(),
                self.consumer_key(),
            )?)
            .build()
    }

    /// The sandbox's first SMS account, by its own client.
    ///
    /// # Errors
    ///
    /// As [`client`](Self::client).
    pub fn service(&self) -> Result<Service, Error> {
        Ok(self.client()?.service(self.service_name()))
    }
}

/// TLS for the sandbox's own calls, to callbacks and CSV addresses: without a configuration of its
/// own reqwest would look for a provider that nobody has installed.
pub(crate) fn with_tls(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(feature = "rustls")]
    {
        use rustls_platform_verifier::BuilderVerifierExt;
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_platform_verifier());
        if let Ok(config) = config {
            return builder.tls_backend_preconfigured(config.with_no_client_auth());
        }
    }
    builder
}
