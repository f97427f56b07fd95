//! One request at a time for what many calls need; the others wait for it, each no longer than its
//! own time allows.

use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};

/// Why something that calls share is not there.
#[derive(Debug)]
pub(crate) enum Unready<E> {
    /// The time of the call ended while it waited for the request of another one.
    TooLate,
    /// The request failed.
    Failed(E),
}

/// Waits for a turn, by tokio's timer, as time-outs of requests are.
pub(super) async fn turn<E>(
    mutex: &Mutex<()>,
    left: impl FnOnce() -> Duration,
) -> Result<MutexGuard<'_, ()>, Unready<E>> {
    if let Ok(turn) = mutex.try_lock() {
        return Ok(turn);
    }
    tokio::time::timeout(left(), mutex.lock())
        .await
        .map_err(|_| Unready::TooLate)
}
