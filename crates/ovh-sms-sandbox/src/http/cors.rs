//! Calls of web pages from any site: the API allows them, as OVHcloud does.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, header};

use crate::values::paths::below;

/// The prefixes that are open to all sites. `/v2` has no operations here.
const OPEN: &[&str] = &["/1.0", "/v1", "/v2"];
/// Headers that a page may send.
const REQUEST_HEADERS: &str = "Accept, Authorization, Cache-Control, Content-Type, Pragma, \
    X-Ovh-Application, X-Ovh-Batch, X-Ovh-Consumer, X-Ovh-Signature, X-Ovh-Timestamp, \
    X-Pagination-Cursor, X-Pagination-Filter, X-Pagination-Mode, X-Pagination-Number, \
    X-Pagination-Size, X-Pagination-Sort, X-Pagination-Sort-Order";
/// Headers that a page may read.
const RESPONSE_HEADERS: &str = "Allow, Date, Retry-After, X-Ovh-QueryID, X-Pagination-Cursor-Next, \
    X-Pagination-Elements, X-Pagination-Number, X-Pagination-Size, X-Pagination-Total";

/// Returns whether pages of all sites may use a path.
pub(crate) fn is_open(path: &str) -> bool {
    OPEN.iter().any(|prefix| below(path, prefix).is_some())
}

/// Allows pages of all sites to read a response.
pub(crate) fn allow(response: &mut Response<Body>) {
    set(response, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(
        response,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        RESPONSE_HEADERS,
    );
}

/// Builds the response to `OPTIONS`, for a path with these methods.
pub(crate) fn preflight(methods: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    set(&mut response, header::ALLOW, methods);
    set(&mut response, header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    set(
        &mut response,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        REQUEST_HEADERS,
    );
    response
}

/// Sets a header.
pub(crate) fn set(response: &mut Response<Body>, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_versions_of_the_api_are_open() {
        for path in ["/1.0", "/1.0/", "/v1/sms", "/v2", "/v2/iam/policy"] {
            assert!(is_open(path), "{path}");
        }
        for path in [
            "/",
            "",
            "/1.0x",
            "/v10/sms",
            "/_sandbox/advance",
            "/auth/",
            "/storage/x",
        ] {
            assert!(!is_open(path), "{path}");
        }
    }
}
