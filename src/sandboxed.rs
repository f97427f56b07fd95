//! The client of a sandbox.

use crate::client::Client;
use crate::error::Error;
use crate::sandbox::Sandbox;
use crate::{Credentials, Service};

impl Sandbox {
    /// A client that calls this sandbox with its keys.
    ///
    /// # Errors
    ///
    /// No HTTP client can be made, which only a broken system causes.
    pub fn client(&self) -> Result<Client, Error> {
        Client::builder()
            .endpoint(self.endpoint())
            .credentials(Credentials::application_key(
                self.application_key(),
                self.application_secret(),
                self.consumer_key(),
            ))
            .build()
    }

    /// The sandbox's first SMS account, by its own client.
    ///
    /// # Errors
    ///
    /// As [`client`](Self::client).
    pub fn service(&self) -> Result<Service, Error> {
        Ok(self.client()?.service(self.service_name()))
    }
}
