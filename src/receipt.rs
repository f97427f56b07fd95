//! Delivery: the status codes and the reasons (PTT) of receipts, with what to do about them.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What became of a message.
///
/// These are the codes of `description` in the delivery callback. `deliveryReceipt` of an outgoing
/// message presumably has the same ones. Unknown codes are kept.
///
/// ```
/// use ovh_sms::receipt::DeliveryStatus;
///
/// assert_eq!(DeliveryStatus::from(1), DeliveryStatus::Delivered);
/// assert!(!DeliveryStatus::Buffered.is_final());
/// assert_eq!(DeliveryStatus::from(99).code(), 99);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "i64", into = "i64")]
#[non_exhaustive]
pub enum DeliveryStatus {
    /// 0: no news yet.
    Pending,
    /// 1: the phone has it.
    Delivered,
    /// 2: it did not reach the phone; [`Ptt`] says why.
    Failed,
    /// 4: waiting to be sent.
    Waiting,
    /// 8: the operator keeps it and tries again, for 48 to 72 hours.
    Buffered,
    /// 16: it was not sent, nor billed.
    Error,
    /// A code that this version does not know. Make statuses with `From<i64>`, which never puts a
    /// known code here.
    Unknown(i64),
}

/// Every known status with its code and whether nothing comes after it.
const STATUSES: [(i64, DeliveryStatus, bool); 6] = [
    (0, DeliveryStatus::Pending, false),
    (1, DeliveryStatus::Delivered, true),
    (2, DeliveryStatus::Failed, true),
    (4, DeliveryStatus::Waiting, false),
    (8, DeliveryStatus::Buffered, false),
    (16, DeliveryStatus::Error, true),
];

impl DeliveryStatus {
    /// The code that OVHcloud writes.
    #[must_use]
    pub fn code(self) -> i64 {
        match self {
            Self::Unknown(code) => code,
            known => STATUSES
                .iter()
                .find(|&&(_, status, _)| status == known)
                .map_or(0, |&(code, ..)| code),
        }
    }

    /// Whether no later receipt can change it: delivered, failed, error.
    ///
    /// `false` for unknown codes: who waits for the end should also have a time limit.
    #[must_use]
    pub fn is_final(self) -> bool {
        STATUSES
            .iter()
            .any(|&(_, status, last)| status == self && last)
    }
}

impl From<i64> for DeliveryStatus {
    fn from(code: i64) -> Self {
        STATUSES
            .iter()
            .find(|&&(known, ..)| known == code)
            .map_or(Self::Unknown(code), |&(_, status, _)| status)
    }
}

impl From<DeliveryStatus> for i64 {
    fn from(status: DeliveryStatus) -> Self {
        status.code()
    }
}

impl FromStr for DeliveryStatus {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.trim().parse::<i64>().map(Self::from)
    }
}

impl fmt::Display for DeliveryStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Waiting => "waiting",
            Self::Buffered => "buffered",
            Self::Error => "error",
            Self::Unknown(code) => return write!(f, "unknown status {code}"),
        })
    }
}

/// How long the reason of a receipt lasts.
///
/// OVHcloud's own word for a code is `duration` of `GET /sms/ptts?ptt=N`; the table here is this
/// crate's reading of the codes' descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Permanence {
    /// Sending the same message to the same number again changes nothing.
    Permanent,
    /// The operator tries again, or a later send may pass.
    Temporary,
    /// Nobody can tell. OVHcloud writes `indeterminated`.
    Indeterminate,
}

/// The reason in a delivery receipt: OVHcloud's PTT code, kept as it came.
///
/// More codes exist than this table has; those are explained as unknown and never refused.
///
/// ```
/// use ovh_sms::receipt::{Permanence, Ptt};
///
/// let absent = Ptt(24);
/// assert_eq!(absent.permanence(), Permanence::Temporary);
/// assert_eq!(absent.to_string(), "24: subscriber absent");
///
/// assert!(!Ptt(4242).is_known());
/// assert!(Ptt(4242).advice().contains("GET /sms/ptts?ptt=4242"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ptt(pub i64);

impl Ptt {
    /// The message was delivered.
    pub const DELIVERED: Self = Self(4);

    /// The code.
    #[must_use]
    pub const fn code(self) -> i64 {
        self.0
    }

    /// Whether this version of the crate has the code in its table.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.row().is_some()
    }

    /// What the code means, in a few words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.row().map_or("unknown to this version", |row| row.1)
    }

    /// How long the reason lasts; `Indeterminate` for unknown codes.
    #[must_use]
    pub fn permanence(self) -> Permanence {
        self.row().map_or(Permanence::Indeterminate, |row| row.2)
    }

    /// What to do, in a sentence; for unknown codes, where to ask.
    #[must_use]
    pub fn advice(self) -> std::borrow::Cow<'static, str> {
        match self.row() {
            Some(row) => row.3.into(),
            None => format!(
                "Unknown to this version: ask `GET /sms/ptts?ptt={}`.",
                self.0
            )
            .into(),
        }
    }

    fn row(self) -> Option<&'static Row> {
        PTTS.iter().find(|row| row.0 == self.0)
    }
}

impl From<i64> for Ptt {
    fn from(code: i64) -> Self {
        Self(code)
    }
}

impl From<Ptt> for i64 {
    fn from(ptt: Ptt) -> Self {
        ptt.0
    }
}

impl FromStr for Ptt {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.trim().parse().map(Self)
    }
}

impl fmt::Display for Ptt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0, self.meaning())
    }
}

/// Code, meaning, permanence, what to do.
type Row = (i64, &'static str, Permanence, &'static str);

use Permanence::{Indeterminate, Permanent, Temporary};

#[rustfmt::skip]
const PTTS: &[Row] = &[
    (1, "phone problem, the operator tries again", Temporary,
        "Wait for the next receipt."),
    (2, "operator problem, the operator tries again", Temporary,
        "Wait for the next receipt."),
    (3, "accepted by the operator", Temporary,
        "Wait for the next receipt: accepted is not delivered."),
    (4, "delivered", Permanent,
        "Nothing to do."),
    (5, "not delivered, no detail", Indeterminate,
        "Send once more later; if it fails again, check the number with an HLR request."),
    (6, "final state unknown", Indeterminate,
        "It may have arrived: ask the receiver before sending it again."),
    (8, "expired before it could be delivered", Temporary,
        "Send it again if it is still of use; a longer `validityPeriod` leaves more time."),
    (20, "undeliverable as it is", Permanent,
        "Change the message: its text, length, alphabet or sender."),
    (21, "the subscriber has no credit", Temporary,
        "Try again later: the receiver's own credit with the operator is used up."),
    (23, "number invalid, blacklisted or barred", Permanent,
        "Remove the number from your list; `/sms/{serviceName}/blacklists` tells whether it sent STOP."),
    (24, "subscriber absent", Temporary,
        "The phone is off or out of reach: try again later."),
    (25, "temporary network fault", Temporary,
        "Try again later."),
    (26, "temporary phone fault, such as a full memory", Temporary,
        "Try again later."),
    (27, "handset incompatible", Permanent,
        "Send a plain, short GSM text, or use another channel."),
    (28, "suspected spam", Permanent,
        "Do not repeat it: change the text and its links, and check the sender."),
    (29, "content not permitted", Permanent,
        "Change the text: the operator refuses what it says or links to."),
    (33, "blocked by a parental lock", Permanent,
        "Use another channel: only the subscriber can lift the lock."),
    (39, "failure at the new operator", Temporary,
        "The number changed operators: try again later."),
    (73, "number ported, unreachable", Indeterminate,
        "Check the number with an HLR request; the porting may still be under way."),
    (74, "subscriber is roaming", Temporary,
        "Try again later."),
    (76, "number ported, blocked for this client", Permanent,
        "Contact OVHcloud's support with the message's id."),
    (202, "blocked: contact the support", Permanent,
        "Contact OVHcloud's support with the message's id."),
    (1999, "no template for the United States", Permanent,
        "Have the text validated as a template first: `POST /sms/{serviceName}/templatesControl`."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reasons_are_sorted_and_each_has_a_sentence_of_advice() {
        assert!(PTTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(
            PTTS.iter()
                .all(|row| row.3.ends_with('.') && !row.1.is_empty())
        );
    }
}
