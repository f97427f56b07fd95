//! Lies about expanded lists: wrong totals, repeated pages.

use serde_json::Value;

use super::items::refusal;
use super::lists::edit;
use super::scene::changed;
use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;

/// The number of pages after which the list is refused, so that a client that would read forever
/// stops.
const MOST_PAGES: u64 = 200;

const LISTS: &[&str] = &["outgoing_list", "jobs_list"];

pub const LIES: &[Lie] = &[
    Lie {
        name: "the total is huge",
        about: LISTS,
        respond: |scene| {
            at_most(scene, |scene| {
                with_counts(scene.truth(), "4000000000", "4000000")
            })
        },
        ..PLAIN
    },
    Lie {
        name: "the total is 0",
        about: LISTS,
        respond: |scene| at_most(scene, |scene| with_counts(scene.truth(), "0", "0")),
        ..PLAIN
    },
    Lie {
        name: "the total is no number",
        about: LISTS,
        respond: |scene| at_most(scene, |scene| with_counts(scene.truth(), "many", "-1")),
        ..PLAIN
    },
    Lie {
        name: "every page is the first, with a huge total",
        about: LISTS,
        respond: |scene| {
            at_most(scene, |scene| {
                with_counts(scene.first(), "4000000000", "4000000")
            })
        },
        ..PLAIN
    },
    Lie {
        name: "every page is the first, without a total",
        about: LISTS,
        respond: |scene| at_most(scene, |scene| without_counts(scene.first())),
        ..PLAIN
    },
    Lie {
        name: "objects come twice in a page",
        about: LISTS,
        respond: |scene| {
            at_most(scene, |scene| {
                scene.changed(|list| edit(list, |list| list.extend(list.clone())))
            })
        },
        ..PLAIN
    },
    Lie {
        name: "objects have no id, with a huge total",
        about: LISTS,
        respond: |scene| {
            at_most(scene, |scene| {
                let act = changed(scene.first(), |list| {
                    edit(list, |list| {
                        list.iter_mut().for_each(|one| one["id"] = Value::Null)
                    });
                });
                with_counts(act, "4000000000", "4000000")
            })
        },
        ..PLAIN
    },
];

/// Lies, but not forever.
fn at_most(scene: &Scene<'_>, lie: fn(&Scene<'_>) -> Act) -> Act {
    match scene.turn {
        0..MOST_PAGES => lie(scene),
        _ => Act::status(400, refusal("400 Bad Request", "TOO_MANY_PAGES")),
    }
}

/// Returns the response without the counting headers.
fn without_counts(act: Act) -> Act {
    match act {
        Act::Answer(status, head, body) => {
            let counts = ["x-pagination-elements", "x-pagination-total"];
            let lines = head.split_inclusive("\r\n").filter(|line| {
                let line = line.to_lowercase();
                !counts.iter().any(|name| line.starts_with(name))
            });
            Act::Answer(status, lines.collect(), body)
        }
        other => other,
    }
}

/// Returns a response with other counting headers.
fn with_counts(act: Act, elements: &str, pages: &str) -> Act {
    without_counts(act)
        .with_header(&format!("x-pagination-elements: {elements}"))
        .with_header(&format!("x-pagination-total: {pages}"))
}
