//! A call with this crate.

use anyhow::ensure;
use ovh_sms::{Client, Service};

use crate::given::given;
use crate::spent::Spent;

/// Calls made before the measurement, so that connecting and reading the server's clock are not
/// measured.
pub const FIRST: usize = 50;

pub async fn run(calls: usize) -> anyhow::Result<()> {
    let service = Client::from_env()?.service(given("OVH_SMS_SERVICE")?);
    read(&service, FIRST).await?;
    let spent = Spent::begin()?;
    read(&service, calls).await?;
    spent.print(calls)
}

async fn read(service: &Service, calls: usize) -> anyhow::Result<()> {
    for id in (1_i64..).take(calls) {
        let message = service.api().outgoing_get(id).send().await?;
        ensure!(message.receiver.is_some(), "no message came");
    }
    Ok(())
}
