//! The signature of a request: SHA-1 over secret, consumer key, method, URL, body and time.

use sha1::{Digest, Sha1};

/// The signed parts of a request, exactly as they are sent.
pub(crate) struct Signed<'a> {
    pub(crate) application_secret: &'a str,
    pub(crate) consumer_key: &'a str,
    pub(crate) method: &'a str,
    /// The absolute URL: scheme, host, port, encoded path and query.
    pub(crate) url: &'a str,
    pub(crate) body: &'a [u8],
    /// Seconds since 1970 by the server's clock, in decimal.
    pub(crate) timestamp: &'a str,
}

/// `$1$` and the lowercase hexadecimal SHA-1: 43 characters.
pub(crate) type Signature = [u8; 43];

/// Signs a request.
pub(crate) fn sign(signed: &Signed<'_>) -> Signature {
    let mut hash = Sha1::new();
    let parts: [&[u8]; 6] = [
        signed.application_secret.as_bytes(),
        signed.consumer_key.as_bytes(),
        signed.method.as_bytes(),
        signed.url.as_bytes(),
        signed.body,
        signed.timestamp.as_bytes(),
    ];
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            hash.update(b"+");
        }
        hash.update(part);
    }
    let mut signature: Signature = *b"$1$0000000000000000000000000000000000000000";
    if let Some(digits) = signature.get_mut(3..) {
        // The lengths match by type: 20 bytes make 40 digits.
        let _ = hex::encode_to_slice(hash.finalize(), digits);
    }
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known results of the official wrappers' tests: the keys are public test values.
    #[test]
    fn every_known_result_is_reproduced() {
        let vectors: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("signature_vectors.json")).unwrap();
        assert_eq!(vectors.len(), 11);
        for vector in vectors {
            let text = |key: &str| vector[key].as_str().unwrap();
            let signature = sign(&Signed {
                application_secret: text("application_secret"),
                consumer_key: text("consumer_key"),
                method: text("method"),
                url: text("url"),
                body: text("body").as_bytes(),
                timestamp: &vector["timestamp"].to_string(),
            });
            assert_eq!(
                std::str::from_utf8(&signature).unwrap(),
                text("signature"),
                "{vector}"
            );
        }
    }

    #[test]
    fn signing_asks_for_no_memory() {
        let body = "x".repeat(10_000);
        let signed = Signed {
            application_secret: "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF",
            consumer_key: "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1",
            method: "POST",
            url: "https://eu.api.ovh.com/1.0/sms/sms-ab12345-1/jobs",
            body: body.as_bytes(),
            timestamp: "1785749571",
        };
        let asked = allocation_counter::measure(|| {
            std::hint::black_box(sign(&signed));
        });
        assert_eq!(asked.count_total, 0);
    }
}
