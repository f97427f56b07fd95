//! The blacklist: numbers that sent STOP.

use std::collections::HashSet;

use super::{Service, reads};
use crate::Lenient;
use crate::api::{operations, types};
use crate::error::{CallError, Error, Refusal};
use crate::number::PhoneNumber;

/// Up to this many numbers are looked up one by one; for more, the whole list is read.
const ONE_BY_ONE: usize = 3;

/// The account's blacklist; returned by [`Service::blacklist`].
///
/// OVHcloud adds each receiver who sends STOP. Messages to numbers on the list are not delivered.
#[derive(Debug, Clone, Copy)]
pub struct Blacklist<'a> {
    service: &'a Service,
}

impl Service {
    /// Returns the account's blacklist: the numbers that sent STOP.
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
    /// Lists all numbers on the blacklist.
    ///
    /// Entries that can't be read or are not phone numbers make the list
    /// [incomplete](Lenient::is_complete): a number that is missing from it may still be
    /// blacklisted.
    ///
    /// `GET /sms/{serviceName}/blacklists` · `sms:apiovh:blacklists/get`
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn numbers(&self) -> Result<Lenient<Vec<PhoneNumber>>, Error> {
        let listed = self.entries().await?;
        let entries = listed.len() + listed.unread();
        let numbers: Vec<PhoneNumber> = listed
            .iter()
            .filter_map(|text| PhoneNumber::from_service(text))
            .collect();
        let unread = entries - numbers.len();
        Ok(Lenient::with_unread(numbers, unread))
    }

    /// Lists the entries as the service writes them, also those that are not phone numbers;
    /// [`remove_entry`](Self::remove_entry) removes any of them.
    ///
    /// `GET /sms/{serviceName}/blacklists` · `sms:apiovh:blacklists/get`
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn entries(&self) -> Result<Lenient<Vec<String>>, Error> {
        let list = self.service.api().blacklists_list();
        Ok(list.send().await?.into_inner())
    }

    /// Fetches the entry of a number, which states when it was added and for which message; `None`
    /// if the number is not on the list.
    ///
    /// `GET /sms/{serviceName}/blacklists/{number}` · `sms:apiovh:blacklists/get`
    ///
    /// # Errors
    ///
    /// See [`Error`]; a 404 is not an error.
    pub async fn entry(&self, number: PhoneNumber) -> Result<Option<types::Blacklist>, Error> {
        match self.service.api().blacklists_get(number).send().await {
            Ok(entry) => {
                let entry = entry.into_inner();
                let of = entry.number.as_deref().and_then(PhoneNumber::from_service);
                match of.is_none_or(|of| of == number) {
                    true => Ok(Some(entry)),
                    false => Err(CallError::other_object(&operations::BLACKLISTS_GET).into()),
                }
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns whether a number is on the blacklist.
    ///
    /// # Errors
    ///
    /// As for [`entry`](Self::entry).
    pub async fn contains(&self, number: PhoneNumber) -> Result<bool, Error> {
        Ok(self.entry(number).await?.is_some())
    }

    /// Returns those of the numbers that are on the blacklist, with one request, or one request per
    /// number for up to three numbers.
    ///
    /// If the list is incomplete, numbers that are not among its readable entries are looked up one
    /// by one.
    ///
    /// # Errors
    ///
    /// See [`Error`].
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

    /// Removes a number from the blacklist; returns `false` if it was not on it.
    ///
    /// If the service has no entry as this library writes the number, the list is searched for one
    /// that means the same number, such as `0033…`. If a response was lost and the next attempt
    /// finds no entry, it returns `true`, because the first attempt may have removed it.
    ///
    /// Remove a number only with its owner's consent: recipients who sent STOP must opt in again.
    ///
    /// `DELETE /sms/{serviceName}/blacklists/{number}` · `sms:apiovh:blacklists/delete`
    ///
    /// # Errors
    ///
    /// See [`Error`]; a 404 is not an error.
    pub async fn remove(&self, number: PhoneNumber) -> Result<bool, Error> {
        let first = self.delete(number.into()).await?;
        if first == Removed::Yes {
            return Ok(true);
        }
        // Even after a lost request: it may not have arrived, and the entry may have another form.
        let is_perhaps = first == Removed::Perhaps;
        let marked = |error: Error| match is_perhaps {
            true => error.after_sending(),
            false => error,
        };
        let is_same = |entry: &String| PhoneNumber::from_service(entry) == Some(number);
        let listed = self.entries().await;
        let listed = listed.map_err(|error| marked(error.before_sending()))?;
        let unread = listed.unread();
        match listed.into_inner().into_iter().find(is_same) {
            Some(entry) => {
                let removed = self.remove_entry(entry).await.map_err(marked)?;
                Ok(removed || is_perhaps)
            }
            None if unread > 0 => Err(marked(reads::incomplete(
                &operations::BLACKLISTS_LIST,
                unread,
            ))),
            None => Ok(is_perhaps),
        }
    }

    /// Removes an entry, as [`entries`](Self::entries) lists it, from the blacklist; returns
    /// `false` if it was not on it. If a response was lost and the next attempt finds no entry, it
    /// returns `true`, because the first attempt may have removed it.
    ///
    /// It removes entries that no [`PhoneNumber`] is written as: short numbers, numbers without
    /// `+`. See [`remove`](Self::remove).
    ///
    /// `DELETE /sms/{serviceName}/blacklists/{number}` · `sms:apiovh:blacklists/delete`
    ///
    /// # Errors
    ///
    /// See [`Error`]; a 404 is not an error.
    pub async fn remove_entry(&self, entry: impl Into<String>) -> Result<bool, Error> {
        Ok(self.delete(entry.into()).await? != Removed::No)
    }

    async fn delete(&self, entry: String) -> Result<Removed, Error> {
        match self.service.api().blacklists_delete(entry).send().await {
            Ok(_) => Ok(Removed::Yes),
            Err(error) if is_absent(&error) => Ok(match error.may_have_been_sent() {
                true => Removed::Perhaps,
                false => Removed::No,
            }),
            Err(error) => Err(error),
        }
    }
}

/// Whether an entry was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removed {
    Yes,
    /// It is not there, and an attempt whose response was lost may have removed it.
    Perhaps,
    No,
}

/// Returns whether the number, and not the account, was not found.
fn is_absent(error: &Error) -> bool {
    error.is_not_found() && error.refusal() != Some(Refusal::ServiceNotFound)
}
