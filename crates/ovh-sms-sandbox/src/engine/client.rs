//! The HTTP client for the sandbox's own calls: callbacks and CSV addresses.

/// The TLS certificates that the client trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Those that the system trusts.
    System,
    /// None: reading the system's certificates is slow.
    Nothing,
}

/// Builds a client without proxy and redirects: the addresses belong to this machine or to hosts
/// that are allowed by name.
///
/// # Errors
/// The client cannot be built, which only happens on a broken system.
pub(crate) fn client(trust: Trust) -> reqwest::Result<reqwest::Client> {
    with_tls(reqwest::Client::builder(), trust)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Sets up TLS for the sandbox's own calls, to callbacks and CSV addresses: without an explicit
/// configuration reqwest would look for an installed provider, and none is installed.
#[cfg_attr(not(feature = "rustls"), allow(unused_variables))]
fn with_tls(builder: reqwest::ClientBuilder, trust: Trust) -> reqwest::ClientBuilder {
    #[cfg(feature = "rustls")]
    {
        use rustls_platform_verifier::BuilderVerifierExt;
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|config| match trust {
                Trust::System => config.with_platform_verifier(),
                Trust::Nothing => Ok(config.with_root_certificates(rustls::RootCertStore::empty())),
            });
        if let Ok(config) = config {
            return builder.tls_backend_preconfigured(config.with_no_client_auth());
        }
    }
    builder
}
