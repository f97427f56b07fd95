//! Lies about how a batch ended: its status, and figures that may contradict it.

use serde_json::{Value, json};

use super::lie::lie;
use super::lists::edit;
use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;
use crate::history::Rule::{self, PartlyNotSent};

const FIGURES: &[&str] = &["batches_get", "batches_list", "batches_statistics_get"];

/// A batch that is reported as failed, with figures of what was sent, was sent in part.
const FALSE_FAILURE: &[Rule] = &[PartlyNotSent];

/// Lies about how a batch ended.
pub const LIES: &[Lie] = &[
    lie!(
        "batches have failed, with figures of what was sent",
        FIGURES,
        beyond FALSE_FAILURE,
        |scene| { status(scene, "FAILED", |figures| figures["sent"] = json!(2)) }
    ),
    lie!(
        "batches have failed, with empty figures",
        FIGURES,
        |scene| { status(scene, "FAILED", |figures| *figures = json!({})) }
    ),
    lie!(
        "batches have failed, with figures of null",
        FIGURES,
        beyond FALSE_FAILURE,
        |scene| { status(scene, "FAILED", |figures| figures["sent"] = Value::Null) }
    ),
    lie!(
        "batches have failed, with messages that are pending",
        FIGURES,
        beyond FALSE_FAILURE,
        |scene| {
            status(scene, "FAILED", |figures| {
                figures["sent"] = json!(0);
                figures["pending"] = json!(2);
            })
        }
    ),
    lie!(
        "batches have failed, with messages that were delivered",
        FIGURES,
        beyond FALSE_FAILURE,
        |scene| {
            status(scene, "FAILED", |figures| {
                figures["sent"] = json!(0);
                figures["delivered"] = json!(2);
            })
        }
    ),
    lie!(
        "batches are cancelled, with empty figures",
        FIGURES,
        |scene| { status(scene, "CANCELED", |figures| *figures = json!({})) }
    ),
    lie!(
        "batches have failed, with figures of nothing",
        FIGURES,
        |scene| { status(scene, "FAILED", nothing) }
    ),
    lie!(
        "batches are complete, with figures of nothing",
        FIGURES,
        |scene| { status(scene, "COMPLETED", nothing) }
    ),
];

/// Changes batches to a status, with figures that may contradict it.
fn status(scene: &Scene<'_>, status: &str, figures: fn(&mut Value)) -> Act {
    scene.changed(|value| match scene.operation {
        "batches_statistics_get" => figures(value),
        "batches_get" => value["status"] = json!(status),
        _ => edit(value, |list| {
            list.iter_mut()
                .for_each(|one| one["status"] = json!(status));
        }),
    })
}

fn nothing(figures: &mut Value) {
    for field in ["sent", "pending", "delivered", "failed", "credits"] {
        figures[field] = json!(0);
    }
}
