//! Reads the responses of the control API.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::RemoteError;
use crate::engine::callbacks::RecordedCallback;
use crate::engine::journal::{RecordedRefusal, RecordedRequest};
use crate::phone::ReceivedMessage;
use crate::state::CallbackKind;

/// Returns the error for a response that is not JSON.
pub(super) fn foreign() -> RemoteError {
    RemoteError::Response("it is not JSON".to_owned())
}

fn wrong(name: &str) -> RemoteError {
    RemoteError::Response(format!("`{name}` is missing or of another type"))
}

pub(super) fn field<'a>(value: &'a Value, name: &str) -> Result<&'a Value, RemoteError> {
    value.get(name).ok_or_else(|| wrong(name))
}

pub(super) fn text(value: &Value, name: &str) -> Result<String, RemoteError> {
    optional(value, name).ok_or_else(|| wrong(name))
}

fn optional(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn number(value: &Value, name: &str) -> Result<u64, RemoteError> {
    field(value, name)?.as_u64().ok_or_else(|| wrong(name))
}

fn small<T: TryFrom<u64>>(value: &Value, name: &str) -> Result<T, RemoteError> {
    T::try_from(number(value, name)?).map_err(|_| wrong(name))
}

pub(super) fn time(value: &Value, name: &str) -> Result<DateTime<Utc>, RemoteError> {
    let time = DateTime::parse_from_rfc3339(&text(value, name)?);
    time.map(|time| time.with_timezone(&Utc))
        .map_err(|_| wrong(name))
}

pub(super) fn list<T>(
    value: &Value,
    read: impl Fn(&Value) -> Result<T, RemoteError>,
) -> Result<Vec<T>, RemoteError> {
    let items = value.as_array().ok_or_else(|| wrong("the list"))?;
    items.iter().map(read).collect()
}

pub(super) fn message(value: &Value) -> Result<ReceivedMessage, RemoteError> {
    Ok(ReceivedMessage {
        id: field(value, "id")?.as_i64(),
        from: text(value, "from")?,
        text: text(value, "text")?,
        received_at: time(value, "receivedAt")?,
    })
}

pub(super) fn request(value: &Value) -> Result<RecordedRequest, RemoteError> {
    let refusal = match field(value, "refusal")? {
        Value::Null => None,
        refusal => Some(RecordedRefusal {
            message: text(refusal, "message")?,
            reason: optional(refusal, "reason"),
            signed: optional(refusal, "signed"),
        }),
    };
    Ok(RecordedRequest {
        at: time(value, "at")?,
        method: text(value, "method")?,
        path: text(value, "path")?,
        query: optional(value, "query"),
        body: text(value, "body")?,
        operation: optional(value, "operation"),
        status: small(value, "status")?,
        query_id: text(value, "queryId")?,
        id: number(value, "id")?,
        duration: Duration::from_millis(number(value, "milliseconds")?),
        application_key: optional(value, "applicationKey"),
        consumer_key: optional(value, "consumerKey"),
        refusal,
    })
}

pub(super) fn callback(value: &Value) -> Result<RecordedCallback, RemoteError> {
    let kind = match text(value, "kind")?.as_str() {
        "receipt" => CallbackKind::Receipt,
        "reply" => CallbackKind::Answer,
        "stop" => CallbackKind::Stop,
        _ => return Err(wrong("kind")),
    };
    let fields = list(field(value, "fields")?, |field| {
        Ok((text(field, "name")?, text(field, "value")?))
    })?;
    let outcome = match optional(value, "error") {
        Some(error) => Err(error),
        None => Ok(small(value, "status")?),
    };
    Ok(RecordedCallback {
        id: number(value, "id")?,
        at: time(value, "at")?,
        kind,
        method: if text(value, "method")? == "POST" {
            "POST"
        } else {
            "GET"
        },
        url: text(value, "url")?,
        fields,
        attempt: small(value, "attempt")?,
        outcome,
    })
}
