//! Sends a batch to many receivers, waits until it is complete, and prints its statistics.
// Written for /sms of 2020-12-15.

use ovh_sms::uuid::Uuid;

use crate::api::{ServiceApi, types};

pub async fn send(
    service: ServiceApi<'_>,
    receivers: Vec<String>,
) -> Result<Option<Uuid>, ovh_sms::Error> {
    let batch: types::Batch = service
        .batches_create("Sale on Monday")
        .name("sale")
        .from("Example")
        .to(receivers)
        .send()
        .await?
        .into_inner();
    Ok(batch.id)
}

pub async fn is_complete(service: ServiceApi<'_>, id: Uuid) -> Result<bool, ovh_sms::Error> {
    let batch = service.batches_get(id).send().await?;
    match &batch.status {
        Some(types::BatchStatus::Completed) => {
            let numbers: types::BatchStatistics = service
                .batches_statistics_get(id)
                .send()
                .await?
                .into_inner();
            println!("{:?} sent, {:?} failed", numbers.sent, numbers.failed);
            Ok(true)
        }
        Some(types::BatchStatus::Failed) => {
            service.batches_cancel(id).send().await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}
