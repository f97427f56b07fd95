//! Asks for a sender name, enters the code of the validation, and lists what may be used.
// Written for /sms of 2020-08-10.

use crate::api::{ServiceApi, types};

pub async fn request(service: ServiceApi<'_>, name: &str) -> Result<(), ovh_sms::Error> {
    let answer: String = service
        .senders_create(name)
        .description("the shop")
        .reason("orders")
        .send()
        .await?
        .into_inner();
    println!("{answer}");
    Ok(())
}

pub async fn validate(
    service: ServiceApi<'_>,
    name: &str,
    code: &str,
) -> Result<bool, ovh_sms::Error> {
    service.senders_validate(name, code).send().await?;
    let sender: types::Sender = service.senders_get(name).send().await?.into_inner();
    Ok(sender.status == Some(types::StatusSender::Enable))
}

pub async fn usable(service: ServiceApi<'_>) -> Result<Vec<String>, ovh_sms::Error> {
    let mut usable = Vec::new();
    let mut senders = service.senders_list().stream();
    while let Some(sender) = senders.next().await {
        let sender = sender?;
        match sender.status {
            Some(types::StatusSender::Enable) => usable.extend(sender.sender),
            Some(types::StatusSender::Refused) => println!("refused: {:?}", sender.comment),
            _ => {}
        }
    }
    Ok(usable)
}
