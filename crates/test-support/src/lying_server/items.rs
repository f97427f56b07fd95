//! Lies about the rows of batch reads, and about objects that are listed but not found.

use serde_json::{Value, json};

use super::lists::edit;
use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;

const ITEMS: &[&str] = &["jobs_get", "outgoing_get"];

pub const LIES: &[Lie] = &[
    Lie {
        name: "listed jobs are not found",
        about: &["jobs_get"],
        respond: not_found,
        ..PLAIN
    },
    Lie {
        name: "listed messages are not found",
        about: &["outgoing_get"],
        respond: not_found,
        ..PLAIN
    },
    Lie {
        name: "listed items are not found at first",
        about: ITEMS,
        respond: |scene| match scene.turn {
            0..3 => not_found(scene),
            _ => scene.truth(),
        },
        ..PLAIN
    },
    Lie {
        name: "batch rows have each other's keys",
        about: ITEMS,
        respond: |scene| rows(scene, |rows| rotate(rows, "key")),
        ..PLAIN
    },
    Lie {
        name: "batch rows have each other's values",
        about: ITEMS,
        respond: |scene| rows(scene, |rows| rotate(rows, "value")),
        ..PLAIN
    },
    Lie {
        name: "batch rows have no key and each other's values",
        about: ITEMS,
        respond: |scene| {
            rows(scene, |rows| {
                rotate(rows, "value");
                rows.iter_mut().for_each(|row| row["key"] = Value::Null);
            })
        },
        ..PLAIN
    },
    Lie {
        name: "batch rows all hold the first value",
        about: ITEMS,
        respond: |scene| {
            rows(scene, |rows| {
                let first = rows.first().map(|row| row["value"].clone());
                for row in rows {
                    row["value"] = first.clone().unwrap_or_default();
                }
            })
        },
        ..PLAIN
    },
    Lie {
        name: "a batch row is missing",
        about: ITEMS,
        respond: |scene| {
            rows(scene, |rows| {
                rows.pop();
            })
        },
        ..PLAIN
    },
    Lie {
        name: "a batch row is missing and another comes twice",
        about: ITEMS,
        respond: |scene| {
            rows(scene, |rows| {
                if let (Some(first), Some(last)) = (rows.first().cloned(), rows.last_mut()) {
                    *last = first;
                }
            })
        },
        ..PLAIN
    },
    Lie {
        name: "a batch row comes twice",
        about: ITEMS,
        respond: |scene| rows(scene, |rows| rows.extend(rows.first().cloned())),
        ..PLAIN
    },
    Lie {
        name: "batch rows are empty",
        about: ITEMS,
        respond: |scene| {
            rows(scene, |rows| {
                rows.iter_mut().for_each(|row| row["value"] = Value::Null);
            })
        },
        ..PLAIN
    },
    Lie {
        name: "batch rows are not found",
        about: ITEMS,
        respond: |scene| {
            rows(scene, |rows| {
                for row in rows {
                    row["value"] = Value::Null;
                    row["error"] = refusal("404 Not Found", "NOT_FOUND");
                }
            })
        },
        ..PLAIN
    },
    Lie {
        name: "single reads give another item",
        about: ITEMS,
        respond: |scene| {
            if scene.is_batch() {
                return scene.truth();
            }
            let other = scene.messages().into_iter().next();
            let id = scene.ids().first().copied();
            scene.changed(|item| {
                if let Some(mut other) = other.filter(|other| other["id"].as_i64() != id) {
                    // The requested id, and the rest of another item.
                    other["id"] = item["id"].clone();
                    if scene.operation == "jobs_get" {
                        for field in ["batchID", "messageID", "tag", "tariffCode"] {
                            other.as_object_mut().unwrap().remove(field);
                        }
                    }
                    *item = other;
                }
            })
        },
        // A job has no tag: only the text and the receiver of its item are known.
        hides: true,
        ..PLAIN
    },
];

/// Returns an error in OVHcloud's format.
pub fn refusal(status: &str, code: &str) -> Value {
    json!({ "message": "made up", "errorCode": code, "httpCode": status })
}

fn not_found(scene: &Scene<'_>) -> Act {
    if !scene.is_batch() {
        return scene.after(Act::status(404, refusal("404 Not Found", "NOT_FOUND")));
    }
    rows(scene, |rows| {
        for row in rows {
            row["value"] = Value::Null;
            row["error"] = refusal("404 Not Found", "NOT_FOUND");
        }
    })
}

/// Changes the rows of a batch read; a single read is not changed.
fn rows(scene: &Scene<'_>, change: impl FnOnce(&mut Vec<Value>)) -> Act {
    match scene.is_batch() {
        true => scene.changed(|list| edit(list, change)),
        false => scene.truth(),
    }
}

/// Gives each row the field of the next.
fn rotate(rows: &mut [Value], field: &str) {
    let mut fields: Vec<Value> = rows.iter().map(|row| row[field].clone()).collect();
    if !fields.is_empty() {
        fields.rotate_left(1);
    }
    for (row, value) in rows.iter_mut().zip(fields) {
        row[field] = value;
    }
}
