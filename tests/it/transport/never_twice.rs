//! Ten thousand sends over a network that loses, cuts, delays and refuses: no message is sent
//! twice, and every report is true.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use ovh_sms::{Client, Credentials, Error, Options, Retry};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, Request, Service};
use serde_json::json;

const SENDS: u64 = 10_000;
/// The percentage of attempts that fail.
const FAULTS: u64 = 20;

/// The possible failures of an attempt; `true`: the message is processed nevertheless.
const KINDS: [(&str, bool); 18] = [
    ("reset", false),
    ("reset", true),
    ("cut", true),
    ("stall", false),
    ("stall", true),
    ("408", false),
    ("408", true),
    ("429", false),
    ("500", false),
    ("500", true),
    ("502", false),
    ("502", true),
    ("503", false),
    ("504", false),
    ("504", true),
    ("QUERY_TIME_OUT", false),
    ("INVALID_SIGNATURE", false),
    ("refused", false),
];

/// A service whose faults are in the tag of each message: a number for each attempt.
#[derive(Default)]
struct Lossy {
    attempts: Mutex<HashMap<String, usize>>,
    processed: Mutex<HashMap<String, u32>>,
}

impl Service for Lossy {
    fn call(&self, request: Request) -> Act {
        if request.path() == "/1.0/auth/time" {
            return Act::json(1_700_000_000);
        }
        let body = request.json();
        let tag = body["tag"].as_str().unwrap().to_owned();
        let attempt = {
            let mut attempts = self.attempts.lock().unwrap();
            let attempt = attempts.entry(tag.clone()).or_default();
            *attempt += 1;
            *attempt - 1
        };
        let fault = tag
            .split('-')
            .nth(attempt + 1)
            .and_then(|number| number.parse::<usize>().ok());
        let (kind, processed) = fault.map_or(("none", true), |fault| KINDS[fault]);
        if processed {
            *self
                .processed
                .lock()
                .unwrap()
                .entry(tag.clone())
                .or_default() += 1;
        }
        match kind {
            "none" => Act::json(json!({
                "ids": [1], "validReceivers": ["+33600000000"], "invalidReceivers": [],
                "totalCreditsRemoved": 1, "tag": tag,
            })),
            "reset" => Act::Reset,
            "cut" => Act::Cut("{\"ids\":[".to_owned()),
            "stall" => Act::Stall,
            code if code.parse::<u16>().is_err() => {
                Act::status(400, json!({ "errorCode": code, "message": "no" }))
            }
            status => Act::status(status.parse().unwrap(), json!({ "message": "no" })),
        }
    }
}

/// Pseudorandom numbers, the same in every run.
fn random(seed: u64) -> u64 {
    let mut x = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(0x1234_5678);
    for _ in 0..3 {
        x ^= x >> 30;
        x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x ^= x >> 27;
    }
    x
}

/// Returns whether a send reaches an attempt without a response: only these are retried.
fn meets_silence(kinds: &[&str]) -> bool {
    let mut reached = kinds
        .iter()
        .skip_while(|kind| matches!(**kind, "429" | "QUERY_TIME_OUT"));
    reached.next() == Some(&"stall")
}

/// The tag of a send: its number, and the failure of each of its attempts.
fn plan(number: u64) -> (String, Vec<&'static str>) {
    let mut tag = number.to_string();
    let mut kinds = Vec::new();
    for attempt in 0..6 {
        let chance = random(number * 10 + attempt);
        if chance % 100 < FAULTS {
            let kind = usize::try_from(chance / 100 % 18).unwrap();
            tag += &format!("-{kind}");
            kinds.push(KINDS[kind].0);
        } else {
            tag += "-x";
            kinds.push("none");
        }
    }
    (tag, kinds)
}

fn client(address: std::net::SocketAddr, time: &Arc<FakeTime>) -> Client {
    Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::application_key("key", "secret", "consumer").unwrap())
        // All sends share a clock that every wait moves.
        .options(
            Options::new()
                .deadline(Duration::MAX)
                .retry(Retry::default().attempts(4)),
        )
        .time_source(time.clone())
        .build()
        .unwrap()
}

#[tokio::test]
async fn of_ten_thousand_sends_none_goes_twice_and_every_report_is_true() {
    let lossy = Arc::new(Lossy::default());
    let time = FakeTime::new();
    let online = client(fault_server::start(Arc::clone(&lossy)).await, &time);
    let offline = client(fault_server::nobody().await, &time);
    let sends = futures_util::stream::iter(0..SENDS).map(|number| {
        let (tag, kinds) = plan(number);
        // A network that refuses does so for all attempts of a send.
        let client = if kinds.first() == Some(&"refused") {
            &offline
        } else {
            &online
        };
        let timeout = if meets_silence(&kinds) { 30 } else { 60_000 };
        let client = client.with(Options::new().timeout(Duration::from_millis(timeout)));
        async move {
            let service = client.service("sms-ab12345-1");
            let outcome = service.api().jobs_create("Bonjour").tag(&tag).send().await;
            (tag, outcome.map(|report| report.ids.clone()))
        }
    });
    let outcomes: Vec<(String, Result<_, Error>)> = sends.buffer_unordered(32).collect().await;

    let processed = lossy.processed.lock().unwrap();
    let (mut sent, mut unsent, mut unknown) = (0, 0, 0);
    for (tag, outcome) in &outcomes {
        let times = processed.get(tag).copied().unwrap_or(0);
        assert!(times <= 1, "{tag} went {times} times");
        match outcome {
            Ok(_) => {
                sent += 1;
                assert_eq!(times, 1, "{tag} was reported sent and was not");
            }
            Err(error) if error.may_have_been_sent() => unknown += 1,
            Err(error) => {
                unsent += 1;
                assert_eq!(times, 0, "{tag} was reported lost and was sent: {error}");
            }
        }
    }
    assert_eq!(outcomes.len() as u64, SENDS);
    // All three occur, and most messages are sent.
    assert!(
        sent > 7_500 && unsent > 100 && unknown > 500,
        "{sent} {unsent} {unknown}"
    );
}
