//! Lies about the report of a send, of one that was never made and of one that was.

use serde_json::{Value, json};

use super::lists::edit;
use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;
use crate::history::Rule::{
    self, AcceptedIsReported, CreditsNotAbove, CreditsNotBelow, NothingMeansNothing,
    SentWasAccepted,
};

const POST: &[&str] = &["jobs_create"];
/// An error in which every field matches.
const REFUSED: &[Rule] = &[AcceptedIsReported, NothingMeansNothing, CreditsNotBelow];

/// A lie about a request that was not processed.
macro_rules! unprocessed {
    ($name:literal, $act:expr) => {
        Lie {
            name: $name,
            about: POST,
            respond: |scene| ($act)(scene),
            ..PLAIN
        }
    };
}

/// A lie about the report of a request that was processed.
macro_rules! report {
    ($name:literal, $change:expr) => {
        report!($name, $change, &[])
    };
    ($name:literal, $change:expr, $beyond:expr) => {
        Lie {
            name: $name,
            about: POST,
            respond: |scene| scene.changed($change),
            beyond: $beyond,
            ..PLAIN
        }
    };
}

pub const LIES: &[Lie] = &[
    unprocessed!(
        "not processed, the report of another send",
        |scene: &Scene<'_>| {
            Act::json(made_up(scene, |report| {
                report["validReceivers"] = json!(["+33600000999"]);
                report["ids"] = json!([700_000_001]);
                report["tag"] = json!("another");
            }))
        }
    ),
    Lie {
        name: "not processed, a report with another tag",
        about: POST,
        respond: |scene| Act::json(made_up(scene, |report| report["tag"] = json!("another"))),
        // The service may change a tag, so another tag is no contradiction.
        beyond: &[SentWasAccepted, CreditsNotAbove],
        ..PLAIN
    },
    unprocessed!("not processed, a report without ids", |scene: &Scene<
        '_,
    >| {
        Act::json(made_up(scene, |report| report["ids"] = json!([])))
    }),
    unprocessed!(
        "not processed, a report with too many ids",
        |scene: &Scene<'_>| {
            Act::json(made_up(scene, |report| {
                report["ids"] = json!([1, 2, 3, 4, 5, 6, 7])
            }))
        }
    ),
    unprocessed!(
        "not processed, a report with one id for all",
        |scene: &Scene<'_>| {
            Act::json(made_up(scene, |report| {
                edit(&mut report["ids"], |ids| ids.fill(json!(700_000_001)));
                edit(&mut report["ids"], |ids| ids.push(json!(700_000_001)));
            }))
        }
    ),
    Lie {
        name: "not processed, a report in which everything fits",
        about: POST,
        respond: |scene| Act::json(made_up(scene, |_| {})),
        beyond: &[SentWasAccepted, CreditsNotAbove],
        ..PLAIN
    },
    report!("receivers are valid and invalid", |report| {
        report["invalidReceivers"] = report["validReceivers"].clone();
    }),
    report!("receivers are invalid, and have ids", |report| {
        report["invalidReceivers"] = std::mem::take(&mut report["validReceivers"]);
        report["validReceivers"] = json!([]);
    }),
    report!("receivers are invalid, and were paid for", |report| {
        report["invalidReceivers"] = std::mem::take(&mut report["validReceivers"]);
        report["validReceivers"] = json!([]);
        report["ids"] = json!([]);
    }),
    report!(
        "receivers are invalid in a report in which everything fits",
        |report| {
            report["invalidReceivers"] = std::mem::take(&mut report["validReceivers"]);
            report["validReceivers"] = json!([]);
            report["ids"] = json!([]);
            report["totalCreditsRemoved"] = json!(0);
        },
        REFUSED
    ),
    report!("the report is about other receivers", |report| {
        edit(&mut report["validReceivers"], |all| {
            all.fill(json!("+33600000999"))
        });
    }),
    report!(
        "the report is about no receivers",
        |report| report["validReceivers"] = json!([])
    ),
    report!("the report leaves a receiver out", |report| {
        edit(&mut report["validReceivers"], |all| {
            all.pop();
        });
    }),
    report!("the report has no ids", |report| report["ids"] = json!([])),
    report!("the report has an id less", |report| {
        edit(&mut report["ids"], |ids| {
            ids.pop();
        });
    }),
    report!("the report has an id twice", |report| {
        edit(&mut report["ids"], |ids| ids.extend(ids.first().cloned()));
    }),
    report!(
        "the report has another tag",
        |report| report["tag"] = json!("another"),
        // The service may change a tag: the tag of the response is reported.
        &[SentWasAccepted]
    ),
    report!(
        "the report has no credits removed",
        |report| report["totalCreditsRemoved"] = json!(0),
        // The client has no price to compare it with.
        &[CreditsNotBelow]
    ),
    report!("the report has negative credits removed", |report| {
        report["totalCreditsRemoved"] = json!(-5);
        report["creditsLeft"] = json!(-5);
    }),
    report!(
        "the report has null credits",
        |report| report["totalCreditsRemoved"] = Value::Null
    ),
    report!(
        "the report has a million credits removed",
        |report| report["totalCreditsRemoved"] = json!(1_000_000),
        &[CreditsNotAbove]
    ),
];

/// Returns the changed report that the request would have had.
fn made_up(scene: &Scene<'_>, change: impl FnOnce(&mut Value)) -> Value {
    let posted = scene.request.json();
    let receivers = posted["receivers"].as_array().cloned().unwrap_or_default();
    let ids: Vec<i64> = (700_000_001..).take(receivers.len()).collect();
    let mut report = json!({
        "ids": ids,
        "validReceivers": receivers,
        "invalidReceivers": [],
        "totalCreditsRemoved": receivers.len(),
        "creditsLeft": 100,
        "tag": posted["tag"],
    });
    change(&mut report);
    report
}
