//! Future events, in the order of their time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::values::numbers::Number;

/// A timed event; the first number is the position of the service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Event {
    /// A deferred message leaves.
    Send(usize, i64),
    /// A delivery takes its next step.
    Deliver(usize, i64),
    /// A batch takes its next step.
    Batch(usize, Uuid),
    /// A number lookup takes its next step.
    Lookup(usize, i64),
    /// A clean task takes its next step.
    Task(usize, i64),
    /// An export is written.
    Export(Uuid),
    /// A phonebook's import runs.
    PhonebookImport(usize, i64),
    /// A sender name is checked.
    SenderReview(usize, String),
    /// A template is checked.
    TemplateReview(usize, String),
    /// The allowed addresses of an SMPP account become active.
    Smpp(usize),
    /// A phone replies by itself.
    Reply(Number, String),
}

/// Events by time; events with the same time keep their order.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(i64, Event)>", into = "Vec<(i64, Event)>")]
pub(crate) struct Timeline {
    events: BTreeMap<(i64, u64), Event>,
    added: u64,
}

impl Clone for Timeline {
    fn clone(&self) -> Self {
        Self {
            events: self.events.clone(),
            added: self.added,
        }
    }
}

impl Timeline {
    pub(crate) fn add(&mut self, due: i64, event: Event) {
        self.added += 1;
        self.events.insert((due, self.added), event);
    }

    /// Returns all events with their times, the next one first.
    pub(crate) fn events(&self) -> impl Iterator<Item = (i64, &Event)> {
        self.events.iter().map(|((due, _), event)| (*due, event))
    }

    /// Returns the time of the next event.
    pub(crate) fn next_due(&self) -> Option<i64> {
        self.events.keys().next().map(|(due, _)| *due)
    }

    /// Takes the next event that is due by `now`.
    pub(crate) fn take_due(&mut self, now: i64) -> Option<(i64, Event)> {
        let entry = self
            .events
            .first_entry()
            .filter(|entry| entry.key().0 <= now)?;
        let ((due, _), event) = entry.remove_entry();
        Some((due, event))
    }
}

impl From<Vec<(i64, Event)>> for Timeline {
    fn from(events: Vec<(i64, Event)>) -> Self {
        let mut timeline = Self::default();
        for (due, event) in events {
            timeline.add(due, event);
        }
        timeline
    }
}

impl From<Timeline> for Vec<(i64, Event)> {
    fn from(timeline: Timeline) -> Self {
        timeline
            .events
            .into_iter()
            .map(|((due, _), event)| (due, event))
            .collect()
    }
}
