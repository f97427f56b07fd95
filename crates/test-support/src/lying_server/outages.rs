//! A service that fails or refuses every request.

use super::items::refusal;
use super::{Lie, PLAIN};
use crate::fault_server::Act;

pub const LIES: &[Lie] = &[
    Lie {
        name: "everything returns 500",
        respond: |_| Act::status(500, refusal("500 made up", "INTERNAL")),
        ..PLAIN
    },
    Lie {
        name: "everything returns 403",
        respond: |_| Act::status(403, refusal("403 Forbidden", "NOT_GRANTED_CALL")),
        ..PLAIN
    },
    Lie {
        name: "everything returns 404",
        respond: |_| Act::status(404, refusal("404 Not Found", "NOT_FOUND")),
        ..PLAIN
    },
    Lie {
        name: "everything returns an empty list",
        respond: |_| Act::json("[]"),
        typed: false,
        ..PLAIN
    },
];
