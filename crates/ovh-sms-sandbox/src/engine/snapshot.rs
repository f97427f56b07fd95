//! Snapshots: the state of a sandbox as JSON, to be restored later.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::state::World;

/// The version of the form. It changes with each incompatible change of [`World`].
const VERSION: i64 = 1;

#[derive(Serialize)]
struct Written<'a> {
    version: i64,
    clock: Clock,
    world: &'a World,
}

#[derive(Deserialize)]
struct Read {
    clock: Clock,
    world: World,
}

#[derive(Deserialize)]
struct Head {
    version: i64,
}

/// The settings of the clock; its time is that of the world.
#[derive(Serialize, Deserialize)]
struct Clock {
    now: String,
    running: bool,
    speed: f64,
    next: Option<String>,
}

impl Engine {
    /// Returns the state as JSON: the world with its clock, without requests, callbacks and faults.
    pub(crate) fn snapshot(&self) -> Vec<u8> {
        let (running, speed) = self.clock.speed();
        self.with_world(|world| {
            let next = world.timeline.next_due();
            let written = Written {
                version: VERSION,
                clock: Clock {
                    now: crate::clock::written_exactly(world.now),
                    running,
                    speed,
                    next: next
                        .map(|due| crate::clock::written_exactly(crate::clock::from_millis(due))),
                },
                world,
            };
            serde_json::to_vec(&written).unwrap_or_default()
        })
    }

    /// Replaces the state by that of a snapshot.
    ///
    /// # Errors
    /// What is wrong with the snapshot; the state is as before.
    pub(crate) fn restore(&self, snapshot: &[u8]) -> Result<(), String> {
        let head: Head = serde_json::from_slice(snapshot)
            .map_err(|error| format!("This is not a snapshot: {error}"))?;
        if head.version != VERSION {
            return Err(format!(
                "[version] This sandbox reads snapshots of version {VERSION}, not {}",
                head.version
            ));
        }
        let Read { clock, mut world } = serde_json::from_slice(snapshot)
            .map_err(|error| format!("This is not a snapshot: {error}"))?;
        world.policy = Arc::clone(&self.policy);
        if clock.speed.is_finite() && clock.speed > 0.0 {
            self.clock.set_speed(clock.speed);
        }
        self.clock.run(clock.running);
        self.replace(world);
        Ok(())
    }
}
