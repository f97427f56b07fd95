//! Types of values on the command line: their names, and how a text is parsed.

use ovh_openapi::{Kind, Schema};
use serde_json::Value;

/// Returns the known values, if there is a list; others are accepted too.
pub(super) fn known(schema: Schema<'_>) -> Vec<String> {
    let as_text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    schema.known().into_iter().flatten().map(as_text).collect()
}

/// Returns the name of a type in a sentence.
pub(super) fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::DateTime => "a time such as 2026-01-15T12:00:00+01:00",
        Kind::Date => "a date such as 2026-01-15",
        Kind::Uuid => "a UUID such as 8a5c1f52-4d1e-4c55-9a0b-0c6f1f2e3d4c",
        Kind::Ip => "an IP address",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Boolean => "true or false",
        Kind::Array => "a list",
        Kind::Object => "a JSON object",
        Kind::Any => "a JSON value",
    }
}

/// Parses a text from the command line.
pub(super) fn parse(kind: Kind, text: &str) -> Result<Value, String> {
    let wrong = || format!("it must be {}", words(kind));
    let value = match kind {
        Kind::Integer => Value::from(text.trim().parse::<i64>().map_err(|_| wrong())?),
        Kind::Number => {
            let number = text.trim().parse::<f64>().map_err(|_| wrong())?;
            serde_json::Number::from_f64(number)
                .map(Value::Number)
                .ok_or_else(wrong)?
        }
        Kind::Boolean => Value::from(text.trim().parse::<bool>().map_err(|_| wrong())?),
        Kind::Array | Kind::Object | Kind::Any => serde_json::from_str(text)
            .map_err(|error| format!("it must be {} ({error})", words(kind)))?,
        _ => Value::from(text),
    };
    match kind.fits(&value) {
        true => Ok(value),
        false => Err(wrong()),
    }
}
