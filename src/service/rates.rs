//! The price of a message, from the service's price list.

use crate::Credits;
use crate::client::Client;
use crate::error::Error;

impl Client {
    /// Returns the credits that each part of a message to that country costs; the code of the
    /// country has two letters, as in `fr`.
    ///
    /// `None` if the price list has no price: none at all, a negative one, or the one of another
    /// country, as from a cache that ignores the query. The request is not signed.
    ///
    /// `GET /sms/rates/destinations`
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = ovh_sms::sandbox::Sandbox::start().await?;
    /// # let client = sandbox.client()?;
    /// use ovh_sms::Credits;
    ///
    /// assert_eq!(client.rate("fr").await?, Some(Credits::from(1_u32)));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// The request fails. Status 400 or 404: the service does not know the country.
    pub async fn rate(&self, country: &str) -> Result<Option<Credits>, Error> {
        let found = self.api().rates_destinations_get(country).send().await?;
        let of = found.country_code.as_ref().map(ToString::to_string);
        let is_of_other = of.is_some_and(|of| !of.eq_ignore_ascii_case(country));
        let credit = found.credit.filter(|credit| !credit.is_negative());
        Ok(credit.filter(|_| !is_of_other))
    }
}
