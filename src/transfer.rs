//! Uploads to the signed addresses that the API gives: raw bytes, no credentials.
//!
//! The address itself is what allows the transfer: nothing of ours goes along, since the host may
//! be another.

use std::time::Duration;

use reqwest::{Body, StatusCode, Url, header};

use crate::client::Client;
use crate::error::{ApiError, ConnectionError, Error, RequestError};
use crate::operation::Operation;
use crate::secret::SecretText;
use crate::wait::Wait;

/// How long a transfer may take at least, and how long more for each so many bytes.
const LEAST_TIME: Duration = Duration::from_secs(60);
const BYTES_A_SECOND: u64 = 64 * 1024;

/// How long transfers are tried again.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Why a file could not be uploaded or fetched. Its address, a secret, is not in it.
#[derive(Debug, thiserror::Error)]
#[error("{problem}{}", .status.map(|s| format!(" ({s})")).unwrap_or_default())]
#[non_exhaustive]
#[cfg_attr(
    not(feature = "csv"),
    allow(unreachable_pub, reason = "mailings and exports show it")
)]
pub struct TransferError {
    /// What happened, in words.
    pub problem: &'static str,
    /// The status of the answer, if there was one.
    pub status: Option<StatusCode>,
    /// What it comes from.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransferError {
    pub(crate) fn new(problem: &'static str) -> Self {
        Self {
            problem,
            status: None,
            source: None,
        }
    }

    pub(crate) fn lost(problem: &'static str, source: reqwest::Error) -> Self {
        Self {
            problem,
            status: source.status(),
            source: Some(Box::new(source.without_url())),
        }
    }

    pub(crate) fn io(problem: &'static str, source: std::io::Error) -> Self {
        Self {
            problem,
            status: None,
            source: Some(Box::new(source)),
        }
    }

    /// Whether the same transfer could succeed a little later.
    pub(crate) fn is_passing(&self) -> bool {
        match self.status {
            Some(status) => crate::error::is_passing(status),
            None => self
                .source
                .as_ref()
                .is_some_and(|s| s.is::<reqwest::Error>()),
        }
    }

    /// The crate's own error, for workflows that have no other: the operation is the one that gave
    /// the address.
    pub(crate) fn of(self, operation: &'static Operation) -> Error {
        match (self.status, self.source) {
            (Some(status), _) => {
                let message = "the upload to the document's own address was refused";
                Error::new(operation, ApiError::new(status, message)).after_sending(false)
            }
            (None, Some(source)) => match source.downcast::<reqwest::Error>() {
                // An upload that is repeated puts the same bytes there.
                Ok(source) => {
                    Error::new(operation, ConnectionError::of(*source)).after_sending(false)
                }
                Err(_) => Error::new(operation, RequestError::Transfer(self.problem)),
            },
            (None, None) => Error::new(operation, RequestError::Transfer(self.problem)),
        }
    }
}

/// Puts bytes at the address of a document, with their length; `body` gives them anew for each
/// attempt, or tells why it can't.
pub(crate) async fn upload(
    client: &Client,
    address: Option<&SecretText>,
    len: u64,
    mut body: impl FnMut() -> std::io::Result<Body>,
) -> Result<(), TransferError> {
    let address = checked(client, address)?;
    let mut wait = Wait::patient(client, PATIENCE);
    loop {
        let unread = |error| TransferError::io("the file to upload can't be read", error);
        let sent = client
            .api()
            .client
            .put(address.clone())
            .header(header::CONTENT_LENGTH, len)
            .timeout(time_for(len))
            .body(body().map_err(unread)?)
            .send()
            .await;
        let error = match sent {
            Ok(answer) if answer.status().is_success() => return Ok(()),
            Ok(answer) => TransferError {
                status: Some(answer.status()),
                ..TransferError::new("the upload was refused")
            },
            Err(error) => TransferError::lost("the upload failed", error),
        };
        // The same bytes to the same place: to repeat it is safe.
        if !error.is_passing() || !wait.pause().await {
            return Err(error);
        }
    }
}

/// How long a transfer of so many bytes may take.
pub(crate) fn time_for(bytes: u64) -> Duration {
    LEAST_TIME + Duration::from_secs(bytes / BYTES_A_SECOND)
}

/// The address, if what goes there stays private on the way.
pub(crate) fn checked(client: &Client, address: Option<&SecretText>) -> Result<Url, TransferError> {
    let address = address.ok_or_else(|| TransferError::new("the document has no address"))?;
    let url = Url::parse(address.expose())
        .map_err(|_| TransferError::new("the document's address is no URL"))?;
    let clear = client.endpoint().base_url().scheme() == "http";
    if url.scheme() == "https" || clear && url.scheme() == "http" {
        return Ok(url);
    }
    Err(TransferError::new("the document's address is not https"))
}
