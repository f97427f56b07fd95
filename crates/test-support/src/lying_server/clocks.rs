//! Lies about the time: late, early, stopped.

use super::{Lie, PLAIN, Scene};
use crate::fault_server::Act;

const CLOCK: &[&str] = &["auth_time_get"];

/// Defines a lie about a clock that is wrong by this number of seconds.
macro_rules! wrong_by {
    ($name:literal, $seconds:literal) => {
        Lie {
            name: $name,
            about: CLOCK,
            respond: |scene| wrong(scene, $seconds),
            ..PLAIN
        }
    };
}

pub const LIES: &[Lie] = &[
    wrong_by!("the clock is 65 s late", -65),
    wrong_by!("the clock is 2 h late", -7_200),
    wrong_by!("the clock is a year late", -31_536_000),
    wrong_by!("the clock is 65 s early", 65),
    wrong_by!("the clock is 2 h early", 7_200),
    Lie {
        name: "the clock is 65 s late in every second response",
        about: CLOCK,
        respond: |scene| wrong(scene, if scene.turn % 2 == 1 { -65 } else { 0 }),
        ..PLAIN
    },
    Lie {
        name: "the clock stands still",
        about: CLOCK,
        respond: |scene| scene.after(Act::json(scene.stopped_clock())),
        ..PLAIN
    },
];

fn wrong(scene: &Scene<'_>, seconds: i64) -> Act {
    scene.after(Act::json(scene.now() + seconds))
}
