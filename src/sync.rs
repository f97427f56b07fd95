//! The lock of the sends in flight, and what its model needs.
//!
//! The model (`cargo xtask ci --slow models`) runs with `--cfg shuttle`: a scheduler chooses the order
//! of the tasks, and takes another one at each lock.

#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::{Mutex, MutexGuard};
#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::{Mutex, MutexGuard};

/// How many orders of the tasks a model tries with each of two schedulers.
#[cfg(all(test, shuttle))]
const ORDERS: usize = 3_000;

/// Runs a model in many orders of its tasks.
#[cfg(all(test, shuttle))]
pub(crate) fn explore(model: impl Fn() + Send + Sync + 'static) {
    let model = std::sync::Arc::new(model);
    let again = std::sync::Arc::clone(&model);
    shuttle::check_random(move || model(), ORDERS);
    // Few switches at unlikely places.
    shuttle::check_pct(move || again(), ORDERS, 3);
}
