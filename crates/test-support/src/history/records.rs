//! The service's own records: the messages that it accepted, read without passing through the lying
//! server.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::Accepted;

/// Returns the messages accepted since a moment, from the objects of the history and of the batches
/// as the sandbox lists them.
pub fn messages_since(since: DateTime<Utc>, outgoing: &Value, batches: &Value) -> Vec<Accepted> {
    // A batch counts as accepted when it was requested; its messages are created later.
    let asked: HashMap<Uuid, DateTime<Utc>> = objects(batches)
        .filter_map(|batch| Some((uuid(&batch["id"])?, time(&batch["createdAt"])?)))
        .collect();
    let messages = objects(outgoing).filter_map(|message| {
        let batch = uuid(&message["batchID"]);
        let made = time(&message["creationDatetime"])?;
        Some(Accepted {
            id: message["id"].as_i64()?,
            receiver: message["receiver"].as_str()?.to_owned(),
            text: message["message"].as_str()?.to_owned(),
            tag: message["tag"].as_str().unwrap_or_default().to_owned(),
            credits: message["credits"].as_f64()?,
            at: batch.and_then(|id| asked.get(&id).copied()).unwrap_or(made),
            batch,
            by: None,
            left: None,
            listed: None,
        })
    });
    messages.filter(|message| message.at >= since).collect()
}

fn objects(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn uuid(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
    Some(time.with_timezone(&Utc))
}
