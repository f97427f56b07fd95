//! The typed mocks, used as a user would use them.
#![cfg(feature = "httpmock")]

use chrono::{DateTime, Utc};
use httpmock::MockServer;
use ovh_sms::httpmock::MockServerExt;
use ovh_sms::types::{ApiError, JobsCreateBody, Sender, SmsSendingReport};
use ovh_sms::{Client, Credentials};

fn client(server: &MockServer) -> Client {
    Client::builder()
        .endpoint(server.url("/1.0"))
        .credentials(Credentials::unsigned())
        .build()
        .unwrap()
}

#[tokio::test]
async fn scalar_answers_come_back() {
    let server = MockServer::start_async().await;
    let time = server.auth_time_get(|_, then| {
        then.ok(1_700_000_000);
    });
    let csv = server.receivers_csv_get(|when, then| {
        when.service_name("sms-ab12345-1").slot_id(3);
        then.ok("number\n+33600000000\n");
    });
    let api = client(&server);
    assert_eq!(
        *api.api().auth_time_get().send().await.unwrap(),
        1_700_000_000
    );
    let service = api.service("sms-ab12345-1");
    let text = service.api().receivers_csv_get(3).send().await.unwrap();
    assert_eq!(*text, "number\n+33600000000\n");
    time.assert_async().await;
    csv.assert_async().await;
}

#[tokio::test]
async fn date_filters_match_what_the_client_sends() {
    let server = MockServer::start_async().await;
    let from: DateTime<Utc> = "2026-08-01T10:00:00.5Z".parse().unwrap();
    let list = server.outgoing_list(|when, then| {
        when.service_name("sms-ab12345-1")
            .creation_datetime_from(Some(&from))
            .tag("a b+é");
        then.ok(&vec![1, 2]);
    });
    let service = client(&server).service("sms-ab12345-1");
    let ids = service
        .api()
        .outgoing_list()
        .creation_datetime_from(from)
        .tag("a b+é")
        .send()
        .await
        .unwrap();
    assert_eq!(*ids, [1, 2]);
    list.assert_async().await;
    let other = service.api().outgoing_list().tag("a b+é").send().await;
    assert!(other.is_err(), "the mock wants the date");
}

#[tokio::test]
async fn numbers_and_names_in_paths_match_and_nothing_else_does() {
    let server = MockServer::start_async().await;
    let gone = server.blacklists_delete(|when, then| {
        when.service_name("sms-ab12345-1").number("+33600000000");
        then.ok();
    });
    let sender = server.senders_get(|when, then| {
        when.sender("MP RENOV");
        let mut sender = Sender::default();
        sender.sender = Some("MP RENOV".into());
        then.ok(&sender);
    });
    let service = client(&server).service("sms-ab12345-1");
    service
        .api()
        .blacklists_delete("+33600000000")
        .send()
        .await
        .unwrap();
    let found = service.api().senders_get("MP RENOV").send().await.unwrap();
    assert_eq!(found.sender.as_deref(), Some("MP RENOV"));
    assert!(
        service
            .api()
            .blacklists_delete("33600000000")
            .send()
            .await
            .is_err()
    );
    gone.assert_async().await;
    sender.assert_async().await;
}

#[tokio::test]
async fn bodies_are_compared_and_errors_are_typed() {
    let server = MockServer::start_async().await;
    let body: JobsCreateBody =
        JobsCreateBody::new("Bonjour").receivers(vec!["+33600000000".to_owned()]);
    let sent = server.jobs_create(|when, then| {
        when.service_name("sms-ab12345-1").body(&body);
        let mut report = SmsSendingReport::default();
        report.ids = Some(vec![7].into());
        then.ok(&report);
    });
    let service = client(&server).service("sms-ab12345-1");
    let report = service
        .api()
        .jobs_create("Bonjour")
        .body(body.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(report.ids.as_deref(), Some(&[7_i64][..]));
    sent.assert_async().await;

    let server = MockServer::start_async().await;
    server.jobs_create(|_, then| {
        let mut refused = ApiError::default();
        refused.message = Some("Sms sender X does not exists. Please create it first".into());
        then.client_error(403, &refused);
    });
    let service = client(&server).service("sms-ab12345-1");
    let error = service
        .api()
        .jobs_create("Bonjour")
        .body(body)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 403);
    assert!(
        error.to_string().contains("Please create it first"),
        "{error}"
    );
}
