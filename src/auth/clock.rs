//! The server's clock: read once from `GET /auth/time`, then carried on by the local one.

use std::time::Instant;

use tokio::sync::OnceCell;

/// What the server's clock said, and when.
#[derive(Debug, Clone, Copy)]
struct Reading {
    server: i64,
    at: Instant,
}

/// The server's clock; the local wall clock is never asked, so its jumps do no harm.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    reading: OnceCell<Reading>,
}

impl Clock {
    /// Seconds since 1970 by the server, which `read` asks the first time.
    pub(crate) async fn now<E, F>(&self, read: impl FnOnce() -> F) -> Result<i64, E>
    where
        F: Future<Output = Result<i64, E>>,
    {
        let reading = self
            .reading
            .get_or_try_init(|| async {
                let server = read().await?;
                Ok(Reading {
                    server,
                    at: Instant::now(),
                })
            })
            .await?;
        let passed = i64::try_from(reading.at.elapsed().as_secs()).unwrap_or(i64::MAX);
        Ok(reading.server.saturating_add(passed))
    }
}
