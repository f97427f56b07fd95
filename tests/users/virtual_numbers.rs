//! Answers messages to a virtual number from that number.
// Written for /sms of 2020-08-10.

use crate::api::{Client, ServiceApi, types};

pub async fn answer(service: ServiceApi<'_>, number: &str) -> Result<(), ovh_sms::Error> {
    let of: types::VirtualNumber = service
        .virtual_numbers_get(number)
        .send()
        .await?
        .into_inner();
    println!("{:?}", of.country_code);
    let mut received = service.virtual_numbers_incoming_list(number).stream();
    while let Some(message) = received.next().await {
        let Some(sender) = message?.sender else {
            continue;
        };
        service
            .virtual_numbers_jobs_create(number, "We will call you")
            .receivers([sender])
            .send()
            .await?;
    }
    let chat: types::ChatAccess = service
        .virtual_numbers_chat_access_create(number)
        .send()
        .await?
        .into_inner();
    println!("{:?}", chat.creation_date);
    Ok(())
}

pub async fn numbers(client: &Client) -> Result<(), ovh_sms::Error> {
    for number in client
        .virtual_number_services_list()
        .send()
        .await?
        .into_inner()
    {
        println!("{number}");
    }
    Ok(())
}
