//! Reads a whole history in each of the ways that this crate has.

use anyhow::{bail, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use ovh_sms::types::Outgoing;
use ovh_sms::{Client, ListStream, Service};

use crate::given::given;
use crate::spent::Spent;

/// The number of concurrent single reads.
const AT_ONCE: usize = 16;

/// Reads all messages and prints the time that it took.
pub async fn run(way: &str) -> anyhow::Result<()> {
    let service = Client::from_env()?.service(given("OVH_SMS_SERVICE")?);
    // Connects, and reads the server's clock.
    let total = service.api().outgoing_list().send().await?.len();
    let spent = Spent::begin()?;
    let list = service.api().outgoing_list().stream();
    let read = match way {
        "pages" => drained(list.by_pages()).await?,
        "batches" => drained(list).await?,
        "one-by-one" => one_by_one(&service).await?,
        _ => bail!("{way} is not a way to read a history"),
    };
    ensure!(read == total, "{read} of {total} messages were read");
    spent.print(read)
}

async fn drained(mut list: ListStream<Outgoing>) -> anyhow::Result<usize> {
    let mut read = 0;
    while let Some(message) = list.next().await {
        read += usize::from(message?.receiver.is_some());
    }
    Ok(read)
}

async fn one_by_one(service: &Service) -> anyhow::Result<usize> {
    let ids = service.api().outgoing_list().send().await?.into_inner();
    let reads = ids
        .into_iter()
        .map(|id| service.api().outgoing_get(id).send());
    let read = stream::iter(reads)
        .buffer_unordered(AT_ONCE)
        .try_fold(0, |read, message| async move {
            Ok(read + usize::from(message.receiver.is_some()))
        });
    Ok(read.await?)
}
