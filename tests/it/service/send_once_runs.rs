//! A thousand sends under random faults on any request: none is sent twice, and every report is
//! true, compared with the sandbox's messages.
#![cfg(feature = "sandbox")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use ovh_sms::message::{Message, StopClause};
use ovh_sms::sandbox::Fault;
use ovh_sms::service::Outcome;
use ovh_sms_test_support::sandbox_time::World;

const MINUTE: Duration = Duration::from_secs(60);
/// Longer than any deferral, including a weekend with holidays.
const LONG: Duration = Duration::from_secs(5 * 24 * 3600);

/// A small generator: the same runs each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

fn trouble(dice: &mut Dice) -> Fault {
    match dice.roll(7) {
        0 => Fault::reset_before(),
        1 | 2 => Fault::reset_after(),
        3 => Fault::cut_body(),
        4 => Fault::status(503),
        5 => Fault::html(502),
        _ => Fault::too_many_requests(None),
    }
}

/// Runs one send under random faults; its report is compared with the messages that phones
/// received.
async fn run(world: &World, dice: &mut Dice, number: u64, printed: &mut BTreeMap<String, u32>) {
    world.time.clear_faults();
    let faults = world.sandbox.faults();
    let resend = dice.one_in(3);
    for _ in 0..dice.roll(3) {
        let fault = trouble(dice).on("jobs_create").share(0.7);
        faults.add(fault.times(1 + u32::try_from(dice.roll(3)).unwrap()));
    }
    // Without resending, a list may be later than the look-up; with resending, that is the known
    // risk.
    let delays: &[u64] = if resend {
        &[0, 5, 20]
    } else {
        &[0, 5, 20, 45, 300]
    };
    let delay = delays[usize::try_from(dice.roll(delays.len() as u64)).unwrap()];
    faults.add(Fault::list_delay(Duration::from_secs(delay)).on("jobs_create"));
    for operation in [
        "outgoing_list",
        "outgoing_get",
        "jobs_list",
        "jobs_get",
        "auth_time_get",
    ] {
        if dice.one_in(4) {
            faults.add(trouble(dice).on(operation).share(0.3));
        }
    }
    let stop = if dice.one_in(4) {
        StopClause::Appended
    } else {
        StopClause::Absent
    };
    // One text in three was sent to the same number before.
    let text = if dice.one_in(3) {
        "Le meme".to_owned()
    } else {
        format!("Texte {number}.")
    };
    let numbers: Vec<String> = (0..=dice.roll(3))
        .map(|n| format!("+3360200000{n}"))
        .collect();
    let mut message = Message::new(&text, stop)
        .from("MyCompany")
        .to_all(numbers.iter().map(String::as_str));
    if dice.one_in(3) {
        message = message.at(world.sandbox.now() + Duration::from_secs(60 * (2 + dice.roll(200))));
    }
    if dice.one_in(3) {
        message = message.tag("mine");
    }
    let mut before = BTreeMap::new();
    for number in &numbers {
        before.insert(number.clone(), world.received(number, &text));
    }
    let mut sending = world
        .service
        .send(message)
        .chunk(1 + usize::try_from(dice.roll(3)).unwrap());
    if resend {
        sending = sending.resend_if_absent_after(MINUTE);
    }
    let result = sending.await;
    world.time.clear_faults();
    world.time.pass(LONG);
    let mut outcomes: Vec<(String, Outcome)> = Vec::new();
    match result {
        Ok(report) => {
            assert!(
                report.is_complete() && report.sent_twice().is_empty(),
                "run {number}"
            );
            outcomes.extend(
                report
                    .receivers()
                    .iter()
                    .map(|one| (one.number.to_string(), one.outcome)),
            );
        }
        Err(error) if error.send_report().is_some() => {
            let report = error.into_send_report().unwrap();
            assert!(
                !report.is_complete() && report.sent_twice().is_empty(),
                "run {number}"
            );
            outcomes.extend(
                report
                    .receivers()
                    .iter()
                    .map(|one| (one.number.to_string(), one.outcome)),
            );
        }
        Err(error) => {
            assert!(
                !error.may_have_been_sent() || error.status().is_none(),
                "run {number}: {error}"
            );
            outcomes.extend(
                numbers
                    .iter()
                    .map(|number| (number.clone(), Outcome::NotSent)),
            );
        }
    }
    assert_eq!(outcomes.len(), numbers.len());
    for (receiver, outcome) in outcomes {
        let mut got = world.received(&receiver, &text);
        got.retain(|id| !before[&receiver].contains(id));
        assert!(got.len() <= 1, "run {number}: {receiver} got {got:?}");
        let truth = got.first().copied();
        match outcome {
            Outcome::Sent { id, .. } => {
                assert_eq!((id, truth), (truth, id.or(Some(0))), "run {number}")
            }
            Outcome::NotSent => assert_eq!(truth, None, "run {number}"),
            Outcome::Unknown => {}
            other => panic!("run {number}: {other:?}"),
        }
        let word = match outcome {
            Outcome::Sent { evidence, .. } => format!("{evidence:?}"),
            other => format!("{other:?} {}", truth.is_some()),
        };
        *printed.entry(word).or_default() += 1;
    }
}

#[tokio::test]
async fn a_thousand_sends_under_faults_are_sent_once_and_told_truly() {
    let mut printed = BTreeMap::new();
    for seed in 0..10 {
        let world = World::new(seed).await;
        let mut dice = Dice(0x5eed + seed);
        for number in 0..100 {
            run(&world, &mut dice, number, &mut printed).await;
        }
    }
    println!("{printed:?}");
    // Every kind of outcome has occurred.
    for word in [
        "Response",
        "FoundOutgoing",
        "FoundPending",
        "NotSent false",
        "Unknown false",
        "Unknown true",
    ] {
        assert!(printed.contains_key(word), "no {word} in {printed:?}");
    }
}
