//! The address of a request against its operation: nothing in a parameter may change the path.
//!
//! A URL swallows `..`, `.` and empty segments: `/sms/../outgoing` would become `/outgoing`, signed
//! and sent. So the segments are counted after the URL is made.

use url::Url;

use crate::error::Error;
use crate::operation::Operation;

/// Checks that the URL has the segments of the operation's template.
pub(super) fn check(url: &Url, base: &Url, operation: &'static Operation) -> Result<(), Error> {
    let base = base.path().trim_end_matches('/');
    let path = url.path().strip_prefix(base).unwrap_or_default();
    let mut given = path.split('/');
    for wanted in operation.path.split('/') {
        let fits = match (given.next(), wanted.contains('{')) {
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

fn refused(operation: &'static Operation) -> Error {
    Error::request(
        operation,
        "a part of its path is empty, `.` or `..`; give the real name or id",
    )
}
