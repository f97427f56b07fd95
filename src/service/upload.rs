//! Uploads to the signed addresses that the API gives: raw bytes, no credentials.

use super::Service;
use crate::error::{ApiError, ConnectionError, Error};
use crate::operation::Operation;
use crate::secret::SecretText;

/// Puts bytes where an operation's answer said.
///
/// The address itself is what allows it: nothing of ours goes along, since the host may be another.
pub(super) async fn put(
    service: &Service,
    url: &SecretText,
    content: Vec<u8>,
    operation: &'static Operation,
) -> Result<(), Error> {
    let request = service.client.api().client.put(url.expose()).body(content);
    let answer = request
        .send()
        .await
        .map_err(|source| lost(operation, source))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(());
    }
    Err(Error::Api(Box::new(ApiError {
        operation,
        status,
        message: "the upload to the document's own address was refused".to_owned(),
        code: None,
        details: serde_json::Map::new(),
        query_id: None,
        retry_after: None,
        attempts: 1,
        may_have_been_sent: false,
    })))
}

fn lost(operation: &'static Operation, source: reqwest::Error) -> Error {
    Error::Connection(Box::new(ConnectionError {
        operation,
        problem: "the upload to the document's own address failed",
        // An upload that is repeated puts the same bytes there.
        may_have_been_sent: false,
        attempts: 1,
        source: source.without_url(),
    }))
}
