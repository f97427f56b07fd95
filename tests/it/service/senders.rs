//! Senders: requested, validated, proved by documents, waited for.
#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ovh_sms_test_support::sandbox_time;
use std::sync::Arc;
use std::time::Duration;

use ovh_sms::sandbox::Sandbox;
use ovh_sms::types::StatusSender;
use ovh_sms::{SenderName, Service};
use ovh_sms_test_support::sandbox_time::SandboxTime;

async fn world() -> (Arc<Sandbox>, Service) {
    let sandbox = Arc::new(Sandbox::start().await.unwrap());
    let time = SandboxTime::new(&sandbox);
    let service = sandbox_time::service(&sandbox, &time);
    (sandbox, service)
}

fn name(text: &str) -> SenderName {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_known_name_is_usable_at_once() {
    let (_sandbox, service) = world().await;
    let available = service.senders().available().await.unwrap();
    let known = name(available.first().unwrap().sender.as_deref().unwrap());
    let sender = service.senders().create(&known, "").await.unwrap();
    assert_eq!(sender.status, Some(StatusSender::Enable));
    assert!(service.usable_senders().await.unwrap().contains(&known));
}

#[tokio::test]
async fn a_number_is_validated_by_the_code_that_it_gets() {
    let (sandbox, service) = world().await;
    let number = name("0033600000001");
    let sender = service.senders().create(&number, "").await.unwrap();
    assert_eq!(sender.status, Some(StatusSender::WaitingValidation));
    assert!(
        service
            .senders()
            .validate(&number, "000000000")
            .await
            .is_err()
    );
    let inbox = sandbox.phone("+33600000001").inbox();
    let code = inbox
        .first()
        .unwrap()
        .text
        .rsplit(' ')
        .next()
        .unwrap()
        .to_owned();
    let sender = service.senders().validate(&number, &code).await.unwrap();
    assert_eq!(sender.status, Some(StatusSender::Enable));
    assert!(
        service
            .usable_senders()
            .await
            .unwrap()
            .contains(&name("+33600000001"))
    );
}

#[tokio::test]
async fn a_name_is_checked_by_hand_with_a_reason_and_documents() {
    let (sandbox, service) = world().await;
    let senders = service.senders();
    let company = name("MP RENOV");
    assert!(senders.create(&company, "").await.is_err());
    let sender = senders
        .create(&company, "Our company's name")
        .await
        .unwrap();
    assert_eq!(sender.status, Some(StatusSender::WaitingValidation));
    assert!(!service.usable_senders().await.unwrap().contains(&company));

    let document = senders
        .upload_document(&company, "kbis.pdf", b"%PDF-1.7".to_vec())
        .await
        .unwrap();
    assert_eq!(
        (document.name.as_deref(), document.size),
        (Some("kbis.pdf"), Some(8))
    );

    let still = senders
        .wait_until_checked_for(&company, Duration::from_secs(3600))
        .await
        .unwrap();
    assert_eq!(still.status, Some(StatusSender::WaitingValidation));
    let checked = senders.wait_until_checked(&company).await.unwrap();
    assert_eq!(checked.status, Some(StatusSender::Enable));

    let other = name("OTHER");
    senders.create(&other, "Why not").await.unwrap();
    sandbox.review_sender(service.name(), "OTHER", Some("Not yours"));
    let refused = senders.wait_until_checked(&other).await.unwrap();
    assert_eq!(refused.status, Some(StatusSender::Refused));
    assert_eq!(refused.comment.as_deref(), Some("Not yours"));
}
