//! Prints the credits of all accounts, moves some, and exports what was sent.
// Written for /sms of 2024-06-07.

use ovh_sms::Credits;

use crate::api::{self, Client, types};

pub async fn overview(client: &Client) -> Result<Credits, ovh_sms::Error> {
    let mut all = Credits::from_thousandths(0);
    for name in client.services_list().send().await?.into_inner() {
        let account = client.service_get(&name).send().await?;
        let left = account.credits_left.unwrap_or_default();
        println!("{name}: {left}");
        all = all.max(left);
    }
    Ok(all)
}

pub async fn move_credits(client: &Client, from: &str, to: &str) -> Result<(), ovh_sms::Error> {
    let service = api::service(client, from);
    let some = Credits::from_thousandths(1_500);
    service.transfer_credits(some, to).send().await?;
    let rates: types::DestinationRates = client
        .rates_destinations_get(types::Country::Fr)
        .send()
        .await?
        .into_inner();
    println!("{:?}", rates.credit);
    let sent: String = service
        .document_get(types::DocumentWayType::Outgoing)
        .tag("welcome")
        .send()
        .await?
        .into_inner();
    println!("{sent}");
    Ok(())
}
