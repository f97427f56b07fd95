//! The log of each exchange: the line, the headers, the shape of bodies. Secrets and texts of
//! persons are not logged.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, Request, StatusCode};
use serde_json::{Map, Value};
use tracing::Level;
use url::Url;

use super::sign_in::SignIn;
use crate::operation::Operation;
use crate::printable::printable;
use crate::time::{TimeSource, millis};

const TARGET: &str = "ovh_api::wire";

/// Headers whose values are logged. Of all other headers only the name is logged.
const HEADERS: [&str; 16] = [
    "accept",
    "content-length",
    "content-type",
    "date",
    "pragma",
    "retry-after",
    "server",
    "x-iplb-instance",
    "x-ovh-batch",
    "x-ovh-queryid",
    "x-ovh-timestamp",
    "x-pagination-elements",
    "x-pagination-mode",
    "x-pagination-number",
    "x-pagination-size",
    "x-pagination-total",
];

/// Path parameters that are neither personal nor secret.
const PATH: [&str; 5] = ["serviceName", "id", "slotId", "taskId", "documentID"];

/// Query filters that are neither personal nor secret.
const QUERY: [&str; 16] = [
    "batchID",
    "billingCountry",
    "country",
    "countryCurrencyPrice",
    "countryDestination",
    "creationDatetime.from",
    "creationDatetime.to",
    "deliveryReceipt",
    "differedDelivery",
    "format",
    "messageID",
    "ptt",
    "quantity",
    "smsOutgoingID",
    "status",
    "wayType",
];

/// Fields whose texts are keywords of the API.
const WORDS: [&str; 18] = [
    "action",
    "activity",
    "charactersClass",
    "charset",
    "class",
    "coding",
    "countryCode",
    "currencyCode",
    "errorCode",
    "httpCode",
    "method",
    "priority",
    "referer",
    "senderType",
    "state",
    "status",
    "type",
    "wayType",
];

/// The number of list items that are shown.
const ITEMS: usize = 5;
/// The largest body whose shape is shown, in bytes.
const LONGEST: usize = 1 << 20;
/// Larger numbers may be phone numbers.
const LARGEST: f64 = 9_999_999_999.0;

/// An exchange in progress.
pub(super) struct Exchange {
    method: Method,
    target: String,
    started: Duration,
}

impl Exchange {
    /// Logs what is sent; returns `None` if no subscriber is installed.
    pub(super) fn begin(
        request: &Request,
        base: &Url,
        operation: &Operation,
        time: &dyn TimeSource,
        sign_in: &SignIn,
    ) -> Option<Self> {
        if !tracing::enabled!(target: TARGET, Level::DEBUG) {
            return None;
        }
        let exchange = Self {
            method: request.method().clone(),
            target: sign_in.redact(target(request.url(), base, operation)),
            started: time.monotonic(),
        };
        if tracing::enabled!(target: TARGET, Level::TRACE) {
            let body = request.body().and_then(reqwest::Body::as_bytes);
            tracing::trace!(
                target: TARGET,
                method = exchange.method.as_str(),
                path = exchange.target,
                headers = sign_in.redact(headers(request.headers())),
                body = sign_in.redact(shape(body.unwrap_or_default())),
                "sends"
            );
        }
        Some(exchange)
    }

    /// Starts the log of an exchange with a token server, of which only the path is logged.
    pub(super) fn with_token_server(url: &Url, time: &dyn TimeSource) -> Self {
        Self {
            method: Method::POST,
            target: url.path().to_owned(),
            started: time.monotonic(),
        }
    }

    /// Logs the response.
    pub(super) fn responded(
        &self,
        status: StatusCode,
        received: &HeaderMap,
        body: Option<&Bytes>,
        time: &dyn TimeSource,
        sign_in: &SignIn,
    ) {
        let query_id = super::response::query_id(received, sign_in);
        tracing::debug!(
            target: TARGET,
            method = self.method.as_str(),
            path = self.target,
            status = status.as_u16(),
            duration_ms = self.duration(time),
            query_id,
            "responded"
        );
        if let Some(body) = body
            && tracing::enabled!(target: TARGET, Level::TRACE)
        {
            tracing::trace!(
                target: TARGET,
                status = status.as_u16(),
                headers = sign_in.redact(headers(received)),
                body = sign_in.redact(shape(body)),
                "received"
            );
        }
    }

    /// Logs that there was no response.
    pub(super) fn failed(&self, problem: &str, time: &dyn TimeSource) {
        tracing::debug!(
            target: TARGET,
            method = self.method.as_str(),
            path = self.target,
            duration_ms = self.duration(time),
            problem,
            "no response"
        );
    }

    fn duration(&self, time: &dyn TimeSource) -> i64 {
        millis(time.monotonic().saturating_sub(self.started))
    }
}

/// Returns the path and the query by the operation's template. Values that are not known to be
/// harmless are replaced by their names or lengths.
fn target(url: &Url, base: &Url, operation: &Operation) -> String {
    let base = base.path().trim_end_matches('/');
    let mut text = base.to_owned();
    let path = url.path().strip_prefix(base).unwrap_or_default();
    for (part, template) in path.split('/').zip(operation.path.split('/')).skip(1) {
        let shown = match template.strip_prefix('{') {
            Some(name) if !PATH.contains(&name.trim_end_matches('}')) => template,
            _ => part,
        };
        text.push('/');
        text.push_str(shown);
    }
    for (at, (name, value)) in url.query_pairs().enumerate() {
        text.push(if at == 0 { '?' } else { '&' });
        text.push_str(&name);
        text.push('=');
        match QUERY.contains(&&*name) {
            true => text.push_str(&value),
            false => text.push_str(&length(&value)),
        }
    }
    printable(text)
}

fn headers(headers: &HeaderMap) -> String {
    let mut text = Vec::new();
    for (name, value) in headers {
        let value = match value.to_str() {
            Ok(value) if HEADERS.contains(&name.as_str()) => value,
            _ => "[hidden]",
        };
        text.push(format!("{name}: {value}"));
    }
    text.join("; ")
}

/// Describes a body: names, numbers and times are shown, texts are replaced by their lengths.
fn shape(body: &[u8]) -> String {
    if body.trim_ascii().is_empty() {
        return String::new();
    }
    let read = (body.len() <= LONGEST).then(|| serde_json::from_slice::<Value>(body));
    match read {
        Some(Ok(value)) => outline("", value).to_string(),
        Some(Err(_)) => format!("<{} bytes that are not JSON>", body.len()),
        None => format!("<{} bytes>", body.len()),
    }
}

fn outline(name: &str, value: Value) -> Value {
    match value {
        Value::String(text) => {
            let is_word = WORDS.contains(&name)
                && text.len() <= 40
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | ':' | '-'));
            let is_shown = is_word || chrono::DateTime::parse_from_rfc3339(&text).is_ok();
            Value::String(if is_shown { text } else { length(&text) })
        }
        Value::Number(number) if number.as_f64().is_some_and(is_large) => {
            Value::String(length(&number.to_string()))
        }
        Value::Array(items) => {
            let more = items.len().saturating_sub(ITEMS);
            let shown = items.into_iter().take(ITEMS);
            let mut shown: Vec<Value> = shown.map(|item| outline(name, item)).collect();
            if more > 0 {
                shown.push(Value::String(format!("<{more} more>")));
            }
            Value::Array(shown)
        }
        Value::Object(fields) => {
            let fields: Map<String, Value> = fields
                .into_iter()
                .map(|(name, value)| {
                    let value = outline(&name, value);
                    (if is_name(&name) { name } else { length(&name) }, value)
                })
                .collect();
            Value::Object(fields)
        }
        other => other,
    }
}

fn is_large(number: f64) -> bool {
    number.abs() > LARGEST
}

/// Returns true if it looks like the name of a field, not like a text that is used as a key.
fn is_name(text: &str) -> bool {
    text.len() <= 40
        && text
            .chars()
            .all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '.'))
}

fn length(text: &str) -> String {
    format!("<{} characters>", text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_body_the_shape_is_logged_and_no_text() {
        let body = serde_json::json!({
            "message": "Le code est 4711", "receivers": ["+33600000000"], "noStopClause": true,
            "priority": "high", "class": "call +33600000000", "differedPeriod": 5,
            "at": "2026-01-15T12:00:00+01:00", "ids": [1, 2, 3, 4, 5, 6, 7],
            "number": 33_600_000_000_u64, "+33600000000": null,
            "numbers": [33_600_000_000.0, -33_600_000_000_i64, u64::MAX],
        });
        let text: Value = serde_json::from_str(&shape(body.to_string().as_bytes())).unwrap();
        assert_eq!(
            text,
            serde_json::json!({
                "message": "<16 characters>", "receivers": ["<12 characters>"], "noStopClause": true,
                "priority": "high", "class": "<17 characters>", "differedPeriod": 5,
                "at": "2026-01-15T12:00:00+01:00", "ids": [1, 2, 3, 4, 5, "<2 more>"],
                "number": "<11 characters>", "<12 characters>": null,
                "numbers": ["<13 characters>", "<12 characters>", "<20 characters>"],
            })
        );
        assert_eq!(shape(b"<html>"), "<6 bytes that are not JSON>");
        assert_eq!(shape(b" "), "");
    }

    #[test]
    fn of_headers_only_known_ones_are_logged_whole() {
        let mut received = HeaderMap::new();
        for (name, value) in [
            ("content-type", "application/json"),
            ("x-ovh-queryid", "EU.ext-3.made-up"),
            ("set-cookie", "session=1"),
        ] {
            received.insert(name, value.parse().unwrap());
        }
        assert_eq!(
            headers(&received),
            "content-type: application/json; x-ovh-queryid: EU.ext-3.made-up; set-cookie: [hidden]"
        );
    }

    #[test]
    fn a_number_with_ten_digits_is_logged_and_a_longer_one_is_not() {
        assert!(!is_large(LARGEST) && !is_large(-LARGEST));
        assert!(is_large(LARGEST + 1.0) && is_large(-LARGEST - 1.0));
    }

    #[test]
    fn of_an_address_no_number_is_logged() {
        let base = Url::parse("https://api.example/1.0").unwrap();
        let text =
            |address: &str, operation| target(&Url::parse(address).unwrap(), &base, operation);
        let get = |path| Operation::new(reqwest::Method::GET, path).unwrap();
        let blacklist = get("/sms/{serviceName}/blacklists/{number}");
        let outgoing = get("/sms/{serviceName}/outgoing");
        assert_eq!(
            text(
                "https://api.example/1.0/sms/sms-ab12345-1/blacklists/%2B33600000000",
                &blacklist
            ),
            "/1.0/sms/sms-ab12345-1/blacklists/{number}"
        );
        assert_eq!(
            text(
                "https://api.example/1.0/sms/sms-ab12345-1/outgoing?ptt=4&receiver=%2B33600000000",
                &outgoing
            ),
            "/1.0/sms/sms-ab12345-1/outgoing?ptt=4&receiver=<12 characters>"
        );
    }
}
