//! Counts the messages of a tag by their delivery, and explains those that failed.
// Written for /sms of 2020-08-10.

use ovh_sms::receipt::{DeliveryStatus, Ptt};

use crate::api::{Client, ServiceApi, types};

pub async fn explain(
    client: &Client,
    service: ServiceApi<'_>,
    tag: &str,
) -> Result<(), ovh_sms::Error> {
    let mut sent = service.outgoing_list().tag(tag).stream().newest(100);
    let mut delivered = 0;
    while let Some(message) = sent.next().await {
        let message: types::Outgoing = message?;
        let status: Option<DeliveryStatus> = message.delivery_receipt;
        match message.delivered_at {
            Some(_) => delivered += 1,
            None => println!("{:?}: {status:?}", message.receiver),
        }
        let code: Option<Ptt> = message.ptt;
        if let Some(code) = code {
            let details: types::PttDetails = client.ptts_get(code).send().await?.into_inner();
            println!("{}", details.description.unwrap_or_default());
        }
    }
    println!("{delivered} delivered");
    Ok(())
}
