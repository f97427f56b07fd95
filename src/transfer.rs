//! Uploads to the signed URLs that the API returns: raw bytes, without credentials.
//!
//! The URL itself authorizes the transfer. The requests carry no credentials of the client, because
//! the host may be another one.

use std::time::Duration;

use reqwest::{Body, Method, Request, StatusCode, Url, header};

use crate::Operation;
use crate::SecretText;
use crate::client::Client;
use crate::error::{ApiError, CallError, ConnectionError, Error, RequestError};
use crate::wait::Wait;

/// The minimum time limit of a transfer, and the bytes for which each further second is added.
const LEAST_TIME: Duration = Duration::from_secs(60);
const BYTES_A_SECOND: u64 = 64 * 1024;

/// How long a failed transfer is retried.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Why a file could not be uploaded or downloaded. Its URL is a secret and not part of the error.
#[derive(Debug, thiserror::Error)]
#[error("{problem}{}", .status.map(|s| format!(" ({s})")).unwrap_or_default())]
#[non_exhaustive]
#[cfg_attr(
    not(feature = "csv"),
    allow(unreachable_pub, reason = "mailings and exports show it")
)]
pub struct TransferError {
    /// What failed, in words.
    pub problem: &'static str,
    /// The status of the response, if there was one.
    pub status: Option<StatusCode>,
    /// The underlying error.
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

    pub(crate) fn refused(problem: &'static str, status: StatusCode) -> Self {
        Self {
            problem,
            status: Some(status),
            source: None,
        }
    }

    pub(crate) fn lost(problem: &'static str, source: ConnectionError) -> Self {
        Self {
            problem,
            status: None,
            source: Some(Box::new(source)),
        }
    }

    pub(crate) fn io(problem: &'static str, source: std::io::Error) -> Self {
        Self {
            problem,
            status: None,
            source: Some(Box::new(source)),
        }
    }

    /// Returns true if the same transfer could succeed later.
    pub(crate) fn is_passing(&self) -> bool {
        match self.status {
            Some(status) => ovh_api::runtime::is_passing(status),
            None => self
                .source
                .as_ref()
                .is_some_and(|s| s.is::<ConnectionError>()),
        }
    }

    /// Converts the error to [`Error`], for workflows that return no other. The operation is the
    /// one that returned the URL.
    pub(crate) fn of(self, operation: &Operation) -> Error {
        let error = match (self.status, self.source) {
            (Some(status), _) => {
                let message = "the upload to the document's own address was refused";
                CallError::new(operation, ApiError::new(status, message)).after_sending(false)
            }
            (None, Some(source)) => match source.downcast::<ConnectionError>() {
                // Retrying an upload stores the same bytes at the same URL.
                Ok(source) => CallError::new(operation, *source).after_sending(false),
                Err(_) => CallError::new(operation, RequestError::Transfer(self.problem)),
            },
            (None, None) => CallError::new(operation, RequestError::Transfer(self.problem)),
        };
        error.into()
    }
}

/// Uploads bytes of this length to the URL of a document. `body` returns the bytes again for each
/// attempt, or the error that prevents it.
pub(crate) async fn upload(
    client: &Client,
    address: Option<&SecretText>,
    len: u64,
    mut body: impl FnMut() -> std::io::Result<Body>,
) -> Result<(), TransferError> {
    let address = checked(client, address)?;
    let mut wait = Wait::patient(client, PATIENCE);
    loop {
        let unread = |error| TransferError::io("the file to upload cannot be read", error);
        let mut request = Request::new(Method::PUT, address.clone());
        request
            .headers_mut()
            .insert(header::CONTENT_LENGTH, len.into());
        *request.timeout_mut() = Some(time_for(len));
        *request.body_mut() = Some(body().map_err(unread)?);
        let error = match client.transport().transfer(request).await {
            Ok(response) if response.status().is_success() => return Ok(()),
            Ok(response) => TransferError::refused("the upload was refused", response.status()),
            Err(error) => TransferError::lost("the upload failed", error),
        };
        // It is safe to retry: the same bytes go to the same URL.
        if !error.is_passing() || !wait.pause().await {
            return Err(error);
        }
    }
}

/// Returns the time limit for a transfer of this many bytes.
pub(crate) fn time_for(bytes: u64) -> Duration {
    LEAST_TIME + Duration::from_secs(bytes / BYTES_A_SECOND)
}

/// Returns the URL, if the transfer is encrypted or the endpoint itself is not.
pub(crate) fn checked(client: &Client, address: Option<&SecretText>) -> Result<Url, TransferError> {
    let address = address.ok_or_else(|| TransferError::new("the document has no address"))?;
    let url = Url::parse(address.expose())
        .map_err(|_| TransferError::new("the document's address is not a URL"))?;
    let clear = client.endpoint().base_url().scheme() == "http";
    if url.scheme() == "https" || clear && url.scheme() == "http" {
        return Ok(url);
    }
    Err(TransferError::new("the document's address is not https"))
}
