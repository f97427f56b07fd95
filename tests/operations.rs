//! Every operation, called through its builder, sends what OVHcloud's description says: once with
//! all that it takes, once with only what it needs.
//
// Made by `cargo xtask convert` from schema/openapi.json; do not edit.
#![cfg_attr(rustfmt, rustfmt_skip)]

mod common;
mod golden;

use common::recorder::Recorder;
use ovh_sms::{Error, types};
use serde_json::Value;

/// What the description says of one call.
struct Expected<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a [(&'a str, &'a str)],
    headers: &'a [(&'a str, &'a str)],
    signed: bool,
    body: Option<&'a str>,
}

fn sent<T>(server: &Recorder, answer: Result<T, Error>, expected: &Expected<'_>) {
    // The answer is null, which not every type can be; shown where nothing was sent.
    eprintln!("{:?}", answer.err());
    assert!(server.requests().len() <= 1);
    let request = server.take();
    golden::check(&request);
    assert_eq!(request.method, expected.method);
    assert_eq!(request.path(), format!("/1.0{}", expected.path));
    let mut query = request.query();
    query.sort();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let wanted: Vec<(String, String)> = expected.query.iter().map(owned).collect();
    assert_eq!(query, wanted);
    for (name, value) in expected.headers {
        assert_eq!(request.header(name), Some(*value), "{name}");
    }
    assert_eq!(request.header("x-ovh-application"), Some("key"));
    assert_eq!(request.header("x-ovh-signature").is_some(), expected.signed);
    assert_eq!(request.header("api-version"), None);
    match expected.body {
        Some(body) => {
            assert_eq!(request.header("content-type"), Some("application/json"));
            let body: Value = serde_json::from_str(body).unwrap();
            assert_eq!(request.json(), body);
        }
        None => assert_eq!(request.body, ""),
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn secret(text: &str) -> ovh_sms::SecretText {
    text.into()
}

fn date_time(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().unwrap()
}

fn uuid(text: &str) -> uuid::Uuid {
    text.parse().unwrap()
}

fn address<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().unwrap()
}

/// A type, from its builder.
fn built<T, B: TryInto<T>>(builder: B) -> T {
    builder.try_into().ok().unwrap()
}

#[tokio::test]
async fn auth_credential_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .auth_credential_create()
        .body_map(|body| body.access_rules(vec![built::<types::AuthAccessRuleRequest, _>(types::AuthAccessRuleRequest::builder().method(types::AuthHttpMethod::Put).path(text("path 1")))]).allowed_ips(vec![text("allowedIPs 1")]).redirection(text("redirection 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/auth/credential",
        query: &[],
        headers: &[],
        signed: false,
        body: Some(r#"{"accessRules":[{"method":"PUT","path":"path 1"}],"allowedIPs":["allowedIPs 1"],"redirection":"redirection 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .auth_credential_create()
        .body_map(|body| body.access_rules(vec![built::<types::AuthAccessRuleRequest, _>(types::AuthAccessRuleRequest::builder())]))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/auth/credential",
        query: &[],
        headers: &[],
        signed: false,
        body: Some(r#"{"accessRules":[{}]}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn auth_current_credential_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .auth_current_credential_get()
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/auth/currentCredential",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn auth_details_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .auth_details_get()
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/auth/details",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn auth_logout() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .auth_logout()
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/auth/logout",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn auth_time_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .auth_time_get()
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/auth/time",
        query: &[],
        headers: &[],
        signed: false,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn auth_token_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .auth_token_create()
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/auth/token",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn batches_cancel() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .batches_cancel()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/batches/6ba7b810-9dad-11d1-80b4-00c04fd430c8/cancel",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn batches_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .batches_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.class(types::BatchClass::Sim).deferred(date_time("2026-01-02T03:04:05Z")).from(text("from 1")).message(text("message 1")).name(text("name 1")).no_stop(true).sender_for_response(true).slot_id(text("slotID 1")).tag(text("tag 1")).to(vec![text("to 1")]))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/batches",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"class":"SIM","deferred":"2026-01-02T03:04:05Z","from":"from 1","message":"message 1","name":"name 1","noStop":true,"senderForResponse":true,"slotID":"slotID 1","tag":"tag 1","to":["to 1"]}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .batches_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.message(text("message 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/batches",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"message":"message 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn batches_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .batches_delete()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/batches/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn batches_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .batches_get()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/batches/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn batches_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .batches_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/batches",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn batches_statistics_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .batches_statistics_get()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/batches/6ba7b810-9dad-11d1-80b4-00c04fd430c8/statistics",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn batches_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .batches_update()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.name(text("name 1")))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/batches/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"name":"name 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn blacklists_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .blacklists_delete()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/blacklists/number%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn blacklists_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .blacklists_get()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/blacklists/number%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn blacklists_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .blacklists_list()
        .service_name(text("serviceName 1"))
        .batch_id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .sms_outgoing_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/blacklists",
        query: &[("batchID", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"), ("smsOutgoingID", "7")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .blacklists_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/blacklists",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn document_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .document_get()
        .service_name(text("serviceName 1"))
        .batch_id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .creation_datetime_from(date_time("2026-01-02T03:04:05Z"))
        .creation_datetime_to(date_time("2026-01-02T03:04:05Z"))
        .tag(text("tag 1"))
        .way_type(types::DocumentWayType::Outgoing)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/document",
        query: &[("batchID", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"), ("creationDatetime.from", "2026-01-02T03:04:05Z"), ("creationDatetime.to", "2026-01-02T03:04:05Z"), ("tag", "tag 1"), ("wayType", "outgoing")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .document_get()
        .service_name(text("serviceName 1"))
        .way_type(types::DocumentWayType::Outgoing)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/document",
        query: &[("wayType", "outgoing")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn estimate() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .estimate()
        .body_map(|body| body.message(text("message 1")).no_stop_clause(true).sender_type(types::TypeSender::Virtual))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/estimate",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"message":"message 1","noStopClause":true,"senderType":"virtual"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn exceptions_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .exceptions_list()
        .service_name(text("serviceName 1"))
        .receiver(text("receiver 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/exceptions",
        query: &[("receiver", "receiver 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn hlr_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .hlr_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.receivers(vec![text("receivers 1")]).receivers_document_url(text("receiversDocumentUrl 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/hlr",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"receivers":["receivers 1"],"receiversDocumentUrl":"receiversDocumentUrl 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .hlr_create()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/hlr",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn hlr_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .hlr_get()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/hlr/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn hlr_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .hlr_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/hlr",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn hlr_operator_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .hlr_operator_get()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/hlr/7/operator",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn incoming_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .incoming_delete()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/incoming/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn incoming_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .incoming_get()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/incoming/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn incoming_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .incoming_list()
        .service_name(text("serviceName 1"))
        .creation_datetime_from(date_time("2026-01-02T03:04:05Z"))
        .creation_datetime_to(date_time("2026-01-02T03:04:05Z"))
        .sender(text("sender 1"))
        .tag(text("tag 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/incoming",
        query: &[("creationDatetime.from", "2026-01-02T03:04:05Z"), ("creationDatetime.to", "2026-01-02T03:04:05Z"), ("sender", "sender 1"), ("tag", "tag 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .incoming_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/incoming",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn jobs_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .jobs_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.charset(types::Charset::Utf8).class(types::Class::Toolkit).coding(types::Coding::EightBit).differed_period(7_i64).message(text("message 1")).no_stop_clause(true).priority(types::Priority::VeryLow).receivers(vec![text("receivers 1")]).receivers_document_url(text("receiversDocumentUrl 1")).receivers_slot_id(text("receiversSlotId 1")).sender(text("sender 1")).sender_for_response(true).tag(text("tag 1")).validity_period(7_i64))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"charset":"UTF-8","class":"toolkit","coding":"8bit","differedPeriod":7,"message":"message 1","noStopClause":true,"priority":"veryLow","receivers":["receivers 1"],"receiversDocumentUrl":"receiversDocumentUrl 1","receiversSlotId":"receiversSlotId 1","sender":"sender 1","senderForResponse":true,"tag":"tag 1","validityPeriod":7}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .jobs_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.message(text("message 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"message":"message 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn jobs_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .jobs_delete()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/jobs/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn jobs_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .jobs_get()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/jobs/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn jobs_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .jobs_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn me_document_cors_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .me_document_cors_create()
        .body_map(|body| body.origin(text("origin 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/me/document/cors",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"origin":"origin 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn me_document_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .me_document_create()
        .body_map(|body| body.name(text("name 1")).tags(vec![built::<types::SafeKeyValueString, _>(types::SafeKeyValueString::builder().key(text("key 1")).value(text("value 1")))]))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/me/document",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"name":"name 1","tags":[{"key":"key 1","value":"value 1"}]}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .me_document_create()
        .body_map(|body| body.name(text("name 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/me/document",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"name":"name 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn me_document_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .me_document_delete()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/me/document/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn me_document_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .me_document_get()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/me/document/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn me_document_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .me_document_list()
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/me/document",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn me_document_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .me_document_update()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .body_map(|body| body.expiration_date(ovh_sms::Clearable::Set(date_time("2026-01-02T03:04:05Z"))))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/me/document/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"expirationDate":"2026-01-02T03:04:05Z"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .me_document_update()
        .id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/me/document/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn outgoing_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .outgoing_delete()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/outgoing/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn outgoing_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .outgoing_get()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/outgoing/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn outgoing_hlr_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .outgoing_hlr_get()
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/outgoing/7/hlr",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn outgoing_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .outgoing_list()
        .service_name(text("serviceName 1"))
        .batch_id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .creation_datetime_from(date_time("2026-01-02T03:04:05Z"))
        .creation_datetime_to(date_time("2026-01-02T03:04:05Z"))
        .delivery_receipt(7_i64)
        .differed_delivery(7_i64)
        .message_id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .ptt(7_i64)
        .receiver(text("receiver 1"))
        .sender(text("sender 1"))
        .tag(text("tag 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/outgoing",
        query: &[("batchID", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"), ("creationDatetime.from", "2026-01-02T03:04:05Z"), ("creationDatetime.to", "2026-01-02T03:04:05Z"), ("deliveryReceipt", "7"), ("differedDelivery", "7"), ("messageID", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"), ("ptt", "7"), ("receiver", "receiver 1"), ("sender", "sender 1"), ("tag", "tag 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .outgoing_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/outgoing",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.name(text("name 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/phonebooks",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"name":"name 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_delete()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/phonebooks/bookKey%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_export_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_export_get()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .format(types::TelephonyContactsExportFormats::Csv)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/export",
        query: &[("format", "csv")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_get()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/phonebooks/bookKey%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_import() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_import()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.document_id(text("documentId 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/import",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"documentId":"documentId 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/phonebooks",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_phonebook_contact_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_phonebook_contact_create()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.group(text("group 1")).home_mobile(text("homeMobile 1")).home_phone(text("homePhone 1")).name(text("name 1")).surname(text("surname 1")).work_mobile(text("workMobile 1")).work_phone(text("workPhone 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/phonebookContact",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"group":"group 1","homeMobile":"homeMobile 1","homePhone":"homePhone 1","name":"name 1","surname":"surname 1","workMobile":"workMobile 1","workPhone":"workPhone 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .phonebooks_phonebook_contact_create()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.group(text("group 1")).name(text("name 1")).surname(text("surname 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/phonebookContact",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"group":"group 1","name":"name 1","surname":"surname 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_phonebook_contact_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_phonebook_contact_delete()
        .book_key(text("bookKey 1"))
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/phonebookContact/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_phonebook_contact_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_phonebook_contact_get()
        .book_key(text("bookKey 1"))
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/phonebookContact/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_phonebook_contact_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_phonebook_contact_list()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/phonebookContact",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_phonebook_contact_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_phonebook_contact_update()
        .book_key(text("bookKey 1"))
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .body_map(|body| body.group(text("group 1")).home_mobile(ovh_sms::Clearable::Set(text("homeMobile 1"))).home_phone(ovh_sms::Clearable::Set(text("homePhone 1"))).name(text("name 1")).surname(text("surname 1")).work_mobile(ovh_sms::Clearable::Set(text("workMobile 1"))).work_phone(ovh_sms::Clearable::Set(text("workPhone 1"))))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/phonebookContact/7",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"group":"group 1","homeMobile":"homeMobile 1","homePhone":"homePhone 1","name":"name 1","surname":"surname 1","workMobile":"workMobile 1","workPhone":"workPhone 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .phonebooks_phonebook_contact_update()
        .book_key(text("bookKey 1"))
        .id(7_i64)
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/phonebooks/bookKey%201/phonebookContact/7",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn phonebooks_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .phonebooks_update()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.name(text("name 1")))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/phonebooks/bookKey%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"name":"name 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .phonebooks_update()
        .book_key(text("bookKey 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/phonebooks/bookKey%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn ptts_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .ptts_get()
        .ptt(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/ptts",
        query: &[("ptt", "7")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn rates_destinations_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .rates_destinations_get()
        .billing_country(types::BillingCountry::Pl)
        .country(types::Country::Zw)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/rates/destinations",
        query: &[("billingCountry", "pl"), ("country", "zw")],
        headers: &[],
        signed: false,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .rates_destinations_get()
        .country(types::Country::Zw)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/rates/destinations",
        query: &[("country", "zw")],
        headers: &[],
        signed: false,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn rates_packs_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .rates_packs_list()
        .billing_country(types::BillingCountry::Pl)
        .country(types::Country::Zw)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/rates/packs",
        query: &[("billingCountry", "pl"), ("country", "zw")],
        headers: &[],
        signed: false,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .rates_packs_list()
        .country(types::Country::Zw)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/rates/packs",
        query: &[("country", "zw")],
        headers: &[],
        signed: false,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn receivers_clean() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .receivers_clean()
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .body_map(|body| body.freemium(true).price_only(true))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/receivers/7/clean",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"freemium":true,"priceOnly":true}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn receivers_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .receivers_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.auto_update(true).csv_url(text("csvUrl 1")).description(text("description 1")).document_id(text("documentId 1")).slot_id(7_i64))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/receivers",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"autoUpdate":true,"csvUrl":"csvUrl 1","description":"description 1","documentId":"documentId 1","slotId":7}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .receivers_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.auto_update(true).description(text("description 1")).slot_id(7_i64))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/receivers",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"autoUpdate":true,"description":"description 1","slotId":7}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn receivers_csv_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .receivers_csv_get()
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/receivers/7/csv",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn receivers_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .receivers_delete()
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/receivers/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn receivers_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .receivers_get()
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/receivers/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn receivers_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .receivers_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/receivers",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn receivers_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .receivers_update()
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .body_map(|body| body.auto_update(true).description(text("description 1")))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/receivers/7",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"autoUpdate":true,"description":"description 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .receivers_update()
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/receivers/7",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn see_offers_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .see_offers_list()
        .service_name(text("serviceName 1"))
        .country_currency_price(types::ReferenceCountry::We)
        .country_destination(types::Country::Zw)
        .quantity(types::PackQuantity::Credits1000000)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/seeOffers",
        query: &[("countryCurrencyPrice", "we"), ("countryDestination", "zw"), ("quantity", "1000000")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_available_for_validation_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_available_for_validation_list()
        .service_name(text("serviceName 1"))
        .referer(types::SenderReferer::Nichandle)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/sendersAvailableForValidation",
        query: &[("referer", "nichandle")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .senders_available_for_validation_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/sendersAvailableForValidation",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.description(text("description 1")).reason(text("reason 1")).sender(text("sender 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/senders",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"description":"description 1","reason":"reason 1","sender":"sender 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .senders_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.sender(text("sender 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/senders",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"sender":"sender 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_delete()
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/senders/sender%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_documents_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_documents_create()
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.description(text("description 1")).name(text("name 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/senders/sender%201/documents",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"description":"description 1","name":"name 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .senders_documents_create()
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.name(text("name 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/senders/sender%201/documents",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"name":"name 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_documents_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_documents_get()
        .document_id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/senders/sender%201/documents/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_documents_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_documents_list()
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/senders/sender%201/documents",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_documents_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_documents_update()
        .document_id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.description(ovh_sms::Clearable::Set(text("description 1"))).name(text("name 1")))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/senders/sender%201/documents/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"description":"description 1","name":"name 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .senders_documents_update()
        .document_id(uuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"))
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/senders/sender%201/documents/6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_get()
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/senders/sender%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/senders",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_update()
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.description(text("description 1")).status(types::StatusSender::WaitingValidation))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/senders/sender%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"description":"description 1","status":"waitingValidation"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .senders_update()
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/senders/sender%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn senders_validate() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .senders_validate()
        .sender(text("sender 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.code(text("code 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/senders/sender%201/validate",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"code":"code 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn service_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .service_get()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn service_infos_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .service_infos_get()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/serviceInfos",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn service_infos_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .service_infos_update()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.renew(ovh_sms::Clearable::Set(built::<types::RenewUpdate, _>(types::RenewUpdate::builder().automatic(true).delete_at_expiration(true).forced(true).manual_payment(ovh_sms::Clearable::Set(true)).period(ovh_sms::Clearable::Set(7_i64))))))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/serviceInfos",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"renew":{"automatic":true,"deleteAtExpiration":true,"forced":true,"manualPayment":true,"period":7}}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .service_infos_update()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/serviceInfos",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn service_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .service_update()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.automatic_recredit_amount(ovh_sms::Clearable::Set(types::PackQuantityAutomaticRecredit::Credits10000)).call_back(ovh_sms::Clearable::Set(text("callBack 1"))).credit_threshold_for_automatic_recredit(1.5_f64).description(text("description 1")).sms_response(built::<types::ResponseUpdate, _>(types::ResponseUpdate::builder().cgi_url(ovh_sms::Clearable::Set(text("cgiUrl 1"))).response_type(types::ResponseType::Text).text(ovh_sms::Clearable::Set(text("text 1"))).tracking_default_sms_sender(ovh_sms::Clearable::Set(text("trackingDefaultSmsSender 1"))).tracking_options(ovh_sms::Clearable::Set(vec![built::<types::ResponseTrackingOptions, _>(types::ResponseTrackingOptions::builder().media(types::ResponseTrackingMedia::Voice).sender(text("sender 1")).target(text("target 1")))])))).stop_call_back(ovh_sms::Clearable::Set(text("stopCallBack 1"))).templates(built::<types::TemplatesUpdate, _>(types::TemplatesUpdate::builder().customized_email_mode(true).customized_sms_mode(true).email_body(ovh_sms::Clearable::Set(text("emailBody 1"))).email_from(ovh_sms::Clearable::Set(text("emailFrom 1"))).email_subject(ovh_sms::Clearable::Set(text("emailSubject 1"))).sms_body(ovh_sms::Clearable::Set(text("smsBody 1"))))))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"automaticRecreditAmount":10000,"callBack":"callBack 1","creditThresholdForAutomaticRecredit":1.5,"description":"description 1","smsResponse":{"cgiUrl":"cgiUrl 1","responseType":"text","text":"text 1","trackingDefaultSmsSender":"trackingDefaultSmsSender 1","trackingOptions":[{"media":"voice","sender":"sender 1","target":"target 1"}]},"stopCallBack":"stopCallBack 1","templates":{"customizedEmailMode":true,"customizedSmsMode":true,"emailBody":"emailBody 1","emailFrom":"emailFrom 1","emailSubject":"emailSubject 1","smsBody":"smsBody 1"}}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .service_update()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn services_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .services_list()
        .iam_tags(text("iamTags 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms",
        query: &[("iamTags", "iamTags 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .services_list()
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn smpp_allowed_ips_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .smpp_allowed_ips_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/smpp/allowedIPs",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn smpp_allowed_ips_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .smpp_allowed_ips_update()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.action(types::AllowedIpsAction::Remove).ips(vec![address("192.0.2.1")]))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/smpp/allowedIPs",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"action":"remove","ips":["192.0.2.1"]}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn smpp_password_reset() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .smpp_password_reset()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/smpp/password",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn smpp_settings_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .smpp_settings_get()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/smpp/settings",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn task_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .task_get()
        .service_name(text("serviceName 1"))
        .task_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/task/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn task_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .task_list()
        .service_name(text("serviceName 1"))
        .status(types::TelephonyTaskStatus::Todo)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/task",
        query: &[("status", "todo")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .task_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/task",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn templates_control_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .templates_control_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.activity(types::TypeTemplate::Transactional).description(text("description 1")).message(text("message 1")).name(text("name 1")).reason(text("reason 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/templatesControl",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"activity":"transactional","description":"description 1","message":"message 1","name":"name 1","reason":"reason 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .templates_control_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.activity(types::TypeTemplate::Transactional).message(text("message 1")).name(text("name 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/templatesControl",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"activity":"transactional","message":"message 1","name":"name 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn templates_control_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .templates_control_delete()
        .name(text("name 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/templatesControl/name%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn templates_control_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .templates_control_get()
        .name(text("name 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/templatesControl/name%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn templates_control_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .templates_control_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/templatesControl",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn templates_control_relaunch_validation() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .templates_control_relaunch_validation()
        .name(text("name 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.description(text("description 1")).message(text("message 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/templatesControl/name%201/relaunchValidation",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"description":"description 1","message":"message 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn templates_control_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .templates_control_update()
        .name(text("name 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.activity(types::TypeTemplate::Transactional).description(text("description 1")).message(text("message 1")).name(text("name 1")).status(types::StatusSender::WaitingValidation))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/templatesControl/name%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"activity":"transactional","description":"description 1","message":"message 1","name":"name 1","status":"waitingValidation"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .templates_control_update()
        .name(text("name 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/templatesControl/name%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn transfer_credits() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .transfer_credits()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.credits(1.5_f64).sms_account_target(text("smsAccountTarget 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/transferCredits",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"credits":1.5,"smsAccountTarget":"smsAccountTarget 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_create()
        .service_name(text("serviceName 1"))
        .body_map(|body| body.login(text("login 1")).password(secret("password 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/users",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"login":"login 1","password":"password 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_delete()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/users/login%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_document_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_document_get()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .creation_datetime_from(date_time("2026-01-02T03:04:05Z"))
        .creation_datetime_to(date_time("2026-01-02T03:04:05Z"))
        .tag(text("tag 1"))
        .way_type(types::DocumentWayType::Outgoing)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/document",
        query: &[("creationDatetime.from", "2026-01-02T03:04:05Z"), ("creationDatetime.to", "2026-01-02T03:04:05Z"), ("tag", "tag 1"), ("wayType", "outgoing")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .users_document_get()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .way_type(types::DocumentWayType::Outgoing)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/document",
        query: &[("wayType", "outgoing")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_get()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_incoming_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_incoming_delete()
        .id(7_i64)
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/users/login%201/incoming/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_incoming_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_incoming_get()
        .id(7_i64)
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/incoming/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_incoming_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_incoming_list()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .sender(text("sender 1"))
        .tag(text("tag 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/incoming",
        query: &[("sender", "sender 1"), ("tag", "tag 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .users_incoming_list()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/incoming",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_jobs_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_jobs_create()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.charset(types::Charset::Utf8).class(types::Class::Toolkit).coding(types::Coding::EightBit).differed_period(7_i64).message(text("message 1")).no_stop_clause(true).priority(types::Priority::VeryLow).receivers(vec![text("receivers 1")]).receivers_document_url(text("receiversDocumentUrl 1")).receivers_slot_id(text("receiversSlotId 1")).sender(text("sender 1")).sender_for_response(true).tag(text("tag 1")).validity_period(7_i64))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/users/login%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"charset":"UTF-8","class":"toolkit","coding":"8bit","differedPeriod":7,"message":"message 1","noStopClause":true,"priority":"veryLow","receivers":["receivers 1"],"receiversDocumentUrl":"receiversDocumentUrl 1","receiversSlotId":"receiversSlotId 1","sender":"sender 1","senderForResponse":true,"tag":"tag 1","validityPeriod":7}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .users_jobs_create()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.message(text("message 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/users/login%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"message":"message 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_jobs_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_jobs_delete()
        .id(7_i64)
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/users/login%201/jobs/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_jobs_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_jobs_get()
        .id(7_i64)
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/jobs/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_jobs_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_jobs_list()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_outgoing_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_outgoing_delete()
        .id(7_i64)
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/users/login%201/outgoing/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_outgoing_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_outgoing_get()
        .id(7_i64)
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/outgoing/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_outgoing_hlr_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_outgoing_hlr_get()
        .id(7_i64)
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/outgoing/7/hlr",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_outgoing_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_outgoing_list()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .delivery_receipt(7_i64)
        .differed_delivery(7_i64)
        .ptt(7_i64)
        .receiver(text("receiver 1"))
        .sender(text("sender 1"))
        .tag(text("tag 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/outgoing",
        query: &[("deliveryReceipt", "7"), ("differedDelivery", "7"), ("ptt", "7"), ("receiver", "receiver 1"), ("sender", "sender 1"), ("tag", "tag 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .users_outgoing_list()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/outgoing",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_receivers_clean() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_receivers_clean()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .body_map(|body| body.freemium(true).price_only(true))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/users/login%201/receivers/7/clean",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"freemium":true,"priceOnly":true}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_receivers_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_receivers_create()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.auto_update(true).csv_url(text("csvUrl 1")).description(text("description 1")).document_id(text("documentId 1")).slot_id(7_i64))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/users/login%201/receivers",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"autoUpdate":true,"csvUrl":"csvUrl 1","description":"description 1","documentId":"documentId 1","slotId":7}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .users_receivers_create()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.auto_update(true).description(text("description 1")).slot_id(7_i64))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/users/login%201/receivers",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"autoUpdate":true,"description":"description 1","slotId":7}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_receivers_csv_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_receivers_csv_get()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/receivers/7/csv",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_receivers_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_receivers_delete()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/users/login%201/receivers/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_receivers_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_receivers_get()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/receivers/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_receivers_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_receivers_list()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/users/login%201/receivers",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_receivers_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_receivers_update()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .body_map(|body| body.auto_update(true).description(text("description 1")))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/users/login%201/receivers/7",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"autoUpdate":true,"description":"description 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .users_receivers_update()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .slot_id(7_i64)
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/users/login%201/receivers/7",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn users_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .users_update()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.alert_threshold_informations(built::<types::AlertThreshold, _>(types::AlertThreshold::builder().alert_email(text("alertEmail 1")).alert_number(text("alertNumber 1")).alert_threshold(7_i64).support(types::Support::Sms))).call_back(ovh_sms::Clearable::Set(text("callBack 1"))).ip_restrictions(vec![text("ipRestrictions 1")]).password(secret("password 1")).quota_informations(built::<types::Quota, _>(types::Quota::builder().quota_left(1.5_f64).quota_status(types::QuotaStatusUser::Inactive))).stop_call_back(ovh_sms::Clearable::Set(text("stopCallBack 1"))))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/users/login%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"alertThresholdInformations":{"alertEmail":"alertEmail 1","alertNumber":"alertNumber 1","alertThreshold":7,"support":"sms"},"callBack":"callBack 1","ipRestrictions":["ipRestrictions 1"],"password":"password 1","quotaInformations":{"quotaLeft":1.5,"quotaStatus":"inactive"},"stopCallBack":"stopCallBack 1"}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .users_update()
        .login(text("login 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/serviceName%201/users/login%201",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_number_services_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_number_services_get()
        .number(text("number 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/virtualNumbers/number%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_number_services_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_number_services_list()
        .iam_tags(text("iamTags 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/virtualNumbers",
        query: &[("iamTags", "iamTags 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .virtual_number_services_list()
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/virtualNumbers",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_number_services_service_infos_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_number_services_service_infos_get()
        .number(text("number 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/virtualNumbers/number%201/serviceInfos",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_number_services_service_infos_update() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_number_services_service_infos_update()
        .number(text("number 1"))
        .body_map(|body| body.renew(ovh_sms::Clearable::Set(built::<types::RenewUpdate, _>(types::RenewUpdate::builder().automatic(true).delete_at_expiration(true).forced(true).manual_payment(ovh_sms::Clearable::Set(true)).period(ovh_sms::Clearable::Set(7_i64))))))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/virtualNumbers/number%201/serviceInfos",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"renew":{"automatic":true,"deleteAtExpiration":true,"forced":true,"manualPayment":true,"period":7}}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .virtual_number_services_service_infos_update()
        .number(text("number 1"))
        .send()
        .await;
    let expected = Expected {
        method: "PUT",
        path: "/sms/virtualNumbers/number%201/serviceInfos",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_chat_access_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_chat_access_create()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/virtualNumbers/number%201/chatAccess",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_chat_access_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_chat_access_delete()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/virtualNumbers/number%201/chatAccess",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_chat_access_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_chat_access_get()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/chatAccess",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_get()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_incoming_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_incoming_delete()
        .id(7_i64)
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/virtualNumbers/number%201/incoming/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_incoming_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_incoming_get()
        .id(7_i64)
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/incoming/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_incoming_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_incoming_list()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .creation_datetime_from(date_time("2026-01-02T03:04:05Z"))
        .creation_datetime_to(date_time("2026-01-02T03:04:05Z"))
        .sender(text("sender 1"))
        .tag(text("tag 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/incoming",
        query: &[("creationDatetime.from", "2026-01-02T03:04:05Z"), ("creationDatetime.to", "2026-01-02T03:04:05Z"), ("sender", "sender 1"), ("tag", "tag 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .virtual_numbers_incoming_list()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/incoming",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_jobs_create() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_jobs_create()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.charset(types::Charset::Utf8).class(types::Class::Toolkit).coding(types::Coding::EightBit).differed_period(7_i64).message(text("message 1")).priority(types::Priority::VeryLow).receivers(vec![text("receivers 1")]).receivers_document_url(text("receiversDocumentUrl 1")).receivers_slot_id(text("receiversSlotId 1")).tag(text("tag 1")).validity_period(7_i64))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/virtualNumbers/number%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"charset":"UTF-8","class":"toolkit","coding":"8bit","differedPeriod":7,"message":"message 1","priority":"veryLow","receivers":["receivers 1"],"receiversDocumentUrl":"receiversDocumentUrl 1","receiversSlotId":"receiversSlotId 1","tag":"tag 1","validityPeriod":7}"#),
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .virtual_numbers_jobs_create()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .body_map(|body| body.message(text("message 1")))
        .send()
        .await;
    let expected = Expected {
        method: "POST",
        path: "/sms/serviceName%201/virtualNumbers/number%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: Some(r#"{"message":"message 1"}"#),
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_jobs_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_jobs_delete()
        .id(7_i64)
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/virtualNumbers/number%201/jobs/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_jobs_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_jobs_get()
        .id(7_i64)
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/jobs/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_jobs_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_jobs_list()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/jobs",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_list()
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_outgoing_delete() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_outgoing_delete()
        .id(7_i64)
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "DELETE",
        path: "/sms/serviceName%201/virtualNumbers/number%201/outgoing/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_outgoing_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_outgoing_get()
        .id(7_i64)
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/outgoing/7",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_outgoing_hlr_get() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_outgoing_hlr_get()
        .id(7_i64)
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/outgoing/7/hlr",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}

#[tokio::test]
async fn virtual_numbers_outgoing_list() {
    let server = Recorder::start().await;
    let client = server.client();
    let answer = client
        .api()
        .virtual_numbers_outgoing_list()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .creation_datetime_from(date_time("2026-01-02T03:04:05Z"))
        .creation_datetime_to(date_time("2026-01-02T03:04:05Z"))
        .delivery_receipt(7_i64)
        .differed_delivery(7_i64)
        .ptt(7_i64)
        .receiver(text("receiver 1"))
        .sender(text("sender 1"))
        .tag(text("tag 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/outgoing",
        query: &[("creationDatetime.from", "2026-01-02T03:04:05Z"), ("creationDatetime.to", "2026-01-02T03:04:05Z"), ("deliveryReceipt", "7"), ("differedDelivery", "7"), ("ptt", "7"), ("receiver", "receiver 1"), ("sender", "sender 1"), ("tag", "tag 1")],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
    let answer = client
        .api()
        .virtual_numbers_outgoing_list()
        .number(text("number 1"))
        .service_name(text("serviceName 1"))
        .send()
        .await;
    let expected = Expected {
        method: "GET",
        path: "/sms/serviceName%201/virtualNumbers/number%201/outgoing",
        query: &[],
        headers: &[],
        signed: true,
        body: None,
    };
    sent(&server, answer, &expected);
}
