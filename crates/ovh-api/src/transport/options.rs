//! The policy of a client or a call: how long a call may take and how often it is attempted.

use std::time::Duration;

/// The default timeout of one attempt, including connecting.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The default deadline of a call, including waits and all attempts.
const DEADLINE: Duration = Duration::from_secs(180);
/// The default limit of the response size, in bytes.
const RESPONSE_LIMIT: u64 = 64 << 20;

/// When a failed request is retried, and after how long.
///
/// GET, PUT and DELETE are retried when the connection fails and on 408, 429, 502, 503 and 504, and
/// GET also on 500.
/// POST is retried only if the server cannot have processed it: no connection was made, or the
/// status is 429. The wait grows with each attempt. It is a random part of its maximum (*full
/// jitter*), so that many clients do not retry at the same time. A `Retry-After` header of the
/// response is respected.
///
/// Two failures are always retried immediately, but only once per call. If a request was refused
/// for its timestamp, it is signed again with the server's clock. If it was refused for its OAuth2
/// token, it is sent with a new one. In both cases the server has not processed the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
}

impl Default for Retry {
    /// Returns four attempts, with waits of at most 0.5, 1 and 2 seconds between them.
    fn default() -> Self {
        Self {
            attempts: 4,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
        }
    }
}

impl Retry {
    /// Returns a policy with one attempt.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// Sets how many attempts there are, including the first; 0 counts as 1.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the maximum of the first wait; 0.5 seconds by default. It doubles with each attempt.
    #[must_use]
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// Limits every wait except those of `Retry-After`; 20 seconds by default.
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Returns true if there may be another attempt after this many.
    pub(super) fn allows_after(&self, attempts: u32) -> bool {
        attempts < self.attempts
    }

    /// Returns how long to wait after this many attempts; `chance` is between 0 and 1.
    pub(super) fn wait(&self, attempts: u32, asked_for: Option<Duration>, chance: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let longest = self
            .first_wait
            .saturating_mul(doubled)
            .min(self.longest_wait);
        let jitter = longest.mul_f64(chance.clamp(0.0, 1.0));
        match asked_for {
            // Not before that time, and not for all clients at the same moment.
            Some(asked_for) => asked_for.saturating_add(jitter.min(self.first_wait)),
            None => jitter,
        }
    }
}

/// Options of a client or of a call. Unset options keep their values.
///
/// ```
/// use std::time::Duration;
/// use ovh_api::{Options, Retry};
///
/// # fn urgent(client: &ovh_api::Client) -> ovh_api::Client {
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
    /// Creates options of which none is set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets when a request is retried; four attempts by default.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sets the timeout of one attempt, including connecting; 60 seconds by default.
    ///
    /// If it is shorter than the limit for [connecting](crate::ClientBuilder::connect_timeout), an
    /// attempt may end before it is known whether a connection was made. Such an attempt counts as
    /// possibly sent.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the deadline of a call, including waits and all attempts; 180 seconds by default. A
    /// wait that would end after the deadline is not started.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets the largest response that is read, in bytes; 64 MiB by default. A larger one is a
    /// [`ResponseError::TooLarge`](crate::error::ResponseError::TooLarge). At most 1 MiB of an
    /// error response is read.
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
    /// Returns this policy, changed by the options that are set.
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
    fn the_first_wait_is_the_one_that_was_set_and_doubles() {
        let retry = Retry::default()
            .attempts(9)
            .first_wait(Duration::from_millis(30));
        let waits: Vec<u128> = (1..4)
            .map(|n| retry.wait(n, None, 1.0).as_millis())
            .collect();
        assert_eq!(waits, [30, 60, 120]);
        assert!(retry.allows_after(8) && !retry.allows_after(9));
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
