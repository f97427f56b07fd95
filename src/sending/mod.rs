//! A message being sent: what this program has in flight, what came of it, and the server's clock.

pub(crate) mod clock;
pub(crate) mod in_flight;
pub(crate) mod report;
