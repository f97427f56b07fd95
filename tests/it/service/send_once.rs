//! A message is sent once, and the report of `send` is true: one case of each kind of loss.
#![cfg(feature = "sandbox")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use ovh_sms::Error;
use ovh_sms::message::Message;
use ovh_sms::sandbox::Fault;
use ovh_sms::service::{Evidence, Outcome, SendReport};
use ovh_sms_test_support::sandbox_time::World;

const MINUTE: Duration = Duration::from_secs(60);
/// Longer than any deferral, including a weekend with holidays.
const LONG: Duration = Duration::from_secs(5 * 24 * 3600);

fn message(text: &str) -> Message {
    Message::transactional(text).from("MyCompany")
}

fn report(result: Result<SendReport, Error>) -> SendReport {
    match result {
        Ok(report) => report,
        Err(error) => error.into_send_report().unwrap(),
    }
}

fn evidence(report: &SendReport) -> Option<Evidence> {
    match report.receivers()[0].outcome {
        Outcome::Sent { evidence, .. } => Some(evidence),
        _ => None,
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_found_by_tag() {
    let world = World::new(1).await;
    for fault in [Fault::reset_after(), Fault::cut_body()] {
        world.sandbox.faults().add(fault.on("jobs_create").times(1));
        let report = world
            .service
            .send(message("Bonjour").to("+33600000001"))
            .await
            .unwrap();
        assert_eq!(evidence(&report), Some(Evidence::FoundOutgoing));
        assert_eq!(report.credits_removed(), Some(1.into()));
    }
    world.time.pass(MINUTE);
    assert_eq!(world.received("+33600000001", "Bonjour").len(), 2);
}

#[tokio::test]
async fn a_deferred_message_whose_answer_is_lost_is_found_among_the_jobs() {
    let world = World::new(2).await;
    world
        .sandbox
        .faults()
        .add(Fault::reset_after().on("jobs_create").times(1));
    let at = world.sandbox.now() + Duration::from_secs(7200);
    let sent = world
        .service
        .send(message("Plus tard").to("+33600000002").at(at))
        .await
        .unwrap();
    assert_eq!(evidence(&sent), Some(Evidence::FoundPending));
    let id = sent.ids().next().unwrap();
    world.time.pass(Duration::from_secs(3600));
    assert!(world.received("+33600000002", "Plus tard").is_empty());
    world.time.pass(Duration::from_secs(2 * 3600));
    assert_eq!(world.received("+33600000002", "Plus tard"), [id]);
}

#[tokio::test]
async fn what_a_list_shows_late_is_found_when_it_shows() {
    let world = World::new(3).await;
    world
        .sandbox
        .faults()
        .add(Fault::reset_after().on("jobs_create").times(1));
    world.sandbox.faults().add(
        Fault::list_delay(Duration::from_secs(20))
            .on("jobs_create")
            .times(1),
    );
    let sent = world
        .service
        .send(message("Bonjour").to("+33600000003"))
        .await
        .unwrap();
    assert_eq!(evidence(&sent), Some(Evidence::FoundOutgoing));
    assert!(world.time.waited() >= Duration::from_secs(20));
}

#[tokio::test]
async fn what_is_not_found_is_unknown_and_not_sent_again() {
    let world = World::new(4).await;
    world
        .sandbox
        .faults()
        .add(Fault::reset_before().on("jobs_create").times(1));
    let error = world
        .service
        .send(message("Bonjour").to("+33600000004"))
        .await
        .unwrap_err();
    assert!(error.may_have_been_sent() && !error.is_retryable());
    let words = error.to_string();
    assert!(
        words.contains("1 unknown") && words.contains("before sending again"),
        "{words}"
    );
    assert_eq!(error.send_report().unwrap().unknown().count(), 1);
    let posts = world.sandbox.requests();
    let posts = posts
        .iter()
        .filter(|request| request.method == "POST")
        .count();
    assert!(posts <= 1, "{posts} attempts");
    world.time.pass(MINUTE);
    assert!(world.received("+33600000004", "Bonjour").is_empty());
}

#[tokio::test]
async fn looking_again_later_settles_what_was_unknown() {
    let world = World::new(5).await;
    world
        .sandbox
        .faults()
        .add(Fault::reset_after().on("jobs_create").times(1));
    world
        .sandbox
        .faults()
        .add(Fault::list_delay(3 * MINUTE).on("jobs_create").times(1));
    let mut sent = report(
        world
            .service
            .send(message("Bonjour").to("+33600000005"))
            .await,
    );
    assert_eq!(sent.unknown().count(), 1);
    world.time.pass(5 * MINUTE);
    world.service.look_again(&mut sent).await.unwrap();
    assert_eq!(evidence(&sent), Some(Evidence::FoundOutgoing));
}

/// A pending job has no tag: only the client knows that no other send has the same content.
#[tokio::test]
async fn a_send_is_not_its_own_rival_when_it_is_looked_for_again() {
    let world = World::new(5).await;
    let faults = world.sandbox.faults();
    faults.add(Fault::reset_after().on("jobs_create").times(1));
    faults.add(Fault::status(500).on("jobs_list").lasts(3 * MINUTE));
    let at = world.sandbox.now() + Duration::from_secs(7200);
    let deferred = message("Plus tard").to("+33600000005").at(at);
    let mut sent = report(world.service.send(deferred).await);
    assert_eq!(sent.unknown().count(), 1);
    world.time.pass(5 * MINUTE);
    world.service.look_again(&mut sent).await.unwrap();
    assert_eq!(evidence(&sent), Some(Evidence::FoundPending));
}

#[tokio::test]
async fn sending_again_is_opt_in_and_waits_for_the_lists() {
    let world = World::new(6).await;
    for fault in [
        Fault::reset_before(),
        Fault::reset_after(),
        Fault::status(503),
        Fault::html(502),
    ] {
        world
            .sandbox
            .faults()
            .add(fault.clone().on("jobs_create").times(1));
        let sending = world.service.send(message("Encore").to("+33600000006"));
        let sent = sending.resend_if_absent_after(MINUTE).await.unwrap();
        world.time.pass(MINUTE);
        assert_eq!(sent.ids().count(), 1, "{fault:?}");
        assert!(sent.sent_twice().is_empty());
    }
    assert_eq!(world.received("+33600000006", "Encore").len(), 4);
}

#[tokio::test]
async fn a_message_that_shows_up_after_it_was_sent_again_is_told() {
    let world = World::new(7).await;
    world
        .sandbox
        .faults()
        .add(Fault::reset_after().on("jobs_create").times(2));
    world
        .sandbox
        .faults()
        .add(Fault::list_delay(2 * MINUTE).on("jobs_create").times(1));
    let sending = world.service.send(message("Deux").to("+33600000007"));
    let sent = sending
        .resend_if_absent_after(3 * MINUTE / 2)
        .await
        .unwrap();
    let mut found: Vec<i64> = sent
        .ids()
        .chain(sent.sent_twice().iter().map(|(_, id)| *id))
        .collect();
    world.time.pass(5 * MINUTE);
    let mut got = world.received("+33600000007", "Deux");
    got.sort_unstable();
    found.sort_unstable();
    assert_eq!(got.len(), 2, "the risk that its documentation names");
    assert!(found.iter().all(|id| got.contains(id)));
}

#[tokio::test]
async fn a_tag_of_the_user_is_never_enough() {
    let world = World::new(8).await;
    let tagged = |text: &str, number: &str| message(text).to(number).tag("winter2026");
    // The same tag, with another text, another receiver, and the very same a minute before.
    for (text, number) in [
        ("Soldes", "+33600000008"),
        ("Fin", "+33600000009"),
        ("Soldes", "+33600000009"),
    ] {
        let _ = world.service.send(tagged(text, number)).await.unwrap();
    }
    world.time.pass(MINUTE);
    world
        .sandbox
        .faults()
        .add(Fault::reset_before().on("jobs_create").times(1));
    let lost = report(world.service.send(tagged("Soldes", "+33600000009")).await);
    assert_eq!(lost.unknown().count(), 1);
    // Nor immediately afterwards: a message that this program sent itself is not attributed to
    // another send.
    let _ = world
        .service
        .send(tagged("Ici", "+33600000009"))
        .await
        .unwrap();
    world
        .sandbox
        .faults()
        .add(Fault::reset_before().on("jobs_create").times(1));
    let lost = report(world.service.send(tagged("Ici", "+33600000009")).await);
    assert_eq!(lost.unknown().count(), 1);
    // A message that was lost after it was processed is found nevertheless.
    world.time.pass(MINUTE);
    world
        .sandbox
        .faults()
        .add(Fault::reset_after().on("jobs_create").times(1));
    let found = world
        .service
        .send(tagged("Ici", "+33600000009"))
        .await
        .unwrap();
    assert_eq!(evidence(&found), Some(Evidence::FoundOutgoing));
}

#[tokio::test]
async fn two_sends_alike_at_a_time_do_not_claim_each_others_job() {
    let world = World::new(9).await;
    let at = world.sandbox.now() + Duration::from_secs(7200);
    let later = || message("Pareil").to("+33600000010").at(at);
    world
        .sandbox
        .faults()
        .add(Fault::reset_before().on("jobs_create").times(1));
    let (one, two) = tokio::join!(
        world.service.send(later()).into_future(),
        world.service.send(later()).into_future()
    );
    let outcomes: Vec<_> = [one, two]
        .map(|result| report(result).receivers()[0].outcome)
        .into();
    let sent = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Sent { .. }))
        .count();
    world.time.pass(LONG);
    assert_eq!(world.received("+33600000010", "Pareil").len(), 1);
    assert_eq!(sent, 1, "{outcomes:?}");
}

#[tokio::test]
async fn a_lost_send_does_not_take_the_job_of_one_like_it_that_is_under_way() {
    let world = World::new(11).await;
    let at = world.sandbox.now() + Duration::from_secs(7200);
    let later = || message("Pareil").to("+33600000011").at(at);
    // One is lost and looks for itself while the other's response is still on its way.
    let slow = Fault::latency(Duration::from_millis(300)).on("jobs_create");
    world.sandbox.faults().add(slow.times(2));
    world
        .sandbox
        .faults()
        .add(Fault::reset_before().on("jobs_create").times(1));
    let (one, two) = tokio::join!(
        world.service.send(later()).into_future(),
        world.service.send(later()).into_future()
    );
    let outcomes = [one, two].map(|result| report(result).receivers()[0].outcome);
    let sent = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Sent { .. }));
    assert_eq!(sent.count(), 1, "{outcomes:?}");
}

#[tokio::test]
async fn a_send_whose_outcome_is_known_contests_no_later_one() {
    let world = World::new(13).await;
    let at = world.sandbox.now() + Duration::from_secs(7200);
    let later = || message("Pareil").to("+33600000013").at(at);
    let first = world.service.send(later()).await.unwrap();
    let faults = world.sandbox.faults();
    faults.add(Fault::reset_after().on("jobs_create").times(1));
    let second = world.service.send(later()).await.unwrap();
    assert_eq!(evidence(&second), Some(Evidence::FoundPending));
    assert_ne!(first.ids().next(), second.ids().next());
}

#[tokio::test]
async fn what_could_be_an_earlier_message_is_neither_called_sent_nor_sent_again() {
    let world = World::new(12).await;
    let tagged = || message("Soldes").to("+33600000012").tag("winter2026");
    // The first is sent without a known outcome, because the list shows it late.
    let faults = world.sandbox.faults();
    faults.add(Fault::reset_after().on("jobs_create").times(1));
    faults.add(Fault::list_delay(MINUTE).on("jobs_create").times(1));
    let first = report(world.service.send(tagged()).await);
    assert_eq!(first.unknown().count(), 1);
    // The second is lost, and finds the first one in the list.
    world.time.pass(MINUTE);
    world
        .sandbox
        .faults()
        .add(Fault::reset_before().on("jobs_create").times(1));
    let sending = world.service.send(tagged());
    let second = report(sending.resend_if_absent_after(MINUTE).await);
    assert_eq!(second.unknown().count(), 1);
    world.time.pass(MINUTE);
    assert_eq!(world.received("+33600000012", "Soldes").len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_again_while_the_lists_cannot_be_read() {
    let world = World::new(13).await;
    for operation in [
        "outgoing_list",
        "jobs_list",
        "outgoing_get",
        "auth_time_get",
    ] {
        world.time.clear_faults();
        let faults = world.sandbox.faults();
        faults.add(Fault::reset_after().on("jobs_create").times(1));
        faults.add(Fault::status(500).on(operation));
        let text = format!("Sans {operation}");
        let sending = world.service.send(message(&text).to("+33600000013"));
        let lost = report(sending.resend_if_absent_after(MINUTE).await);
        assert_eq!(lost.unknown().count(), 1, "{operation}");
        world.time.pass(MINUTE);
        assert_eq!(
            world.received("+33600000013", &text).len(),
            1,
            "{operation}"
        );
    }
}

#[tokio::test]
async fn a_long_list_is_cut_and_reported_whole_when_some_requests_fail() {
    let world = World::new(10).await;
    let numbers: Vec<String> = (0..1203).map(|n| format!("+336010{n:05}")).collect();
    world
        .sandbox
        .faults()
        .add(Fault::reset_after().on("jobs_create").times(1));
    let all = message("A tous").to_all(numbers.iter().map(String::as_str));
    let sent = world.service.send(all.clone()).await.unwrap();
    assert_eq!((sent.sent().count(), sent.ids().count()), (1203, 1203));
    assert_eq!(sent.credits_removed(), Some(1203.into()));

    // The second of three requests is lost before it is processed; the others are sent
    // nevertheless.
    let lost = Fault::reset_before().on("jobs_create").times(1).share(0.4);
    world.sandbox.faults().add(lost);
    let sent = report(world.service.send(all.clone().with_text("Encore")).await);
    assert_eq!(sent.receivers().len(), 1203);
    assert_eq!(sent.not_sent().count(), 0);
    let unknown = sent.unknown().count();
    assert!([203, 500].contains(&unknown), "{unknown}");
    world.time.pass(MINUTE);
    for one in sent.receivers() {
        let got = world.received(&one.number.to_string(), "Encore");
        let expected = usize::from(one.outcome != Outcome::Unknown);
        assert_eq!(got.len(), expected, "{one:?}");
    }

    // A refusal ends it: nothing was sent, and the error says so.
    world.time.clear_faults();
    let refused = world.service.send(all.from("Nobody")).await.unwrap_err();
    assert!(!refused.may_have_been_sent(), "{refused}");
    assert_eq!(refused.status().map(|status| status.as_u16()), Some(403));
}
