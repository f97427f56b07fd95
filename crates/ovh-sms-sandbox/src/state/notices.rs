//! Changes of the world that are reported to programs that wait for them.

use crate::values::numbers::Number;

/// The maximum number of changes that are reported one by one.
const MOST: usize = 256;

/// A change of the world.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Notice {
    /// A message was created.
    Message(i64, Number),
    /// A message was sent, delivered, cancelled, or failed.
    Status(i64, Number),
    /// A phone has replied, or received a text outside the history.
    Reply(Number),
    /// An account has changed, by its position.
    Account(usize),
}

/// The changes since the last report.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    list: Vec<Notice>,
    /// Whether there were more than are kept.
    is_incomplete: bool,
}

impl Notices {
    pub(crate) fn add(&mut self, notice: Notice) {
        if self.list.last() == Some(&notice) {
            return;
        }
        if self.list.len() < MOST {
            self.list.push(notice);
        } else {
            self.is_incomplete = true;
        }
    }

    /// Takes all changes; `None` if there were too many.
    pub(crate) fn take(&mut self) -> Option<Vec<Notice>> {
        let Self {
            list,
            is_incomplete,
        } = std::mem::take(self);
        (!is_incomplete).then_some(list)
    }
}
