//! Lists the tasks of all IP blocks that are not done: `cargo run --bin ip_tasks`.
//!
//! Credentials are read from the environment or ovh.conf. They need the rights `GET /ip`,
//! `GET /ip/*/task` and `GET /ip/*/task/*`.

use other_apis::tasks;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = ovh_api::Client::from_env()?;
    for line in tasks::open(&client).await? {
        println!("{line}");
    }
    Ok(())
}
