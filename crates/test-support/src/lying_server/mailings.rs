//! Lies about batches, slots and figures.

use serde_json::{Value, json};

use super::items::refusal;
use super::lie::lie;
use super::lists::{edit, late};
use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;
use crate::history::Rule::{
    self, AcceptedIsReported, AtMostOnce, CreditsNotBelow, NothingMeansNothing, SentWasAccepted,
};

const LIST: &[&str] = &["batches_list"];
const POST: &[&str] = &["batches_create"];
const READ: &[&str] = &["batches_get"];
const SLOT: &[&str] = &["receivers_get"];
const HISTORY: &[&str] = &["outgoing_list"];
/// An error for a request that was processed: to a client it looks like a true one.
const REFUSED: &[Rule] = &[AcceptedIsReported, NothingMeansNothing, CreditsNotBelow];
const NO_BATCH: &str = "11111111-2222-4333-8444-555555555555";
const PAGE: &str = "<html><body>made up</body></html>";

/// Lies about the requested batch, and about the contents of slots.
pub const LIES: &[Lie] = &[
    lie!("batches are listed late", LIST, hides, |scene| late(
        scene, 4
    )),
    lie!("batches are never listed", LIST, hides, |scene| late(
        scene,
        u64::MAX
    )),
    lie!(
        "batches and history are never listed",
        &["batches_list", "outgoing_list"],
        hides,
        |scene| { late(scene, u64::MAX) }
    ),
    lie!("batches come from a cache", LIST, hides, |scene| scene
        .first()),
    lie!("batches are listed twice", LIST, |scene| {
        scene.changed(|list| edit(list, |list| list.extend(list.clone())))
    }),
    lie!("a batch of another name is listed", LIST, |scene| {
        foreign(scene, |batch| batch["name"] = json!("another 0123456789ab"))
    }),
    lie!(
        "a batch is listed whose name is cut to one digit",
        LIST,
        |scene| {
            foreign(scene, |batch| {
                let name = batch["name"].as_str().unwrap_or_default();
                batch["name"] = json!(name.get(..name.len().saturating_sub(11)));
                batch["message"] = Value::Null;
            })
        }
    ),
    lie!(
        "a batch is listed with the name and without a message",
        LIST,
        |scene| { foreign(scene, |batch| batch["message"] = Value::Null) }
    ),
    lie!(
        "a batch is listed with the name and another message",
        LIST,
        |scene| { foreign(scene, |batch| batch["message"] = json!("Another message")) }
    ),
    lie!(
        "a batch is listed that is not found",
        LIST,
        |scene| foreign(scene, |_| {})
    ),
    lie!("a batch of last year is listed", LIST, |scene| {
        foreign(scene, |batch| {
            batch["createdAt"] = json!("2020-01-01T00:00:00+00:00")
        })
    }),
    lie!("batches have no id", LIST, |scene| {
        scene.changed(|list| {
            edit(list, |list| {
                list.iter_mut().for_each(|one| one["id"] = Value::Null)
            })
        })
    }),
    lie!("batches are not found", READ, |scene| {
        scene.after(Act::status(404, refusal("404 Not Found", "NOT_FOUND")))
    }),
    lie!("a batch is read as another", READ, |scene| {
        scene.changed(|batch| {
            batch["name"] = json!("another 0123456789ab");
            batch["message"] = json!("Another message");
        })
    }),
    lie!("processed, 502 with a page", POST, |scene| scene
        .after(page(502))),
    lie!(
        "processed, 503 with QUERY_TIME_OUT as its code",
        POST,
        |scene| { scene.after(Act::status(503, refusal("503 made up", "QUERY_TIME_OUT"))) }
    ),
    lie!("processed, 303", POST, |scene| scene.after(page(303))),
    lie!("processed, 499", POST, |scene| scene.after(page(499))),
    lie!("processed, 200 with a page", POST, |scene| scene
        .after(page(200))),
    lie!("processed, 200 with nothing", POST, |scene| scene
        .after(Act::status(200, ""))),
    lie!("processed, 204", POST, |scene| scene.after(Act::Answer(
        204,
        String::new(),
        String::new()
    ))),
    lie!("processed, 200 with an empty object", POST, |scene| scene
        .after(Act::json("{}"))),
    lie!("processed, 201 with the batch", POST, |scene| scene
        .with_status(201)),
    lie!("processed, 400", POST, beyond REFUSED, |scene| {
        scene.after(Act::status(400, refusal("400 Bad Request", "BAD_REQUEST")))
    }),
    lie!("processed, 403", POST, beyond REFUSED, |scene| {
        scene.after(Act::status(403, refusal("403 Forbidden", "FORBIDDEN")))
    }),
    lie!("processed, 409", POST, beyond REFUSED, |scene| {
        scene.after(Act::status(409, refusal("409 Conflict", "CONFLICT")))
    }),
    lie!(
        "processed, 429 once",
        POST,
        beyond & [AtMostOnce],
        |scene| match scene.turn {
            0 => scene.after(Act::status(429, refusal("429 made up", "TOO_MANY"))),
            _ => scene.truth(),
        }
    ),
    lie!("not processed, 502 with a page", POST, |_| page(502)),
    lie!("not processed, 200 with an empty object", POST, |_| {
        Act::json("{}")
    }),
    lie!("not processed, 303", POST, |_| page(303)),
    lie!(
        "not processed, the batch of another mailing",
        POST,
        |scene| {
            made_up(scene, |batch| {
                batch["name"] = json!("another 0123456789ab");
                batch["message"] = json!("Another message");
            })
        }
    ),
    lie!("not processed, a batch that is not found", POST, |scene| {
        made_up(scene, |_| {})
    }),
    lie!("not processed, a batch without an id", POST, |scene| {
        made_up(scene, |batch| batch["id"] = Value::Null)
    }),
    lie!("slots hold another list", SLOT, |scene| {
        scene.changed(|slot| slot["description"] = json!("customers"))
    }),
    lie!("slots are not found", SLOT, |scene| {
        scene.after(Act::status(404, refusal("404 Not Found", "NOT_FOUND")))
    }),
    lie!(
        "slots are not found at first",
        SLOT,
        |scene| match scene.turn {
            0..12 => scene.after(Act::status(404, refusal("404 Not Found", "NOT_FOUND"))),
            _ => scene.truth(),
        }
    ),
    lie!("slots have no key", SLOT, |scene| {
        scene.changed(|slot| {
            let text = slot["description"].as_str().unwrap_or_default();
            let keyless: String = text.chars().rev().skip(8).collect();
            slot["description"] = json!(keyless.chars().rev().collect::<String>().trim_end());
        })
    }),
    lie!("slots have a row less", SLOT, |scene| {
        scene.changed(|slot| {
            let records = slot["records"].as_i64().unwrap_or_default();
            slot["records"] = json!(records - 1);
        })
    }),
    lie!(
        "a slot of others is shown as this mailing's",
        SLOT,
        |scene| {
            scene.changed(|slot| {
                if slot["description"] == "customers" {
                    let mailing = scene.mailing();
                    slot["description"] = json!(mailing.batch_name);
                    slot["records"] = json!(mailing.rows);
                }
            })
        }
    ),
    lie!("the history has no filters", HISTORY, |scene| {
        scene.truth_of(|request| request.target = request.path().to_owned())
    }),
    Lie {
        name: "not processed, a batch in which everything fits",
        about: &[
            "batches_create",
            "batches_get",
            "batches_list",
            "batches_statistics_get",
        ],
        respond: everything_fits,
        beyond: &[SentWasAccepted],
        ..PLAIN
    },
];

fn page(status: u16) -> Act {
    Act::Answer(
        status,
        "content-type: text/html\r\n".to_owned(),
        PAGE.to_owned(),
    )
}

/// Returns the batch that the request would have created.
fn batch_of(scene: &Scene<'_>, posted: &Value) -> Value {
    let now = chrono::DateTime::from_timestamp(scene.now(), 0).map(|now| now.to_rfc3339());
    json!({
        "id": NO_BATCH, "accountID": 1, "name": posted["name"], "message": posted["message"],
        "from": posted["from"], "receivers": [], "slotID": posted["slotID"], "status": "COMPLETED",
        "totalRecords": 3, "processedRecords": 3, "estimatedCredits": 3, "errors": [],
        "createdAt": now, "updatedAt": now, "startedAt": now, "sentAt": now, "finishedAt": now,
    })
}

/// Adds a changed batch to the list, based on the mailing's name and message.
fn foreign(scene: &Scene<'_>, change: impl FnOnce(&mut Value)) -> Act {
    let mailing = scene.mailing();
    let posted = json!({
        "name": mailing.batch_name, "message": mailing.message, "from": "SANDBOX", "slotID": "1",
    });
    let mut batch = batch_of(scene, &posted);
    change(&mut batch);
    scene.changed(|list| edit(list, |list| list.push(batch)))
}

/// Returns a changed batch that was never created.
fn made_up(scene: &Scene<'_>, change: impl FnOnce(&mut Value)) -> Act {
    let mut batch = batch_of(scene, &scene.request.json());
    change(&mut batch);
    Act::json(batch)
}

/// Returns a changed batch that was never created, consistently in every response.
fn everything_fits(scene: &Scene<'_>) -> Act {
    if scene.operation == "batches_create" {
        return made_up(scene, |_| {});
    }
    let Some((posted, _)) = scene.posted() else {
        return scene.truth();
    };
    let batch = batch_of(scene, &posted);
    match scene.operation {
        "batches_list" => scene.changed(|list| edit(list, |list| list.push(batch))),
        "batches_get" => scene.after(Act::json(batch)),
        _ => scene.after(Act::json(json!({
            "id": NO_BATCH, "estimatedCredits": 3, "credits": 3, "pending": 0, "sent": 3,
            "delivered": 3, "failed": 0, "stoplisted": 0,
        }))),
    }
}
