//! The order in which messages were created.
//!
//! Ids grow, so the order is mostly that of the ids. The ids of a batch are drawn before its messages
//! are created, so other messages may have greater ids and be older.

use serde::{Deserialize, Serialize};

/// The place of a message in the order of creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Place(i64, usize, i64);

/// The messages that were created late.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Appearance {
    runs: Vec<Run>,
}

/// The messages of a batch, which were created one after the other.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Run {
    first: i64,
    last: i64,
    /// The last id that was drawn before they were created.
    after: i64,
}

impl Appearance {
    /// Records the creation of messages whose ids were drawn before, given the last id that was
    /// drawn since.
    pub(crate) fn record(&mut self, ids: &[i64], last_drawn: i64) {
        if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
            self.runs.push(Run {
                first: *first,
                last: *last,
                after: last_drawn,
            });
        }
    }

    /// Returns the place of a message.
    pub(crate) fn place(&self, id: i64) -> Place {
        let mut runs = self.runs.iter().enumerate();
        let run = runs.find(|(_, run)| (run.first..=run.last).contains(&id));
        match run {
            Some((index, run)) => Place(run.after, index + 1, id),
            None => Place(id, 0, id),
        }
    }

    /// Returns an id below those of all messages that may have been created after another one.
    pub(crate) fn before(&self, id: i64) -> i64 {
        let Place(after, ..) = self.place(id);
        let late = self.runs.iter().filter(|run| run.after >= after);
        late.map(|run| run.first.saturating_sub(1))
            .fold(id, i64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_as_late_as_it_is_created() {
        let mut appearance = Appearance::default();
        // 1 and 5 are jobs; 2 to 4 and 6 to 8 were drawn for batches.
        appearance.record(&[2, 3, 4], 8);
        appearance.record(&[6, 7, 8], 8);
        let mut ids = [9, 8, 7, 6, 5, 4, 3, 2, 1];
        ids.sort_by_key(|id| appearance.place(*id));
        assert_eq!(ids, [1, 5, 2, 3, 4, 6, 7, 8, 9]);
    }
}
