//! The state of a send: messages in flight, outcomes, and the server's clock.

pub(crate) mod clock;
pub(crate) mod in_flight;
pub(crate) mod report;
mod stored;
