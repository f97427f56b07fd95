//! Files in the customer's document store: uploaded and fetched at signed addresses.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use reqwest::{StatusCode, Url, header};
use uuid::Uuid;

use super::wait::Wait;
use crate::api::types::{Document, DocumentUpdate};
use crate::client::Client;
use crate::error::Error;
use crate::secret::SecretText;

/// How long a transfer may take at least, and how long more for each so many bytes.
const LEAST_TIME: Duration = Duration::from_secs(60);
const BYTES_A_SECOND: u64 = 64 * 1024;

/// How long transfers are tried again.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many documents are looked at to find one by its name.
const LOOKED_AT: usize = 500;

/// Why a file could not be uploaded or fetched. Its address, a secret, is not in it.
#[derive(Debug, thiserror::Error)]
#[error("{problem}{}", .status.map(|s| format!(" ({s})")).unwrap_or_default())]
#[non_exhaustive]
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
    fn new(problem: &'static str) -> Self {
        Self {
            problem,
            status: None,
            source: None,
        }
    }

    fn lost(problem: &'static str, source: reqwest::Error) -> Self {
        Self {
            problem,
            status: source.status(),
            source: Some(Box::new(source.without_url())),
        }
    }

    fn io(problem: &'static str, source: std::io::Error) -> Self {
        Self {
            problem,
            status: None,
            source: Some(Box::new(source)),
        }
    }

    /// Whether the same transfer could succeed a little later.
    fn is_passing(&self) -> bool {
        match self.status {
            Some(status) => crate::error::is_passing(status),
            None => self
                .source
                .as_ref()
                .is_some_and(|s| s.is::<reqwest::Error>()),
        }
    }
}

/// Makes an empty document that OVHcloud deletes by itself at that time, should nobody else do it.
///
/// `POST /me/document`, `PUT /me/document/{id}`
pub(crate) async fn create(
    client: &Client,
    name: &str,
    expires: DateTime<Utc>,
) -> Result<(Uuid, Document), Error> {
    let made = client.api().me_document_create();
    let document = made
        .body_map(|body| body.name(name))
        .send()
        .await?
        .into_inner();
    let Some(id) = document.id else {
        return Err(Error::request(
            &crate::api::operations::ME_DOCUMENT_CREATE,
            "the answer has no id",
        ));
    };
    let update = DocumentUpdate::builder().expiration_date(expires);
    // Only a precaution: without it the document stays until it is deleted.
    let _ = client
        .api()
        .me_document_update()
        .id(id)
        .body(update)
        .send()
        .await;
    Ok((id, document))
}

/// Deletes a document; one that is gone is fine.
///
/// `DELETE /me/document/{id}`
pub(crate) async fn delete(client: &Client, id: Uuid) -> Result<(), Error> {
    match client.api().me_document_delete().id(id).send().await {
        Err(error) if error.status() != Some(StatusCode::NOT_FOUND) => Err(error),
        _ => Ok(()),
    }
}

/// Deletes the documents of that name, among the first 500.
pub(crate) async fn delete_named(client: &Client, name: &str) -> Result<(), Error> {
    let mut documents = client.api().me_document_list().stream().take(LOOKED_AT);
    while let Some(document) = documents.next().await {
        let document = document?;
        if let (Some(found), Some(id)) = (document.name.as_deref(), document.id)
            && found == name
        {
            delete(client, id).await?;
        }
    }
    Ok(())
}

/// Puts a file at the address of a document: its raw bytes, with their length, and nothing of ours.
pub(crate) async fn upload(
    client: &Client,
    address: Option<&SecretText>,
    file: File,
    len: u64,
) -> Result<(), TransferError> {
    let address = checked(client, address)?;
    let mut wait = Wait::patient(client, PATIENCE);
    loop {
        let again = |error| TransferError::io("the file to upload can't be read", error);
        let mut copy = file.try_clone().map_err(again)?;
        copy.seek(SeekFrom::Start(0)).map_err(again)?;
        let sent = client
            .api()
            .client
            .put(address.clone())
            .header(header::CONTENT_LENGTH, len)
            .timeout(time_for(len))
            .body(tokio::fs::File::from_std(copy))
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

/// Fetches a document into a temporary file; `size` is what the service says that it has.
pub(crate) async fn download(
    client: &Client,
    address: Option<&SecretText>,
    size: u64,
) -> Result<File, TransferError> {
    let address = checked(client, address)?;
    let mut wait = Wait::patient(client, PATIENCE);
    loop {
        match fetched(client, address.clone(), size).await {
            Err(error) if error.is_passing() && wait.pause().await => {}
            result => return result,
        }
    }
}

async fn fetched(client: &Client, address: Url, size: u64) -> Result<File, TransferError> {
    let lost = |error| TransferError::lost("the download failed", error);
    let kept = |error| TransferError::io("the download can't be kept", error);
    let request = client.api().client.get(address).timeout(time_for(size));
    let answer = request
        .send()
        .await
        .and_then(reqwest::Response::error_for_status);
    let mut chunks = answer.map_err(lost)?.bytes_stream();
    let mut file = tempfile::tempfile().map_err(kept)?;
    while let Some(chunk) = chunks.next().await {
        file.write_all(&chunk.map_err(lost)?).map_err(kept)?;
    }
    file.seek(SeekFrom::Start(0)).map_err(kept)?;
    Ok(file)
}

fn time_for(bytes: u64) -> Duration {
    LEAST_TIME + Duration::from_secs(bytes / BYTES_A_SECOND)
}

/// The address, if what goes there stays private on the way.
fn checked(client: &Client, address: Option<&SecretText>) -> Result<Url, TransferError> {
    let address = address.ok_or_else(|| TransferError::new("the document has no address"))?;
    let url = Url::parse(address.expose())
        .map_err(|_| TransferError::new("the document's address is no URL"))?;
    let clear = client.endpoint().base_url().scheme() == "http";
    if url.scheme() == "https" || clear && url.scheme() == "http" {
        return Ok(url);
    }
    Err(TransferError::new("the document's address is not https"))
}
