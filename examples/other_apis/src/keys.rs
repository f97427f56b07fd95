//! The consumer keys of a customer account.

use ovh_api::{Client, Error};

use crate::me;

/// Returns a line for each of the 100 newest valid keys.
///
/// `GET /me/api/credential`, `GET /me/api/credential/{credentialId}`
pub async fn list(client: &Client) -> Result<Vec<String>, Error> {
    let api = me::Client::over(client);
    let valid = me::types::AuthCredentialState::Validated;
    let mut keys = api
        .me_api_credential_list()
        .status(valid)
        .stream()
        .newest(100);
    let mut lines = Vec::new();
    while let Some(key) = keys.next().await {
        let key = key?;
        let id = key.credential_id.unwrap_or_default();
        let last_use = match key.last_use {
            Some(time) => format!("last used {}", time.format("%Y-%m-%d")),
            None => "never used".to_owned(),
        };
        let rules = key.rules.unwrap_or_default();
        let rules: Vec<String> = rules
            .iter()
            .filter_map(|rule| Some(format!("{} {}", rule.method.as_ref()?, rule.path.as_ref()?)))
            .collect();
        lines.push(format!("{id}: {last_use}; {}", rules.join(", ")));
    }
    Ok(lines)
}

/// Revokes a key: every later call with it fails.
///
/// `DELETE /me/api/credential/{credentialId}`
pub async fn revoke(client: &Client, id: i64) -> Result<(), Error> {
    me::Client::over(client)
        .me_api_credential_delete(id)
        .await?;
    Ok(())
}
