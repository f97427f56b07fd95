//! One SMS account.

use crate::api;
use crate::client::Client;
use crate::transport::Options;

/// One SMS account of a customer, by name; from [`Client::service`].
#[derive(Debug, Clone)]
pub struct Service {
    client: Client,
    name: String,
}

impl Service {
    pub(crate) fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// The account's name, such as `sms-ab12345-1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same account with other options, for one call or many; cheap, as [`Client::with`] is.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self::new(self.client.with(options), self.name.clone())
    }

    /// The generated builders of the account's operations, its name filled in.
    pub fn api(&self) -> api::ServiceApi<'_> {
        api::ServiceApi::new(self.client.api(), &self.name)
    }
}
