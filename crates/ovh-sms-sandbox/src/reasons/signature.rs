//! What differs in a wrong signature: tries the usual mistakes, and states the one that matches.

use super::{SHOWN, bodies, key_start, urls};
use crate::state::Keys;
use crate::values::signature::{Parts, sign};

/// The maximum number of other applications and keys that are tried.
const TRIED: usize = 20;
/// The maximum size of a body with which two mistakes at once are tried.
const SMALL: usize = 16 * 1024;
/// The length of a signature in hexadecimal, after its prefix.
const DIGITS: usize = 40;
const PREFIX: &str = "$1$";

/// The keys that a client may have mixed up.
#[derive(Debug, Default)]
pub(crate) struct KnownKeys {
    /// Keys and secrets of applications.
    applications: Vec<(String, String)>,
    consumers: Vec<String>,
    client_secrets: Vec<String>,
}

impl KnownKeys {
    pub(crate) fn of(keys: &Keys) -> Self {
        let applications = keys.applications.iter().take(TRIED);
        Self {
            applications: applications
                .map(|(key, one)| (key.clone(), one.secret.clone()))
                .collect(),
            consumers: keys.consumers.keys().take(TRIED).cloned().collect(),
            client_secrets: keys.clients.values().take(TRIED).cloned().collect(),
        }
    }
}

/// Returns the text that a signature covers, without the secret: it is `…`.
pub(crate) fn signed_text(parts: &Parts<'_>) -> String {
    let body = parts.body.get(..SHOWN).unwrap_or(parts.body);
    format!(
        "…+{}…+{}+{}+{}+{}",
        key_start(parts.consumer),
        parts.method,
        parts.url,
        String::from_utf8_lossy(body),
        parts.timestamp
    )
}

/// A value that a client may have signed instead of the right one.
struct Variant {
    words: String,
    field: Field,
    value: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Secret,
    Consumer,
    Method,
    Url,
    Body,
    Timestamp,
}

/// Returns in words what differs between a signature and the right one.
pub(crate) fn explain(
    parts: &Parts<'_>,
    application: &str,
    found: &str,
    known: &KnownKeys,
) -> String {
    let right = sign(parts);
    if let Some(words) = other_form(found, &right) {
        return words.to_owned();
    }
    let variants = variants(parts, application, known);
    let singles = variants.iter().map(|one| vec![one]);
    let pairs = variants.iter().enumerate().flat_map(|(place, one)| {
        let rest = variants.iter().skip(place + 1);
        rest.filter(|other| other.field != one.field)
            .map(move |other| vec![one, other])
    });
    let is_small = parts.body.len() <= SMALL;
    let match_ = singles
        .chain(pairs.take_while(|_| is_small))
        .find(|changes| signs(parts, changes, found));
    match match_ {
        Some(changes) => {
            let words: Vec<&str> = changes.iter().map(|one| one.words.as_str()).collect();
            format!("the signature was made with {}", words.join(", and with "))
        }
        None => "no usual mistake explains the signature: compare the signed text, and the \
                 application secret"
            .to_owned(),
    }
}

/// Returns what is wrong with the form of a signature.
fn other_form(found: &str, right: &str) -> Option<&'static str> {
    let digits = right.strip_prefix(PREFIX).unwrap_or(right);
    if found == digits {
        return Some("the signature lacks its prefix `$1$`");
    }
    if found.eq_ignore_ascii_case(right) {
        return Some("the signature has capital letters; its hexadecimal digits are small");
    }
    let Some(rest) = found.strip_prefix(PREFIX) else {
        return Some("a signature is `$1$` and 40 hexadecimal digits; the prefix is missing");
    };
    let is_hex = rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    match rest.len() {
        DIGITS if is_hex => None,
        64 if is_hex => Some("the signature has the length of SHA-256; OVHcloud uses SHA-1"),
        _ => Some("a signature is `$1$` and 40 hexadecimal digits; this one is not"),
    }
}

/// Returns whether a signature is right with some parts changed.
fn signs(parts: &Parts<'_>, changes: &[&Variant], found: &str) -> bool {
    let mut changed = *parts;
    for change in changes {
        let text = std::str::from_utf8(&change.value).unwrap_or_default();
        match change.field {
            Field::Secret => changed.secret = text,
            Field::Consumer => changed.consumer = text,
            Field::Method => changed.method = text,
            Field::Url => changed.url = text,
            Field::Body => changed.body = &change.value,
            Field::Timestamp => changed.timestamp = text,
        }
    }
    sign(&changed) == found
}

fn variants(parts: &Parts<'_>, application: &str, known: &KnownKeys) -> Vec<Variant> {
    let mut all = Vec::new();
    let mut add = |field, words: String, value: &[u8], right: &[u8]| {
        if value != right {
            all.push(Variant {
                words,
                field,
                value: value.to_vec(),
            });
        }
    };
    for (words, url) in urls::others(parts.url) {
        add(Field::Url, words, url.as_bytes(), parts.url.as_bytes());
    }
    for (words, body) in bodies::others(parts.body) {
        add(Field::Body, words, &body, parts.body);
    }
    for method in [
        "GET", "POST", "PUT", "DELETE", "get", "post", "put", "delete",
    ] {
        let words = format!("the method {method}");
        add(
            Field::Method,
            words,
            method.as_bytes(),
            parts.method.as_bytes(),
        );
    }
    let secret = parts.secret.as_bytes();
    for (key, other) in &known.applications {
        let words = format!("the application secret of {key}");
        add(Field::Secret, words, other.as_bytes(), secret);
    }
    for (words, value) in [
        ("the application key instead of its secret", application),
        (
            "the consumer key instead of the application secret",
            parts.consumer,
        ),
        ("an empty application secret", ""),
    ] {
        add(Field::Secret, words.to_owned(), value.as_bytes(), secret);
    }
    let with_break = format!("{}\n", parts.secret);
    let words = "a line break after the application secret".to_owned();
    add(Field::Secret, words, with_break.as_bytes(), secret);
    for other in &known.client_secrets {
        let words = "the secret of an OAuth2 client".to_owned();
        add(Field::Secret, words, other.as_bytes(), secret);
    }
    let consumer = parts.consumer.as_bytes();
    for (words, value) in [
        (
            "the application key instead of the consumer key",
            application,
        ),
        ("no consumer key", ""),
        (
            "the application secret instead of the consumer key",
            parts.secret,
        ),
    ] {
        add(
            Field::Consumer,
            words.to_owned(),
            value.as_bytes(),
            consumer,
        );
    }
    for other in &known.consumers {
        let words = format!("another consumer key ({}…)", key_start(other));
        add(Field::Consumer, words, other.as_bytes(), consumer);
    }
    let time = parts.timestamp.as_bytes();
    let millis = format!("{}000", parts.timestamp);
    for (words, value) in [
        ("no timestamp", String::new()),
        ("a timestamp in milliseconds", millis),
    ] {
        add(Field::Timestamp, words.to_owned(), value.as_bytes(), time);
    }
    // A timestamp that was read a little before or after the one that was sent.
    if let Ok(sent) = parts.timestamp.parse::<i64>() {
        for shift in (1..=5_i64).flat_map(|seconds| [-seconds, seconds]) {
            let other = sent.saturating_add(shift).to_string();
            let words = format!("another timestamp than the header's ({shift:+} s)");
            add(Field::Timestamp, words, other.as_bytes(), time);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: Parts<'_> = Parts {
        secret: "very-secret",
        consumer: "5mBuy6SUQcRw2ZUx",
        method: "POST",
        url: "http://127.0.0.1:8080/1.0/sms/x/jobs?a=b",
        body: br#"{"message":"\u00e9t\u00e9","receivers":["+33600000000"]}"#,
        timestamp: "1457018875",
    };

    fn explained(found: &str) -> String {
        let mut keys = Keys::default();
        let application = |secret: &str| crate::state::Application {
            id: 1,
            secret: secret.to_owned(),
        };
        keys.applications
            .insert("mine".to_owned(), application(RIGHT.secret));
        keys.applications
            .insert("other".to_owned(), application("other-secret"));
        let text = explain(&RIGHT, "mine", found, &KnownKeys::of(&keys));
        assert!(
            !text.contains("secret-") && !text.contains("-secret"),
            "{text}"
        );
        text
    }

    #[test]
    fn usual_mistakes_are_found() {
        let right = sign(&RIGHT);
        let spaced: &[u8] = br#"{"message": "\u00e9t\u00e9", "receivers": ["+33600000000"]}"#;
        let cases: [(Parts<'_>, &str); 13] = [
            (
                Parts {
                    method: "post",
                    ..RIGHT
                },
                "the method post",
            ),
            (
                Parts {
                    method: "GET",
                    ..RIGHT
                },
                "the method GET",
            ),
            (
                Parts {
                    url: "/1.0/sms/x/jobs?a=b",
                    ..RIGHT
                },
                "the path only",
            ),
            (
                Parts {
                    url: "/sms/x/jobs?a=b",
                    ..RIGHT
                },
                "the path below the version",
            ),
            (
                Parts {
                    url: "http://localhost:8080/1.0/sms/x/jobs?a=b",
                    ..RIGHT
                },
                "another host",
            ),
            (
                Parts {
                    url: "https://eu.api.ovh.com/1.0/sms/x/jobs?a=b",
                    ..RIGHT
                },
                "OVHcloud's host",
            ),
            (
                Parts {
                    url: "http://127.0.0.1:8080/1.0/sms/x/jobs",
                    ..RIGHT
                },
                "without its query",
            ),
            (Parts { body: b"", ..RIGHT }, "no body"),
            (
                Parts {
                    body: spaced,
                    ..RIGHT
                },
                "a space after each comma",
            ),
            (
                Parts {
                    secret: "other-secret",
                    ..RIGHT
                },
                "the application secret of other",
            ),
            (
                Parts {
                    secret: "mine",
                    ..RIGHT
                },
                "the application key instead",
            ),
            (
                Parts {
                    timestamp: "1457018875000",
                    ..RIGHT
                },
                "in milliseconds",
            ),
            (
                Parts {
                    body: b"",
                    method: "GET",
                    ..RIGHT
                },
                "no body, and with the method GET",
            ),
        ];
        for (signed, words) in cases {
            let text = explained(&sign(&signed));
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(explained(right.trim_start_matches("$1$")).contains("lacks its prefix"));
        assert!(explained(&right.to_uppercase()).contains("capital"));
        assert!(explained("x").contains("prefix"));
        assert!(explained(&format!("$1${}", "a".repeat(64))).contains("SHA-256"));
        assert!(explained(&format!("$1${}", "a".repeat(40))).contains("no usual mistake"));
    }

    #[test]
    fn the_signed_text_holds_no_secret() {
        let text = signed_text(&RIGHT);
        assert!(text.starts_with("…+5mBu…+POST+http://127.0.0.1:8080/1.0/sms/x/jobs?a=b+{"));
        assert!(text.ends_with("}+1457018875"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }
}
