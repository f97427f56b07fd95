//! A first message through the generated client to the sandbox.
#![cfg(feature = "sandbox")]

use chrono::{DateTime, Utc};
use ovh_sms::auth::{AccessRules, Method};
use ovh_sms::error::CallErrorKind;
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Credentials, Credits};
use secrecy::ExposeSecret;

fn client(sandbox: &Sandbox, key: &str, secret: &str, consumer: &str) -> Client {
    Client::builder()
        .endpoint(sandbox.endpoint())
        .credentials(Credentials::application_key(key, secret, consumer).unwrap())
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_report_tells_what_was_sent_and_what_it_cost() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.service().unwrap();
    let before = service
        .api()
        .service_get()
        .send()
        .await
        .unwrap()
        .credits_left
        .unwrap();
    let receivers = ["+33600000000", "0033600000001", "+336"].map(str::to_owned);
    let report = service
        .api()
        .jobs_create("Bonjour")
        .receivers(receivers.to_vec())
        .sender_for_response(true)
        .no_stop_clause(true)
        .send()
        .await
        .unwrap();
    let valid = report.valid_receivers.as_deref().unwrap();
    assert_eq!(valid, ["+33600000000", "+33600000001"]);
    assert_eq!(report.invalid_receivers.as_deref().unwrap(), ["+336"]);
    assert_eq!(report.ids.as_ref().unwrap().len(), 2);
    assert_eq!(report.total_credits_removed, Some(2.into()));
    let tag = report.tag.as_deref().unwrap();
    assert!(
        tag.len() == 16
            && tag
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()),
        "{tag}"
    );
    let after = service
        .api()
        .service_get()
        .send()
        .await
        .unwrap()
        .credits_left
        .unwrap();
    assert_eq!(before - after, Credits::from(2));
    for id in report.ids.as_ref().unwrap() {
        let outgoing = service.api().outgoing_get(*id).send().await.unwrap();
        assert_eq!(outgoing.message.as_deref(), Some("Bonjour"));
        assert_eq!(outgoing.tag.as_deref(), Some(tag));
        // An allow_replies message has no sender.
        assert_eq!(outgoing.sender.as_deref(), Some(""));
    }
    let found = service.api().outgoing_list().tag(tag).send().await.unwrap();
    let mut found = found.into_inner();
    found.sort_unstable();
    let mut ids = report.ids.clone().unwrap();
    ids.sort_unstable();
    assert_eq!(found, ids);
}

#[tokio::test]
async fn a_deferred_message_waits_among_the_jobs_until_it_is_cancelled() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.service().unwrap();
    let send = |deferred: i64| {
        service
            .api()
            .jobs_create("Plus tard")
            .receivers(["+33600000000"])
            .sender_for_response(true)
            .no_stop_clause(true)
            .differed_period(deferred)
            .send()
    };
    send(0).await.unwrap();
    assert_eq!(*service.api().jobs_list().send().await.unwrap(), [0_i64; 0]);
    let report = send(60).await.unwrap();
    let id = report.ids.as_ref().unwrap()[0];
    assert_eq!(*service.api().jobs_list().send().await.unwrap(), [id]);
    let job = service.api().jobs_get(id).send().await.unwrap();
    assert_eq!(job.message.as_deref(), Some("Plus tard"));
    service.api().jobs_delete(id).send().await.unwrap();
    assert_eq!(*service.api().jobs_list().send().await.unwrap(), [0_i64; 0]);
}

#[tokio::test]
async fn an_unknown_service_is_told_in_ovhclouds_words() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = sandbox
        .client()
        .unwrap()
        .service("sms-zz99999-9")
        .api()
        .service_get()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert!(
        error.to_string().contains("This service does not exist"),
        "{error}"
    );
    assert!(error.query_id().is_some());
}

#[tokio::test]
async fn a_signature_holds_whatever_stands_in_path_and_query() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.service().unwrap();
    // Not found, and not a wrong signature: the sandbox signs the address that it received.
    for sender in [
        "MP RENOV", "a+b", "été", "100%", "a/b", "%2e%2e", "a;b=c&d", "~'()!*",
    ] {
        let error = service.api().senders_get(sender).send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), 404, "{sender}: {error}");
    }
    let from: DateTime<Utc> = "2026-08-01T10:00:00.123Z".parse().unwrap();
    let list = service
        .api()
        .outgoing_list()
        .creation_datetime_from(from)
        .sender("é + % /?")
        .tag("a&b=c");
    assert_eq!(*list.send().await.unwrap(), [0_i64; 0]);
}

#[tokio::test]
async fn a_403_names_the_rule_and_says_for_sure_only_what_is_sure() {
    let sandbox = Sandbox::start().await.unwrap();
    let send = |service: ovh_sms::service::Service| async move {
        let body = service
            .api()
            .jobs_create("Bonjour")
            .receivers(vec!["+33600000000".to_owned()])
            .sender("UNKNOWN");
        body.send().await.unwrap_err()
    };
    // Refused for its sender: rights may be unrelated.
    let error = send(sandbox.service().unwrap()).await;
    assert_eq!(error.status().unwrap(), 403, "{error}");
    let printed = error.to_string();
    assert!(
        printed.contains(
            "The sender is unknown on this account or not validated yet: list the usable ones with `Service::usable_senders`, or create it ["
        ),
        "{printed}"
    );

    // Refused for its rights.
    let key = Credentials::application(sandbox.application_key(), sandbox.application_secret());
    let client = Client::builder()
        .endpoint(sandbox.endpoint())
        .credentials(key.unwrap())
        .build()
        .unwrap();
    let rules = AccessRules::recursive([Method::Get], "/sms").unwrap();
    let pending = Credentials::request(rules).send(&client).await.unwrap();
    let Credentials::ApplicationKey(key) = pending.credentials() else {
        panic!("{pending:?}");
    };
    sandbox.accept_consumer_key(key.consumer_key().unwrap().expose_secret());
    let client = client.with_credentials(pending.credentials()).unwrap();
    let error = send(client.service(sandbox.service_name())).await;
    assert_eq!(error.code(), Some("NOT_GRANTED_CALL"));
    let printed = error.to_string();
    assert!(
        printed.contains("The consumer key lacks the rule `POST /sms/*/jobs`;")
            && !printed.contains("If it is"),
        "{printed}"
    );
}

#[tokio::test]
async fn wrong_credentials_are_refused_with_a_hint() {
    let sandbox = Sandbox::start().await.unwrap();
    let (key, secret, consumer) = (
        sandbox.application_key(),
        sandbox.application_secret(),
        sandbox.consumer_key(),
    );
    let cases = [
        (
            client(&sandbox, key, "another-secret", consumer),
            400,
            "INVALID_SIGNATURE",
            "application secret",
        ),
        (
            client(&sandbox, key, secret, "another-consumer"),
            403,
            "NOT_CREDENTIAL",
            "consumer key",
        ),
        (
            client(&sandbox, "another-key", secret, consumer),
            403,
            "INVALID_KEY",
            "region",
        ),
    ];
    for (client, status, code, hint) in cases {
        let error = client.api().services_list().send().await.unwrap_err();
        assert_eq!(error.status().unwrap(), status, "{error}");
        assert_eq!(error.code(), Some(code));
        assert!(error.to_string().contains(hint), "{error}");
        assert!(!error.may_have_been_sent());
    }
    let unsigned = Client::builder()
        .endpoint(sandbox.endpoint())
        .credentials(Credentials::unsigned())
        .build()
        .unwrap();
    let error = unsigned.api().services_list().send().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401, "{error}");
    assert!(matches!(error.call_kind(), Some(CallErrorKind::Api(_))));
}
