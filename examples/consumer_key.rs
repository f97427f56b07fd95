//! Gets a consumer key with the least rights: asks for it, waits until a person accepts it, tells
//! what it may do, and revokes it.
//!
//! `cargo run --example consumer_key --features sandbox` plays it in the sandbox, where the program
//! accepts for the person; `-- --live` asks OVHcloud, with the application's key and secret from the
//! environment or ovh.conf.

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
        println!("Live: OVHcloud is asked.");
        return run(&Client::from_env()?, None).await;
    }
    println!("Sandbox: nothing leaves this machine (--live asks OVHcloud).");
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
    // What the program will call, and nothing else.
    let rights = Rights::of([&SERVICES_LIST, &JOBS_CREATE, &OUTGOING_LIST, &OUTGOING_GET])?;
    for rule in rights.rules().iter() {
        println!("rule: {rule}");
    }
    println!(
        "or make the key by hand: {}",
        rights.create_token_link(client.endpoint())
    );

    let key = Credentials::request(rights.rules().clone())
        .send(client)
        .await?;
    match sandbox {
        // Here the program is the person too.
        Some(sandbox) => accept(sandbox, key.credentials()),
        None => println!("Log in and accept: {}", key.validation_url()),
    }
    let credentials = key.wait_validated(Duration::from_secs(600)).await?;
    let client = client.with_credentials(&credentials)?;

    let names = client.api().services_list().send().await?;
    println!("accounts: {}", names.join(", "));
    let error = match client.service(&names[0]).api().users_list().send().await {
        Ok(_) => return Err("the key may do more than was asked for".into()),
        Err(error) => error,
    };
    println!("what was not asked for is refused: {error}");

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
