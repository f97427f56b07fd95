//! What of the sandbox's behaviour can be switched, and how fast things happen.

use std::time::Duration;

/// What happens when a list of receivers is put into a slot that holds one: see
/// [`SandboxBuilder::occupied_slots`](crate::SandboxBuilder::occupied_slots).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OccupiedSlots {
    /// The call is refused with this status, and the slot keeps its list.
    Refuse(u16),
    /// The slot holds the new list and its description from then on.
    Overwrite,
}

/// Choices of the builder that handlers look up.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// From the sending of a message to its receipt.
    pub(crate) delivery_delay: Duration,
    /// One step of a batch, a task, a lookup or an export.
    pub(crate) step_delay: Duration,
    /// How long a check by hand of a sender or a template takes.
    pub(crate) review_delay: Duration,
    /// Whether messages with a STOP clause wait for the opening hours.
    pub(crate) night_deferral: bool,
    /// Whether a cancelled job gives its credits back.
    pub(crate) refund_cancelled: bool,
    /// Whether a blacklisted receiver is invalid at once, or fails after it was paid for.
    pub(crate) blacklisted_are_invalid: bool,
    /// Whether lengths count the STOP clause.
    pub(crate) count_stop_clause: bool,
    /// What happens to a slot that is filled while it holds a list.
    pub(crate) occupied_slots: OccupiedSlots,
    /// Most receivers that one call may list.
    pub(crate) max_receivers: usize,
    /// Whether new consumer keys are valid without anybody's consent.
    pub(crate) validate_keys: bool,
    /// Most seconds that a signature's time may be off.
    pub(crate) signature_tolerance: Duration,
    /// How long an access token works.
    pub(crate) token_lifetime: Duration,
    /// How long the head of a request, and then its body, may take to come in.
    pub(crate) client_timeout: Duration,
    /// How often a changed world is written to the state file.
    pub(crate) state_interval: Duration,
    /// Whether calls for a user are refused from other addresses than the user's.
    pub(crate) user_ip_restrictions: bool,
    /// Whether each answer is checked against the description before it is sent.
    pub(crate) check_responses: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            delivery_delay: Duration::from_secs(1),
            step_delay: Duration::from_millis(300),
            review_delay: Duration::from_secs(24 * 3600),
            night_deferral: true,
            refund_cancelled: true,
            blacklisted_are_invalid: true,
            count_stop_clause: false,
            occupied_slots: OccupiedSlots::Refuse(409),
            max_receivers: 5_000,
            validate_keys: false,
            signature_tolerance: Duration::from_secs(180),
            token_lifetime: Duration::from_secs(3600),
            client_timeout: Duration::from_secs(30),
            state_interval: Duration::from_secs(5),
            user_ip_restrictions: false,
            check_responses: false,
        }
    }
}

/// A duration in milliseconds, as the timeline counts.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

impl Policy {
    pub(crate) fn delivery_millis(&self) -> i64 {
        millis(self.delivery_delay)
    }

    pub(crate) fn step_millis(&self) -> i64 {
        millis(self.step_delay)
    }

    pub(crate) fn review_millis(&self) -> i64 {
        millis(self.review_delay)
    }
}
