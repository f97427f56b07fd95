//! Lists the messages that wait to be sent, and cancels those to one receiver.
// Written for /sms of 2020-08-10.

use crate::api::{ServiceApi, types};

pub async fn cancel(service: ServiceApi<'_>, receiver: &str) -> Result<usize, ovh_sms::Error> {
    let mut canceled = 0;
    let mut jobs = service.jobs_list().stream();
    while let Some(job) = jobs.next().await {
        let job: types::Job = job?;
        let Some(id) = job.id.filter(|_| job.receiver.as_deref() == Some(receiver)) else {
            continue;
        };
        println!("{id}: {}", job.message.unwrap_or_default());
        service.jobs_delete(id).send().await?;
        canceled += 1;
    }
    Ok(canceled)
}
