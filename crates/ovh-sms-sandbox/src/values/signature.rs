//! The signature of a call, and the text that it covers.

use sha1::{Digest, Sha1};

/// The parts that a signature covers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) secret: &'a str,
    pub(crate) consumer: &'a str,
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) body: &'a [u8],
    pub(crate) timestamp: &'a str,
}

/// Computes the signature of a call.
pub(crate) fn sign(parts: &Parts<'_>) -> String {
    let mut hash = Sha1::new();
    for part in [parts.secret, parts.consumer, parts.method, parts.url] {
        hash.update(part.as_bytes());
        hash.update(b"+");
    }
    hash.update(parts.body);
    hash.update(b"+");
    hash.update(parts.timestamp.as_bytes());
    format!("$1${}", hex::encode(hash.finalize()))
}

/// Returns the address without its port, if it has one.
pub(crate) fn without_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find('/')?);
    let (host, port) = authority.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    is_port.then(|| format!("{scheme}://{host}{path}"))
}
