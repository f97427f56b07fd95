//! One SMS account: its generated operations, and workflows built on them.
//!
//! | task | where |
//! |---|---|
//! | send a message once | [`Service::send`] → [`SendReport`], [`SendError`] |
//! | track its delivery | [`Service::track`] → [`Receipt`] |
//! | read replies | [`Service::replies`] → [`Reply`] |
//! | receive callbacks instead of polling | [`Service::set_callbacks`], [`callback`](crate::callback) |
//! | list who sent STOP | [`Service::blacklist`] |
//! | list or request senders | [`Service::usable_senders`], [`Service::senders`] |
//! | send to the rows of a CSV file (feature `csv`) | `mailing::Mailing` |
//! | export the history as a file (feature `csv`) | `Service::export` |
//! | everything else | [`Service::api`] |

mod blacklist;
mod callbacks;
#[cfg(feature = "csv")]
mod export;
mod pace;
mod rates;
pub(crate) mod reads;
mod replies;
mod send;
mod senders;
mod steps;
mod track;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use blacklist::Blacklist;
pub use callbacks::Callbacks;
#[cfg(feature = "csv")]
pub use export::{Export, ExportError, ExportRequest, ExportRow, ExportRows};
pub use replies::{Replies, Reply};
pub use send::{Evidence, Outcome, ReceiverReport, SendError, SendReport, Sending};
pub use senders::Senders;
pub use track::{Receipt, Tracking};

use crate::Options;
use crate::api;
use crate::client::Client;
use crate::error::{CallError, Contradiction, Error, ResponseError};
use crate::sending::in_flight::InFlight;
use ovh_api::runtime::wall_millis;

/// One SMS account of a customer, by name; returned by [`Client::service`].
#[derive(Debug, Clone)]
pub struct Service {
    client: Client,
    name: String,
}

impl Client {
    /// Returns an SMS account, by a name as listed by
    /// [`services_list`](api::Client::services_list).
    #[must_use]
    pub fn service(&self, name: impl Into<String>) -> Service {
        Service {
            client: self.clone(),
            name: name.into(),
        }
    }

    /// Returns the SMS account that the configuration names (`sms_service`), if any.
    #[must_use]
    pub fn default_service(&self) -> Option<Service> {
        self.sms_service().map(|name| self.service(name))
    }
}

impl Service {
    /// Returns the client that calls the account.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the account's name, such as `sms-ab12345-1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the same account with other options, for one call or several; cheap, like
    /// [`Client::with`].
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self {
            client: self.client.with(options),
            name: self.name.clone(),
        }
    }

    /// Returns the generated builders of the account's operations, with its name filled in.
    pub fn api(&self) -> api::ServiceApi<'_> {
        api::ServiceApi::new(self.client.api(), &self.name)
    }

    /// Returns the account with its settings and the credits left, and compares its name: another
    /// account, as from a cache, has the same form.
    ///
    /// `GET /sms/{serviceName}`
    ///
    /// # Errors
    /// The request fails, or the response is about another account.
    pub async fn account(&self) -> Result<api::types::AccountWithIam, Error> {
        let account = self.api().service_get().send().await?.into_inner();
        match account.name.as_ref().is_some_and(|name| *name != self.name) {
            true => Err(CallError::other_object(&api::operations::SERVICE_GET).into()),
            false => Ok(account),
        }
    }

    fn in_flight(&self) -> &Arc<InFlight> {
        self.client.in_flight()
    }

    /// Returns the time on the client's monotonic clock.
    fn elapsed(&self) -> Duration {
        self.client.transport().time().monotonic()
    }

    /// Returns the time on the machine's clock, which may be wrong.
    fn machine_time(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(wall_millis(self.client.transport().time()))
    }

    async fn sleep(&self, time: Duration) {
        self.client.transport().time().sleep(time).await;
    }

    /// Fetches the server's time, in whole seconds. Its errors state that nothing was sent.
    pub(crate) async fn server_now(&self) -> Result<DateTime<Utc>, Error> {
        let asked = self.client.api().auth_time_get().send().await;
        let seconds = asked.map_err(Error::before_sending)?.into_inner();
        DateTime::from_timestamp(seconds, 0).ok_or_else(|| {
            let problem = Contradiction::OutOfRange("a server time");
            let error = ResponseError::contradiction(problem);
            CallError::new(&api::operations::AUTH_TIME_GET, error).into()
        })
    }
}
