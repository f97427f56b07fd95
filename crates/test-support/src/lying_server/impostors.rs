//! Lies about an item that differs from the requested message in one field.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};

use super::lists::edit;
use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;

/// The impostor's id, higher than that of every message of the sandbox.
const IMPOSTOR: i64 = 899_999_999;
const OTHER: &str = "+33600000999";

const MESSAGES: &[&str] = &["outgoing_list", "outgoing_get"];
const JOBS: &[&str] = &["jobs_list", "jobs_get"];

/// A lie with an impostor: its difference from the requested message.
macro_rules! impostors {
    ($($about:ident $name:literal $change:expr;)*) => {
        pub const LIES: &[Lie] = &[$(
            Lie {
                name: $name,
                about: $about,
                respond: |scene| impostor(scene, $change),
                ..PLAIN
            },
        )*];
    };
}

impostors! {
    MESSAGES "a message has another tag" |item, _| item["tag"] = json!("another");
    MESSAGES "a message has no tag" |item, _| item["tag"] = Value::Null;
    MESSAGES "a message has an empty tag" |item, _| item["tag"] = json!("");
    MESSAGES "a message has another receiver" |item, _| item["receiver"] = json!(OTHER);
    MESSAGES "a message has another text" |item, _| item["message"] = json!("Another text");
    MESSAGES "a message has a longer text" |item, _| longer(item);
    MESSAGES "a message has no text" |item, _| item["message"] = json!("");
    MESSAGES "a message is of last year" |item, at| dated(item, at, TimeDelta::days(-365));
    MESSAGES "a message is of an hour ago" |item, at| dated(item, at, TimeDelta::hours(-1));
    MESSAGES "a message is of a minute ago" |item, at| dated(item, at, TimeDelta::minutes(-1));
    MESSAGES "a message is of the next hour" |item, at| dated(item, at, TimeDelta::hours(1));
    MESSAGES "a message is of the next year" |item, at| dated(item, at, TimeDelta::days(365));
    MESSAGES "a message has no date" |item, _| item["creationDatetime"] = Value::Null;
    MESSAGES "a message has another id" |item, _| item["id"] = json!(IMPOSTOR - 1);
    MESSAGES "a message has no receiver" |item, _| item["receiver"] = Value::Null;
    JOBS "a job has another receiver" |item, _| item["receiver"] = json!(OTHER);
    JOBS "a job has another text" |item, _| item["message"] = json!("Another text");
    JOBS "a job has a longer text" |item, _| longer(item);
    JOBS "a job is of last year" |item, at| dated(item, at, TimeDelta::days(-365));
    JOBS "a job is of a minute ago" |item, at| dated(item, at, TimeDelta::minutes(-1));
    JOBS "a job is of the next hour" |item, at| dated(item, at, TimeDelta::hours(1));
    JOBS "a job is of the next year" |item, at| dated(item, at, TimeDelta::days(365));
    JOBS "a job has no date" |item, _| item["creationDatetime"] = Value::Null;
    JOBS "a job has another id" |item, _| item["id"] = json!(IMPOSTOR - 1);
    JOBS "a job has no receiver" |item, _| item["receiver"] = Value::Null;
}

fn longer(item: &mut Value) {
    let text = item["message"].as_str().unwrap_or_default();
    item["message"] = json!(format!("{text} And more"));
}

fn dated(item: &mut Value, at: DateTime<Utc>, by: TimeDelta) {
    item["creationDatetime"] = json!(written(at + by));
}

fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Lists the impostor after a send was requested, and returns it when it is read.
fn impostor(scene: &Scene<'_>, change: fn(&mut Value, DateTime<Utc>)) -> Act {
    let Some((posted, at)) = scene.posted() else {
        return scene.truth();
    };
    if scene.operation.ends_with("_list") {
        return scene.changed(|list| edit(list, |list| list.push(json!(IMPOSTOR))));
    }
    if !scene.ids().contains(&IMPOSTOR) {
        return scene.truth();
    }
    let is_job = scene.operation == "jobs_get";
    let mut item = item(&posted, at, is_job);
    change(&mut item, at);
    if !scene.is_batch() {
        return scene.after(Act::json(item));
    }
    scene.changed(|rows| {
        edit(rows, |rows| {
            for row in rows.iter_mut().filter(|row| is_impostor(&row["key"])) {
                row["value"] = item.clone();
                row["error"] = Value::Null;
            }
        });
    })
}

fn is_impostor(key: &Value) -> bool {
    key.as_i64() == Some(IMPOSTOR) || key.as_str() == Some(IMPOSTOR.to_string().as_str())
}

/// Returns the item that the request would have created for its first receiver.
fn item(posted: &Value, at: DateTime<Utc>, is_job: bool) -> Value {
    let mut item = json!({
        "id": IMPOSTOR,
        "creationDatetime": written(at),
        "sentAt": null,
        "deliveredAt": null,
        "receiver": posted["receivers"][0],
        "sender": posted["sender"].as_str().unwrap_or_default(),
        "message": posted["message"],
        "messageLength": posted["message"].as_str().map_or(0, str::len),
        "numberOfSms": 1,
        "credits": 1,
        "differedDelivery": posted["differedPeriod"].as_i64().unwrap_or(0),
        "deliveryReceipt": 0,
        "ptt": 0,
    });
    if !is_job {
        item["tag"] = posted["tag"].clone();
        item["tariffCode"] = json!("FR");
        item["batchID"] = Value::Null;
        item["messageID"] = Value::Null;
    }
    item
}
