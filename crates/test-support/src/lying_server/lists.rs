//! Lies about lists of ids: filters ignored, late, old, halved, doubled, of other items.

use serde_json::{Value, json};

use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;

const LISTS: &[&str] = &["jobs_list", "outgoing_list"];
const OUTGOING: &[&str] = &["outgoing_list"];
/// An id that no message has.
const NO_MESSAGE: i64 = 699_999_999;
/// The age in seconds above which a message is an old one.
const OLD: i64 = 30 * 86_400;

pub const LIES: &[Lie] = &[
    Lie {
        name: "filters are ignored",
        about: OUTGOING,
        respond: |scene| scene.truth_of(|request| request.target = request.path().to_owned()),
        ..PLAIN
    },
    Lie {
        name: "the date filter is ignored",
        about: OUTGOING,
        respond: |scene| without_filter(scene, "creationDatetime"),
        ..PLAIN
    },
    Lie {
        name: "the tag filter is ignored",
        about: OUTGOING,
        respond: |scene| without_filter(scene, "tag"),
        ..PLAIN
    },
    Lie {
        name: "only items of last year are listed",
        about: OUTGOING,
        respond: |scene| listed(scene, |message| age(scene, message) > OLD),
        hides: true,
        ..PLAIN
    },
    Lie {
        name: "only items of other tags are listed",
        about: OUTGOING,
        respond: |scene| {
            let tag = posted(scene, "tag");
            listed(scene, |message| message["tag"] != tag)
        },
        hides: true,
        ..PLAIN
    },
    Lie {
        name: "only items of other receivers are listed",
        about: OUTGOING,
        respond: |scene| {
            let receivers = posted(scene, "receivers");
            let ours = receivers.as_array().cloned().unwrap_or_default();
            listed(scene, |message| !ours.contains(&message["receiver"]))
        },
        hides: true,
        ..PLAIN
    },
    Lie {
        name: "lists are empty for three reads",
        about: LISTS,
        respond: |scene| late(scene, 3),
        hides: true,
        ..PLAIN
    },
    Lie {
        name: "lists are empty for ever",
        about: LISTS,
        respond: |scene| late(scene, u64::MAX),
        hides: true,
        ..PLAIN
    },
    Lie {
        name: "outgoing is empty for ever",
        about: OUTGOING,
        respond: |scene| late(scene, u64::MAX),
        hides: true,
        ..PLAIN
    },
    Lie {
        name: "lists are halved",
        about: LISTS,
        respond: |scene| {
            let odd = usize::try_from(scene.dice % 2).unwrap();
            scene.changed(|list| {
                let mut place = odd;
                edit(list, |list| {
                    list.retain(|_| {
                        place += 1;
                        place % 2 == 0
                    });
                });
            })
        },
        hides: true,
        ..PLAIN
    },
    Lie {
        name: "ids are listed twice",
        about: LISTS,
        respond: |scene| scene.changed(|list| edit(list, |list| list.extend(list.clone()))),
        ..PLAIN
    },
    Lie {
        name: "lists come from a cache that ignores queries",
        about: LISTS,
        respond: |scene| scene.first(),
        hides: true,
        ..PLAIN
    },
    Lie {
        name: "an id is listed that is not found",
        about: LISTS,
        respond: |scene| scene.changed(|list| edit(list, |list| list.push(json!(NO_MESSAGE)))),
        ..PLAIN
    },
    Lie {
        name: "lists are in the order of the dice",
        about: LISTS,
        respond: |scene| {
            scene.changed(|list| {
                edit(list, |list| {
                    let by = usize::try_from(scene.dice % 7).unwrap();
                    let by = by % list.len().max(1);
                    list.rotate_left(by);
                    list.reverse();
                });
            })
        },
        ..PLAIN
    },
];

/// Changes a response if it is a list.
pub fn edit(value: &mut Value, change: impl FnOnce(&mut Vec<Value>)) {
    if let Value::Array(list) = value {
        change(list);
    }
}

/// Returns empty lists a number of times, then the truth.
pub fn late(scene: &Scene<'_>, times: u64) -> Act {
    scene.changed(|list| {
        if scene.turn < times {
            *list = json!([]);
        }
    })
}

/// Returns the ids of the account's messages that match, regardless of the request.
fn listed(scene: &Scene<'_>, fits: impl Fn(&Value) -> bool) -> Act {
    let messages = scene.messages();
    let ids = messages.iter().filter(|message| fits(message));
    let ids: Vec<&Value> = ids.map(|message| &message["id"]).collect();
    scene.changed(|list| *list = json!(ids))
}

fn without_filter(scene: &Scene<'_>, name: &str) -> Act {
    scene.truth_of(|request| {
        let (path, query) = request
            .target
            .split_once('?')
            .unwrap_or((&request.target, ""));
        let left = query.split('&').filter(|pair| !pair.starts_with(name));
        let left: Vec<&str> = left.collect();
        request.target = format!("{path}?{}", left.join("&"));
    })
}

fn posted(scene: &Scene<'_>, field: &str) -> Value {
    scene
        .posted()
        .map_or(Value::Null, |(body, _)| body[field].clone())
}

/// Returns the age of a message, in seconds.
fn age(scene: &Scene<'_>, message: &Value) -> i64 {
    let made = message["creationDatetime"].as_str().unwrap_or_default();
    let made = chrono::DateTime::parse_from_rfc3339(made);
    made.map_or(0, |made| scene.now() - made.timestamp())
}
