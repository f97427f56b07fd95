//! Size and speed: many stored messages, many calls, many clients at once. The figures are printed;
//! with `OVH_SMS_SANDBOX_FULL=1` (in release mode) they are the documented ones.

#![cfg(feature = "sandbox")]

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::sandbox::support::{Client, NOON, account};
use ovh_sms::sandbox::Sandbox;
use serde_json::json;

/// The number of receivers of one call.
const CHUNK: usize = 5_000;

fn full() -> bool {
    std::env::var_os("OVH_SMS_SANDBOX_FULL").is_some()
}

/// Returns the memory of this process in MiB, if the system reports it.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

async fn rich() -> (Sandbox, Client) {
    let builder = Sandbox::builder()
        .start_at(NOON.parse().unwrap())
        .credits(10_000_000.0);
    let sandbox = builder.start().await.unwrap();
    let mut client = Client::new(&sandbox);
    client.checks = false;
    (sandbox, client)
}

#[tokio::test]
async fn many_messages_stay_small_and_quick_to_filter() {
    let count = if full() { 1_000_000 } else { 10_000 };
    let (sandbox, client) = rich().await;
    let before = memory();
    let begun = Instant::now();
    for chunk in 0..count / CHUNK {
        let receivers: Vec<String> = (0..CHUNK)
            .map(|n| format!("+336{:08}", chunk * CHUNK + n))
            .collect();
        let body = json!({"message": format!("Message number {chunk} of many, as long as most of them are."), "receivers": receivers, "noStopClause": true, "tag": format!("chunk{chunk}")});
        client.post(&account("/jobs"), body).await;
    }
    println!("{count} messages sent in {:?}", begun.elapsed());
    let begun = Instant::now();
    sandbox.advance(Duration::from_secs(10));
    println!("all delivered in {:?}", begun.elapsed());
    if let (Some(before), Some(after)) = (before, memory()) {
        println!("memory: {before} MiB before, {after} MiB after");
        assert!(after < 1024, "{after} MiB");
    }
    for (query, expected) in [
        ("tag=chunk1".to_owned(), CHUNK),
        ("receiver=%2B33600000001".to_owned(), 1),
        ("deliveryReceipt=2".to_owned(), 0),
        ("sender=SANDBOX&tag=chunk0&ptt=4".to_owned(), CHUNK),
        ("creationDatetime.from=2027-01-01T00:00:00Z".to_owned(), 0),
    ] {
        // The best of three, because other load on the machine may slow some down.
        let mut time = Duration::MAX;
        let mut ids = json!(null);
        for _ in 0..3 {
            let begun = Instant::now();
            ids = client.get(&account(&format!("/outgoing?{query}"))).await;
            time = time.min(begun.elapsed());
        }
        println!("{query}: {time:?}");
        assert_eq!(ids.as_array().unwrap().len(), expected, "{query}");
        if full() {
            assert!(time < Duration::from_millis(50), "{query} {time:?}");
        }
    }
    let begun = Instant::now();
    let all = client.get(&account("/outgoing")).await;
    println!("all ids: {:?}", begun.elapsed());
    assert_eq!(all.as_array().unwrap().len(), count);
    speed(&client, all[count / 2].as_i64().unwrap()).await;
}

/// As above, with a different text for each message, so that nothing is shared.
#[tokio::test]
async fn a_mail_merge_stays_small_too() {
    let count = if full() { 1_000_000 } else { 10_000 };
    let (sandbox, client) = rich().await;
    for chunk in 0..count / CHUNK {
        let rows = (0..CHUNK).map(|n| format!("+336{0:08};Martin{0}\n", chunk * CHUNK + n));
        let csv: String = std::iter::once("number;nom\n".to_owned())
            .chain(rows)
            .collect();
        let document = client
            .post("/me/document", json!({"name": "list.csv"}))
            .await;
        client
            .http
            .put(document["putUrl"].as_str().unwrap())
            .body(csv)
            .send()
            .await
            .unwrap();
        let list = json!({"autoUpdate": false, "description": "x", "slotId": 1, "documentId": document["id"]});
        client.post(&account("/receivers"), list).await;
        let body = json!({"message": "Bonjour #nom#, votre commande est en route et arrive demain.", "receiversSlotId": "1", "noStopClause": true});
        client.post(&account("/jobs"), body).await;
        client.delete(&account("/receivers/1")).await;
        client
            .delete(&format!(
                "/me/document/{}",
                document["id"].as_str().unwrap()
            ))
            .await;
    }
    sandbox.advance(Duration::from_secs(10));
    let mut time = Duration::MAX;
    for _ in 0..3 {
        let begun = Instant::now();
        let failed = client
            .get(&account("/outgoing?deliveryReceipt=2&sender=SANDBOX"))
            .await;
        time = time.min(begun.elapsed());
        assert_eq!(failed, json!([]));
    }
    println!(
        "{count} messages with texts of their own: {:?} MiB, filtered in {time:?}",
        memory()
    );
    assert!(!full() || time < Duration::from_millis(50), "{time:?}");
    assert!(memory().is_none_or(|memory| memory < 1024));
}

/// Signed reads of one message, over a few connections.
async fn speed(client: &Client, id: i64) {
    let calls = if full() { 40_000 } else { 500 };
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let client = client.clone();
        tasks.push(tokio::spawn(async move {
            for _ in 0..calls / 8 {
                let request = client.request("GET", &account(&format!("/outgoing/{id}")), None);
                assert_eq!(
                    request.send().await.unwrap().bytes().await.unwrap().first(),
                    Some(&b'{')
                );
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    println!(
        "{:.0} signed reads per second",
        f64::from(calls) / begun.elapsed().as_secs_f64()
    );
}

#[tokio::test]
async fn starting_is_quick() {
    // The first start in a process parses the description.
    for _ in 0..3 {
        let begun = Instant::now();
        let sandbox = Sandbox::start().await.unwrap();
        let time = begun.elapsed();
        println!("started in {time:?}");
        sandbox.stop().await;
        assert!(!full() || time < Duration::from_millis(20), "{time:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clients_at_once_lose_nothing() {
    let time = Duration::from_secs(if full() { 60 } else { 3 });
    let (sandbox, client) = rich().await;
    client
        .post(
            &account("/users"),
            json!({"login": "bob", "password": "abcd1234"}),
        )
        .await;
    client
        .put(
            &account("/users/bob"),
            json!({"quotaInformations": {"quotaLeft": 1000, "quotaStatus": "active"}}),
        )
        .await;
    let end = Instant::now() + time;
    let mut tasks = Vec::new();
    for number in 0..64_u64 {
        let client = client.clone();
        tasks.push(tokio::spawn(one_of_many(client, number, end)));
    }
    let mut ids = HashSet::new();
    let (mut spent, mut calls) = (0, 0);
    for task in tasks {
        let (own, thousandths, count) = task.await.unwrap();
        for id in own {
            assert!(ids.insert(id), "{id} twice");
        }
        spent += thousandths;
        calls += count;
    }
    println!(
        "{calls} calls of 64 clients in {time:?}, {} messages",
        ids.len()
    );
    let left = client.get(&account("")).await;
    let thousandths = |name: &str| (left[name].as_f64().unwrap() * 1000.0).round() as i64;
    assert_eq!(
        thousandths("creditsLeft") + thousandths("creditsHoldByQuota") + spent,
        10_000_000_000
    );
    sandbox.advance(Duration::from_secs(3600));
    assert_eq!(client.get(&account("/jobs")).await, json!([]));
}

/// One client that mixes calls until the end; returns its ids, its spending in thousandths, its
/// calls.
async fn one_of_many(client: Client, number: u64, end: Instant) -> (Vec<i64>, i64, u64) {
    let (mut ids, mut spent, mut calls) = (Vec::new(), 0, 0);
    let mut round = number;
    while Instant::now() < end {
        round += 1;
        calls += 1;
        let receiver = if round.is_multiple_of(3) {
            "+447700900000"
        } else {
            "+33600000000"
        };
        let body = json!({"message": "x", "receivers": [receiver, "06"], "noStopClause": true, "differedPeriod": round % 2});
        match round % 8 {
            0..3 => {
                let base = if round.is_multiple_of(5) {
                    "/users/bob/jobs"
                } else {
                    "/jobs"
                };
                let answer = client.call("POST", &account(base), Some(body)).await;
                if answer.status == 200 {
                    ids.extend(
                        answer.body["ids"]
                            .as_array()
                            .unwrap()
                            .iter()
                            .map(|id| id.as_i64().unwrap()),
                    );
                    spent += (answer.body["totalCreditsRemoved"].as_f64().unwrap() * 1000.0).round()
                        as i64;
                } else {
                    assert_eq!(answer.status, 403, "{}", answer.body);
                }
            }
            3 => {
                let report = client
                    .post(&account("/hlr"), json!({"receivers": ["+33600000000"]}))
                    .await;
                ids.extend(
                    report["ids"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|id| id.as_i64().unwrap()),
                );
                spent += 100;
            }
            4 => {
                client.get(&account("")).await;
            }
            5 => {
                client
                    .get(&account(
                        "/outgoing?receiver=%2B447700900000&deliveryReceipt=2",
                    ))
                    .await;
            }
            6 => {
                let id = ids.last().copied().unwrap_or(1);
                client
                    .call("GET", &account(&format!("/outgoing/{id}")), None)
                    .await;
            }
            _ => {
                client
                    .put(&account(""), json!({"description": format!("by {number}")}))
                    .await;
            }
        }
    }
    (ids, spent, calls)
}
