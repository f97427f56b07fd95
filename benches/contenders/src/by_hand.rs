//! The same call, written by hand.

use anyhow::{Error, ensure};
use ovh_sms_test_support::by_hand::{Api, Keys};

use crate::given::given;
use crate::ours::FIRST;
use crate::spent::Spent;

pub async fn run(calls: usize) -> anyhow::Result<()> {
    // reqwest has no default TLS provider here, as in our crate.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let keys = Keys {
        application_key: given("OVH_APPLICATION_KEY")?,
        application_secret: given("OVH_APPLICATION_SECRET")?,
        consumer_key: given("OVH_CONSUMER_KEY")?,
    };
    let api = Api::connect(reqwest::Client::builder(), given("OVH_ENDPOINT")?, keys)
        .await
        .map_err(Error::from_boxed)?;
    let service = given("OVH_SMS_SERVICE")?;
    read(&api, &service, FIRST).await?;
    let spent = Spent::begin()?;
    read(&api, &service, calls).await?;
    spent.print(calls)
}

async fn read(api: &Api, service: &str, calls: usize) -> anyhow::Result<()> {
    for id in (1_i64..).take(calls) {
        let message = api.outgoing(service, id).await.map_err(Error::from_boxed)?;
        ensure!(message.receiver.is_some(), "no message came");
    }
    Ok(())
}
