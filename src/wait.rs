//! Pauses between repeated requests, which grow until a time limit.

use std::time::Duration;

use crate::client::Client;

/// The first pause and the longest pause.
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// Pauses on the client's time source.
#[derive(Debug)]
pub(crate) struct Wait {
    client: Client,
    until: Option<Duration>,
    next: Duration,
    longest: Duration,
}

impl Wait {
    /// Returns pauses that end after a time limit.
    pub(crate) fn patient(client: &Client, patience: Duration) -> Self {
        let now = client.transport().time().monotonic();
        Self {
            until: Some(now.saturating_add(patience)),
            ..Self::endless(client, PAUSES.1)
        }
    }

    /// Returns pauses without an end, up to this longest pause.
    pub(crate) fn endless(client: &Client, longest: Duration) -> Self {
        Self {
            client: client.clone(),
            until: None,
            next: PAUSES.0,
            longest,
        }
    }

    /// Starts again with the first pause, after something has happened.
    #[cfg(feature = "csv")]
    pub(crate) fn restart(&mut self) {
        self.next = PAUSES.0;
    }

    /// Waits for the next pause; returns `false` without waiting if the time limit has passed.
    pub(crate) async fn pause(&mut self) -> bool {
        let time = self.client.transport().time();
        let left = match self.until {
            Some(until) => until.saturating_sub(time.monotonic()),
            None => Duration::MAX,
        };
        if left.is_zero() {
            return false;
        }
        time.sleep(self.next.min(left)).await;
        self.next = (self.next * 3 / 2).min(self.longest);
        true
    }
}
