//! The files and variables by which clients trust the sandbox's certificate authority.

use std::io;
use std::path::{Path, PathBuf};

/// Where systems keep the certificate authorities that they trust, in one file.
pub(super) const BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/pki/tls/cert.pem",
];

/// The variables that name a file of trusted authorities: of OpenSSL, Go and rustls, of Python's
/// requests, of curl, and of Node.
const VARIABLES: [&str; 4] = [
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
];

/// The variables that exempt hosts from proxies.
const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The files of an authority.
#[derive(Debug)]
pub(super) struct Trust {
    authority: PathBuf,
    /// The system's authorities and this one, so that other hosts are still trusted.
    pub(super) bundle: PathBuf,
    /// A folder with settings of PHP.
    php: PathBuf,
}

impl Trust {
    /// Writes the files into a folder.
    ///
    /// # Errors
    /// A file can't be read or written.
    pub(super) fn write(folder: &Path, authority: &Path) -> io::Result<Self> {
        let trust = Self {
            authority: authority.to_owned(),
            bundle: folder.join("bundle.pem"),
            php: folder.join("php"),
        };
        let given = std::env::var_os(VARIABLES[0]).map(PathBuf::from);
        let known = BUNDLES.iter().map(PathBuf::from);
        let mut text = given
            .into_iter()
            .chain(known)
            .find_map(|path| std::fs::read(path).ok())
            .unwrap_or_default();
        if !text.is_empty() && !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        text.extend(std::fs::read(authority)?);
        std::fs::write(&trust.bundle, text)?;
        std::fs::create_dir(&trust.php)?;
        let bundle = trust.bundle.display();
        let settings = format!("curl.cainfo=\"{bundle}\"\nopenssl.cafile=\"{bundle}\"\n");
        std::fs::write(trust.php.join("ovh-sms-sandbox.ini"), settings)?;
        Ok(trust)
    }

    /// Returns the variables for clients that call these names.
    pub(super) fn variables(&self, names: &[String]) -> Vec<(&'static str, String)> {
        let bundle = self.bundle.display();
        let mut all: Vec<_> = VARIABLES
            .iter()
            .map(|name| (*name, bundle.to_string()))
            .collect();
        // PHP reads the files of its own folder first: the text before the colon is empty.
        let scanned = std::env::var("PHP_INI_SCAN_DIR").unwrap_or_default();
        let php = format!("{scanned}:{}", self.php.display());
        all.push(("PHP_INI_SCAN_DIR", php));
        all.extend(without_proxy(names));
        all
    }

    /// Returns the commands for clients that read no variable.
    pub(super) fn hints(&self) -> [String; 2] {
        let bundle = self.bundle.display();
        let authority = self.authority.display();
        [
            format!("PHP: php -d curl.cainfo={bundle} -d openssl.cafile={bundle} FILE"),
            format!(
                "Java: keytool -importcert -noprompt -alias ovh-sms-sandbox -storetype PKCS12 \
                 -storepass changeit -keystore sandbox.p12 -file {authority}; java \
                 -Djavax.net.ssl.trustStore=sandbox.p12 -Djavax.net.ssl.trustStorePassword=changeit CLASS"
            ),
        ]
    }
}

/// Returns the variables that exempt the names from a proxy, if one is set: it would pass the
/// requests to OVHcloud.
fn without_proxy(names: &[String]) -> Vec<(&'static str, String)> {
    let is_proxy = |name: &str| name.to_ascii_lowercase().ends_with("_proxy");
    if !std::env::vars_os().any(|(name, _)| name.to_str().is_some_and(is_proxy)) {
        return Vec::new();
    }
    let exempt = NO_PROXY.iter().find_map(|name| std::env::var(name).ok());
    let all: Vec<String> = exempt.into_iter().chain(names.iter().cloned()).collect();
    NO_PROXY.iter().map(|name| (*name, all.join(","))).collect()
}
