//! Answers: the whole body first, then a value or an error.

use std::time::Duration;

use progenitor_client::ResponseValue;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{AnswerError, ApiError, Error};
use crate::operation::Operation;

const QUERY_ID: &str = "x-ovh-queryid";

/// How much of a page that is not JSON is told in an error, in characters.
const EXCERPT: usize = 200;

/// An answer with a good status, its body read to the end.
pub(super) struct Whole {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Vec<u8>,
}

/// Reads the body, and turns an error status into an error.
pub(super) async fn whole(
    response: Response,
    operation: &'static Operation,
) -> Result<Whole, Error> {
    let status = response.status();
    let headers = response.headers().clone();
    let body = response
        .bytes()
        .await
        .map_err(|error| super::connection_error(error, operation))?;
    if status.is_success() {
        return Ok(Whole {
            status,
            headers,
            body: body.into(),
        });
    }
    Err(Error::Api(Box::new(api_error(
        operation, status, &headers, &body,
    ))))
}

/// Reads the value.
pub(super) fn read<T: DeserializeOwned>(
    whole: Whole,
    operation: &'static Operation,
) -> Result<ResponseValue<T>, Error> {
    match serde_json::from_slice(&whole.body) {
        Ok(value) => Ok(ResponseValue::new(value, whole.status, whole.headers)),
        Err(source) => Err(Error::Answer(Box::new(AnswerError {
            operation,
            status: whole.status,
            query_id: query_id(&whole.headers),
            source,
        }))),
    }
}

/// Both forms of OVHcloud's error bodies.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Body {
    message: Option<String>,
    error_code: Option<String>,
    class: Option<String>,
    details: Option<Map<String, Value>>,
}

fn api_error(
    operation: &'static Operation,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> ApiError {
    let parsed: Body = serde_json::from_slice(body).unwrap_or_default();
    let message = parsed.message.unwrap_or_else(|| match excerpt(body) {
        text if text.is_empty() => "the answer has no text".to_owned(),
        text => text,
    });
    ApiError {
        operation,
        status,
        message,
        code: parsed.error_code.or(parsed.class),
        details: parsed.details.unwrap_or_default(),
        query_id: query_id(headers),
        retry_after: retry_after(headers),
    }
}

fn query_id(headers: &HeaderMap) -> Option<String> {
    headers.get(QUERY_ID)?.to_str().ok().map(str::to_owned)
}

/// Seconds, or a date by which to come back.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = chrono::DateTime::parse_from_rfc2822(text).ok()?;
    (date.with_timezone(&chrono::Utc) - chrono::Utc::now())
        .to_std()
        .ok()
}

/// The start of a page's text, without its tags, on one line.
fn excerpt(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body.get(..4096).unwrap_or(body));
    let mut out = String::new();
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if inside || c.is_control() && !c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(EXCERPT).collect()
}

/// Why progenitor could not make a request, in words.
pub(super) fn unmade(error: progenitor_client::Error<()>) -> String {
    use progenitor_client::Error as Made;
    match error {
        Made::InvalidRequest(problem) | Made::Custom(problem) => problem,
        Made::CommunicationError(error) => error.without_url().to_string(),
        _ => "its parts make no request".to_owned(),
    }
}
