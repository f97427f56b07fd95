//! Shell completions and manual pages.

pub(super) mod completions;
pub(super) mod man;
