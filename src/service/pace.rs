//! Waits between repeated reads: they grow up to a limit and stop at a deadline.

use std::time::Duration;

use super::Service;

/// A growing wait.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    next: Duration,
    longest: Duration,
    /// The growth per wait, in percent.
    growth: u32,
}

impl Pace {
    /// Creates waits that start at `first` and grow by half, up to `longest`.
    pub(crate) fn new(first: Duration, longest: Duration) -> Self {
        Self {
            next: first.min(longest),
            longest,
            growth: 150,
        }
    }

    /// Creates waits that double.
    pub(crate) fn doubling(first: Duration, longest: Duration) -> Self {
        Self {
            growth: 200,
            ..Self::new(first, longest)
        }
    }

    /// Returns the next wait.
    pub(crate) fn step(&mut self) -> Duration {
        let wait = self.next;
        self.next = (wait.saturating_mul(self.growth) / 100).min(self.longest);
        wait
    }
}

/// Waits, but not beyond the deadline on the client's clock; returns `false` if no time is left.
pub(crate) async fn wait(service: &Service, wanted: Duration, deadline: Option<Duration>) -> bool {
    let left = match deadline {
        Some(deadline) => deadline.saturating_sub(service.elapsed()),
        None => Duration::MAX,
    };
    if left.is_zero() {
        return false;
    }
    service.sleep(wanted.min(left)).await;
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_longest() {
        let mut pace = Pace::doubling(Duration::from_secs(1), Duration::from_secs(5));
        let waits: Vec<u64> = (0..5).map(|_| pace.step().as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 5, 5]);
    }
}
