//! Buying SMS credits.

use ovh_api::{Client, Error};

use crate::order;
use crate::order::types::OrderOrder;

/// Returns what credits cost, with tax, as OVHcloud writes it; `None` if the response has no price.
///
/// `GET /order/sms/{serviceName}/credits`
pub async fn price(client: &Client, service: &str, quantity: i64) -> Result<Option<String>, Error> {
    let api = order::Client::over(client);
    let order = api
        .order_sms_credits_get(service, quantity)
        .await?
        .into_inner();
    Ok(with_tax(&order).map(str::to_owned))
}

/// Orders credits, and returns the address at which a person pays.
///
/// The request is not sent again once it may have arrived: after an error for which
/// `may_have_been_sent` is true, look at your orders before you order again.
///
/// `POST /order/sms/{serviceName}/credits`
pub async fn order(client: &Client, service: &str, quantity: i64) -> Result<String, Error> {
    let api = order::Client::over(client);
    let order = api
        .order_sms_credits_create(service, quantity)
        .await?
        .into_inner();
    Ok(order
        .url
        .unwrap_or_else(|| "OVHcloud's control panel".to_owned()))
}

fn with_tax(order: &OrderOrder) -> Option<&str> {
    order.prices.as_ref()?.with_tax.as_ref()?.text.as_deref()
}
