//! Files in the customer's document store, uploaded to and downloaded from signed addresses.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::unfold;
use reqwest::{Body, Method, Request, Url};
use uuid::Uuid;

use crate::SecretText;
use crate::api::types::Document;
use crate::client::Client;
use crate::error::{
    CallError, ConnectionError, ConnectionProblem, Contradiction, Error, ResponseError,
};
use crate::transfer::{self, PATIENCE, TransferError, checked, time_for};
use crate::wait::Wait;

/// The maximum number of documents that are read to find one by its name.
const LOOKED_AT: usize = 500;
/// Bytes per read.
const CHUNK: usize = 128 * 1024;

/// A callback that receives the number of bytes of an upload that were passed to the connection so
/// far.
pub(crate) type Progress = Arc<dyn Fn(u64) + Send + Sync>;

/// Creates an empty document.
///
/// `POST /me/document`
pub(crate) async fn create(client: &Client, name: &str) -> Result<(Uuid, Document), Error> {
    let made = client.api().me_document_create(name).send().await?;
    let document = made.into_inner();
    let problem = match document.id {
        // The content and the expiry of another document would be lost.
        Some(_)
            if document
                .name
                .as_ref()
                .is_some_and(|made| is_other(made, name)) =>
        {
            Contradiction::OtherObject
        }
        Some(id) => return Ok((id, document)),
        None => Contradiction::Missing("document id"),
    };
    let operation = &crate::api::operations::ME_DOCUMENT_CREATE;
    let problem = ResponseError::contradiction(problem);
    Err(CallError::new(operation, problem)
        .after_sending(true)
        .into())
}

/// Returns whether a name is another one than this, even if the service has changed other characters
/// than letters and digits, or shortened it: OVHcloud does not document what it does with names.
fn is_other(made: &str, name: &str) -> bool {
    let of = |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    !of(name).starts_with(&of(made))
}

/// Sets the time at which OVHcloud deletes a document that is still there.
///
/// `PUT /me/document/{id}`
pub(crate) async fn expire(client: &Client, id: Uuid, expires: DateTime<Utc>) -> Result<(), Error> {
    let call = client.api().me_document_update(id);
    call.expiration_date(expires).send().await?;
    Ok(())
}

/// Deletes a document. A document that no longer exists is not an error.
///
/// `DELETE /me/document/{id}`
pub(crate) async fn delete(client: &Client, id: Uuid) -> Result<(), Error> {
    match client.api().me_document_delete(id).send().await {
        Err(error) if !error.is_not_found() => Err(error),
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

/// Uploads a file to the address of a document.
pub(crate) async fn upload(
    client: &Client,
    address: Option<&SecretText>,
    file: &File,
    len: u64,
    progress: &Progress,
) -> Result<(), TransferError> {
    transfer::upload(client, address, len, || {
        let mut copy = file.try_clone()?;
        copy.seek(SeekFrom::Start(0))?;
        Ok(Body::wrap_stream(chunks(copy, Arc::clone(progress))))
    })
    .await
}

/// Returns the file in chunks, read on a blocking thread.
fn chunks(file: File, progress: Progress) -> impl Stream<Item = io::Result<Vec<u8>>> + Send {
    unfold(Some((file, 0_u64)), move |at| {
        let progress = Arc::clone(&progress);
        async move {
            let (mut file, before) = at?;
            let reading = tokio::task::spawn_blocking(move || {
                let mut chunk = Vec::new();
                let read = (&mut file).take(CHUNK as u64).read_to_end(&mut chunk);
                read.map(|_| (file, chunk))
            });
            match reading.await.unwrap_or_else(|lost| Err(lost.into())) {
                Ok((_, chunk)) if chunk.is_empty() => None,
                Ok((file, chunk)) => {
                    let taken = before + chunk.len() as u64;
                    progress(taken);
                    Some((Ok(chunk), Some((file, taken))))
                }
                Err(error) => Some((Err(error), None)),
            }
        }
    })
}

/// Downloads a document into a temporary file; `size` is the size that the service states.
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
    let kept = |error| TransferError::io("the download can't be saved", error);
    let mut request = Request::new(Method::GET, address);
    *request.timeout_mut() = Some(time_for(size));
    let response = client.transport().transfer(request).await.map_err(lost)?;
    if !response.status().is_success() {
        let status = response.status();
        return Err(TransferError::refused("the download failed", status));
    }
    let mut chunks = response.bytes_stream();
    let mut file = tempfile::tempfile().map_err(kept)?;
    // The size that the service stated may be slightly out of date. A shorter content may be cut
    // off: it is downloaded again.
    let mut left = size.saturating_add(size.div_ceil(10));
    let mut received: u64 = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(ConnectionError::of).map_err(lost)?;
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        received = received.saturating_add(length);
        left = left.checked_sub(length).ok_or_else(|| {
            TransferError::new("the download is larger than the service states; request it again")
        })?;
        file.write_all(&chunk).map_err(kept)?;
    }
    if received < size {
        let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
        let cut = ConnectionError::new(ConnectionProblem::LostInResponse, cut);
        let problem = "the download is shorter than the service states";
        return Err(TransferError::lost(problem, cut));
    }
    file.seek(SeekFrom::Start(0)).map_err(kept)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_another_one_only_if_its_letters_and_digits_differ() {
        let name = "soldes 0123456789ab abcdef01.csv";
        for (made, expected) in [
            (name, false),
            ("soldes_0123456789ab_abcdef01.csv", false),
            ("soldes 0123456789ab", false),
            (" soldes 0123456789ab abcdef01", false),
            ("", false),
            ("soldes 0123456789ab abcdef02.csv", true),
            ("invoices.csv", true),
            ("soldes 0123456789ab abcdef01.csv.old", true),
        ] {
            assert_eq!(is_other(made, name), expected, "{made:?}");
        }
    }
}
