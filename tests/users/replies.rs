//! Reads the replies of a day, prints them and deletes them.
// Written for /sms of 2020-08-10.

use ovh_sms::chrono::{DateTime, Utc};

use crate::api::{ServiceApi, types};

pub async fn replies(
    service: ServiceApi<'_>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<(), ovh_sms::Error> {
    let list = service
        .incoming_list()
        .creation_datetime_from(from)
        .creation_datetime_to(to)
        .tag("welcome");
    let replies: Vec<types::Incoming> = list.stream().into_vec().await?.into_inner();
    for reply in replies {
        let sender = reply.sender.unwrap_or_default();
        println!("{sender}: {}", reply.message.unwrap_or_default());
        if let Some(id) = reply.id {
            service.incoming_delete(id).send().await?;
        }
    }
    Ok(())
}
