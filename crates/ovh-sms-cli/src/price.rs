//! What a message costs: its parts by the service's price list, country by country.

use std::collections::BTreeMap;

use ovh_sms::error::ErrorKind;
use ovh_sms::{Client, PhoneNumber};

use crate::failure::{Failure, sentence};
use crate::terminal::output;

/// What a message costs.
#[derive(Debug)]
pub(crate) struct Price {
    pub(crate) countries: Vec<CountryPrice>,
}

/// What its receivers of one country cost.
#[derive(Debug)]
pub(crate) struct CountryPrice {
    /// The country in two letters, where the number tells one.
    pub(crate) country: Option<String>,
    pub(crate) receivers: usize,
    /// Credits a part, where the price list has the country.
    pub(crate) rate: Option<f64>,
    /// Credits for all of them.
    pub(crate) credits: Option<f64>,
}

impl Price {
    /// Asks the price list, which needs no credentials, once a country. A price that it does not
    /// tell is unknown; where that is because it failed, that is said.
    ///
    /// An error is that nobody can be asked.
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
            #[allow(clippy::cast_precision_loss, reason = "exact up to 2^53 parts")]
            let credits = rate
                .map(|rate| rounded(rate * parts.saturating_mul(receivers) as f64))
                .filter(|credits| credits.is_finite());
            countries.push(CountryPrice {
                country,
                receivers,
                rate,
                credits,
            });
        }
        Ok(Self { countries })
    }

    /// Credits in all; `None` if a receiver's price is not known.
    pub(crate) fn credits(&self) -> Option<f64> {
        let all: Option<Vec<f64>> = self.countries.iter().map(|one| one.credits).collect();
        all.map(|all| rounded(all.iter().sum()))
    }

    /// How many there are to receive it.
    pub(crate) fn receivers(&self) -> usize {
        self.countries.iter().map(|one| one.receivers).sum()
    }
}

/// How many of the numbers are in each country.
pub(crate) fn by_country(numbers: &[PhoneNumber]) -> BTreeMap<Option<String>, usize> {
    let mut countries = BTreeMap::new();
    for number in numbers {
        *countries
            .entry(number.country().map(str::to_owned))
            .or_default() += 1;
    }
    countries
}

async fn rate(client: &Client, country: &str) -> Result<Option<f64>, Failure> {
    match client.api().rates_destinations_get(country).send().await {
        // A price below nothing is none.
        Ok(found) => Ok(found.credit.filter(|credit| *credit >= 0.0)),
        Err(error) if matches!(error.kind(), ErrorKind::Api(_) | ErrorKind::Response(_)) => {
            output::note(format_args!("{}.", sentence(&error)));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Credits come in thousandths: what lies beyond is the arithmetic's.
pub(crate) fn rounded(credits: f64) -> f64 {
    (credits * 1000.0).round() / 1000.0
}

/// Credits in words: `1 credit`, `2.4 credits`.
pub(crate) fn credits(credits: f64) -> String {
    let credits = rounded(credits);
    let plural = if credits == 1.0 { "" } else { "s" };
    format!("{credits} credit{plural}")
}

/// A count with its noun: `1 part`, `2 parts`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
