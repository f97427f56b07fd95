//! Guards of a send: what other sends of the program have found, what is sent again, and where a
//! send ends.

use std::sync::Arc;
use std::time::Duration;

use ovh_sms::service::{Evidence, Outcome, SendReport};
use ovh_sms_test_support::raw_server::Reply;
use serde_json::json;

use super::send_lying::{Lies, NUMBER, World, evidence, item, message, report, service};

const OTHER: &str = "+33600000002";

#[tokio::test]
async fn a_message_of_a_stored_report_does_not_prove_the_next_send() {
    let world = World::new(Lies {
        outgoing: vec![(7, item(json!({})))],
        ..Lies::default()
    })
    .await;
    let alert = || message().tag("alert42");
    let sending = world.service.send(alert().to(OTHER));
    let first = report(sending.lookup_timeout(Duration::ZERO).await);
    assert_eq!(evidence(&first), Some(Evidence::FoundOutgoing));
    assert_eq!(first.unknown().count(), 1);
    // Another program continues with the report, and sends the message once more.
    let stored = serde_json::to_string(&first).unwrap();
    let mut restored: SendReport = serde_json::from_str(&stored).unwrap();
    let other = service(&world.endpoint, Arc::clone(&world.server.time));
    other.look_again(&mut restored).await.unwrap();
    let second = report(other.send(alert()).await);
    assert_eq!(evidence(&second), None);
    assert_eq!(second.unknown().count(), 1);
}

#[tokio::test]
async fn of_two_sends_alike_none_is_proved_by_one_message() {
    let world = World::new(Lies {
        outgoing: vec![(7, item(json!({})))],
        ..Lies::default()
    })
    .await;
    let alert = || world.service.send(message().tag("alert42"));
    let (one, two) = tokio::join!(alert().into_future(), alert().into_future());
    for sent in [one, two] {
        let sent = report(sent);
        assert_eq!(evidence(&sent), None);
        assert_eq!(sent.unknown().count(), 1);
    }
}

#[tokio::test]
async fn a_send_ends_with_the_first_request_that_is_refused() {
    for (status, posts) in [(403, 1), (400, 1), (502, 2)] {
        let refused = Reply::json(status, json!({ "message": "no" }));
        let world = World::new(Lies {
            posts: vec![refused],
            ..Lies::default()
        })
        .await;
        let sending = world.service.send(message().to(OTHER)).chunk(1);
        let result = sending.lookup_timeout(Duration::ZERO).await;
        assert!(result.is_err(), "{status}");
        assert_eq!(world.posts(), posts, "{status}");
    }
}

#[tokio::test]
async fn only_absent_messages_are_sent_again() {
    // The first receiver's message may be the listed one; the other's is in no list.
    let world = World::new(Lies {
        outgoing: vec![(7, item(json!({ "message": null })))],
        ..Lies::default()
    })
    .await;
    let sending = world.service.send(message().to(OTHER)).chunk(1);
    let sent = report(
        sending
            .resend_if_absent_after(Duration::from_secs(60))
            .await,
    );
    assert!(
        sent.receivers()
            .iter()
            .all(|one| one.outcome == Outcome::Unknown)
    );
    // Two requests, and two more for the absent message.
    assert_eq!(world.posts(), 4);
}

#[tokio::test]
async fn nothing_is_sent_again_if_a_listed_message_disappears() {
    for (vanished, posts) in [(vec![], 3), (vec![8], 1)] {
        let world = World::new(Lies {
            vanished_outgoing: vanished.clone(),
            ..Lies::default()
        })
        .await;
        let sending = world.service.send(message());
        let sent = report(
            sending
                .resend_if_absent_after(Duration::from_secs(60))
                .await,
        );
        assert_eq!(sent.unknown().count(), 1, "{vanished:?}");
        assert_eq!(world.posts(), posts, "{vanished:?}");
    }
}

#[tokio::test]
async fn a_message_with_the_random_tag_proves_each_copy_of_its_report() {
    let world = World::new(Lies::default()).await;
    let sending = world.service.send(message());
    let sent = report(sending.lookup_timeout(Duration::ZERO).await);
    assert_eq!(sent.unknown().count(), 1);
    world.server.lies.lock().unwrap().outgoing = vec![(7, item(json!({})))];
    let stored = serde_json::to_string(&sent).unwrap();
    // Both copies are read by one program, which has found the message by the first one.
    for copy in 0..2 {
        let mut restored: SendReport = serde_json::from_str(&stored).unwrap();
        world.service.look_again(&mut restored).await.unwrap();
        let found = evidence(&restored);
        assert_eq!(found, Some(Evidence::FoundOutgoing), "copy {copy}");
    }
}

#[tokio::test]
async fn an_item_of_another_message_is_read_once() {
    let other = item(json!({ "message": "Another text" }));
    let world = World::new(Lies {
        outgoing: vec![(7, other.clone())],
        jobs: vec![(8, other)],
        ..Lies::default()
    })
    .await;
    let sending = world.service.send(message());
    let sent = report(sending.lookup_timeout(Duration::from_secs(60)).await);
    assert_eq!(sent.unknown().count(), 1);
    let mut read = world.server.read.lock().unwrap().clone();
    read.sort();
    assert_eq!(read, ["jobs/8", "outgoing/7"]);
}

#[tokio::test]
async fn a_message_of_another_send_is_not_read_again() {
    let world = World::new(Lies {
        outgoing: vec![(7, item(json!({})))],
        ..Lies::default()
    })
    .await;
    let first = report(world.service.send(message()).await);
    assert_eq!(evidence(&first), Some(Evidence::FoundOutgoing));
    world.server.read.lock().unwrap().clear();
    let sending = world.service.send(message());
    let second = report(sending.lookup_timeout(Duration::ZERO).await);
    assert_eq!(second.unknown().count(), 1);
    assert_eq!(*world.server.read.lock().unwrap(), [""; 0]);
}

#[tokio::test]
async fn messages_are_looked_for_by_each_tag_that_the_service_set() {
    const THIRD: &str = "+33600000003";
    let accepted = |number: &str, id: i64, tag: &str| {
        Reply::json(
            200,
            json!({ "ids": [id], "validReceivers": [number], "tag": tag }),
        )
    };
    // The third request is lost.
    for tag in ["first", "second"] {
        let world = World::new(Lies {
            posts: vec![accepted(NUMBER, 1, "first"), accepted(OTHER, 2, "second")],
            outgoing: vec![(3, item(json!({ "receiver": THIRD, "tag": tag })))],
            tag_of_list: Some(tag),
            ..Lies::default()
        })
        .await;
        let sending = world.service.send(message().to(OTHER).to(THIRD)).chunk(1);
        let sent = report(sending.await);
        assert_eq!(
            (sent.sent().count(), sent.unknown().count()),
            (3, 0),
            "{tag}"
        );
    }
}

#[tokio::test]
async fn a_response_about_no_receiver_leaves_the_cost_of_the_others_known() {
    let accepted = json!({ "ids": [1], "validReceivers": [NUMBER], "totalCreditsRemoved": 1, "creditsLeft": 9 });
    let empty = json!({ "ids": [], "validReceivers": [], "invalidReceivers": [] });
    let world = World::new(Lies {
        posts: vec![Reply::json(200, accepted), Reply::json(200, empty)],
        ..Lies::default()
    })
    .await;
    let sending = world.service.send(message().to(OTHER)).chunk(1);
    let sent = report(sending.lookup_timeout(Duration::ZERO).await);
    assert_eq!(sent.unknown().count(), 1);
    assert_eq!(
        (sent.credits_removed(), sent.credits_left()),
        (Some(1.into()), Some(9.into()))
    );
}
