//! Uploads a file of receivers to the account's documents, and fills a slot from it.
// Written for /me/document, /sms of 2020-08-10.

use crate::api::{self, Client, types};

pub async fn fill(client: &Client, account: &str) -> Result<(), ovh_sms::Error> {
    let document: types::Document = client
        .me_document_create("receivers.csv")
        .send()
        .await?
        .into_inner();
    let (Some(id), Some(_address)) = (document.id, document.put_url) else {
        return Ok(());
    };
    api::service(client, account)
        .receivers_create(false, "from a file", 1)
        .document_id(id.to_string())
        .send()
        .await?;
    client.me_document_delete(id).send().await?;
    Ok(())
}
