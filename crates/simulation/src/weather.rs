//! The probabilities of failures in a simulated network and of delays in a simulated service.

use std::time::Duration;

use fastrand::Rng;

/// What can happen to a request; each is a probability from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weather {
    /// No connection is made.
    pub refused: f64,
    /// The request is lost, and the client waits until its timeout or sees a reset.
    pub lost: f64,
    /// The request is processed and its response is lost.
    pub unanswered: f64,
    /// The request arrives after the client's timeout.
    pub late: f64,
    /// A gateway responds with 502, 503 or 504; half of these requests were forwarded.
    pub gateway: f64,
    /// The longest delay in each direction of a request that arrives.
    pub delay: Duration,
    /// How long lists lack new items.
    pub stale: Duration,
}

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fate {
    Arrives { there: Duration, back: Duration },
    Refused,
    Lost { reset: bool },
    Unanswered { there: Duration, reset: bool },
    Late { behind: Duration },
    Gateway { status: u16, forwarded: bool },
}

impl Weather {
    /// Nothing fails, and responses take up to 100 ms.
    pub const CALM: Self = Self {
        refused: 0.0,
        lost: 0.0,
        unanswered: 0.0,
        late: 0.0,
        gateway: 0.0,
        delay: Duration::from_millis(50),
        stale: Duration::ZERO,
    };

    /// Draws a weather: some are calm, some fail rarely, some often.
    pub fn draw(random: &mut Rng) -> Self {
        let severity = [0.0, 0.03, 0.1, 0.3];
        let mut share = || severity[random.usize(..severity.len())];
        let (refused, lost, unanswered) = (share(), share(), share());
        let (late, gateway) = (share() / 3.0, share() / 2.0);
        let delays = [50, 500, 5_000, 20_000];
        let delay = Duration::from_millis(delays[random.usize(..delays.len())]);
        let stales = [0, 0, 3, 60, 600];
        let stale = Duration::from_secs(stales[random.usize(..stales.len())]);
        Self {
            refused,
            lost,
            unanswered,
            late,
            gateway,
            delay,
            stale,
        }
    }

    /// Draws what happens to the next request.
    pub(crate) fn fate(&self, random: &mut Rng) -> Fate {
        let mut delay = || {
            let most = u64::try_from(self.delay.as_millis()).unwrap();
            Duration::from_millis(random.u64(0..=most))
        };
        let (there, back) = (delay(), delay());
        let reset = random.bool();
        let mut left = random.f64();
        let mut falls = |share: f64| {
            left -= share;
            left < 0.0
        };
        if falls(self.refused) {
            Fate::Refused
        } else if falls(self.lost) {
            Fate::Lost { reset }
        } else if falls(self.unanswered) {
            Fate::Unanswered { there, reset }
        } else if falls(self.late) {
            let behind = Duration::from_millis(random.u64(1..240_000));
            Fate::Late { behind }
        } else if falls(self.gateway) {
            let status = [502, 503, 504][random.usize(..3)];
            let forwarded = random.bool();
            Fate::Gateway { status, forwarded }
        } else {
            Fate::Arrives { there, back }
        }
    }
}
