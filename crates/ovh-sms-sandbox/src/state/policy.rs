//! The configurable behaviour of the sandbox, and its delays.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::NaiveDate;

use crate::refusal::AuthenticationErrors;

/// What happens if a list of receivers is put into a slot that holds one: see
/// [`SandboxBuilder::occupied_slots`](crate::SandboxBuilder::occupied_slots).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OccupiedSlots {
    /// The call is refused with this status, and the slot keeps its list.
    Refuse(u16),
    /// The new list and its description replace the old ones.
    Overwrite,
}

/// The sender of a message for which a call names neither `sender` nor `senderForResponse`: see
/// [`SandboxBuilder::unnamed_sender`](crate::SandboxBuilder::unnamed_sender).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnnamedSender {
    /// The first validated sender of the account, or a short number without one.
    First,
    /// A short number, as with `senderForResponse`.
    ShortNumber,
    /// The call is refused with 400.
    Refuse,
}

/// How a date filter without an offset is read: see
/// [`SandboxBuilder::dates_without_offset`](crate::SandboxBuilder::dates_without_offset).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatesWithoutOffset {
    /// As French time.
    French,
    /// As UTC.
    Utc,
    /// The call is refused with 400.
    Refuse,
}

/// The builder's options that handlers read.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// The time from sending a message to its receipt.
    pub(crate) delivery_delay: Duration,
    /// One step of a batch, a task, a lookup or an export.
    pub(crate) step_delay: Duration,
    /// The duration of a check by hand of a sender or a template.
    pub(crate) review_delay: Duration,
    /// Whether messages with a STOP clause wait for the opening hours.
    pub(crate) night_deferral: bool,
    /// Dates on which messages with a STOP clause wait too.
    pub(crate) closed: BTreeSet<NaiveDate>,
    /// Whether the credits of a cancelled job are refunded.
    pub(crate) refund_cancelled: bool,
    /// Whether a blacklisted receiver is invalid at once, or is charged and then fails.
    pub(crate) blacklisted_are_invalid: bool,
    /// Whether lengths include the STOP clause.
    pub(crate) count_stop_clause: bool,
    /// What happens to a slot that is filled while it holds a list.
    pub(crate) occupied_slots: OccupiedSlots,
    /// The maximum number of receivers in one call.
    pub(crate) max_receivers: usize,
    /// Whether new consumer keys are valid without being accepted.
    pub(crate) validate_keys: bool,
    /// The tolerance for a signature's time, in seconds.
    pub(crate) signature_tolerance: Duration,
    /// The lifetime of an access token.
    pub(crate) token_lifetime: Duration,
    /// How long the head of a request, and then its body, may take to arrive.
    pub(crate) client_timeout: Duration,
    /// How often a changed world is written to the state file.
    pub(crate) state_interval: Duration,
    /// Whether calls of a user are refused from addresses other than the user's.
    pub(crate) user_ip_restrictions: bool,
    /// Whether each response is checked against the description before it is sent.
    pub(crate) check_responses: bool,
    /// The maximum number of parts of a message.
    pub(crate) max_parts: usize,
    /// The sender for calls that name none.
    pub(crate) unnamed_sender: UnnamedSender,
    /// Whether `senderForResponse` takes precedence over `sender`, or both are refused.
    pub(crate) short_number_wins: bool,
    /// Whether an empty text is accepted for an unset boolean or filter.
    pub(crate) empty_is_unset: bool,
    /// How date filters without an offset are read.
    pub(crate) dates_without_offset: DatesWithoutOffset,
    /// The message of the refusal for an account without credits.
    pub(crate) no_credits: String,
    /// Whether a final slash of an access rule or of its path counts.
    pub(crate) literal_slashes: bool,
    /// Which fields the errors of authentication have.
    pub(crate) authentication_errors: AuthenticationErrors,
    /// Whether the date-times of all responses have the French offset.
    pub(crate) french_times: bool,
    /// Whether `/` is a page that shows the sandbox.
    pub(crate) page: bool,
    /// Whether an IAM policy allows the service account every call.
    pub(crate) iam_policy: bool,
    /// The names by which the sandbox is served, in lower case.
    pub(crate) names: BTreeSet<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            delivery_delay: Duration::from_secs(1),
            step_delay: Duration::from_millis(300),
            review_delay: Duration::from_secs(24 * 3600),
            night_deferral: true,
            closed: BTreeSet::new(),
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
            max_parts: 255,
            unnamed_sender: UnnamedSender::First,
            short_number_wins: true,
            empty_is_unset: true,
            dates_without_offset: DatesWithoutOffset::French,
            no_credits: "There are not enough credits left on this account".to_owned(),
            literal_slashes: false,
            authentication_errors: AuthenticationErrors::Both,
            french_times: false,
            page: true,
            iam_policy: true,
            names: BTreeSet::new(),
        }
    }
}

/// Converts a duration to milliseconds, as the timeline uses them.
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
