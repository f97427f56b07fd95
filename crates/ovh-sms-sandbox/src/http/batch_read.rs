//! Batch reads: several objects of a list in one call, with the header `X-Ovh-Batch`.

use axum::http::HeaderMap;
use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::description::Description;
use crate::description::schema;
use crate::operations::Handler;
use crate::refusal::Refusal;
use crate::state::World;

/// The maximum number of objects per read.
const MAX_KEYS: usize = 50;

/// Returns the separator that the header names; names may contain a comma, so they use `|`.
pub(crate) fn separator(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get("x-ovh-batch")?.to_str().ok()?;
    (!text.is_empty()).then_some(text)
}

/// Returns the keys of a batch read; `None` for an ordinary call.
///
/// # Errors
/// A 400 for more than 50 keys, or if one object cannot be read by its key.
pub(crate) fn keys(headers: &HeaderMap, call: &Call) -> Result<Option<Vec<String>>, Refusal> {
    let Some(separator) = separator(headers) else {
        return Ok(None);
    };
    let Some(last) = call
        .operation
        .last_parameter()
        .filter(|_| call.operation.method == "GET")
    else {
        return Err(Refusal::bad(
            "X-Ovh-Batch is for reading objects by their keys",
        ));
    };
    let keys: Vec<String> = call
        .path(last)
        .split(separator)
        .map(str::to_owned)
        .collect();
    if keys.len() > MAX_KEYS {
        return Err(Refusal::bad(format!(
            "X-Ovh-Batch reads {MAX_KEYS} objects at most"
        )));
    }
    Ok(Some(keys))
}

/// Returns the problem of a batch response, if there is one: each element must hold a value as the
/// operation returns it, or its refusal.
pub(crate) fn problem(description: &Description, call: &Call, answer: &Value) -> Option<String> {
    let elements = answer.as_array().into_iter().flatten();
    let mut problems = elements.filter_map(|element| {
        let value = element.get("value").unwrap_or(&Value::Null);
        match element.get("error") {
            Some(Value::Null) => schema::response_problem(description, call.operation, value),
            Some(error) => schema::refusal_problem(description, call.operation, error),
            None => Some("an element without error".to_owned()),
        }
    });
    problems.next()
}

/// Reads each object: one element per key, with `value`, or with `error` if it cannot be read.
pub(crate) fn read(
    description: &Description,
    world: &mut World,
    call: &Call,
    handler: Handler,
    keys: &[String],
) -> Answer {
    let mut single = call.clone();
    let mut elements = Vec::with_capacity(keys.len());
    for key in keys {
        if let Some((_, value)) = single.path.last_mut() {
            value.clone_from(key);
        }
        let answer = schema::check_path(description, single.operation, &single.path)
            .and_then(|()| handler(world, &single));
        elements.push(match answer {
            Ok(reply) => json!({ "key": key, "value": reply.into_json(), "error": null }),
            Err(refusal) => json!({ "key": key, "value": null, "error": refusal.body() }),
        });
    }
    Ok(Reply::Json(Value::Array(elements)))
}
