//! Configurable faults: the action, the calls that are affected, the number of times.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use crate::lock::lock;
use crate::random::mix;

/// The action of a fault.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FaultAction {
    Latency(Duration),
    ListDelay(Duration),
    ResetBefore,
    ResetAfter,
    CutBody,
    Status(u16, Option<String>),
    Html(u16),
    TooManyRequests(Option<Duration>),
}

/// A fault for [`Faults::add`](crate::Faults::add).
///
/// By default it applies to every call, without end.
///
/// ```
/// use ovh_sms_sandbox::Fault;
///
/// // On average every second send returns 503, ten times in total.
/// let fault = Fault::status(503).on("jobs_create").share(0.5).times(10);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a fault does nothing until it is added"]
pub struct Fault {
    action: FaultAction,
    operation: Option<String>,
    left: Option<u32>,
    share: f64,
}

impl Fault {
    fn new(action: FaultAction) -> Self {
        Self {
            action,
            operation: None,
            left: None,
            share: 1.0,
        }
    }

    /// Delays responses by this much real time.
    pub fn latency(time: Duration) -> Self {
        Self::new(FaultAction::Latency(time))
    }

    /// Hides messages sent by these calls from the outgoing lists for this long, on the sandbox's
    /// clock.
    ///
    /// They can still be read by their id.
    pub fn list_delay(time: Duration) -> Self {
        Self::new(FaultAction::ListDelay(time))
    }

    /// Resets the connection before the call is processed.
    pub fn reset_before() -> Self {
        Self::new(FaultAction::ResetBefore)
    }

    /// Processes the call, then resets the connection instead of sending the response.
    pub fn reset_after() -> Self {
        Self::new(FaultAction::ResetAfter)
    }

    /// Processes the call, then closes the connection in the middle of the response.
    pub fn cut_body() -> Self {
        Self::new(FaultAction::CutBody)
    }

    /// Returns this status without processing the call, in OVHcloud's error form.
    pub fn status(status: u16) -> Self {
        Self::new(FaultAction::Status(status, None))
    }

    /// Returns this status as [`Fault::status`] does, with the given message.
    pub fn error(status: u16, message: impl Into<String>) -> Self {
        Self::new(FaultAction::Status(status, Some(message.into())))
    }

    /// Returns this status with a gateway's HTML page, without processing the call.
    pub fn html(status: u16) -> Self {
        Self::new(FaultAction::Html(status))
    }

    /// Returns 429 without processing the call, with `Retry-After` in whole seconds if given.
    pub fn too_many_requests(retry_after: Option<Duration>) -> Self {
        Self::new(FaultAction::TooManyRequests(retry_after))
    }

    /// Limits the fault to one operation, by its id in the description, such as `jobs_create`.
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Limits the fault to this many calls, after which it ends.
    pub fn times(mut self, count: u32) -> Self {
        self.left = Some(count);
        self
    }

    /// Limits the fault to this share of the calls, from 0 to 1; the seed determines which.
    pub fn share(mut self, share: f64) -> Self {
        self.share = if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            1.0
        };
        self
    }
}

#[derive(Debug)]
struct Ordered {
    fault: Fault,
    met: u64,
}

/// The active faults.
#[derive(Debug, Default)]
pub(crate) struct FaultBook {
    ordered: Mutex<Vec<Ordered>>,
    seed: u64,
    refusing: AtomicBool,
    pub(crate) refusing_changed: Notify,
}

impl FaultBook {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    pub(crate) fn add(&self, fault: Fault) {
        lock(&self.ordered).push(Ordered { fault, met: 0 });
    }

    pub(crate) fn clear(&self) {
        lock(&self.ordered).clear();
        self.refuse(false);
    }

    pub(crate) fn refuse(&self, refusing: bool) {
        self.refusing.store(refusing, Ordering::SeqCst);
        self.refusing_changed.notify_waiters();
    }

    pub(crate) fn refuses(&self) -> bool {
        self.refusing.load(Ordering::SeqCst)
    }

    /// Returns the actions that apply to a call.
    pub(crate) fn apply(&self, operation: &str) -> Vec<FaultAction> {
        let mut ordered = lock(&self.ordered);
        if ordered.is_empty() {
            return Vec::new();
        }
        let mut struck = Vec::new();
        for (place, one) in ordered.iter_mut().enumerate() {
            let elsewhere = one
                .fault
                .operation
                .as_deref()
                .is_some_and(|wanted| wanted != operation);
            if elsewhere || one.fault.left == Some(0) {
                continue;
            }
            one.met += 1;
            // 53 bits: the precision of a float between 0 and 1.
            #[allow(clippy::cast_precision_loss)]
            let draw = (mix(self.seed ^ ((place as u64) << 40), one.met) >> 11) as f64
                / (1_u64 << 53) as f64;
            if draw < one.fault.share {
                if let Some(left) = &mut one.fault.left {
                    *left -= 1;
                }
                struck.push(one.fault.action.clone());
            }
        }
        ordered.retain(|one| one.fault.left != Some(0));
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_strike_their_operation_as_often_as_ordered() {
        let book = FaultBook::new(1);
        book.add(Fault::status(503).on("jobs_create").times(2));
        assert!(book.apply("jobs_list").is_empty());
        let struck = (0..5)
            .filter(|_| !book.apply("jobs_create").is_empty())
            .count();
        assert_eq!(struck, 2);
    }

    #[test]
    fn shares_follow_the_seed() {
        let struck = |seed| {
            let book = FaultBook::new(seed);
            book.add(Fault::reset_before().share(0.25));
            (0..1000).map(|_| book.apply("x").len()).collect::<Vec<_>>()
        };
        assert_eq!(struck(3), struck(3));
        let count: usize = struck(3).iter().sum();
        assert!((200..300).contains(&count), "{count}");
    }
}
