//! The URL of a request: it is built from the endpoint's URL and a path, and checked afterwards, so
//! that a parameter cannot change the path.
//!
//! URL parsing removes `..`, `.` and empty segments: `/sms/../outgoing` would become `/outgoing`,
//! and would be signed and sent. So the segments are counted after the URL is built.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use super::Transport;
use crate::error::{Error, RequestError};
use crate::operation::Operation;

/// Characters that must be encoded in a segment of a path: those of the URL standard, and those
/// that would end the segment. In a web URL `\` ends it like `/`: `..\x` would otherwise name
/// another object.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'/')
    .add(b'\\')
    .add(b'%');

/// A parameter that is percent-encoded for a path while it is written.
#[derive(Debug)]
pub struct Encoded<'a, T>(pub &'a T);

impl<T: Display> Display for Encoded<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Encoder<'f, 'g>(&'f mut fmt::Formatter<'g>);
        impl Write for Encoder<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                utf8_percent_encode(text, SEGMENT).try_for_each(|piece| self.0.write_str(piece))
            }
        }
        write!(Encoder(f), "{}", self.0)
    }
}

impl Transport {
    /// Returns the URL of a path at the endpoint; the path's parameters are already encoded. A version
    /// of the API at the start of the path replaces that of the endpoint.
    pub fn address(&self, path: fmt::Arguments<'_>) -> Url {
        at(self.shared.endpoint.base_url(), path)
    }

    /// Returns the URL that an operation's path follows: that of the endpoint, without the version
    /// of the API if the path begins with one.
    pub fn base_url(&self, operation: &Operation) -> Cow<'_, Url> {
        let base = self.shared.endpoint.base_url();
        match has_version(operation.path()) {
            true => unversioned(base).map_or(Cow::Borrowed(base), Cow::Owned),
            false => Cow::Borrowed(base),
        }
    }
}

/// Returns whether a path begins with a version of the API: `/v1/…`, `/v2/…`.
fn has_version(path: &str) -> bool {
    let mut segments = path.trim_start_matches('/').split('/');
    segments.next().is_some_and(is_version) && segments.next().is_some()
}

/// Returns whether a segment is a version: `v1`, `v2`.
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix('v').unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the URL without a version at its end: `/1.0` is an alias of `/v1`.
fn unversioned(base: &Url) -> Option<Url> {
    let path = above(base);
    let (before, last) = path.rsplit_once('/')?;
    (is_version(last) || last == "1.0").then(|| {
        let mut url = base.clone();
        url.set_path(before);
        url
    })
}

fn at(base: &Url, path: fmt::Arguments<'_>) -> Url {
    let whole = format!("{}{path}", above(base));
    let path = whole.get(above(base).len()..).unwrap_or_default();
    match has_version(path).then(|| unversioned(base)).flatten() {
        Some(base) => with_path(&base, &format!("{}{path}", above(&base))),
        None => with_path(base, &whole),
    }
}

/// Returns the path of a URL that others are appended to.
fn above(base: &Url) -> &str {
    base.path().trim_end_matches('/')
}

fn with_path(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(path);
    url
}

/// Checks that the URL has the segments of the operation's template.
pub(super) fn check(url: &Url, base: &Url, operation: &Operation) -> Result<(), Error> {
    let base = above(base);
    let path = url.path().strip_prefix(base).unwrap_or_default();
    // The comparison is by bytes, which is faster: every call needs it.
    let is_slash = |byte: &u8| *byte == b'/';
    let mut given = path.as_bytes().split(is_slash);
    for wanted in operation.path.as_bytes().split(is_slash) {
        let fits = match (given.next(), wanted.contains(&b'{')) {
            (Some(part), true) => !part.is_empty(),
            (Some(part), false) => part == wanted,
            (None, _) => false,
        };
        if !fits {
            return Err(refused(operation));
        }
    }
    match given.next() {
        None => Ok(()),
        Some(_) => Err(refused(operation)),
    }
}

fn refused(operation: &Operation) -> Error {
    Error::new(operation, RequestError::PathParameter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_follows_the_one_of_the_endpoint() {
        for (base, wanted) in [
            (
                "https://eu.api.ovh.com/1.0",
                "https://eu.api.ovh.com/1.0/sms/a%2Fb",
            ),
            (
                "https://eu.api.ovh.com/v1/",
                "https://eu.api.ovh.com/v1/sms/a%2Fb",
            ),
            ("http://[::1]:8080", "http://[::1]:8080/sms/a%2Fb"),
        ] {
            let base = Url::parse(base).unwrap();
            let url = at(&base, format_args!("/sms/{}", Encoded(&"a/b")));
            assert_eq!(url.as_str(), wanted);
        }
        for base in ["https://x/1.0", "https://x/v1/"] {
            let base = Url::parse(base).unwrap();
            let url = at(&base, format_args!("/v2/iam/{}", Encoded(&"a/b")));
            assert_eq!(url.as_str(), "https://x/v2/iam/a%2Fb");
        }
    }

    #[test]
    fn a_version_in_a_path_replaces_that_of_the_endpoint() {
        for (base, path, wanted) in [
            ("https://x/v1", "/v2/iam/policy", "https://x/"),
            ("https://x/1.0", "/v2/iam/policy", "https://x/"),
            ("https://x/1.0/", "/v1/me", "https://x/"),
            ("https://x/ovh/v1", "/v12/me", "https://x/ovh"),
            ("http://[::1]:80/v1", "/v2/x", "http://[::1]:80/"),
            // An endpoint without a version has the whole path.
            ("https://x/ovh", "/v2/iam/policy", "https://x/ovh"),
            ("https://x", "/v2/iam/policy", "https://x/"),
            // No version: a name, a parameter, a word that only begins like one.
            ("https://x/v1", "/me", "https://x/v1"),
            ("https://x/v1", "/v2", "https://x/v1"),
            ("https://x/v1", "/vps/v2", "https://x/v1"),
            ("https://x/v1", "/v/x", "https://x/v1"),
            ("https://x/v1", "/{v2}/x", "https://x/v1"),
        ] {
            let base = Url::parse(base).unwrap();
            let found = match has_version(path) {
                true => unversioned(&base).unwrap_or_else(|| base.clone()),
                false => base.clone(),
            };
            assert_eq!(found, Url::parse(wanted).unwrap(), "{base} {path}");
        }
    }

    proptest! {
        /// progenitor's own way, but for `\`: one text, parsed whole.
        #[test]
        fn an_address_is_what_the_whole_text_would_have_been_parsed_to(name in "\\PC*|.*", id: i64) {
            let base = "https://eu.api.ovh.com/1.0";
            let encoded = progenitor_client::encode_path(&name).replace('\\', "%5C");
            let whole = Url::parse(&format!("{base}/sms/{encoded}/outgoing/{id}")).unwrap();
            let url = at(
                &Url::parse(base).unwrap(),
                format_args!("/sms/{}/outgoing/{}", Encoded(&name), Encoded(&id)),
            );
            prop_assert_eq!(url, whole);
        }
    }
}
