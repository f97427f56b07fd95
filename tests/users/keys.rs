//! Asks for a consumer key that may send, and prints what the current one may do.
// Written for /auth.

use crate::api::{Client, types};

pub async fn request(client: &Client) -> Result<(), ovh_sms::Error> {
    let rule = types::AuthAccessRuleRequest::new()
        .method(types::AuthHttpMethod::Post)
        .path("/sms/*");
    let answer: types::AuthApiCredentialRequest = client
        .auth_credential_create([rule])
        .redirection("https://example.com/welcome")
        .send()
        .await?
        .into_inner();
    println!("{}", answer.validation_url.is_some());
    let current = client.auth_current_credential_get().send().await?;
    if current.status == Some(types::AuthCredentialState::Validated) {
        for rule in current.into_inner().rules.unwrap_or_default() {
            println!("{:?} {:?}", rule.method, rule.path);
        }
    }
    Ok(())
}
