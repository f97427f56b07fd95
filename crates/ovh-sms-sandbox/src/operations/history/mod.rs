//! Operations on the history: messages, exports, number lookups, the blacklist.

pub(super) mod blacklists;
pub(crate) mod exports;
pub(crate) mod hlr;
pub(super) mod incoming;
pub(super) mod outgoing;
pub(crate) mod ptts;
