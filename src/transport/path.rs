//! The URL of a request: it is built from the endpoint's URL and a path, and checked afterwards, so
//! that a parameter cannot change the path.
//!
//! URL parsing removes `..`, `.` and empty segments: `/sms/../outgoing` would become `/outgoing`,
//! and would be signed and sent. So the segments are counted after the URL is built.

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
pub(crate) struct Encoded<'a, T>(pub(crate) &'a T);

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
    /// Returns the URL of a path at the endpoint; the path's parameters are already encoded.
    pub(crate) fn address(&self, path: fmt::Arguments<'_>) -> Url {
        at(self.shared.endpoint.base_url(), path)
    }
}

fn at(base: &Url, path: fmt::Arguments<'_>) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url
}

/// Checks that the URL has the segments of the operation's template.
pub(super) fn check(url: &Url, base: &Url, operation: &Operation) -> Result<(), Error> {
    let base = base.path().trim_end_matches('/');
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
