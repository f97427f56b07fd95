//! Shows what SMS credits cost, or orders them:
//! `cargo run --bin buy_credits sms-ab12345-1 100 [--order]`.
//!
//! An order is not paid yet: a person pays at the address that the program prints. Credentials are
//! read from the environment or ovh.conf. They need the rights `GET` and
//! `POST /order/sms/*/credits`.

use other_apis::credits;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (service, quantity, is_order) = match &arguments[..] {
        [service, quantity] => (service, quantity.parse()?, false),
        [service, quantity, order] if order == "--order" => (service, quantity.parse()?, true),
        _ => {
            return Err(
                "give the SMS account and the number of credits, then --order to order".into(),
            );
        }
    };
    let client = ovh_api::Client::from_env()?;
    let Some(price) = credits::price(&client, service, quantity).await? else {
        return Err("OVHcloud returned no price, so nothing is ordered".into());
    };
    println!("{quantity} credits for {service} cost {price}");
    if is_order {
        match credits::order(&client, service, quantity).await {
            Ok(url) => println!("ordered; pay at {url}"),
            Err(error) if error.may_have_been_sent() => {
                return Err(
                    format!("{error}. The order may exist: look at your orders first").into(),
                );
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
