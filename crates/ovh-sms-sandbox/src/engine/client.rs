//! The HTTP client for the sandbox's own calls: callbacks and CSV addresses.

/// A client without proxy and redirects: the addresses are this machine's, or hosts' that are
/// allowed by name.
///
/// # Errors
/// No client can be made, which only a broken system causes.
pub(crate) fn client() -> reqwest::Result<reqwest::Client> {
    with_tls(reqwest::Client::builder())
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// TLS for the sandbox's own calls, to callbacks and CSV addresses: without a configuration of its
/// own reqwest would look for a provider that nobody has installed.
fn with_tls(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
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
