//! The blacklist: numbers that sent STOP.

use std::collections::HashSet;

use super::Service;
use crate::api::{operations, types};
use crate::error::{Error, Refusal};
use crate::lenient::Lenient;
use crate::number::PhoneNumber;

/// Up to so many numbers are asked for one by one; for more, the whole list is read.
const ONE_BY_ONE: usize = 3;

/// The account's blacklist; from [`Service::blacklist`].
///
/// A receiver who sends STOP is put on it by OVHcloud. Messages to numbers on it are not delivered.
#[derive(Debug, Clone, Copy)]
pub struct Blacklist<'a> {
    service: &'a Service,
}

impl Service {
    /// The numbers that sent STOP.
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::time::Duration;
    /// # use ovh_sms::message::Message;
    /// # let sandbox = ovh_sms::sandbox::Sandbox::start().await?;
    /// # let service = sandbox.service()?;
    /// let message = Message::transactional("Bonjour").allow_replies().to("+33600000012");
    /// let _ = service.send(message).await?;
    /// # sandbox.advance(Duration::from_secs(60));
    /// # sandbox.phone("+33600000012").stop();
    /// let number = "+33600000012".parse()?;
    /// assert!(service.blacklist().contains(number).await?);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    #[must_use]
    pub fn blacklist(&self) -> Blacklist<'_> {
        Blacklist { service: self }
    }
}

impl Blacklist<'_> {
    /// Every number on it. Entries that can't be read, or are no phone numbers, make it
    /// [incomplete](Lenient::is_complete): a number that is missing then may be on it all the same.
    ///
    /// `GET /sms/{serviceName}/blacklists` · `sms:apiovh:blacklists/get`
    ///
    /// # Errors
    ///
    /// What [`Error`] lists.
    pub async fn numbers(&self) -> Result<Lenient<Vec<PhoneNumber>>, Error> {
        let listed = self
            .service
            .api()
            .blacklists_list()
            .send()
            .await?
            .into_inner();
        let entries = listed.len() + listed.unread();
        let numbers: Vec<PhoneNumber> = listed
            .iter()
            .filter_map(|text| PhoneNumber::from_service(text))
            .collect();
        let unread = entries - numbers.len();
        Ok(Lenient::with_unread(numbers, unread))
    }

    /// The entry of a number, which tells when it came and by which message; `None` if the number
    /// is not on the list.
    ///
    /// `GET /sms/{serviceName}/blacklists/{number}` · `sms:apiovh:blacklists/get`
    ///
    /// # Errors
    ///
    /// What [`Error`] lists, but for a 404.
    pub async fn entry(&self, number: PhoneNumber) -> Result<Option<types::Blacklist>, Error> {
        match self.service.api().blacklists_get(number).send().await {
            Ok(entry) => {
                let entry = entry.into_inner();
                let of = entry.number.as_deref().and_then(PhoneNumber::from_service);
                match of.is_none_or(|of| of == number) {
                    true => Ok(Some(entry)),
                    false => Err(Error::other_object(&operations::BLACKLISTS_GET)),
                }
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a number is on it.
    ///
    /// # Errors
    ///
    /// As for [`entry`](Self::entry).
    pub async fn contains(&self, number: PhoneNumber) -> Result<bool, Error> {
        Ok(self.entry(number).await?.is_some())
    }

    /// Those of the numbers that are on it: in one request, or one each for up to three numbers.
    /// If the list is incomplete, numbers that are not among its readable entries are asked for one
    /// by one.
    ///
    /// # Errors
    ///
    /// What [`Error`] lists.
    pub async fn which(&self, numbers: &[PhoneNumber]) -> Result<HashSet<PhoneNumber>, Error> {
        let mut found = HashSet::new();
        if numbers.len() > ONE_BY_ONE {
            let listed = self.numbers().await?;
            let is_complete = listed.is_complete();
            let listed: HashSet<PhoneNumber> = listed.into_iter().collect();
            found.extend(numbers.iter().filter(|number| listed.contains(number)));
            if is_complete {
                return Ok(found);
            }
        }
        for &number in numbers {
            if !found.contains(&number) && self.contains(number).await? {
                found.insert(number);
            }
        }
        Ok(found)
    }

    /// Takes a number off it; `false` if it was not on it.
    ///
    /// Only with its owner's consent: who sent STOP must not be written to again unasked.
    ///
    /// `DELETE /sms/{serviceName}/blacklists/{number}` · `sms:apiovh:blacklists/delete`
    ///
    /// # Errors
    ///
    /// What [`Error`] lists, but for a 404.
    pub async fn remove(&self, number: PhoneNumber) -> Result<bool, Error> {
        match self.service.api().blacklists_delete(number).send().await {
            Ok(_) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Whether the number is what was not found, and not the account.
fn is_absent(error: &Error) -> bool {
    error.is_not_found() && error.refusal() != Some(Refusal::ServiceNotFound)
}
