//! Tracking: every change once, until all receipts are final or the time limit is reached.
#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ovh_sms_test_support::sandbox_time;
use std::sync::Arc;
use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::sandbox::{Fault, Outcome, Sandbox};
use ovh_sms::{SendReport, Service};
use ovh_sms_test_support::sandbox_time::SandboxTime;

const HOUR: Duration = Duration::from_secs(3600);

async fn world() -> (Arc<Sandbox>, Arc<SandboxTime>, Service) {
    let sandbox = Arc::new(
        Sandbox::builder()
            .sender("MyCompany")
            .start()
            .await
            .unwrap(),
    );
    let time = SandboxTime::new(&sandbox);
    let service = sandbox_time::service(&sandbox, &time);
    (sandbox, time, service)
}

async fn send(service: &Service, numbers: &[&str]) -> SendReport {
    let message = Message::transactional("Bonjour").from("MyCompany");
    service
        .send(message.to_all(numbers.iter().copied()))
        .await
        .unwrap()
}

#[tokio::test]
async fn each_change_comes_once_and_the_last_one_is_final() {
    let (sandbox, _, service) = world().await;
    let absent = sandbox.phone("+33600000002");
    absent.outcome(Outcome::AbsentThenDelivered(2 * HOUR));
    sandbox.phone("+33600000003").outcome(Outcome::Failed(28));
    let report = send(&service, &["+33600000001", "+33600000002", "+33600000003"]).await;
    let mut tracking = service.track(&report);
    let mut seen = Vec::new();
    while let Some(receipt) = tracking.next().await {
        let receipt = receipt.unwrap();
        seen.push((
            receipt.number.unwrap().to_string(),
            receipt.status,
            receipt.ptt,
        ));
    }
    assert_eq!(tracking.open().count(), 0);
    let of = |number: &str| {
        let own = seen.iter().filter(|(of, ..)| of == number);
        own.map(|&(_, status, ptt)| (status, ptt.unwrap_or(Ptt(0)).code()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("+33600000001").last(),
        Some(&(DeliveryStatus::Delivered, 4))
    );
    assert_eq!(
        of("+33600000003").last(),
        Some(&(DeliveryStatus::Failed, 28))
    );
    let absent = of("+33600000002");
    let end = [
        (DeliveryStatus::Waiting, 24),
        (DeliveryStatus::Delivered, 4),
    ];
    assert!(absent.ends_with(&end), "{absent:?}");
    let mut once = seen.clone();
    once.dedup();
    assert_eq!(once, seen);
}

#[tokio::test]
async fn looks_become_rare_and_end_with_the_time() {
    let (sandbox, time, service) = world().await;
    sandbox.phone("+33600000001").outcome(Outcome::Silent);
    let report = send(&service, &["+33600000001"]).await;
    let mut tracking = service.track(&report).deadline(HOUR);
    let receipts = tracking.finish().await.unwrap();
    assert_eq!(receipts.len(), 1);
    assert_eq!(
        tracking.open().collect::<Vec<_>>(),
        report.ids().collect::<Vec<_>>()
    );
    // Real time passes as well, and counts.
    let waited = time.waited();
    assert!(
        waited > HOUR - Duration::from_secs(60) && waited <= HOUR,
        "{waited:?}"
    );
    let reads = sandbox.requests();
    let reads = reads
        .iter()
        .filter(|one| one.operation.as_deref() == Some("outgoing_get"));
    let reads = reads.count();
    assert!((60..80).contains(&reads), "{reads} looks in an hour");
}

#[tokio::test]
async fn a_deferred_message_is_pending_until_it_leaves() {
    let (sandbox, _, service) = world().await;
    let at = sandbox.now() + 2 * HOUR;
    let message = Message::transactional("Bonjour")
        .from("MyCompany")
        .to("+33600000001")
        .at(at);
    let report = service.send(message).await.unwrap();
    let mut tracking = service.track(&report);
    let first = tracking.next().await.unwrap().unwrap();
    assert_eq!(
        (first.status, first.sent_at),
        (DeliveryStatus::Pending, None)
    );
    let last = tracking.finish().await.unwrap();
    assert!(
        last.iter()
            .all(|receipt| receipt.is_delivered() && receipt.delivered_at.is_some())
    );
}

#[tokio::test]
async fn many_messages_are_read_fifty_a_request() {
    let (sandbox, time, service) = world().await;
    let numbers: Vec<String> = (0..120).map(|n| format!("+336010{n:05}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let report = send(&service, &numbers).await;
    time.pass(Duration::from_secs(60));
    let receipts = service.track(&report).finish().await.unwrap();
    assert!(receipts.len() == 120 && receipts.iter().all(ovh_sms::service::Receipt::is_delivered));
    let reads = sandbox.requests();
    let reads = reads
        .iter()
        .filter(|one| one.method == "GET" && one.path.contains("/outgoing/"));
    assert_eq!(reads.count(), 3);
}

#[tokio::test]
async fn an_error_loses_nothing() {
    let (sandbox, time, service) = world().await;
    let report = send(&service, &["+33600000001"]).await;
    time.pass(Duration::from_secs(60));
    sandbox
        .faults()
        .add(Fault::status(403).on("outgoing_get").times(1));
    let mut tracking = service.track_ids(report.ids());
    assert!(tracking.next().await.unwrap().is_err());
    assert!(tracking.next().await.unwrap().unwrap().is_delivered());
    assert!(tracking.next().await.is_none());
}
