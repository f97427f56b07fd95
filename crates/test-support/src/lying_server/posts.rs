//! Lies about the outcome of a request to send.

use serde_json::json;

use super::items::refusal;
use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;
use crate::history::Rule::{
    self, AcceptedIsReported, AtMostOnce, CreditsNotBelow, NothingMeansNothing,
};

const POST: &[&str] = &["jobs_create"];
/// An error for a request that was processed: to a client it looks like a true one.
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
            respond: |scene| scene.after($act),
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
            respond: |scene| ($act)(scene),
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
        respond: |scene| scene.with_status(201),
        ..PLAIN
    },
    Lie {
        name: "processed, 303 with the report",
        about: POST,
        respond: |scene| scene.with_status(303),
        ..PLAIN
    },
    Lie {
        name: "processed, 500 with the report",
        about: POST,
        respond: |scene| scene.with_status(500),
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
        respond: |scene| once(scene, error(429, "TOO_MANY")),
        // This is the only status after which a request may be repeated.
        beyond: &[AtMostOnce, CreditsNotBelow],
        ..PLAIN
    },
    Lie {
        name: "processed, 400 with QUERY_TIME_OUT once",
        about: POST,
        respond: |scene| once(scene, error(400, "QUERY_TIME_OUT")),
        // This is the only refusal after which a request is signed again.
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
