//! Returns a sandbox to its initial state.

use std::sync::atomic::Ordering;

use crate::clock::from_millis;
use crate::engine::Engine;
use crate::engine::access::Access;
use crate::engine::events::{ChangeEvent, EventKind};
use crate::engine::faults::Fault;
use crate::lock::lock;
use crate::state::World;

/// Creates the initial world for a seed.
type Create = dyn Fn(u64) -> Option<World> + Send + Sync;
/// Adds the keys of the handle to a world.
type AddKeys = dyn Fn(&mut World) + Send + Sync;

/// What a sandbox starts with.
pub(crate) struct Initial {
    pub(crate) access: Access,
    pub(crate) seed: u64,
    pub(crate) speed: f64,
    pub(crate) faults: Vec<Fault>,
    pub(crate) create: Box<Create>,
    pub(crate) add_keys: Box<AddKeys>,
}

impl Engine {
    /// Returns to the initial state, with another seed if given: accounts, messages, clock and
    /// faults. Requests and callbacks are forgotten.
    ///
    /// Returns `false` if the initial world cannot be created; nothing has changed then.
    pub(crate) fn reset(&self, seed: Option<u64>) -> bool {
        let seed = seed.unwrap_or(self.initial.seed);
        let Some(world) = (self.initial.create)(seed) else {
            return false;
        };
        self.clear_faults();
        self.journal.clear();
        self.callbacks.clear();
        self.seed.store(seed, Ordering::Relaxed);
        self.faults.reseed(seed);
        self.queries.store(0, Ordering::Relaxed);
        self.clock.set_speed(self.initial.speed);
        self.replace(world);
        self.add_initial_faults();
        true
    }

    /// Ends all faults, refused connections and the error of the authentication clock.
    pub(crate) fn clear_faults(&self) {
        self.faults.clear();
        self.clock.set_skew(0);
        self.events.publish(ChangeEvent::of(EventKind::Fault));
    }

    /// Adds the faults that the sandbox starts with.
    pub(crate) fn add_initial_faults(&self) {
        for fault in &self.initial.faults {
            self.faults.add(fault.clone(), self.clock.now());
        }
    }

    /// Replaces the world, and sets the clock to its time.
    pub(crate) fn replace(&self, world: World) {
        {
            let mut current = lock(&self.world);
            self.clock.set(from_millis(world.millis()));
            *current = world;
        }
        self.with_world(|world| (self.initial.add_keys)(world));
        self.changed.notify_one();
        self.events.publish(ChangeEvent::of(EventKind::Reset));
    }
}
