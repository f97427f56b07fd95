//! The probabilities of failures in a simulated network and of delays in a simulated service.

use std::time::Duration;

use fastrand::Rng;
use http::Method;

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
    /// A gateway responds with 500, 502, 503 or 504, with a page or with one of OVHcloud's error
    /// bodies; half of these requests were forwarded.
    pub gateway: f64,
    /// The longest delay in each direction of a request that arrives.
    pub delay: Duration,
    /// A listed job or message can't be read.
    pub vanished: f64,
    /// How late the service's clock is: a cache responds to `/auth/time`.
    pub clock: Duration,
    /// How long lists lack new items.
    pub stale: Duration,
    /// How much later a request for a batch, and one that fills a slot, arrives.
    pub batch: Duration,
    pub slot: Duration,
}

/// How much later one request of a program arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    pub program: u64,
    /// The last part of the path of a POST.
    pub path: &'static str,
    pub time: Duration,
}

impl Delay {
    /// Returns whether a request is the one that is delayed.
    pub(crate) fn is_of(&self, by: u64, method: &Method, path: &str) -> bool {
        let last = path.rsplit('/').next();
        self.program == by && method == Method::POST && last == Some(self.path)
    }
}

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fate {
    Arrives {
        there: Duration,
        back: Duration,
    },
    Refused,
    Lost {
        reset: bool,
    },
    Unanswered {
        there: Duration,
        reset: bool,
    },
    Late {
        behind: Duration,
    },
    Gateway {
        status: u16,
        forwarded: bool,
        body: &'static str,
    },
}

/// The bodies of a gateway: pages, and errors that would prove another status's refusal.
const BODIES: &[&str] = &[
    "<html><body>Bad gateway</body></html>",
    r#"{"class":"Server::InternalServerError","message":"Internal server error"}"#,
    r#"{"class":"Client::BadRequest","errorCode":"QUERY_TIME_OUT","httpCode":"400 Bad Request","message":"Query out of time"}"#,
    r#"{"class":"QUERY_TIME_OUT","message":"Query out of time"}"#,
    r#"{"class":"Client::Unauthorized","errorCode":"INVALID_CREDENTIAL","message":"The token has expired"}"#,
    r#"{"class":"Client::Forbidden","errorCode":"NOT_CREDENTIAL","message":"This credential does not exist"}"#,
];

impl Weather {
    /// Nothing fails, and responses take up to 100 ms.
    pub const CALM: Self = Self {
        refused: 0.0,
        lost: 0.0,
        unanswered: 0.0,
        late: 0.0,
        gateway: 0.0,
        vanished: 0.0,
        clock: Duration::ZERO,
        delay: Duration::from_millis(50),
        stale: Duration::ZERO,
        batch: Duration::ZERO,
        slot: Duration::ZERO,
    };

    /// Draws a weather: some are calm, some fail rarely, some often.
    pub fn draw(random: &mut Rng) -> Self {
        let severity = [0.0, 0.03, 0.1, 0.3];
        let mut share = || severity[random.usize(..severity.len())];
        let (refused, lost, unanswered) = (share(), share(), share());
        let (late, gateway) = (share() / 3.0, share() / 2.0);
        let vanished = share();
        let clocks = [0, 0, 0, 10, 65];
        let clock = Duration::from_secs(clocks[random.usize(..clocks.len())]);
        let delays = [50, 500, 5_000, 20_000];
        let delay = Duration::from_millis(delays[random.usize(..delays.len())]);
        let stales = [0, 0, 3, 60, 600];
        let stale = Duration::from_secs(stales[random.usize(..stales.len())]);
        let mut later = || match random.u8(..3) {
            0 => Duration::from_millis(random.u64(..3_000)),
            _ => Duration::ZERO,
        };
        let (batch, slot) = (later(), later());
        Self {
            refused,
            lost,
            unanswered,
            late,
            gateway,
            vanished,
            clock,
            delay,
            stale,
            batch,
            slot,
        }
    }

    /// Returns how much later a request arrives than others.
    pub(crate) fn extra(&self, method: &Method, path: &str) -> Duration {
        match path.rsplit('/').next() {
            Some("batches") if method == Method::POST => self.batch,
            Some("receivers") if method == Method::POST => self.slot,
            _ => Duration::ZERO,
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
            Fate::Gateway {
                status: [500, 502, 503, 504][random.usize(..4)],
                forwarded: random.bool(),
                body: BODIES[random.usize(..BODIES.len())],
            }
        } else {
            Fate::Arrives { there, back }
        }
    }
}
