//! Lists who sent STOP, and takes a number off the list that opted in again.
// Written for /sms of 2020-08-10.

use crate::api::{ServiceApi, types};

pub async fn stopped(service: ServiceApi<'_>) -> Result<Vec<String>, ovh_sms::Error> {
    let mut numbers = Vec::new();
    let mut entries = service.blacklists_list().stream();
    while let Some(entry) = entries.next().await {
        let entry: types::Blacklist = entry?;
        println!("{:?} since {:?}", entry.number, entry.date_creation);
        numbers.extend(entry.number);
    }
    Ok(numbers)
}

pub async fn opt_in(service: ServiceApi<'_>, number: &str) -> Result<bool, ovh_sms::Error> {
    let listed = service.blacklists_list().send().await?.into_inner();
    if !listed.iter().any(|other| other == number) {
        return Ok(false);
    }
    service.blacklists_delete(number).send().await?;
    Ok(true)
}
