//! Values that are valid JSON and that a Rust string or number cannot hold: they become `null`.

use super::number;

/// Returns the body without such values; `None` if it has none or is truncated.
///
/// It is only used for a body that could not be read: one with a number such as `1e999`, or a text
/// with half a surrogate pair or with bytes that are not UTF-8.
pub(super) fn repaired(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    let mut repairs = 0;
    while let Some(&first) = rest.first() {
        let len = match first {
            b'"' => text(rest)?,
            b'-' | b'0'..=b'9' => number(rest),
            _ => 1,
        };
        let (token, after) = rest.split_at_checked(len)?;
        let held = match first {
            b'"' => serde_json::from_slice::<String>(token).is_ok(),
            b'-' | b'0'..=b'9' => !is_too_large(token),
            _ => true,
        };
        if held {
            out.extend_from_slice(token);
        } else {
            let is_name = after.trim_ascii_start().first() == Some(&b':');
            out.extend_from_slice(if is_name { b"\"\"" } else { b"null" });
            repairs += 1;
        }
        rest = after;
    }
    if repairs == 0 {
        return None;
    }
    tracing::warn!(
        values = repairs,
        "values of a response cannot be represented and are left out"
    );
    Some(out)
}

/// Returns the length of a text, including its quotes.
fn text(from: &[u8]) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in from.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Returns the length of a number.
fn number(from: &[u8]) -> usize {
    let part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    from.iter()
        .position(|byte| !part(byte))
        .unwrap_or(from.len())
}

fn is_too_large(token: &[u8]) -> bool {
    let Ok(token) = std::str::from_utf8(token) else {
        return false;
    };
    number::is_number(token) && token.parse::<f64>().is_ok_and(f64::is_infinite)
}
