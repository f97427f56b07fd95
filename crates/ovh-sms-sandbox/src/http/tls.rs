//! TLS for clients that require it: an authority and a certificate that are created at each start.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The beginning of a certificate file.
const BEGINNING: &[u8; 27] = b"-----BEGIN CERTIFICATE-----";

/// Creates an authority, writes its certificate to a file, and signs the server's certificate with
/// it.
///
/// # Errors
/// The certificate cannot be created, or the file cannot be written.
pub(crate) fn acceptor(
    host: IpAddr,
    served: &BTreeSet<String>,
    authority_file: &Path,
) -> io::Result<TlsAcceptor> {
    let mut names = vec!["localhost".to_owned()];
    names.extend(served.iter().cloned());
    let loopback = [
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
        host,
    ];
    for address in loopback {
        let name = address.to_string();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let authority_key = KeyPair::generate().map_err(io::Error::other)?;
    let mut authority = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority
        .distinguished_name
        .push(DnType::CommonName, "ovh-sms sandbox authority");
    let signed = authority
        .self_signed(&authority_key)
        .map_err(io::Error::other)?;
    write(authority_file, &signed.pem())?;
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut server = CertificateParams::new(names).map_err(io::Error::other)?;
    server
        .distinguished_name
        .push(DnType::CommonName, "ovh-sms sandbox");
    let certificate = server.signed_by(&key, &issuer).map_err(io::Error::other)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            config
                .with_no_client_auth()
                .with_single_cert(vec![certificate.der().clone()], key)
        })
        .map_err(io::Error::other)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Writes the authority's certificate. Only a file of an earlier start is overwritten, so that a
/// mistyped path destroys nothing.
fn write(path: &Path, pem: &str) -> io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() > 0) {
        let mut start = [0; BEGINNING.len()];
        let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
        if read.is_err() || start != *BEGINNING {
            return Err(io::Error::other(format!(
                "{} exists and is not a certificate; it was not changed: name another file",
                path.display()
            )));
        }
    }
    std::fs::write(path, pem)
}
