//! Mails to the receivers of a CSV file, through a slot.
// Written for /sms of 2020-12-15.

use crate::api::{ServiceApi, types};

pub async fn mail(service: ServiceApi<'_>, csv: &str) -> Result<(), ovh_sms::Error> {
    let used: Vec<i64> = service
        .receivers_list()
        .send()
        .await?
        .into_inner()
        .into_inner();
    let Some(slot) = (1..=9).find(|slot| !used.contains(slot)) else {
        println!("all slots are used");
        return Ok(());
    };
    let list: types::Receiver = service
        .receivers_create(false, "customers", slot)
        .csv_url(csv)
        .send()
        .await?
        .into_inner();
    println!("{} receivers", list.records.unwrap_or_default());
    let cleaned = service.receivers_clean(slot, true, false).send().await?;
    println!("task {:?}", cleaned.task_id);
    service
        .jobs_create("Sale on Monday")
        .receivers_slot_id(slot.to_string())
        .sender("Example")
        .differed_period(60)
        .send()
        .await?;
    service
        .receivers_update(slot)
        .description("customers of this year")
        .send()
        .await?;
    let copy: String = service.receivers_csv_get(slot).send().await?.into_inner();
    println!("{} bytes", copy.len());
    service.receivers_delete(slot).send().await?;
    Ok(())
}
