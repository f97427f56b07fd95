//! Serde of numbers that the service reported, or to which a message was already sent: they are read
//! without a check against the country's plan, because they must not be lost.

use serde::de::{Deserialize, Deserializer};

use super::{NumberError, PhoneNumber};

/// A number that is read as [`PhoneNumber::from_service`] does.
#[derive(serde::Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct ReportedNumber(PhoneNumber);

impl TryFrom<String> for ReportedNumber {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        let number = PhoneNumber::from_service(&text).map_or_else(|| text.parse(), Ok);
        number.map(Self)
    }
}

impl From<ReportedNumber> for PhoneNumber {
    fn from(number: ReportedNumber) -> Self {
        number.0
    }
}

/// Reads a number, for `#[serde(deserialize_with = "…")]`.
pub(crate) fn reported<'de, D: Deserializer<'de>>(from: D) -> Result<PhoneNumber, D::Error> {
    ReportedNumber::deserialize(from).map(PhoneNumber::from)
}

/// Reads a number that may be null, for `#[serde(deserialize_with = "…")]`.
pub(crate) fn reported_option<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<PhoneNumber>, D::Error> {
    let number = Option::<ReportedNumber>::deserialize(from)?;
    Ok(number.map(PhoneNumber::from))
}
