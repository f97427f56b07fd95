//! Gets a consumer key with minimal rights: requests it, waits until a person accepts it, prints
//! its rights, and revokes it.
//!
//! `cargo run --example consumer_key --features sandbox` runs it in the sandbox, where the program
//! accepts the key itself; `-- --live` requests a key from OVHcloud, with the application's key and
//! secret from the environment or ovh.conf.

mod support;

use std::time::Duration;

use ovh_sms::api::operations::{JOBS_CREATE, OUTGOING_GET, OUTGOING_LIST, SERVICES_LIST};
use ovh_sms::auth::Rights;
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Credentials};
use secrecy::ExposeSecret;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if support::is_live() {
        println!("Live: requests a key from OVHcloud.");
        return run(&Client::from_env()?, None).await;
    }
    println!("Sandbox: nothing leaves this machine (--live requests a key from OVHcloud).");
    let sandbox = Sandbox::start().await?;
    let application =
        Credentials::application(sandbox.application_key(), sandbox.application_secret())?;
    let client = Client::builder()
        .endpoint(sandbox.endpoint())
        .credentials(application)
        .build()?;
    run(&client, Some(&sandbox)).await
}

async fn run(client: &Client, sandbox: Option<&Sandbox>) -> Result<(), Box<dyn std::error::Error>> {
    // Only the operations that the program will call.
    let rights = Rights::of([&SERVICES_LIST, &JOBS_CREATE, &OUTGOING_LIST, &OUTGOING_GET])?;
    for rule in rights.rules().iter() {
        println!("rule: {rule}");
    }
    println!(
        "or create the key by hand: {}",
        rights.create_token_link(client.endpoint())
    );

    let key = Credentials::request(rights.rules().clone())
        .send(client)
        .await?;
    match sandbox {
        // In the sandbox the program accepts the key itself.
        Some(sandbox) => accept(sandbox, key.credentials()),
        None => println!("Log in and accept: {}", key.validation_url()),
    }
    let credentials = key.wait_validated(Duration::from_secs(600)).await?;
    let client = client.with_credentials(&credentials)?;

    let names = client.api().services_list().send().await?;
    println!("accounts: {}", names.join(", "));
    let error = match client.service(&names[0]).api().users_list().send().await {
        Ok(_) => return Err("the key has more rights than requested".into()),
        Err(error) => error,
    };
    println!("an operation that was not requested is refused: {error}");

    client.api().auth_logout().send().await?;
    let revoked = client.api().services_list().send().await.is_err();
    println!("revoked: {revoked}");
    Ok(())
}

fn accept(sandbox: &Sandbox, credentials: &Credentials) {
    if let Credentials::ApplicationKey(key) = credentials
        && let Some(consumer_key) = key.consumer_key()
    {
        sandbox.accept_consumer_key(consumer_key.expose_secret());
        println!("accepted");
    }
}
