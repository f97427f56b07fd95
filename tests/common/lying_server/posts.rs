//! Lies about what became of a request to send.

use serde_json::{Value, json};

use super::items::refusal;
use super::lists::edit;
use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;
use crate::history::Rule::{
    self, AcceptedIsReported, AtMostOnce, CreditsNotAbove, CreditsNotBelow, NothingMeansNothing,
    SentWasAccepted,
};

const POST: &[&str] = &["jobs_create"];
/// A refusal of a request that was processed: no client can tell it from a true one.
const REFUSED: &[Rule] = &[AcceptedIsReported, NothingMeansNothing, CreditsNotBelow];
const PAGE: &str = "<html><head><title>Gateway</title></head><body>made up</body></html>";

/// A lie about a request that was processed.
macro_rules! processed {
    ($name:literal, $act:expr) => {
        processed!($name, $act, &[])
    };
    ($name:literal, $act:expr, $beyond:expr) => {
        Lie {
            name: $name,
            about: POST,
            tell: |scene| scene.after($act),
            typed: false,
            beyond: $beyond,
            ..PLAIN
        }
    };
}

/// A lie about a request that was not processed.
macro_rules! unprocessed {
    ($name:literal, $act:expr) => {
        Lie {
            name: $name,
            about: POST,
            tell: |scene| ($act)(scene),
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
            tell: |scene| scene.changed($change),
            beyond: $beyond,
            ..PLAIN
        }
    };
}

pub const LIES: &[Lie] = &[
    processed!("processed, 502 with a page", page(502)),
    processed!("processed, 500", error(500, "INTERNAL")),
    processed!(
        "processed, 503 with QUERY_TIME_OUT as its code",
        error(503, "QUERY_TIME_OUT")
    ),
    processed!(
        "processed, 500 with QUERY_TIME_OUT as its class",
        class(500, "QUERY_TIME_OUT")
    ),
    processed!(
        "processed, 504 with INVALID_SIGNATURE as its code",
        error(504, "INVALID_SIGNATURE")
    ),
    processed!("processed, 408", page(408)),
    processed!("processed, 499", page(499)),
    processed!("processed, 301", page(301)),
    processed!("processed, 302", page(302)),
    processed!("processed, 303", page(303)),
    processed!(
        "processed, 304",
        Act::Answer(304, String::new(), String::new())
    ),
    processed!("processed, 307", page(307)),
    processed!("processed, 308", page(308)),
    processed!("processed, 599", page(599)),
    processed!("processed, 200 with a page", page(200)),
    processed!("processed, 200 with nothing", Act::status(200, "")),
    processed!("processed, 200 with null", Act::json("null")),
    processed!("processed, 200 with an empty object", Act::json("{}")),
    processed!("processed, 200 with a list", Act::json("[]")),
    processed!("processed, 202 with nothing", Act::status(202, "")),
    processed!(
        "processed, 204",
        Act::Answer(204, String::new(), String::new())
    ),
    processed!(
        "processed, and its body is cut",
        Act::Cut("{\"ids\":[".to_owned())
    ),
    Lie {
        name: "processed, 201 with the report",
        about: POST,
        tell: |scene| scene.with_status(201),
        ..PLAIN
    },
    Lie {
        name: "processed, 303 with the report",
        about: POST,
        tell: |scene| scene.with_status(303),
        ..PLAIN
    },
    Lie {
        name: "processed, 500 with the report",
        about: POST,
        tell: |scene| scene.with_status(500),
        ..PLAIN
    },
    processed!("processed, 400", error(400, "BAD_REQUEST"), REFUSED),
    processed!("processed, 400 with a page", page(400), REFUSED),
    processed!("processed, 401", error(401, "UNAUTHORIZED"), REFUSED),
    processed!("processed, 403", error(403, "FORBIDDEN"), REFUSED),
    processed!("processed, 404", error(404, "NOT_FOUND"), REFUSED),
    processed!("processed, 409", error(409, "CONFLICT"), REFUSED),
    processed!("processed, 460", error(460, "EXPIRED"), REFUSED),
    Lie {
        name: "processed, 429 once",
        about: POST,
        tell: |scene| once(scene, error(429, "TOO_MANY")),
        // It is the one status after which a request may be repeated.
        beyond: &[AtMostOnce, CreditsNotBelow],
        ..PLAIN
    },
    Lie {
        name: "processed, 400 with QUERY_TIME_OUT once",
        about: POST,
        tell: |scene| once(scene, error(400, "QUERY_TIME_OUT")),
        // It is the one refusal after which a request is signed again.
        beyond: &[AtMostOnce, CreditsNotBelow],
        ..PLAIN
    },
    unprocessed!("not processed, 502 with a page", |_: &Scene<'_>| page(502)),
    unprocessed!("not processed, 200 with a page", |_: &Scene<'_>| page(200)),
    unprocessed!("not processed, 200 with an empty object", |_: &Scene<
        '_,
    >| Act::json(
        "{}"
    )),
    unprocessed!("not processed, 200 with nothing", |_: &Scene<'_>| {
        Act::status(200, "")
    }),
    unprocessed!("not processed, 204", |_: &Scene<'_>| Act::Answer(
        204,
        String::new(),
        String::new()
    )),
    unprocessed!("not processed, 303 with a page", |_: &Scene<'_>| page(303)),
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
        tell: |scene| Act::json(made_up(scene, |report| report["tag"] = json!("another"))),
        // The service may change a tag, so that another one contradicts nothing.
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
        tell: |scene| Act::json(made_up(scene, |_| {})),
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
        // The service may change a tag: what it names is reported.
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

fn page(status: u16) -> Act {
    Act::Answer(
        status,
        "content-type: text/html\r\n".to_owned(),
        PAGE.to_owned(),
    )
}

fn error(status: u16, code: &str) -> Act {
    Act::status(status, refusal(&format!("{status} made up"), code))
}

fn class(status: u16, class: &str) -> Act {
    Act::status(status, json!({ "message": "made up", "class": class }))
}

/// Lies about the first request only.
fn once(scene: &Scene<'_>, act: Act) -> Act {
    match scene.turn {
        0 => scene.after(act),
        _ => scene.truth(),
    }
}

/// The report that the request would have had, changed.
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
