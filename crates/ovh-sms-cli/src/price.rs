//! The cost of a message: its parts times the prices of the service's price list, per country.

use std::collections::BTreeMap;

use ovh_sms::error::CallErrorKind;
use ovh_sms::{Client, Credits, Error, PhoneNumber};

use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::terminal::output;

/// The cost of a message.
#[derive(Debug)]
pub(crate) struct Price {
    pub(crate) countries: Vec<CountryPrice>,
}

/// The cost for the receivers in one country.
#[derive(Debug)]
pub(crate) struct CountryPrice {
    /// The two-letter country code, if the number determines it.
    pub(crate) country: Option<String>,
    pub(crate) receivers: usize,
    /// Credits per part, if the price list has the country.
    pub(crate) rate: Option<Credits>,
    /// Credits for all receivers in this country.
    pub(crate) credits: Option<Credits>,
}

impl Price {
    /// Fetches the price list, once per country; this needs no credentials. A price that the list
    /// does not contain is unknown. If a request fails, the price is unknown and the error is
    /// printed.
    ///
    /// Fails if the service can't be reached.
    pub(crate) async fn ask(
        client: &Client,
        parts: usize,
        receivers: BTreeMap<Option<String>, usize>,
    ) -> Result<Self, Failure> {
        let mut countries = Vec::with_capacity(receivers.len());
        for (country, receivers) in receivers {
            let rate = match &country {
                Some(country) => rate(client, country).await?,
                None => None,
            };
            let credits = rate.and_then(|rate| times(rate, parts, receivers));
            countries.push(CountryPrice {
                country,
                receivers,
                rate,
                credits,
            });
        }
        Ok(Self { countries })
    }

    /// Returns the total credits, or `None` if a price is unknown.
    pub(crate) fn credits(&self) -> Option<Credits> {
        sum(self.countries.iter().map(|one| one.credits))
    }

    /// Returns the number of receivers.
    pub(crate) fn receivers(&self) -> usize {
        self.countries.iter().map(|one| one.receivers).sum()
    }
}

/// Counts the numbers per country.
pub(crate) fn by_country(numbers: &[PhoneNumber]) -> BTreeMap<Option<String>, usize> {
    let mut countries = BTreeMap::new();
    for number in numbers {
        *countries
            .entry(number.country().map(str::to_owned))
            .or_default() += 1;
    }
    countries
}

async fn rate(client: &Client, country: &str) -> Result<Option<Credits>, Failure> {
    match client.rate(country).await {
        Ok(rate) => Ok(rate),
        Err(error) if is_of_service(&error) => {
            output::note(format_args!("{}.", sentence(&error)));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns whether the service responded with this error.
fn is_of_service(error: &Error) -> bool {
    let kind = error.call_kind();
    matches!(
        kind,
        Some(CallErrorKind::Api(_) | CallErrorKind::Response(_))
    )
}

/// Warns about a message that is longer than OVHcloud documents.
pub(crate) fn note_length(parts: usize, global: &Global) {
    const DOCUMENTED: usize = 6;
    if parts > DOCUMENTED {
        global.note(format_args!(
            "Warning: the message takes {parts} parts for each receiver; OVHcloud documents at most {DOCUMENTED}."
        ));
    }
}

/// Returns the credits of these parts for each receiver; `None` if they can't be represented.
pub(crate) fn times(rate: Credits, parts: usize, receivers: usize) -> Option<Credits> {
    let messages = u64::try_from(parts.checked_mul(receivers)?).ok()?;
    rate.checked_mul(messages)
}

/// Adds the credits; `None` if one is unknown, or the sum can't be represented.
pub(crate) fn sum(mut all: impl Iterator<Item = Option<Credits>>) -> Option<Credits> {
    all.try_fold(Credits::ZERO, |sum, one| sum.checked_add(one?))
}

/// Formats credits: `1 credit`, `2.4 credits`.
pub(crate) fn credits(credits: Credits) -> String {
    let plural = if credits == Credits::from(1) { "" } else { "s" };
    format!("{credits} credit{plural}")
}

/// Formats a count with its noun: `1 part`, `2 parts`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
