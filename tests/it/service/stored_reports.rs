//! Reports that another process stored: what is found then, and what is not believed.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ovh_sms::service::{Evidence, Outcome, SendReport};
use ovh_sms::time::{Sleep, TimeSource};
use ovh_sms::{Error, Service};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::raw_server::Reply;
use serde_json::{Value, json};

use super::send_lying::{Lies, NUMBER, World, evidence, item, message, report, service};

/// The time of a new process: its monotonic clock starts at 0.
#[derive(Debug)]
struct Restarted {
    time: Arc<FakeTime>,
    start: Duration,
}

impl TimeSource for Restarted {
    fn monotonic(&self) -> Duration {
        self.time.monotonic().saturating_sub(self.start)
    }

    fn wall(&self) -> SystemTime {
        self.time.wall()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.time.sleep(duration)
    }
}

/// The account in a new process.
fn restart(world: &World) -> Service {
    let time = Arc::clone(&world.server.time);
    let start = time.monotonic();
    service(&world.endpoint, Arc::new(Restarted { time, start }))
}

fn stored(result: Result<SendReport, Error>) -> String {
    let report = report(result);
    assert_eq!(report.unknown().count(), 1);
    serde_json::to_string(&report).unwrap()
}

fn restored(json: &str) -> SendReport {
    serde_json::from_str(json).unwrap()
}

/// Lists a message from now on.
fn list(world: &World, change: Value) {
    world.server.lies.lock().unwrap().outgoing = vec![(7, item(change))];
}

#[tokio::test]
async fn a_message_with_a_random_tag_is_found_by_another_process() {
    // The machine's clock is right, wrong, or jumps; the server's is read in time or never.
    for (wrong, later, timeless) in [
        (0, 0, false),
        (0, -31_536_000, false),
        (60, 0, false),
        (-31_536_000, 0, true),
        (31_536_000, 3_600, true),
    ] {
        let what = format!("{wrong} s, then {later} s, {timeless}");
        let world = World::new(Lies {
            timeless,
            ..Lies::default()
        })
        .await;
        world.server.time.set_wrong(wrong);
        let json = stored(world.service.send(message()).await);
        world.server.lies.lock().unwrap().timeless = false;
        list(&world, json!({}));
        world.server.time.advance(Duration::from_secs(3_600));
        world.server.time.set_wrong(later);

        let service = restart(&world);
        for copy in 1..=2 {
            let mut report = restored(&json);
            service.look_again(&mut report).await.unwrap();
            let expected = Some(Evidence::FoundOutgoing);
            assert_eq!(evidence(&report), expected, "{what}, copy {copy}");
            assert_eq!(report.uncertain().count(), 0, "{what}");
            assert_eq!(report.credits_removed(), Some(1.into()), "{what}");
            let json = serde_json::to_string(&report).unwrap();
            assert_eq!(restored(&json).receivers(), report.receivers());
        }
        assert_eq!(world.posts(), 1, "{what}");
    }
}

#[tokio::test]
async fn a_foreign_message_with_the_chosen_tag_is_found_only_within_the_moment() {
    const FOUND: Option<Evidence> = Some(Evidence::FoundOutgoing);
    // When it was created, how wrong the machine's clock is before and after, how late the server's
    // is after.
    let table = [
        ("in the moment", 0, 0, 0, 0, FOUND),
        ("an hour before", -3_600, 0, 0, 0, None),
        ("an hour after", 3_600, 0, 0, 0, None),
        ("a minute before", -60, 0, 0, 0, None),
        ("by a clock that is a minute late", 0, 0, 0, 65, None),
        ("by a machine a minute off before", 0, 60, 0, 0, None),
        ("by a machine a minute off after", 0, 0, 60, 0, None),
        ("by a machine a year off after", 0, 0, 31_536_000, 0, FOUND),
    ];
    for (what, created, wrong, later, late, expected) in table {
        let world = World::new(Lies {
            dated: super::send_lying::Dated::All,
            ..Lies::default()
        })
        .await;
        world.server.time.set_wrong(wrong);
        let json = stored(world.service.send(message().tag("alert42")).await);
        list(
            &world,
            json!({ "creationDatetime": super::send_lying::at(created) }),
        );
        world.server.time.advance(Duration::from_secs(86_400));
        world.server.time.set_wrong(later);
        world.server.lies.lock().unwrap().late = late;

        let mut report = restored(&json);
        restart(&world).look_again(&mut report).await.unwrap();
        assert_eq!(evidence(&report), expected, "{what}");
        let uncertain = usize::from(expected.is_some());
        assert_eq!(report.uncertain().count(), uncertain, "{what}");
        assert_eq!(report.unknown().count(), 1 - uncertain, "{what}");
        assert_eq!(report.not_sent().count(), 0, "{what}");
        assert_eq!(report.credits_removed(), None, "{what}");
        assert_eq!(world.posts(), 1, "{what}");
    }
}

#[tokio::test]
async fn a_machines_clock_alone_proves_nothing() {
    let world = World::new(Lies {
        timeless: true,
        ..Lies::default()
    })
    .await;
    let json = stored(world.service.send(message().tag("alert42")).await);
    let fields: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(fields["lost"][0]["confirmed"], false);
    world.server.lies.lock().unwrap().timeless = false;
    list(&world, json!({}));
    let mut report = restored(&json);
    restart(&world).look_again(&mut report).await.unwrap();
    assert_eq!(report.unknown().count(), 1);
}

#[tokio::test]
async fn a_report_does_not_claim_the_message_of_another_send_of_its_process() {
    let accepted = json!({ "ids": [7], "validReceivers": [NUMBER] });
    let world = World::new(Lies {
        posts: vec![Reply::json(200, accepted)],
        ..Lies::default()
    })
    .await;
    let sent = world.service.send(message().tag("alert42")).await.unwrap();
    let json = stored(world.service.send(message().tag("alert42")).await);
    list(&world, json!({}));
    // The process that knows of the other send does not take its message either.
    let mut report = restored(&json);
    world.service.look_again(&mut report).await.unwrap();
    assert_eq!(report.unknown().count(), 1);
    let mut report = restored(&json);
    let service = restart(&world);
    service.look_again(&mut report).await.unwrap();
    assert_eq!(report.unknown().count(), 1);
    assert_eq!(sent.ids().collect::<Vec<_>>(), [7]);
}

#[tokio::test]
async fn a_report_of_another_client_of_the_same_process_is_converted() {
    let world = World::new(Lies::default()).await;
    let mut report = report(world.service.send(message().tag("alert42")).await);
    list(&world, json!({}));
    world.server.time.advance(Duration::from_secs(3_600));
    let service = restart(&world);
    service.look_again(&mut report).await.unwrap();
    assert_eq!(evidence(&report), Some(Evidence::FoundOutgoing));
}

#[tokio::test]
async fn a_report_of_another_account_is_refused() {
    let world = World::new(Lies::default()).await;
    let mut report = restored(&stored(world.service.send(message()).await));
    let other = world.service.client().service("sms-other-1");
    let error = other.look_again(&mut report).await.unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("sms-ab12345-1"));
    assert_eq!(report.unknown().count(), 1);
}

#[tokio::test]
async fn damaged_json_is_an_error_or_unknown_and_never_a_definite_outcome() {
    let world = World::new(Lies::default()).await;
    let json = stored(world.service.send(message()).await);
    let whole: Value = serde_json::from_str(&json).unwrap();
    let read = |change: &dyn Fn(&mut Value)| {
        let mut damaged = whole.clone();
        change(&mut damaged);
        serde_json::from_value::<SendReport>(damaged)
    };
    assert!(read(&|_| {}).is_ok());
    assert!(read(&|all| all["of a later version"] = json!(1)).is_ok());
    assert!(serde_json::from_str::<SendReport>(&json[..json.len() / 2]).is_err());
    for name in whole.as_object().unwrap().keys() {
        let result = read(&|all| {
            all.as_object_mut().unwrap().remove(name);
        });
        let optional = ["credits_removed", "credits_left"].contains(&name.as_str());
        assert_eq!(result.is_ok(), optional, "{name}");
    }
    type Damage = fn(&mut Value);
    let refused: [(&str, Damage); 11] = [
        ("no receivers", |all| all["receivers"] = json!([])),
        ("another receiver", |all| {
            all["receivers"][0]["number"] = json!("+33600000009");
        }),
        ("no outcome", |all| {
            all["receivers"][0] = json!({ "number": NUMBER });
        }),
        ("sent without evidence", |all| {
            all["receivers"][0] = json!({ "number": NUMBER, "outcome": "sent", "id": 1 });
        }),
        ("a tag that is not random", |all| {
            all["tag"] = json!("alert42")
        }),
        ("a random tag of the user's", |all| {
            all["message"]["tag"] = all["tag"].clone();
        }),
        ("a chosen tag that is random", |all| {
            all["random_tag"] = json!(false);
        }),
        ("a request that ends before it begins", |all| {
            all["lost"][0]["from"] = json!("2100-01-01T00:00:00Z");
        }),
        ("a lost request of no receiver", |all| {
            all["lost"][0]["number"] = json!("+33600000009");
        }),
        ("no text", |all| all["message"]["text"] = json!(" ")),
        ("no kind", |all| {
            all["message"]
                .as_object_mut()
                .unwrap()
                .remove("stop_clause");
        }),
    ];
    for (what, damage) in refused {
        assert!(read(&damage).is_err(), "{what}");
    }
    for outcome in [
        json!({ "number": NUMBER, "outcome": "expired" }),
        json!({ "number": NUMBER, "outcome": "sent", "id": 1, "evidence": "telepathy" }),
    ] {
        let report = read(&|all| all["receivers"][0] = outcome.clone()).unwrap();
        assert_eq!(report.receivers()[0].outcome, Outcome::Unknown, "{outcome}");
    }
}

#[tokio::test]
async fn a_report_without_its_lost_request_is_found_by_a_random_tag_only() {
    let world = World::new(Lies::default()).await;
    let random = stored(world.service.send(message()).await);
    list(&world, json!({}));
    let chosen = world.service.send(message().tag("alert42"));
    let chosen = stored(chosen.lookup_timeout(Duration::ZERO).await);
    for (json, found) in [(random, true), (chosen, false)] {
        let mut fields: Value = serde_json::from_str(&json).unwrap();
        fields["lost"] = json!([]);
        let mut report = serde_json::from_value(fields).unwrap();
        restart(&world).look_again(&mut report).await.unwrap();
        assert_eq!(report.sent().count(), usize::from(found));
        assert_eq!(report.unknown().count(), usize::from(!found));
    }
}
