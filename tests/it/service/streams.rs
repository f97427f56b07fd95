//! Receipts and replies as streams: with the helpers of futures, and after a dropped `next`.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt, TryStreamExt};
use ovh_sms::Service;
use ovh_sms::message::Message;
use ovh_sms::sandbox::Sandbox;

const NUMBERS: [&str; 2] = ["+33600000012", "+33600000013"];

async fn sent(service: &Service) -> ovh_sms::SendReport {
    let message = Message::transactional("OUI ou NON ?").allow_replies();
    service.send(message.to_all(NUMBERS)).await.unwrap()
}

#[tokio::test]
async fn receipts_are_a_stream() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.service().unwrap();
    let report = sent(&service).await;
    sandbox.advance(Duration::from_secs(60));
    let tracking = service.track(&report);
    let receipts: Vec<_> = tracking.try_collect().await.unwrap();
    let mut ids: Vec<_> = receipts.iter().map(|receipt| receipt.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, report.ids().collect::<Vec<_>>());
}

#[tokio::test]
async fn replies_are_a_stream() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.service().unwrap();
    let _ = sent(&service).await;
    sandbox.advance(Duration::from_secs(60));
    for number in NUMBERS {
        sandbox.phone(number).reply("OUI");
    }
    let replies = service.replies().take(2).map(|reply| reply.unwrap().text);
    assert_eq!(replies.collect::<Vec<_>>().await, ["OUI", "OUI"]);
}

#[tokio::test]
async fn a_dropped_next_loses_and_repeats_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = sandbox.service().unwrap();
    let report = sent(&service).await;
    sandbox.advance(Duration::from_secs(60));
    for number in NUMBERS {
        sandbox.phone(number).reply("OUI");
    }
    let mut tracking = service.track(&report);
    let mut replies = service.replies().delete_handled().deadline(Duration::ZERO);
    let (mut receipts, mut texts) = (0, 0);
    // Each `next` is polled once and dropped, until its step is done.
    loop {
        match tracking.next().now_or_never() {
            Some(Some(receipt)) => receipts += i32::from(receipt.is_ok()),
            Some(None) => break,
            None => tokio::time::sleep(Duration::from_millis(1)).await,
        }
        assert!(tracking.open().count() <= 2);
    }
    loop {
        match replies.next().now_or_never() {
            Some(Some(reply)) => texts += i32::from(reply.is_ok()),
            Some(None) => break,
            None => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    }
    replies.finish().await.unwrap();
    assert_eq!((receipts, texts), (2, 2));
    let left = service.api().incoming_list().await.unwrap();
    assert_eq!(left.len(), 0);
}
