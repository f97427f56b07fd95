//! The transport against the sandbox: every authentication method, lists, and a wrong clock.
#![cfg(feature = "sandbox")]

use std::time::Duration;

use ovh_sms::api::operations::{JOBS_CREATE, OUTGOING_GET, OUTGOING_LIST, SERVICES_LIST};
use ovh_sms::auth::Rights;
use ovh_sms::config::{Config, Key};
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Credentials};

async fn send(client: &Client, sandbox: &Sandbox, receivers: usize) {
    let receivers: Vec<String> = (0..receivers)
        .map(|number| format!("+336{number:08}"))
        .collect();
    let service = client.service(sandbox.service_name());
    let report = service
        .api()
        .jobs_create("Bonjour")
        .no_stop_clause(true)
        .sender_for_response(true)
        .receivers(receivers)
        .send()
        .await;
    report.unwrap();
}

#[tokio::test]
async fn a_service_account_signs_in_with_tokens() {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = Credentials::oauth2(sandbox.client_id(), sandbox.client_secret()).unwrap();
    let config = Config::builder()
        .endpoint(sandbox.endpoint())
        .set(Key::TOKEN_URL, sandbox.token_url())
        .credentials(credentials);
    let client = Client::builder().config(config).build().unwrap();
    let names = client.api().services_list().send().await.unwrap();
    assert_eq!(*names, [sandbox.service_name()]);
}

#[tokio::test]
async fn a_consumer_key_is_asked_for_accepted_and_given_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let application =
        Credentials::application(sandbox.application_key(), sandbox.application_secret()).unwrap();
    let client = Client::builder()
        .endpoint(sandbox.endpoint())
        .credentials(application)
        .build()
        .unwrap();
    let rights = Rights::of([&SERVICES_LIST, &JOBS_CREATE, &OUTGOING_LIST, &OUTGOING_GET]).unwrap();
    let request = Credentials::request(rights.rules().clone());
    let key = request.send(&client).await.unwrap();
    let Credentials::ApplicationKey(application) = key.credentials() else {
        panic!("an application key");
    };
    let consumer = application.consumer_key().unwrap().clone();
    assert!(sandbox.accept_consumer_key(secrecy::ExposeSecret::expose_secret(&consumer)));
    let credentials = key.wait_validated(Duration::from_secs(60)).await.unwrap();
    let client = client.with_credentials(&credentials).unwrap();
    client.api().services_list().send().await.unwrap();
    send(&client, &sandbox, 1).await;
    let refused = client.service(sandbox.service_name());
    let error = refused.api().jobs_list().send().await.unwrap_err();
    assert!(error.to_string().contains("`GET /sms/*/jobs`"), "{error}");
}

#[tokio::test]
async fn lists_are_read_by_batches_and_by_pages() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client().unwrap();
    send(&client, &sandbox, 120).await;
    sandbox.advance(Duration::from_secs(3600));
    let service = client.service(sandbox.service_name());
    let batches = service.api().outgoing_list().stream();
    let batches = batches.into_vec().await.unwrap();
    let pages = service.api().outgoing_list().stream().page_size(50);
    let pages = pages.into_vec().await.unwrap();
    assert_eq!((batches.len(), pages.len()), (120, 120));
    // A list, three batches; three pages.
    let outgoing = sandbox.requests();
    let outgoing = outgoing
        .iter()
        .filter(|request| request.path.contains("/outgoing"));
    assert_eq!(outgoing.count(), 1 + 3 + 3);
}

#[tokio::test]
async fn a_servers_clock_that_jumps_is_read_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client().unwrap();
    for skew in [0, -3 * 3600, 24 * 3600] {
        sandbox.faults().clock_skew(skew);
        client.api().services_list().send().await.unwrap();
        send(&client, &sandbox, 1).await;
    }
}
