//! What a mailing will cost, by the service's rates.

use std::collections::BTreeMap;

use super::checked::CheckedMailing;
use crate::error::Error;
use crate::service::Service;

/// What a mailing will cost.
///
/// An estimate: numbers ported abroad, blacklisted ones and the service's own count of parts may
/// change it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Estimate {
    /// Credits in all, for the receivers whose country has a rate.
    pub credits: f64,
    /// Country by country.
    pub countries: Vec<CountryEstimate>,
    /// Receivers whose country is not known or has no rate: they are not in `credits`.
    pub unpriced: u64,
    /// Credits that the account has.
    pub credits_left: Option<f64>,
}

/// What the receivers of one country will cost.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CountryEstimate {
    /// The country, as OVHcloud writes it: `fr`.
    pub country: Option<&'static str>,
    /// Receivers.
    pub receivers: u64,
    /// Parts that they get together.
    pub parts: u64,
    /// Credits a part.
    pub rate: Option<f64>,
}

impl CountryEstimate {
    /// Credits for all parts.
    #[must_use]
    pub fn credits(&self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "exact up to 2^53 parts")]
        self.rate.map(|rate| rate * self.parts as f64)
    }
}

impl Estimate {
    /// Whether the account's credits suffice; `None` if the account does not tell, or some
    /// receivers have no price.
    #[must_use]
    pub fn is_affordable(&self) -> Option<bool> {
        let left = self.credits_left.filter(|_| self.unpriced == 0)?;
        Some(self.credits <= left)
    }
}

impl CheckedMailing {
    /// What the mailing will cost: its parts by country, at the service's rates.
    ///
    /// `GET /sms/rates/destinations` for each country, `GET /sms/{serviceName}`
    ///
    /// # Errors
    /// A request fails.
    pub async fn estimate(&self, service: &Service) -> Result<Estimate, Error> {
        let mut rates = BTreeMap::new();
        for country in self.countries().keys().copied().flatten() {
            let rate = service.client().api().rates_destinations_get(country);
            let rate = rate.send().await;
            match rate {
                Ok(found) => rates.insert(country, found.credit),
                // The service has no such country.
                Err(error) => match error.api().map(|error| error.status.as_u16()) {
                    Some(400 | 404) => None,
                    _ => return Err(error),
                },
            };
        }
        let account = service.api().service_get().send().await?;
        Ok(self.estimate_at(
            |country| rates.get(country).copied().flatten(),
            account.credits_left,
        ))
    }

    /// The same with rates of your own, in credits a part; nothing is asked.
    #[must_use]
    pub fn estimate_at(
        &self,
        rate: impl Fn(&str) -> Option<f64>,
        credits_left: Option<f64>,
    ) -> Estimate {
        let totals = self.countries().iter();
        let countries: Vec<CountryEstimate> = totals
            .map(|(&country, total)| CountryEstimate {
                country,
                receivers: total.receivers,
                parts: total.parts,
                // A negative rate is not a price.
                rate: country
                    .and_then(&rate)
                    .filter(|rate| *rate >= 0.0 && rate.is_finite()),
            })
            .collect();
        let without = countries.iter().filter(|country| country.rate.is_none());
        Estimate {
            // The sum of nothing is a negative zero otherwise.
            credits: countries
                .iter()
                .filter_map(CountryEstimate::credits)
                .fold(0.0, |sum, credits| sum + credits),
            unpriced: without.map(|country| country.receivers).sum(),
            countries,
            credits_left,
        }
    }
}
