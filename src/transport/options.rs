//! Policy: how long a call may take and how often it is tried, per client or per call.

use std::time::Duration;

/// How long one attempt may take, connecting included.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long a call may take, waits and all attempts included.
const DEADLINE: Duration = Duration::from_secs(180);
/// The largest response that is read.
const RESPONSE_LIMIT: u64 = 64 << 20;

/// When a request that failed is tried again, and after how long.
///
/// GET, PUT and DELETE are repeated when the connection fails and on 408, 429, 502, 503 and 504.
/// POST is repeated only where it surely was not processed: not connected, or 429. Waits grow from
/// attempt to attempt, each a random part of its longest (*full jitter*), so that many clients do
/// not come back together; `Retry-After` of an answer is obeyed.
///
/// Two things are repeated at once, whatever this says, and only once in a call: a request that was refused for
/// its timestamp is signed anew by the server's clock, and one that was refused for its OAuth2
/// token goes out with a new one. Neither had been processed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
}

impl Default for Retry {
    /// Four attempts, with waits of at most 0.5, 1 and 2 seconds between them.
    fn default() -> Self {
        Self {
            attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
        }
    }
}

impl Retry {
    /// One attempt.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// How many attempts there are, the first included; 0 counts as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest that the first wait can be; it doubles from attempt to attempt.
    #[must_use]
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest that any wait can be, but for one that the server asks for.
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Whether there may be an attempt after so many.
    pub(super) fn allows_after(&self, attempts: u32) -> bool {
        attempts < self.attempts
    }

    /// How long to wait after so many attempts; `chance` is between 0 and 1.
    pub(super) fn wait(&self, attempts: u32, asked_for: Option<Duration>, chance: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let longest = self
            .first_wait
            .saturating_mul(doubled)
            .min(self.longest_wait);
        let jitter = longest.mul_f64(chance.clamp(0.0, 1.0));
        match asked_for {
            // Not before, and not all at the same moment after.
            Some(asked_for) => asked_for.saturating_add(jitter.min(self.first_wait)),
            None => jitter,
        }
    }
}

/// Options of a client or of a call; what is not set stays as it was.
///
/// ```
/// use std::time::Duration;
/// use ovh_sms::{Options, Retry};
///
/// # fn urgent(client: &ovh_sms::Client) -> ovh_sms::Client {
/// client.with(Options::new().timeout(Duration::from_secs(5)).retry(Retry::never()))
/// # }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    retry: Option<Retry>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    response_limit: Option<u64>,
}

impl Options {
    /// Options of which none is set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// When a request is tried again; four attempts by default.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// How long one attempt may take, connecting included; 60 seconds by default.
    ///
    /// Shorter than the time for [connecting](crate::ClientBuilder::connect_timeout), it ends
    /// attempts of which nobody knows whether they got that far: they count as perhaps sent.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long a call may take, waits and all attempts included; 180 seconds by default. A wait
    /// that would end later is not begun.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The largest response that is read, in bytes; 64 MiB by default. A larger one is an
    /// [`ResponseError::TooLarge`](crate::error::ResponseError::TooLarge). Of error responses at most 1 MiB is read.
    #[must_use]
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.response_limit = Some(bytes);
        self
    }
}

/// Options that are all set.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(super) retry: Retry,
    pub(super) timeout: Duration,
    pub(super) deadline: Duration,
    pub(super) response_limit: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            retry: Retry::default(),
            timeout: TIMEOUT,
            deadline: DEADLINE,
            response_limit: RESPONSE_LIMIT,
        }
    }
}

impl Policy {
    /// This policy with what the options set.
    pub(crate) fn with(&self, options: &Options) -> Self {
        Self {
            retry: options.retry.as_ref().unwrap_or(&self.retry).clone(),
            timeout: options.timeout.unwrap_or(self.timeout),
            deadline: options.deadline.unwrap_or(self.deadline),
            response_limit: options.response_limit.unwrap_or(self.response_limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_are_a_random_part_of_it() {
        let retry = Retry::default().longest_wait(Duration::from_secs(3));
        let longest: Vec<u128> = (1..6)
            .map(|n| retry.wait(n, None, 1.0).as_millis())
            .collect();
        assert_eq!(longest, [500, 1000, 2000, 3000, 3000]);
        assert_eq!(retry.wait(3, None, 0.0), Duration::ZERO);
        assert_eq!(retry.wait(3, None, 0.25), Duration::from_millis(500));
        assert_eq!(retry.wait(u32::MAX, None, 1.0), Duration::from_secs(3));
    }

    #[test]
    fn a_wait_is_never_shorter_than_the_server_asks_for() {
        let asked = Duration::from_secs(7);
        for chance in [0.0, 0.5, 1.0] {
            let wait = Retry::default().wait(1, Some(asked), chance);
            assert!(
                wait >= asked && wait <= asked + Duration::from_millis(500),
                "{wait:?}"
            );
        }
        assert_eq!(
            Retry::default().wait(9, Some(Duration::MAX), 1.0),
            Duration::MAX
        );
    }
}
