//! Bodies and responses as bytes: limits for requests; JSON, HTML and cut bodies for responses.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, StatusCode, header};
use http_body_util::BodyExt;
use percent_encoding::percent_decode_str;

use crate::call::Reply;
use crate::refusal::{Cause, Refusal};

/// The maximum number of bytes in an uploaded document.
pub(crate) const MAX_DOCUMENT: usize = 64 * 1024 * 1024;
/// How many more bytes are read and discarded, so that the client reads the refusal.
const DRAINED: usize = 64 * 1024 * 1024;
/// Marks a response that must not arrive, in its extensions: the connection is reset instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reset;

/// The refusal that a response contains, in its extensions, for the journal.
#[derive(Debug, Clone)]
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) cause: Option<Cause>,
}

/// Reads a body up to a limit; a longer one is drained up to a limit and refused.
pub(crate) async fn read(
    body: &mut Body,
    limit: usize,
    timeout: Duration,
) -> Result<Bytes, Refusal> {
    let mut bytes = Vec::new();
    let mut total = 0_usize;
    let reading = async {
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Refusal::bad("The body of the request is cut short"))?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            total = total.saturating_add(data.len());
            if total <= limit {
                bytes.extend_from_slice(&data);
            } else if total > limit.saturating_add(DRAINED) {
                break;
            }
        }
        Ok(())
    };
    match tokio::time::timeout(timeout, reading).await {
        Ok(done) => done?,
        Err(_) => return Err(Refusal::class(408, "The body of the request took too long")),
    }
    if total > limit {
        return Err(Refusal::class(
            413,
            format!("The body of the request exceeds {limit} bytes"),
        ));
    }
    Ok(bytes.into())
}

/// Reads and discards the rest of a body, up to a limit. Returns whether it has ended: otherwise the
/// connection can't be used for another request.
pub(crate) async fn drain(body: &mut Body, timeout: Duration) -> bool {
    use hyper::body::Body as _;
    if body.is_end_stream() {
        return true;
    }
    let mut total = 0_usize;
    let reading = async {
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return false };
            total = total.saturating_add(frame.data_ref().map_or(0, Bytes::len));
            if total > DRAINED {
                return false;
            }
        }
        true
    };
    tokio::time::timeout(timeout, reading)
        .await
        .unwrap_or(false)
}

/// Removes the body of a response to `HEAD`, and keeps its length.
pub(crate) fn without_body(response: Response<Body>) -> Response<Body> {
    use hyper::body::Body as _;
    let (mut head, body) = response.into_parts();
    if let (Some(length), false) = (
        body.size_hint().exact(),
        head.headers.contains_key(header::CONTENT_LENGTH),
    ) {
        head.headers
            .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    Response::from_parts(head, Body::empty())
}

/// Parses the fields of a form.
pub(crate) fn form(bytes: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(bytes);
    let decoded = |text: &str| {
        percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// Builds a JSON response.
pub(crate) fn json_response(status: StatusCode, text: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Builds the response for a refusal.
pub(crate) fn refused(refusal: &Refusal) -> Response<Body> {
    let mut response = json_response(refusal.status, Reply::Json(refusal.body()).into_text());
    response.extensions_mut().insert(Refused {
        message: refusal.message.clone(),
        cause: refusal.cause().cloned(),
    });
    response
}

/// Builds the refusal of a method, which states the methods that the path has.
pub(crate) fn wrong_method(allowed: &str) -> Response<Body> {
    let mut response = refused(&Refusal::class(405, "This method is not allowed here"));
    if let Ok(value) = HeaderValue::from_str(allowed) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

/// Builds a response that must not arrive.
pub(crate) fn reset() -> Response<Body> {
    let mut response = json_response(StatusCode::INTERNAL_SERVER_ERROR, Vec::new());
    response.extensions_mut().insert(Reset);
    response
}

/// Builds the response of a gateway in front of the service, which returns no JSON.
pub(crate) fn html(status: u16) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    let title = format!(
        "{} {}",
        status.as_u16(),
        status.canonical_reason().unwrap_or("Error")
    );
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

/// Cuts a response in the middle.
pub(crate) async fn cut(response: Response<Body>) -> Response<Body> {
    let (head, body) = response.into_parts();
    let bytes = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let length = HeaderValue::from(bytes.len());
    let half = bytes.slice(..bytes.len() / 2);
    let mut response = Response::from_parts(head, Body::new(CutBody { bytes: Some(half) }));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, length);
    response
}

/// A body of some bytes followed by an error, which makes the server drop the connection.
struct CutBody {
    bytes: Option<Bytes>,
}

impl hyper::body::Body for CutBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Bytes>, std::io::Error>>> {
        std::task::Poll::Ready(Some(match self.bytes.take() {
            Some(bytes) => Ok(hyper::body::Frame::data(bytes)),
            None => Err(std::io::Error::other("cut by a fault rule")),
        }))
    }
}
