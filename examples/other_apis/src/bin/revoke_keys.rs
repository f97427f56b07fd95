//! Lists the consumer keys of the customer account, or revokes one:
//! `cargo run --bin revoke_keys [CREDENTIAL_ID]`.
//!
//! Credentials are read from the environment or ovh.conf. They need the rights
//! `GET /me/api/credential`, `GET /me/api/credential/*` and `DELETE /me/api/credential/*`.

use other_apis::keys;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = ovh_api::Client::from_env()?;
    match std::env::args().nth(1) {
        None => {
            for line in keys::list(&client).await? {
                println!("{line}");
            }
        }
        Some(id) => {
            keys::revoke(&client, id.parse()?).await?;
            println!("revoked {id}");
        }
    }
    Ok(())
}
