//! Delivery status codes and reasons (PTT codes) of receipts, with advice for each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use ovh_api::runtime::lenient::{self, Scalar, Wire};
use ovh_api::runtime::masked::masked;
use ovh_api::runtime::printable::quoted;

/// The text is not a code of a receipt, which is a whole number.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} is not a code of a receipt: a code is a whole number", quoted(.value))]
#[non_exhaustive]
pub struct InvalidCode {
    /// The text, shortened, and masked if it may be a phone number.
    pub value: String,
}

fn code(text: &str) -> Result<i64, InvalidCode> {
    text.trim().parse().map_err(|_| InvalidCode {
        value: masked(text),
    })
}

/// The delivery status of a message.
///
/// These are the codes of `description` in the delivery callback. `deliveryReceipt` of jobs and
/// outgoing messages is believed to use the same codes; OVHcloud's description does not list them.
/// Unknown codes are kept.
///
/// It is written as a JSON number, and read from a number or a text that contains one.
///
/// ```
/// use ovh_sms::receipt::DeliveryStatus;
///
/// assert_eq!(DeliveryStatus::from(1), DeliveryStatus::Delivered);
/// assert!(!DeliveryStatus::Buffered.is_final());
/// assert_eq!(DeliveryStatus::from(99).code(), 99);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryStatus {
    /// 0: no result yet.
    Pending,
    /// 1: delivered to the phone.
    Delivered,
    /// 2: not delivered; [`Ptt`] holds the reason.
    Failed,
    /// 4: waiting to be sent.
    Waiting,
    /// 8: the operator keeps the message and tries again, for 48 to 72 hours.
    Buffered,
    /// 16: neither sent nor billed.
    Error,
    /// A code that this version does not know. Create statuses with `From<i64>`, which never
    /// returns this variant for a known code.
    Unknown(i64),
}

/// Every known status, with its code and whether it is final.
const STATUSES: [(i64, DeliveryStatus, bool); 6] = [
    (0, DeliveryStatus::Pending, false),
    (1, DeliveryStatus::Delivered, true),
    (2, DeliveryStatus::Failed, true),
    (4, DeliveryStatus::Waiting, false),
    (8, DeliveryStatus::Buffered, false),
    (16, DeliveryStatus::Error, true),
];

impl DeliveryStatus {
    /// Returns OVHcloud's code.
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

    /// Returns whether no later receipt can change the status: delivered, failed and error are
    /// final.
    ///
    /// Unknown codes return `false`. A program that waits for the final status should therefore
    /// also have a deadline.
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
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        code(text).map(Self::from)
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
/// OVHcloud states it in `duration` of `GET /sms/ptts?ptt=N`. The table here is this crate's
/// interpretation of the codes' descriptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Permanence {
    /// Permanent: sending the same message to the same number again fails again.
    Permanent,
    /// Temporary: the operator tries again, or a later send may succeed.
    Temporary,
    /// Unknown. OVHcloud writes `indeterminated`.
    Indeterminate,
}

/// The reason in a delivery receipt: OVHcloud's PTT code, unchanged.
///
/// OVHcloud has more codes than this table. Those are described as unknown and never rejected.
///
/// It is written as a JSON number, and read from a number or a text that contains one.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ptt(pub i64);

impl Ptt {
    /// The message was delivered.
    pub const DELIVERED: Self = Self(4);

    /// Returns the code.
    #[must_use]
    pub const fn code(self) -> i64 {
        self.0
    }

    /// Returns whether this version of the crate has the code in its table.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.row().is_some()
    }

    /// Returns a short description of the code.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.row().map_or("unknown to this version", |row| row.1)
    }

    /// Returns how long the reason lasts; `Indeterminate` for unknown codes.
    #[must_use]
    pub fn permanence(self) -> Permanence {
        self.row().map_or(Permanence::Indeterminate, |row| row.2)
    }

    /// Returns what to do, as a sentence; for unknown codes, where to look the code up.
    #[must_use]
    pub fn advice(self) -> std::borrow::Cow<'static, str> {
        match self.row() {
            Some(row) => row.3.into(),
            None => format!(
                "Unknown to this version: look it up with `GET /sms/ptts?ptt={}`.",
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
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        code(text).map(Self)
    }
}

impl fmt::Display for Ptt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0, self.meaning())
    }
}

/// Makes a code readable and writable as a JSON number, and convertible from a literal.
macro_rules! code {
    ($name:ident, $expected:literal) => {
        impl From<i32> for $name {
            fn from(code: i32) -> Self {
                Self::from(i64::from(code))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_i64(self.code())
            }
        }

        impl Scalar for $name {
            const EXPECTED: &'static str = $expected;

            fn convert(wire: Wire<'_>) -> Option<Self> {
                i64::convert(wire).map(Self::from)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                lenient::required(from)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> String {
                stringify!($name).to_owned()
            }

            fn is_referenceable() -> bool {
                false
            }

            fn json_schema(
                generator: &mut schemars::r#gen::SchemaGenerator,
            ) -> schemars::schema::Schema {
                i64::json_schema(generator)
            }
        }
    };
}

code!(DeliveryStatus, "a delivery code");
code!(Ptt, "a PTT code");

/// Code, meaning, permanence, advice.
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
        "Send it again if it is still useful; a longer `validityPeriod` gives operators more time."),
    (20, "cannot be delivered in this form", Permanent,
        "Change the message: its text, length, alphabet or sender."),
    (21, "the subscriber has no credit", Temporary,
        "Try again later: the receiver's own credit with the operator is used up."),
    (23, "number invalid, blacklisted or barred", Permanent,
        "Remove the number from your list; `/sms/{serviceName}/blacklists` shows whether it sent STOP."),
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
        "Change the text: the operator refuses its content or its links."),
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
    (202, "blocked: contact OVHcloud's support", Permanent,
        "Contact OVHcloud's support with the message's id."),
    (1999, "no template for the United States", Permanent,
        "Have the text validated as a template first: `POST /sms/{serviceName}/templatesControl`."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_numbers_in_json_and_read_from_texts_too() {
        for json in ["24", "24.0", r#""24""#] {
            assert_eq!(serde_json::from_str::<Ptt>(json).unwrap(), Ptt(24));
        }
        assert_eq!(serde_json::to_string(&Ptt(4242)).unwrap(), "4242");
        for (json, status) in [
            ("8", DeliveryStatus::Buffered),
            (r#""1""#, DeliveryStatus::Delivered),
            ("77", DeliveryStatus::Unknown(77)),
        ] {
            let read: DeliveryStatus = serde_json::from_str(json).unwrap();
            assert_eq!(read, status);
            let code = status.code().to_string();
            assert_eq!(serde_json::to_string(&read).unwrap(), code);
        }
        assert!(serde_json::from_str::<Ptt>("1.5").is_err());
    }

    #[test]
    fn the_reasons_are_sorted_and_each_has_a_sentence_of_advice() {
        assert!(PTTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(
            PTTS.iter()
                .all(|row| row.3.ends_with('.') && !row.1.is_empty())
        );
    }
}
