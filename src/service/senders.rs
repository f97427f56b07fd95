//! Senders: request them, validate them by a code or by documents, and wait for the result.

use std::time::Duration;

use super::Service;
use super::pace::{self, Pace};
use crate::Lenient;
use crate::api::operations;
use crate::api::types::{self, StatusSender};
use crate::error::{CallError, Error};
use crate::name::SenderName;
use crate::transfer;

/// The first wait between two reads of a sender that is being checked, and the longest. The check
/// is done by hand and takes days.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(1800);
/// Four days; senders are checked within 24 to 72 hours.
const DEADLINE: Duration = Duration::from_secs(96 * 3600);

/// The account's senders; returned by [`Service::senders`].
///
/// | the name is | it is validated by |
/// |---|---|
/// | among [`available`](Self::available) | nothing: it is valid at once |
/// | a phone number | the code that is sent to the phone: [`validate`](Self::validate) |
/// | any other | OVHcloud's staff, within 24 to 72 hours; [documents](Self::upload_document) help |
#[derive(Debug, Clone, Copy)]
pub struct Senders<'a> {
    service: &'a Service,
}

impl Service {
    /// Returns the names and numbers that messages can come from.
    #[must_use]
    pub fn senders(&self) -> Senders<'_> {
        Senders { service: self }
    }

    /// Lists the senders that messages can use now.
    ///
    /// A sender whose name or status can't be read makes the list
    /// [incomplete](Lenient::is_complete).
    ///
    /// `GET /sms/{serviceName}/senders` and `…/senders/{sender}` · `sms:apiovh:senders/get`
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn usable_senders(&self) -> Result<Lenient<Vec<SenderName>>, Error> {
        let all = self.senders().all().await?;
        let mut unread = all.unread();
        let mut usable = Vec::new();
        for one in all {
            match (one.sender, one.status) {
                (Some(sender), Some(StatusSender::Enable)) => {
                    // A name that OVHcloud accepts but this crate's rules reject can't be a
                    // `SenderName`; the generated builders can still use it.
                    usable.extend(sender.parse::<SenderName>().ok());
                }
                (_, None) | (None, Some(StatusSender::Enable)) => unread += 1,
                (_, Some(_)) => {}
            }
        }
        Ok(Lenient::with_unread(usable, unread))
    }
}

impl Senders<'_> {
    /// Lists all senders, whatever their status.
    ///
    /// A name that can't be read makes the list [incomplete](Lenient::is_complete). Calls `GET /sms/{serviceName}/senders` and `…/senders/{sender}`.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn all(&self) -> Result<Lenient<Vec<types::Sender>>, Error> {
        let names = self.service.api().senders_list().send().await?.into_inner();
        let unread = names.unread();
        let mut all = Vec::with_capacity(names.len());
        for name in names {
            match self.read(name).await {
                Ok(sender) => all.push(sender),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Lenient::with_unread(all, unread))
    }

    /// Fetches one sender (`GET /sms/{serviceName}/senders/{sender}`); `comment` is the reason of a refusal.
    ///
    /// # Errors
    ///
    /// See [`Error`]; 404 if there is no sender of that name.
    pub async fn get(&self, name: &SenderName) -> Result<types::Sender, Error> {
        self.read(key(name)).await
    }

    async fn read(&self, name: String) -> Result<types::Sender, Error> {
        let call = self.service.api().senders_get(name.clone());
        let sender = call.send().await?.into_inner();
        match sender.sender.as_deref().is_none_or(|found| found == name) {
            true => Ok(sender),
            false => Err(CallError::other_object(&operations::SENDERS_GET).into()),
        }
    }

    /// Lists the names that are valid at once, because OVHcloud has them in the customer's details
    /// and domains.
    ///
    /// `GET /sms/{serviceName}/sendersAvailableForValidation`
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn available(&self) -> Result<Lenient<Vec<types::SenderAvailable>>, Error> {
        let listed = self
            .service
            .api()
            .senders_available_for_validation_list()
            .send()
            .await?;
        Ok(listed.into_inner())
    }

    /// Requests a sender and returns its current state.
    ///
    /// `POST /sms/{serviceName}/senders` · `sms:apiovh:senders/create`
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = ovh_sms::sandbox::Sandbox::start().await?;
    /// # let service = sandbox.service()?;
    /// let name = "MP RENOV".parse()?;
    /// let sender = service.senders().create(&name, "The name of our company").await?;
    /// println!("{:?}: checked by hand in 24 to 72 hours", sender.status);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    ///
    /// `reason` states why you need the name, for the staff who check it. The service refuses most
    /// names without a reason.
    ///
    /// # Errors
    ///
    /// See [`Error`]; 409 if a sender of that name exists. After an error of
    /// `GET /sms/{serviceName}/senders/{sender}`, the sender was requested.
    pub async fn create(&self, name: &SenderName, reason: &str) -> Result<types::Sender, Error> {
        let mut call = self.service.api().senders_create(key(name));
        if !reason.is_empty() {
            call = call.reason(reason);
        }
        call.send().await?;
        self.get(name).await.map_err(Error::after_sending)
    }

    /// Proves that a phone number is yours, with the code that was sent to it.
    ///
    /// `POST /sms/{serviceName}/senders/{sender}/validate` · `sms:apiovh:senders/validate`
    ///
    /// # Errors
    ///
    /// See [`Error`]; a wrong code is an error. After an error of
    /// `GET /sms/{serviceName}/senders/{sender}`, the code was accepted.
    pub async fn validate(&self, name: &SenderName, code: &str) -> Result<types::Sender, Error> {
        let call = self.service.api().senders_validate(key(name), code);
        call.send().await?;
        self.get(name).await.map_err(Error::after_sending)
    }

    /// Uploads a document that supports the request for a name, such as a company registration.
    ///
    /// `POST /sms/{serviceName}/senders/{sender}/documents`, then the bytes to the address in its
    /// response, without credentials.
    ///
    /// # Errors
    ///
    /// See [`Error`]. If the upload fails after the document was created, an empty document
    /// remains; upload the file again.
    pub async fn upload_document(
        &self,
        name: &SenderName,
        file_name: &str,
        content: Vec<u8>,
    ) -> Result<types::SenderDocument, Error> {
        let call = self
            .service
            .api()
            .senders_documents_create(key(name), file_name);
        let document = call.send().await?.into_inner();
        let operation = &crate::api::operations::SENDERS_DOCUMENTS_CREATE;
        let (client, len) = (self.service.client(), content.len() as u64);
        let content = bytes::Bytes::from(content);
        transfer::upload(client, document.put_url.as_ref(), len, || {
            Ok(content.clone().into())
        })
        .await
        .map_err(|error| error.of(operation))?;
        let Some(id) = document.document_id else {
            return Ok(document);
        };
        let call = self.service.api().senders_documents_get(key(name), id);
        Ok(call.send().await?.into_inner())
    }

    /// Waits until a sender is checked: its `status` is then `Enable`, or `Refused` with the reason
    /// in `comment`.
    ///
    /// It waits up to four days, with pauses of 5 seconds to 30 minutes: `GET /sms/{serviceName}/senders/{sender}`.
    ///
    /// After that time it returns the sender as it is, even if the check is not finished.
    ///
    /// # Errors
    ///
    /// See [`Error`]. After the sender was read once, a failed request that may succeed later does
    /// not end the wait, unless it is the last one.
    pub async fn wait_until_checked(&self, name: &SenderName) -> Result<types::Sender, Error> {
        self.wait_until_checked_for(name, DEADLINE).await
    }

    /// Waits as [`wait_until_checked`](Self::wait_until_checked) does, for the given time; zero
    /// reads once.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn wait_until_checked_for(
        &self,
        name: &SenderName,
        time: Duration,
    ) -> Result<types::Sender, Error> {
        let deadline = self.service.elapsed().saturating_add(time);
        let mut pace = Pace::doubling(FIRST_WAIT, LONGEST_WAIT);
        let mut was_read = false;
        loop {
            let sender = match self.get(name).await {
                // The check takes days: a failure that passes does not end the wait.
                Err(error) if was_read && error.is_retryable() => {
                    if pace::wait(self.service, pace.step(), Some(deadline)).await {
                        continue;
                    }
                    return Err(error);
                }
                read => read?,
            };
            was_read = true;
            // An unreadable status does not show whether the check is finished.
            let waits = matches!(sender.status, None | Some(StatusSender::WaitingValidation));
            if !waits || !pace::wait(self.service, pace.step(), Some(deadline)).await {
                return Ok(sender);
            }
        }
    }
}

/// Returns a sender as the service stores it: numbers as `+33…`.
fn key(name: &SenderName) -> String {
    name.number().map_or_else(|| name.into(), String::from)
}
