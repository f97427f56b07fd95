//! The properties of a connection and of a request before it is processed.

use std::net::IpAddr;

use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use crate::refusal::Refusal;

/// The maximum numbers of header fields and of bytes in a path with its query.
const MAX_HEADERS: usize = 100;
const MAX_URI: usize = 16 * 1024;
/// The client's data that belongs to the connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Connection {
    pub(crate) peer: Option<IpAddr>,
    pub(crate) secure: bool,
    /// Whether a response may be a stream without an end.
    pub(crate) streams: bool,
}

impl Connection {
    /// Returns whether the client is on this machine.
    pub(crate) fn is_here(self) -> bool {
        let peer = self.peer.map(|peer| peer.to_canonical());
        peer.is_some_and(|peer| peer.is_loopback())
    }
}

/// The data for the journal, carried in the extensions of a response.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mark {
    pub(crate) operation: Option<String>,
    pub(crate) body: String,
}

/// Returns scheme and host from the client's view.
pub(crate) fn origin(headers: &HeaderMap, connection: Connection) -> String {
    let scheme = if connection.secure { "https" } else { "http" };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    format!("{scheme}://{host}")
}

/// Returns the method by which a request is processed: `HEAD` is `GET` without the body of the
/// response.
pub(crate) fn read_as(method: &Method) -> &str {
    match *method {
        Method::HEAD => Method::GET.as_str(),
        _ => method.as_str(),
    }
}

/// Rejects requests that are too large for any handler.
pub(crate) fn oversized(head: &Parts) -> Option<Refusal> {
    let uri = head
        .uri
        .path_and_query()
        .map_or(0, |uri| uri.as_str().len());
    if uri > MAX_URI {
        return Some(Refusal::class(414, "The request URI is too long"));
    }
    (head.headers.len() > MAX_HEADERS)
        .then(|| Refusal::class(431, "The request has too many header fields"))
}
