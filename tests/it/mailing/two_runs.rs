//! Two runs of one mailing with two journals, with a service that refuses an occupied slot and with
//! one that overwrites it.
#![cfg(all(feature = "csv", feature = "sandbox"))]

use std::time::Duration;

use futures_util::future::join_all;
use ovh_sms::SenderName;
use ovh_sms::mailing::{CheckedMailing, Mailing, MailingError};
use ovh_sms::sandbox::{OccupiedSlots, Sandbox};
use ovh_sms::types::BatchStatus;
use ovh_sms_test_support::proxy;

const ROWS: &str = "number;nom\n+33600000001;Zoe\n+33600000002;Ali\n";
const NUMBERS: [&str; 2] = ["+33600000001", "+33600000002"];
/// Returns the requests of a run that change something, and the last look at a slot.
const DELAYED: [&str; 6] = [
    "put /storage",
    "put /1.0/me/document",
    "post /1.0/me/document",
    "post /1.0/sms/sms-ab12345-1/receivers ",
    "post /1.0/sms/sms-ab12345-1/batches ",
    "get /1.0/sms/sms-ab12345-1/receivers/9",
];

fn checked() -> CheckedMailing {
    Mailing::transactional("soldes", "Bonjour #nom#")
        .from("SANDBOX".parse::<SenderName>().unwrap())
        .step_timeout(Duration::from_secs(3))
        .from_csv(ROWS.as_bytes())
        .unwrap()
}

/// The results of two runs.
struct Outcome {
    batches: usize,
    most_messages: usize,
    failed_batches: usize,
    ends: [Result<bool, MailingError>; 2],
}

/// Two runs, the second one started later; one request of the first is delayed by 1.2 seconds.
async fn two_runs(policy: OccupiedSlots, head: &str, later: Duration) -> Outcome {
    both_delayed(policy, head, None, later).await
}

/// The same, and one request of the second is delayed by 0.6 seconds.
async fn both_delayed(
    policy: OccupiedSlots,
    head: &str,
    of_second: Option<&str>,
    later: Duration,
) -> Outcome {
    let builder = Sandbox::builder()
        .night_deferral(false)
        .occupied_slots(policy);
    let sandbox = builder.start().await.unwrap();
    let proxies = [
        proxy::Proxy::before(&sandbox).await,
        proxy::Proxy::before(&sandbox).await,
    ];
    proxies[0].delay(head, Duration::from_millis(1200));
    if let Some(head) = of_second {
        proxies[1].delay(head, Duration::from_millis(600));
    }
    let run = async |place: usize, later: Duration| {
        tokio::time::sleep(later).await;
        let mut sent = checked().send(&proxies[place].service(&sandbox)).await?;
        sent.clean_up().await?;
        Ok(sent.was_found())
    };
    let first = Box::pin(run(0, Duration::ZERO));
    let (first, second) = tokio::join!(first, Box::pin(run(1, later)));
    sandbox.advance(Duration::from_secs(3600));
    let service = sandbox.service().unwrap();
    let batches = service.api().batches_list().send().await.unwrap();
    let failed = |batch: &&ovh_sms::types::Batch| batch.status != Some(BatchStatus::Completed);
    let inbox = |number: &&str| sandbox.phone(number).inbox().len();
    Outcome {
        batches: batches.len(),
        most_messages: NUMBERS.iter().map(inbox).max().unwrap(),
        failed_batches: batches.iter().filter(failed).count(),
        ends: [first, second],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_an_occupied_slot_is_refused_two_runs_never_send_twice() {
    for status in [409, 400, 403] {
        let policy = OccupiedSlots::Refuse(status);
        let runs = DELAYED.iter().flat_map(|head| {
            [0, 5, 20, 60]
                .map(|later| Box::pin(two_runs(policy, head, Duration::from_millis(later))))
        });
        for outcome in join_all(runs).await {
            assert!(outcome.batches <= 1 && outcome.most_messages <= 1);
            assert_eq!(outcome.failed_batches, 0, "a slot was taken from its batch");
            for end in &outcome.ends {
                match end {
                    Ok(_) => assert_eq!(outcome.batches, 1),
                    Err(error) => assert!(!error.nothing_was_sent(), "{error}"),
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures how often two runs send twice where slots are overwritten: the figures of docs/RELIABILITY.md"]
async fn rate_of_double_sends_where_slots_are_overwritten() {
    let mut cases = DELAYED.map(|head| (head, None)).to_vec();
    // The remaining window: a run fills the slot of another one while the request of that one for
    // the batch is in flight.
    cases.push((DELAYED[4], Some(DELAYED[3])));
    for (head, of_second) in cases {
        let (mut doubled, mut failed, mut runs) = (0, 0, 0);
        for round in 0..6 {
            let some = (0..10).map(|place| {
                let later = Duration::from_millis(round * 10 + place);
                let policy = OccupiedSlots::Overwrite;
                Box::pin(both_delayed(policy, head, of_second, later))
            });
            for outcome in join_all(some).await {
                runs += 1;
                doubled += usize::from(outcome.batches > 1);
                failed += usize::from(outcome.failed_batches > 0);
            }
        }
        println!(
            "{head} {of_second:?}: {doubled} of {runs} doubled, {failed} with a batch that failed"
        );
    }
}
