//! The faults of a remote sandbox.

use std::time::Duration;

use serde_json::json;

use super::{RemoteError, RemoteSandbox};
use crate::engine::faults::Fault;

/// Adds and clears faults; see [`RemoteSandbox::faults`].
#[derive(Debug, Clone, Copy)]
pub struct RemoteFaults<'a> {
    remote: &'a RemoteSandbox,
}

impl<'a> RemoteFaults<'a> {
    pub(super) fn new(remote: &'a RemoteSandbox) -> Self {
        Self { remote }
    }

    /// Adds a fault to the active ones.
    ///
    /// # Errors
    /// The call fails, or the operation of the fault does not exist.
    pub async fn add(&self, fault: Fault) -> Result<&Self, RemoteError> {
        self.remote.post("faults", fault.to_json()).await?;
        Ok(self)
    }

    /// Ends all faults, including refused connections and a wrong clock.
    ///
    /// # Errors
    /// The call fails.
    pub async fn clear(&self) -> Result<&Self, RemoteError> {
        self.remote.delete("faults").await?;
        Ok(self)
    }

    /// Closes the port and all open connections for a time, since the port is the only way to the
    /// sandbox.
    ///
    /// # Errors
    /// The call fails, or the time is longer than an hour.
    pub async fn refuse_connections(&self, time: Duration) -> Result<&Self, RemoteError> {
        let body = json!({ "refused": true, "seconds": time.as_secs_f64() });
        self.remote.post("faults/connections", body).await?;
        Ok(self)
    }

    /// Shifts the clock against which signatures are checked by this many seconds.
    ///
    /// # Errors
    /// The call fails.
    pub async fn clock_skew(&self, seconds: i64) -> Result<&Self, RemoteError> {
        let body = json!({ "seconds": seconds });
        self.remote.post("faults/clock", body).await?;
        Ok(self)
    }
}
