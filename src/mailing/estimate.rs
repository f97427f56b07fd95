//! The estimated cost of a mailing, at the service's rates.

use std::collections::BTreeMap;

use super::checked::CheckedMailing;
use crate::Credits;
use crate::error::Error;
use crate::service::Service;

/// The estimated cost of a mailing.
///
/// The actual cost may differ because of numbers ported abroad, blacklisted numbers, and the
/// service's own count of parts.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Estimate {
    /// The total credits, for the receivers whose country has a rate.
    pub credits: Credits,
    /// The cost by country.
    pub countries: Vec<CountryEstimate>,
    /// The number of receivers whose country is unknown or has no rate. They are not included in
    /// `credits`.
    pub unpriced: u64,
    /// The credits left on the account.
    pub credits_left: Option<Credits>,
}

/// The estimated cost for the receivers of one country.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CountryEstimate {
    /// The country, as OVHcloud writes it: `fr`.
    pub country: Option<&'static str>,
    /// The number of receivers.
    pub receivers: u64,
    /// The number of parts.
    pub parts: u64,
    /// The credits per part (`GET /sms/rates/destinations`); `None` if the country has no rate.
    pub rate: Option<Credits>,
}

impl CountryEstimate {
    /// Creates the estimate of a country without a rate, for tests; the rate can be set afterwards.
    #[must_use]
    pub fn new(country: Option<&'static str>, receivers: u64, parts: u64) -> Self {
        Self {
            country,
            receivers,
            parts,
            rate: None,
        }
    }

    /// Returns the credits for all parts; a product outside the range of [`Credits`] is its bound.
    #[must_use]
    pub fn credits(&self) -> Option<Credits> {
        self.rate.map(|rate| rate * self.parts)
    }
}

impl Estimate {
    /// Creates an estimate from the total of credits, for tests; the other fields can be set
    /// afterwards.
    #[must_use]
    pub fn new(credits: impl Into<Credits>) -> Self {
        Self {
            credits: credits.into(),
            countries: Vec::new(),
            unpriced: 0,
            credits_left: None,
        }
    }

    /// Returns whether the account's credits are sufficient; `None` if the account does not state
    /// its credits, or some receivers have no price.
    #[must_use]
    pub fn is_affordable(&self) -> Option<bool> {
        let left = self.credits_left.filter(|_| self.unpriced == 0)?;
        Some(self.credits <= left)
    }
}

impl CheckedMailing {
    /// Estimates the cost of the mailing: its parts by country, at the service's rates.
    ///
    /// `GET /sms/rates/destinations` for each country, `GET /sms/{serviceName}`
    ///
    /// # Errors
    /// A request fails.
    pub async fn estimate(&self, service: &Service) -> Result<Estimate, Error> {
        let mut rates = BTreeMap::new();
        for country in self.countries().keys().copied().flatten() {
            match service.client().rate(country).await {
                Ok(rate) => rates.insert(country, rate),
                // The service does not know the country.
                Err(error) => match error.api().map(|error| error.status.as_u16()) {
                    Some(400 | 404) => None,
                    _ => return Err(error),
                },
            };
        }
        let account = service.account().await?;
        Ok(self.estimate_at(
            |country| rates.get(country).copied().flatten(),
            account.credits_left,
        ))
    }

    /// Estimates the cost with the given rates, in credits per part; sends no request.
    #[must_use]
    pub fn estimate_at(
        &self,
        rate: impl Fn(&str) -> Option<Credits>,
        credits_left: Option<Credits>,
    ) -> Estimate {
        let totals = self.countries().iter();
        let countries: Vec<CountryEstimate> = totals
            .map(|(&country, total)| CountryEstimate {
                country,
                receivers: total.receivers,
                parts: total.parts,
                // A negative rate is not a price.
                rate: country.and_then(&rate).filter(|rate| !rate.is_negative()),
            })
            .collect();
        let without = countries.iter().filter(|country| country.rate.is_none());
        Estimate {
            credits: countries.iter().filter_map(CountryEstimate::credits).sum(),
            unpriced: without.map(|country| country.receivers).sum(),
            countries,
            credits_left,
        }
    }
}
