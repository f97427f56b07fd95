//! Workflows read what they requested: an object of another name, number or id is not accepted.
#![cfg(feature = "csv")]

use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ovh_sms::error::CallErrorKind;
use ovh_sms::types::DocumentWayType;
use ovh_sms::{Client, Credentials, ExportError, Service};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::raw_server::{self, Reply, Request};
use serde_json::{Value, json};

const NUMBER: &str = "+33600000000";

async fn service(reply: impl Fn(&str) -> Value + Send + Sync + 'static) -> Service {
    let address = raw_server::start(move |request: Request| {
        let path = request.path().trim_start_matches("/1.0");
        match reply(path.trim_start_matches("/sms/sms-ab12345-1/")) {
            Value::Null => Reply::json(404, json!({ "message": "no such object" })),
            body => Reply::json(200, body),
        }
    });
    let client = Client::builder()
        .endpoint(format!("http://{}/1.0", address.await))
        .credentials(Credentials::unsigned());
    client.build().unwrap().service("sms-ab12345-1")
}

#[tokio::test]
async fn an_entry_of_another_number_is_no_entry_of_this_one() {
    for (found, outcome) in [
        (json!(NUMBER), Some(true)),
        (json!("0033600000000"), Some(true)),
        (json!("+33600000001"), None),
        (json!(null), Some(true)),
    ] {
        let entry = found.clone();
        let service = service(move |_| json!({ "number": entry })).await;
        let listed = service.blacklist().contains(NUMBER.parse().unwrap()).await;
        assert_eq!(listed.is_err(), outcome.is_none(), "{found}");
        assert_eq!(listed.ok(), outcome, "{found}");
    }
}

#[tokio::test]
async fn a_sender_of_another_name_is_not_usable() {
    let service = service(|path| match path {
        "senders" => json!(["MyCompany", "Refused"]),
        _ => json!({ "sender": "MyCompany", "status": "enable" }),
    });
    let error = service.await.usable_senders().await.unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Response(_))),
        "{error}"
    );
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn a_message_that_was_not_asked_for_has_no_receipt() {
    let service = service(|_| json!({ "id": 9, "receiver": NUMBER, "deliveryReceipt": 1 })).await;
    let receipts = service
        .track_ids([7])
        .deadline(Duration::ZERO)
        .finish()
        .await
        .unwrap();
    assert_eq!(receipts, []);
}

#[tokio::test]
async fn a_reply_with_another_tag_is_not_given() {
    let reply =
        |id: i64, tag: &str| json!({ "id": id, "sender": NUMBER, "message": "Oui", "tag": tag });
    let service = service(move |path| match path {
        "incoming" => json!([1, 2]),
        "incoming/1" => reply(1, "other"),
        "incoming/2" => reply(2, "alert42"),
        _ => Value::Null,
    });
    let mut answers = service
        .await
        .replies()
        .tag("alert42")
        .deadline(Duration::ZERO);
    assert_eq!(answers.next().await.unwrap().unwrap().id, 2);
    assert!(answers.next().await.is_none());
}

#[tokio::test]
async fn a_reply_names_only_a_message_with_its_tag_to_its_sender() {
    for (tag, receiver, named) in [
        ("alert42", NUMBER, true),
        ("other", NUMBER, false),
        ("alert42", "+33600000001", false),
    ] {
        let service = service(move |path| match path {
            "incoming" => json!([1]),
            "incoming/1" => {
                json!({ "id": 1, "sender": NUMBER, "message": "Oui", "tag": "alert42" })
            }
            "outgoing" => json!([5]),
            "outgoing/5" => json!({ "id": 5, "receiver": receiver, "tag": tag }),
            _ => Value::Null,
        });
        let service = service.await;
        let mut answers = service.replies().deadline(Duration::ZERO);
        let answer = answers.next().await.unwrap().unwrap();
        let message = service.original(&answer).await.unwrap();
        assert_eq!(message.is_some(), named, "{tag} {receiver}");
    }
}

/// Returns an export of this document, whose content has this size.
async fn export(stated: usize, content: String, id: &'static str) -> Result<Vec<i64>, ExportError> {
    let own = "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10";
    let address = std::sync::Arc::new(std::sync::OnceLock::new());
    let known = std::sync::Arc::clone(&address);
    let bound = raw_server::start(move |request: Request| {
        let path = request.path();
        if path == "/file" {
            return Reply::new(200, "", &content);
        }
        if path.ends_with("/document") {
            return Reply::json(200, json!(own));
        }
        let url = format!("http://{}/file", known.get().unwrap());
        Reply::json(200, json!({ "id": id, "size": stated, "getUrl": url }))
    });
    let bound: std::net::SocketAddr = bound.await;
    address.set(bound).unwrap();
    let client = Client::builder()
        .endpoint(format!("http://{bound}/1.0"))
        .time_source(FakeTime::new())
        .credentials(Credentials::unsigned());
    let service = client.build().unwrap().service("sms-ab12345-1");
    let (from, to) = ("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
    let request = service.export(
        DocumentWayType::Outgoing,
        from.parse::<DateTime<Utc>>().unwrap(),
        to.parse::<DateTime<Utc>>().unwrap(),
    );
    let rows = request.tag("alert42").keep_document().await?;
    rows.into_iter().map(|row| Ok(row?.id.unwrap())).collect()
}

#[tokio::test]
async fn an_export_has_only_what_was_asked_for_and_is_no_larger_than_it_says() {
    let own = "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10";
    let content = "id;tag\n1;alert42\n2;other\n3;\n".to_owned();
    let size = content.len();
    assert_eq!(export(size, content.clone(), own).await.unwrap(), [1, 3]);
    // A tenth more is accepted, but no more.
    let padded = |more: usize| format!("{content}{}", "4;alert42\n".repeat(more));
    assert_eq!(export(100, padded(8), own).await.unwrap().len(), 10);
    let error = export(98, padded(9), own).await.unwrap_err();
    assert!(
        error.to_string().contains("larger than the service states"),
        "{error}"
    );
    // What is cut off would be missing among the rows.
    let error = export(size + 1, content.clone(), own).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("shorter than the service states"),
        "{error}"
    );
    let other = "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b11";
    let error = export(size, content, other).await.unwrap_err();
    assert!(error.to_string().contains("another object"), "{error}");
}

#[tokio::test]
async fn a_count_of_pages_that_brings_nothing_new_does_not_go_on() {
    let asked = std::sync::Arc::new(AtomicU32::new(0));
    let counted = std::sync::Arc::clone(&asked);
    let address = raw_server::start(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        let head = "x-pagination-total: 4000000000\r\n";
        Reply::new(200, head, &json!([{ "id": 1 }]).to_string())
    });
    let client = Client::builder()
        .endpoint(format!("http://{}/1.0", address.await))
        .credentials(Credentials::unsigned());
    let service = client.build().unwrap().service("sms-ab12345-1");
    let list = service.api().outgoing_list().stream().by_pages();
    assert_eq!(list.into_vec().await.unwrap().len(), 1);
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}
