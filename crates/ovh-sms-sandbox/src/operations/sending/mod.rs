//! Operations that send or estimate: jobs, batches, estimates, rates.

pub(crate) mod batches;
pub(super) mod estimate;
pub(super) mod jobs;
pub(super) mod rates;
