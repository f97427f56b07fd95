//! Responses: reads the whole body first, then decodes a value or an error.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Response as HttpResponse, StatusCode};
use serde_json::{Map, Value};

use super::sign_in::SignIn;
use crate::error::{ApiError, ConnectionError, Error, ResponseError, is_refusal};
use crate::lenient::{self, Readable};
use crate::operation::Operation;
use crate::printable::{printable, steers_terminal};
use crate::response::Response;

pub(super) const QUERY_ID: &str = "x-ovh-queryid";

/// The largest body of an error, a token or a time, in bytes.
pub(super) const SMALL: u64 = 1 << 20;

/// The length of the excerpt of a page that an error shows, in characters.
const EXCERPT: usize = 200;
/// How much of the page is read for the excerpt, in bytes, and then in characters.
const LONGEST_PAGE: usize = 16_384;
const LONGEST_READ: usize = 8_192;

/// A response with a success status, with its whole body.
pub struct RawResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Bytes,
    pub(super) attempts: u32,
}

impl RawResponse {
    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Returns the query id, without the client's secrets.
    pub(super) fn query_id(&self, sign_in: &SignIn) -> Option<String> {
        query_id(&self.headers, sign_in)
    }
}

/// Shows no body: it may hold texts and numbers.
impl std::fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why a body could not be read.
pub(super) enum Unread {
    Lost(ConnectionError),
    TooLarge,
}

impl Unread {
    fn lost(error: reqwest::Error) -> Self {
        Self::Lost(ConnectionError::of(error))
    }
}

/// Reads a body of at most this many bytes. No more is held in memory.
pub(super) async fn body(mut response: HttpResponse, most: u64) -> Result<Bytes, Unread> {
    if response
        .content_length()
        .is_some_and(|length| length > most)
    {
        return Err(Unread::TooLarge);
    }
    let Some(first) = response.chunk().await.map_err(Unread::lost)? else {
        return Ok(Bytes::new());
    };
    let size = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    if size(first.len()) > most {
        return Err(Unread::TooLarge);
    }
    let Some(second) = response.chunk().await.map_err(Unread::lost)? else {
        // Most bodies arrive in one piece and are not copied.
        return Ok(first);
    };
    let stated = response
        .content_length()
        .and_then(|length| usize::try_from(length).ok());
    let mut whole = BytesMut::with_capacity(stated.unwrap_or(first.len()));
    whole.extend_from_slice(&first);
    drop(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if size(whole.len()).saturating_add(size(chunk.len())) > most {
            return Err(Unread::TooLarge);
        }
        whole.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(Unread::lost)?;
    }
    Ok(whole.freeze())
}

/// Reads the body, and turns an error status into an error. The callback gets the response first,
/// to log it.
pub(super) async fn whole(
    mut response: HttpResponse,
    operation: &Operation,
    sign_in: &SignIn,
    most: u64,
    log: impl FnOnce(StatusCode, &HeaderMap, Option<&Bytes>),
) -> Result<RawResponse, Error> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let most = if status.is_success() { most } else { SMALL };
    let body = body(response, most).await;
    log(status, &headers, body.as_ref().ok());
    let body = match body {
        Ok(body) => body,
        // An error status is more useful than the error that its body was truncated or too large.
        Err(_) if !status.is_success() => Bytes::new(),
        Err(Unread::Lost(error)) => return Err(super::connection_error(error, operation)),
        Err(Unread::TooLarge) => {
            let limit = most;
            return Err(
                Error::new(operation, ResponseError::TooLarge { status, limit })
                    .after_sending(true)
                    .with_query_id(query_id(&headers, sign_in)),
            );
        }
    };
    if status.is_success() {
        return Ok(RawResponse {
            status,
            headers,
            body,
            attempts: 1,
        });
    }
    Err(api_error(operation, status, &headers, &body, sign_in))
}

/// Reads the value leniently.
pub(super) fn read<T: Readable>(
    whole: RawResponse,
    operation: &Operation,
    sign_in: &SignIn,
) -> Result<Response<T>, Error> {
    let value = read_by(lenient::from_slice::<T>, whole, operation, sign_in)?;
    if value.unread() > 0 {
        tracing::warn!(
            operation = &*operation.id,
            unread = value.unread(),
            "items of a list cannot be read and are left out"
        );
    }
    Ok(value)
}

/// Reads the value with a JSON reader.
pub(super) fn read_by<T>(
    reader: fn(&[u8]) -> Result<T, serde_json::Error>,
    whole: RawResponse,
    operation: &Operation,
    sign_in: &SignIn,
) -> Result<Response<T>, Error> {
    match reader(&whole.body) {
        Ok(value) => Ok(Response::new(value, whole.status, whole.headers)),
        Err(error) => {
            let problem = unread(whole.status, &whole.body, &error, sign_in);
            let error = Error::new(operation, problem).after_sending(true);
            let error = error.with_query_id(query_id(&whole.headers, sign_in));
            Err(error.of_call(whole.attempts, true))
        }
    }
}

/// Describes a response that should have been a token.
pub(super) fn instead_of_token(status: StatusCode, body: &[u8], sign_in: &SignIn) -> String {
    match serde_json::from_slice::<serde::de::IgnoredAny>(body) {
        // The JSON may contain a token, so no part of it is shown.
        Ok(_) => format!("returned {status} with JSON that holds no token"),
        Err(error) => unread(status, body, &error, sign_in).to_string(),
    }
}

/// Returns why a body cannot be read. The start of an HTML page is shown. No part of a JSON value
/// is shown, because it may hold messages and numbers.
fn unread(
    status: StatusCode,
    body: &[u8],
    error: &serde_json::Error,
    sign_in: &SignIn,
) -> ResponseError {
    match body.trim_ascii_start().first() {
        None => ResponseError::Empty { status },
        Some(b'<') => ResponseError::Page {
            status,
            excerpt: excerpt(body, sign_in),
        },
        Some(_) => ResponseError::Json {
            status,
            problem: without_values(&error.to_string()),
        },
    }
}

/// Removes the value that serde quotes in a message: `invalid type: string "…", expected i64`.
fn without_values(words: &str) -> String {
    let mut out = words.to_owned();
    // Up to the last quotation mark, because the value may contain some.
    if let (Some((before, _)), Some((_, after))) = (words.split_once('"'), words.rsplit_once('"')) {
        out = format!("{before}\"…\"{after}");
    }
    const MARKED: [&str; 4] = ["integer `", "floating point `", "character `", "variant `"];
    for kind in MARKED {
        if let Some((before, after)) = out.split_once(kind) {
            let rest = after.split_once('`').map_or("", |(_, rest)| rest);
            out = format!("{before}{kind}…`{rest}");
        }
    }
    out
}

/// Both forms of OVHcloud's error bodies. Each field is read by itself: a field of another type
/// does not hide the others.
struct Body(Map<String, Value>);

impl Body {
    /// Reads a body; one that is not a JSON object has no fields.
    fn of(body: &[u8]) -> Self {
        Self(serde_json::from_slice(without_mark(body)).unwrap_or_default())
    }

    fn text(&self, field: &str) -> Option<String> {
        self.0.get(field).and_then(Value::as_str).map(str::to_owned)
    }

    fn details(&mut self) -> Map<String, Value> {
        match self.0.remove("details") {
            Some(Value::Object(details)) => details,
            _ => Map::new(),
        }
    }

    /// Returns true if the body reports a failure of the server, whatever its status is, or if it
    /// has a field for that and can't be understood.
    fn blames_the_server(&self) -> bool {
        let by_class = match self.0.get("class") {
            None | Some(Value::Null) => false,
            Some(Value::String(class)) => class.trim_start().starts_with("Server"),
            Some(_) => true,
        };
        let by_code = match self.0.get("httpCode") {
            None | Some(Value::Null) => false,
            Some(Value::String(code)) => is_of_server(code),
            Some(Value::Number(code)) => is_of_server(&code.to_string()),
            Some(_) => true,
        };
        by_class || by_code
    }
}

/// Returns whether an HTTP code, such as `500 Internal Server Error`, is not that of a refusal. No
/// text is no code.
fn is_of_server(code: &str) -> bool {
    let code = code.trim();
    let digits = code.split(|c: char| !c.is_ascii_digit()).next();
    let status = digits
        .and_then(|digits| digits.parse().ok())
        .and_then(|code| StatusCode::from_u16(code).ok());
    !code.is_empty() && !status.is_some_and(is_refusal)
}

fn api_error(
    operation: &Operation,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    sign_in: &SignIn,
) -> Error {
    let mut parsed = Body::of(body);
    let may_have_been_sent = !is_refusal(status) || parsed.blames_the_server();
    let (message, code, class) = (
        parsed.text("message"),
        parsed.text("errorCode"),
        parsed.text("class"),
    );
    let is_of_service = message.is_some() || code.is_some() || class.is_some();
    let message = message.unwrap_or_else(|| match excerpt(body, sign_in) {
        text if text.is_empty() => "the response has no text".to_owned(),
        // JSON that does not match the description may hold messages and numbers anywhere.
        _ if is_json(body) => "JSON without a message".to_owned(),
        text => text,
    });
    let redact = |text: String| printable(sign_in.redact(text));
    let class = class.map(redact);
    let error = ApiError {
        status,
        message: redact(message),
        code: code.map(redact).or_else(|| class.clone()),
        class,
        details: redacted(parsed.details(), sign_in),
        retry_after: retry_after(headers),
        is_of_service,
    };
    Error::new(operation, error)
        .after_sending(may_have_been_sent)
        .with_query_id(query_id(headers, sign_in))
}

/// Redacts the client's secrets in the details, at any depth.
fn redacted(details: Map<String, Value>, sign_in: &SignIn) -> Map<String, Value> {
    if details.is_empty() {
        return details;
    }
    let text = sign_in.redact(Value::Object(details).to_string());
    serde_json::from_str(&text).unwrap_or_default()
}

/// Returns the query id. The client's secrets are redacted, because a server may return any text.
pub(super) fn query_id(headers: &HeaderMap, sign_in: &SignIn) -> Option<String> {
    let text = headers.get(QUERY_ID)?.to_str().ok()?;
    Some(printable(sign_in.redact(text.to_owned())))
}

/// Returns the delay of `Retry-After`: seconds, or a date, which is compared with the server's own
/// clock if the response contains it.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = date(text)?;
    let now = headers
        .get(DATE)
        .and_then(|value| date(value.to_str().ok()?))
        .unwrap_or_else(chrono::Utc::now);
    Some((until - now).to_std().unwrap_or(Duration::ZERO))
}

fn date(text: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    let date = chrono::DateTime::parse_from_rfc2822(text.trim()).ok()?;
    Some(date.with_timezone(&chrono::Utc))
}

/// Returns true if a body starts like JSON that contains texts, complete or truncated.
fn is_json(body: &[u8]) -> bool {
    let body = without_mark(body).trim_ascii_start();
    matches!(body.first(), Some(b'{' | b'[' | b'"'))
}

/// Returns a body without a byte order mark.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Returns the start of a page's text, without its tags, on one line.
fn excerpt(body: &[u8], sign_in: &SignIn) -> String {
    // The text is redacted as a whole: a secret that is cut off would not be recognized.
    let text = String::from_utf8_lossy(body.get(..LONGEST_PAGE).unwrap_or(body)).into_owned();
    let mut out = String::new();
    let mut inside = false;
    for c in sign_in.redact(text).chars().take(LONGEST_READ) {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if inside || steers_terminal(c) && !c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    // This also removes U+2028, which is white space.
    let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(EXCERPT).collect()
}

/// Describes why progenitor could not build a request.
pub(super) fn failure_text(error: progenitor_client::Error<()>) -> String {
    use progenitor_client::Error as Made;
    match error {
        Made::InvalidRequest(problem) | Made::Custom(problem) => problem,
        Made::CommunicationError(error) => error.without_url().to_string(),
        _ => "its parts do not make a valid request".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::stream;
    use reqwest::Body;

    use crate::config::Endpoint;

    use super::{HttpResponse, SignIn, Unread, body, excerpt, failure_text, without_values};

    /// A response whose body arrives in these pieces.
    fn response(pieces: &[&'static str]) -> HttpResponse {
        let body = match pieces {
            [whole] => Body::from(*whole),
            pieces => {
                let pieces: Vec<_> = pieces.iter().map(|piece| Ok::<_, String>(*piece)).collect();
                Body::wrap_stream(stream::iter(pieces))
            }
        };
        http::Response::new(body).into()
    }

    #[tokio::test]
    async fn a_body_of_exactly_the_limit_is_read_and_one_more_byte_is_not() {
        for pieces in [
            &["1234"][..],
            &["1234", ""],
            &["12", "34"],
            &["1", "2", "34"],
        ] {
            let whole = pieces.concat();
            let read = body(response(pieces), 4).await;
            assert_eq!(read.ok().as_deref(), Some(whole.as_bytes()), "{pieces:?}");
            let refused = body(response(pieces), 3).await;
            assert!(matches!(refused, Err(Unread::TooLarge)), "{pieces:?}");
        }
    }

    #[test]
    fn of_a_page_the_text_is_shown_without_tags_and_steering_characters() {
        for (page, shown) in [
            (
                "<html><b>Log in</b>\n\n<i title='a>b'>now</i>",
                "Log in b'>now",
            ),
            ("One\u{202e}\u{2028}two\u{7}", "One two"),
            ("a > b", "a > b"),
            ("<!-- no end", ""),
        ] {
            assert_eq!(
                excerpt(page.as_bytes(), &SignIn::Unsigned),
                shown,
                "{page:?}"
            );
        }
        let long = "é".repeat(1000);
        assert_eq!(
            excerpt(long.as_bytes(), &SignIn::Unsigned).chars().count(),
            200
        );
    }

    #[test]
    fn a_request_that_can_not_be_built_says_why_and_shows_no_address() {
        use progenitor_client::Error;
        assert_eq!(
            failure_text(Error::InvalidRequest("no body".into())),
            "no body"
        );
        assert_eq!(failure_text(Error::Custom("no path".into())), "no path");
        let endpoint = Endpoint::new("http://127.0.0.1/1.0", &[] as &[&str]).unwrap();
        let client = crate::transport::http::client(&endpoint, Duration::ZERO, "test").unwrap();
        let wrong = client
            .get("http://192.0.2.1/secret")
            .header("a b", "c")
            .build();
        let text = failure_text(Error::CommunicationError(wrong.unwrap_err()));
        assert!(
            text.contains("builder error") && !text.contains("secret"),
            "{text}"
        );
    }

    #[test]
    fn of_what_can_not_be_read_no_value_is_repeated() {
        fn words<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
            without_values(&serde_json::from_str::<T>(json).unwrap_err().to_string())
        }
        let table = [
            (
                words::<i64>(r#""a \"secret\" text""#),
                "invalid type: string \"…\", expected i64 at line 1 column 19",
            ),
            (
                words::<String>("4711"),
                "invalid type: integer `…`, expected a string at line 1 column 4",
            ),
            (
                words::<i64>("47.5"),
                "invalid type: floating point `…`, expected i64 at line 1 column 4",
            ),
            (
                words::<Vec<i64>>("["),
                "EOF while parsing a list at line 1 column 1",
            ),
        ];
        for (shown, expected) in table {
            assert_eq!(shown, expected);
        }
    }
}
