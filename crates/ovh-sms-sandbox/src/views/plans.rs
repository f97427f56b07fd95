//! When the status of messages changes next.

use std::collections::HashMap;

use crate::state::{Event, World};

/// The times of the next events of messages.
pub(crate) struct Plans(HashMap<i64, i64>);

impl Plans {
    /// Finds the next event of each message that has one.
    pub(crate) fn of(world: &World, ids: impl Iterator<Item = i64>) -> Self {
        let mut open: HashMap<i64, i64> = ids.map(|id| (id, 0)).collect();
        if open.is_empty() {
            return Self(open);
        }
        for (due, event) in world.timeline.events() {
            if let Event::Send(_, id) | Event::Deliver(_, id) = event
                && let Some(time) = open.get_mut(id).filter(|time| **time == 0)
            {
                *time = due;
            }
        }
        open.retain(|_, time| *time != 0);
        Self(open)
    }

    /// Returns the time of the next event of a message.
    pub(crate) fn next(&self, id: i64) -> Option<i64> {
        self.0.get(&id).copied()
    }
}
