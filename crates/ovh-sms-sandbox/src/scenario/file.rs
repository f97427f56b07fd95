//! The fields of a scenario file.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::values::numbers::{self, Number};

/// The units of a time.
const UNITS: &[(&str, f64)] = &[
    ("ms", 0.001),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
];

/// A scenario file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) start_at: Option<Moment>,
    pub(super) seed: Option<u64>,
    pub(super) speed: Option<Amount>,
    #[serde(default)]
    pub(super) account: Vec<Account>,
    #[serde(default)]
    pub(super) phone: Vec<Spanned<Phone>>,
    #[serde(default)]
    pub(super) fault: Vec<Spanned<FaultEntry>>,
}

/// An account.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    pub(super) name: String,
    pub(super) credits: Option<Amount>,
    /// Validated senders; `SANDBOX` if there are none.
    #[serde(default)]
    pub(super) senders: Vec<String>,
    #[serde(default)]
    pub(super) waiting_senders: Vec<String>,
    #[serde(default)]
    pub(super) users: Vec<UserEntry>,
}

/// An API user of an account.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserEntry {
    pub(super) login: String,
    pub(super) password: Option<String>,
    pub(super) quota: Option<Amount>,
}

/// A phone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Phone {
    pub(super) number: PhoneNumber,
    pub(super) outcome: Option<String>,
    pub(super) after: Option<Span>,
    pub(super) ptt: Option<u16>,
    pub(super) reply: Option<String>,
    pub(super) reply_after: Option<Span>,
    #[serde(default)]
    pub(super) blacklisted: bool,
}

/// A fault.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultEntry {
    pub(super) kind: String,
    /// How long a response or a list is delayed.
    pub(super) delay: Option<Span>,
    pub(super) status: Option<u16>,
    pub(super) message: Option<String>,
    pub(super) retry_after: Option<Span>,
    pub(super) on: Option<String>,
    pub(super) times: Option<u32>,
    pub(super) share: Option<Amount>,
    pub(super) after: Option<Span>,
    pub(super) lasts: Option<Span>,
}

/// A finite number of 0 or more.
#[derive(Debug, Clone)]
pub(crate) struct Amount(pub(crate) f64);

/// A time such as `30s`.
#[derive(Debug, Clone)]
pub(crate) struct Span(pub(crate) Duration);

/// A point in time.
#[derive(Debug, Clone)]
pub(super) struct Moment(pub(super) DateTime<Utc>);

/// A phone number in international form.
#[derive(Debug, Clone)]
pub(crate) struct PhoneNumber(pub(crate) Number);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(i64),
            Float(f64),
        }
        #[allow(clippy::cast_precision_loss)]
        let amount = match Written::deserialize(deserializer) {
            Ok(Written::Whole(number)) => number as f64,
            Ok(Written::Float(number)) => number,
            Err(_) => return Err(D::Error::custom("it is not a number")),
        };
        if amount.is_finite() && amount >= 0.0 {
            Ok(Self(amount))
        } else {
            Err(D::Error::custom("it is not a number of 0 or more"))
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = UNITS.iter().find_map(|(unit, factor)| {
            let number: f64 = text.strip_suffix(unit)?.trim().parse().ok()?;
            Duration::try_from_secs_f64(number * factor).ok()
        });
        time.map(Self).ok_or_else(|| {
            D::Error::custom(format!(
                "`{text}` is not a time; write it like 30s, 5m or 2h"
            ))
        })
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let time = DateTime::parse_from_rfc3339(&text).map_err(|_| {
            D::Error::custom(format!(
                "`{text}` is not a time such as 2026-01-15T12:00:00+01:00, in quotes"
            ))
        })?;
        Ok(Self(time.with_timezone(&Utc)))
    }
}

impl<'de> Deserialize<'de> for PhoneNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        numbers::parse(&text).map(Self).ok_or_else(|| {
            D::Error::custom(format!(
                "`{text}` is not a phone number in international form, such as +33600000000"
            ))
        })
    }
}
