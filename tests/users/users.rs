//! Creates a user of the account with a limit, sends as the user, and removes it.
// Written for /sms of 2020-12-15.

use ovh_sms::Clearable;

use crate::api::{ServiceApi, types};

pub async fn lend(
    service: ServiceApi<'_>,
    login: &str,
    password: &str,
) -> Result<(), ovh_sms::Error> {
    service.users_create(login, password).send().await?;
    service
        .users_update(login)
        .call_back("https://example.com/receipts")
        .stop_call_back(Clearable::Clear)
        .send()
        .await?;
    let user: types::User = service.users_get(login).send().await?.into_inner();
    let left = user.quota_informations.and_then(|quota| quota.quota_left);
    println!("{} credits left", left.unwrap_or_default());
    service
        .users_jobs_create(login, "Bonjour")
        .receivers(["+33600000000"])
        .send()
        .await?;
    let mut sent = service.users_outgoing_list(login).stream();
    while let Some(message) = sent.next().await {
        println!("{:?}", message?.sent_at);
    }
    service.users_delete(login).send().await?;
    Ok(())
}
