//! Configurable faults: the action, the calls that are affected, the number of times.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::clock::later;
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
    pub(crate) action: FaultAction,
    pub(crate) operation: Option<String>,
    pub(crate) left: Option<u32>,
    pub(crate) share: f64,
    pub(crate) after: Duration,
    pub(crate) lasts: Option<Duration>,
}

impl Fault {
    fn new(action: FaultAction) -> Self {
        Self {
            action,
            operation: None,
            left: None,
            share: 1.0,
            after: Duration::ZERO,
            lasts: None,
        }
    }

    /// Creates a fault from its action.
    pub(crate) fn of(action: FaultAction) -> Self {
        Self::new(action)
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

    /// Delays the start of the fault, on the sandbox's clock.
    pub fn after(mut self, time: Duration) -> Self {
        self.after = time;
        self
    }

    /// Ends the fault this long after it has begun, on the sandbox's clock.
    pub fn lasts(mut self, time: Duration) -> Self {
        self.lasts = Some(time);
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

/// A fault that was added.
#[derive(Debug, Clone)]
pub(crate) struct ActiveFault {
    pub(crate) id: u64,
    pub(crate) fault: Fault,
    /// How many calls it was considered for, and how many it applied to.
    pub(crate) met: u64,
    pub(crate) applied: u64,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

/// Whether connections are refused.
#[derive(Debug, Default)]
struct Refusing {
    is_on: bool,
    /// How often this was set.
    changes: u64,
}

impl Refusing {
    fn set(&mut self, is_on: bool) -> u64 {
        self.is_on = is_on;
        self.changes += 1;
        self.changes
    }
}

/// The active faults.
#[derive(Debug, Default)]
pub(crate) struct FaultBook {
    ordered: Mutex<Vec<ActiveFault>>,
    count: AtomicU64,
    seed: AtomicU64,
    refusing: Mutex<Refusing>,
    pub(crate) refusing_changed: Notify,
}

impl FaultBook {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed: AtomicU64::new(seed),
            ..Self::default()
        }
    }

    /// Adds a fault at a time of the sandbox's clock, and returns its id.
    pub(crate) fn add(&self, fault: Fault, now: DateTime<Utc>) -> u64 {
        let id = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        let from = later(now, fault.after);
        let until = fault.lasts.map(|time| later(from, time));
        lock(&self.ordered).push(ActiveFault {
            id,
            fault,
            met: 0,
            applied: 0,
            from,
            until,
        });
        id
    }

    /// Returns the faults that have not ended.
    pub(crate) fn all(&self, now: DateTime<Utc>) -> Vec<ActiveFault> {
        let mut ordered = lock(&self.ordered);
        ordered.retain(|one| one.until.is_none_or(|end| now < end));
        ordered.clone()
    }

    /// Ends one fault. Returns `false` if no fault has this id.
    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut ordered = lock(&self.ordered);
        let before = ordered.len();
        ordered.retain(|one| one.id != id);
        ordered.len() < before
    }

    /// Changes the seed of shares.
    pub(crate) fn reseed(&self, seed: u64) {
        self.seed.store(seed, Ordering::SeqCst);
    }

    pub(crate) fn clear(&self) {
        lock(&self.ordered).clear();
        self.refuse(false);
    }

    /// Sets whether connections are refused; returns the number of this change.
    pub(crate) fn refuse(&self, refusing: bool) -> u64 {
        let change = lock(&self.refusing).set(refusing);
        self.refusing_changed.notify_waiters();
        change
    }

    /// Accepts connections again, unless there was another change since the one with this number;
    /// returns whether it does.
    pub(crate) fn end_refusal(&self, change: u64) -> bool {
        let mut refusing = lock(&self.refusing);
        let is_last = refusing.changes == change;
        if is_last {
            refusing.set(false);
            self.refusing_changed.notify_waiters();
        }
        is_last
    }

    pub(crate) fn refuses(&self) -> bool {
        lock(&self.refusing).is_on
    }

    /// Returns the actions that apply to a call.
    pub(crate) fn apply(&self, operation: &str, now: DateTime<Utc>) -> Vec<FaultAction> {
        let mut ordered = lock(&self.ordered);
        if ordered.is_empty() {
            return Vec::new();
        }
        let seed = self.seed.load(Ordering::SeqCst);
        let mut struck = Vec::new();
        for (place, one) in ordered.iter_mut().enumerate() {
            let elsewhere = one
                .fault
                .operation
                .as_deref()
                .is_some_and(|wanted| wanted != operation);
            let is_inactive = now < one.from || one.until.is_some_and(|end| end <= now);
            if elsewhere || is_inactive || one.fault.left == Some(0) {
                continue;
            }
            one.met += 1;
            // 53 bits: the precision of a float between 0 and 1.
            #[allow(clippy::cast_precision_loss)]
            let draw =
                (mix(seed ^ ((place as u64) << 40), one.met) >> 11) as f64 / (1_u64 << 53) as f64;
            if draw < one.fault.share {
                if let Some(left) = &mut one.fault.left {
                    *left -= 1;
                }
                one.applied += 1;
                struck.push(one.fault.action.clone());
            }
        }
        ordered.retain(|one| one.fault.left != Some(0) && one.until.is_none_or(|end| now < end));
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_ends_only_if_nothing_was_changed_since() {
        let book = FaultBook::new(1);
        let change = book.refuse(true);
        assert!(book.refuses());
        assert!(book.end_refusal(change));
        assert!(!book.refuses());
        let change = book.refuse(true);
        book.refuse(true);
        assert!(!book.end_refusal(change));
        assert!(book.refuses(), "refused by another call since");
        let change = book.refuse(true);
        book.refuse(false);
        let later = book.refuse(true);
        book.end_refusal(change);
        assert!(book.refuses());
        book.end_refusal(later);
        assert!(!book.refuses());
    }

    #[test]
    fn faults_strike_their_operation_as_often_as_ordered() {
        let book = FaultBook::new(1);
        let now = Utc::now();
        book.add(Fault::status(503).on("jobs_create").times(2), now);
        assert!(book.apply("jobs_list", now).is_empty());
        let struck = (0..5)
            .filter(|_| !book.apply("jobs_create", now).is_empty())
            .count();
        assert_eq!(struck, 2);
    }

    #[test]
    fn faults_begin_and_end_on_the_clock() {
        let book = FaultBook::new(1);
        let start = Utc::now();
        let second = Duration::from_secs(1);
        let fault = Fault::status(503).after(second).lasts(second);
        let id = book.add(fault.clone(), start);
        let at = |seconds| later(start, second * seconds);
        let struck = [0, 1, 2].map(|seconds| book.apply("x", at(seconds)).len());
        assert_eq!(struck, [0, 1, 0]);
        assert!(book.all(at(2)).is_empty() && !book.remove(id));
        let id = book.add(fault, start);
        assert!(id > 1 && book.remove(id) && book.all(start).is_empty());
    }

    #[test]
    fn shares_follow_the_seed() {
        let struck = |seed| {
            let book = FaultBook::new(seed);
            let now = Utc::now();
            book.add(Fault::reset_before().share(0.25), now);
            let struck = (0..1000).map(|_| book.apply("x", now).len());
            struck.collect::<Vec<_>>()
        };
        assert_eq!(struck(3), struck(3));
        let count: usize = struck(3).iter().sum();
        assert!((200..300).contains(&count), "{count}");
    }
}
