//! Operations on lists of receivers: slots, phonebooks, and the tasks that clean slots.

pub(crate) mod phonebooks;
pub(crate) mod receivers;
pub(super) mod tasks;
