//! One request at a time for a value that many calls share. The other calls wait for it, each until
//! its own deadline.

use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};

use crate::sync::timeout;

/// Why a value that calls share is not available.
#[derive(Debug)]
pub(crate) enum Unready<E> {
    /// The deadline of the call was exceeded while it waited for the request of another call.
    TooLate,
    /// The request failed.
    Failed(E),
}

/// Waits for its turn, on tokio's timer, as the timeouts of requests do.
pub(super) async fn turn<E>(
    mutex: &Mutex<()>,
    left: impl FnOnce() -> Duration,
) -> Result<MutexGuard<'_, ()>, Unready<E>> {
    if let Ok(turn) = mutex.try_lock() {
        return Ok(turn);
    }
    timeout(left(), mutex.lock())
        .await
        .map_err(|_| Unready::TooLate)
}
