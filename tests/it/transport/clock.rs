//! Signatures carry the server's time, whatever the machine's clock shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use ovh_sms::{Client, Credentials, Error};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, Request, Service};
use serde_json::json;

/// The deviation that a server accepts, in seconds.
const TOLERANCE: i64 = 30;

/// A server with a clock, which rejects signatures of other times.
struct Strict {
    time: Arc<FakeTime>,
    /// How far the server's own clock was moved.
    moved: AtomicI64,
    /// `GET /auth/time` fails.
    mute: AtomicU32,
    asked: AtomicU32,
    refused: AtomicU32,
}

impl Service for Strict {
    fn call(&self, request: Request) -> Act {
        let now = self.time.server() + self.moved.load(Ordering::SeqCst);
        if request.path() == "/1.0/auth/time" {
            self.asked.fetch_add(1, Ordering::SeqCst);
            return match self.mute.load(Ordering::SeqCst) {
                0 => Act::json(now),
                _ => Act::status(500, "{}"),
            };
        }
        let timestamp: i64 = request.header("x-ovh-timestamp").unwrap().parse().unwrap();
        if (timestamp - now).abs() > TOLERANCE {
            self.refused.fetch_add(1, Ordering::SeqCst);
            return Act::status(
                400,
                json!({ "errorCode": "QUERY_TIME_OUT", "message": "Query out of time" }),
            );
        }
        Act::json("[]")
    }
}

struct Bench {
    time: Arc<FakeTime>,
    server: Arc<Strict>,
    client: Client,
}

impl Bench {
    async fn new() -> Self {
        let time = FakeTime::new();
        let server = Arc::new(Strict {
            time: time.clone(),
            moved: AtomicI64::new(0),
            mute: AtomicU32::new(0),
            asked: AtomicU32::new(0),
            refused: AtomicU32::new(0),
        });
        let address = fault_server::start(server.clone()).await;
        let client = Client::builder()
            .endpoint(format!("http://{address}/1.0"))
            .credentials(Credentials::application_key("key", "secret", "consumer").unwrap())
            .time_source(time.clone())
            .build()
            .unwrap();
        Self {
            time,
            server,
            client,
        }
    }

    async fn call(&self) -> Result<(), Error> {
        self.client.api().services_list().send().await.map(drop)
    }

    fn asked(&self) -> u32 {
        self.server.asked.load(Ordering::SeqCst)
    }

    fn refused(&self) -> u32 {
        self.server.refused.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn a_wrong_local_clock_does_no_harm() {
    for wrong in [-3 * 3600, 24 * 3600] {
        let bench = Bench::new().await;
        bench.time.set_wrong(wrong);
        for _ in 0..5 {
            bench.call().await.unwrap();
            bench.time.advance(Duration::from_secs(600));
        }
        assert_eq!((bench.asked(), bench.refused()), (1, 0), "{wrong}");
    }
}

#[tokio::test]
async fn a_local_clock_that_steps_does_no_harm() {
    let bench = Bench::new().await;
    for wrong in [0, -3 * 3600, 24 * 3600, 24 * 3600 + 40, 1, -1_000_000] {
        bench.time.set_wrong(wrong);
        bench.call().await.unwrap();
        bench.time.advance(Duration::from_secs(60));
    }
    assert_eq!(bench.refused(), 0);
}

#[tokio::test]
async fn a_local_clock_that_steps_does_no_harm_even_when_the_servers_cannot_be_read_again() {
    let bench = Bench::new().await;
    bench.call().await.unwrap();
    bench.server.mute.store(1, Ordering::SeqCst);
    bench.time.set_wrong(-7200);
    bench.call().await.unwrap();
    assert_eq!(bench.refused(), 0);
}

#[tokio::test]
async fn after_the_machine_slept_the_servers_clock_is_read_again() {
    let bench = Bench::new().await;
    bench.call().await.unwrap();
    bench.time.machine_sleeps(Duration::from_secs(8 * 3600));
    bench.call().await.unwrap();
    bench.call().await.unwrap();
    assert_eq!((bench.asked(), bench.refused()), (2, 0));
}

#[tokio::test]
async fn a_refused_timestamp_is_made_anew_by_the_servers_clock_once() {
    let bench = Bench::new().await;
    bench.call().await.unwrap();
    bench.server.moved.store(5000, Ordering::SeqCst);
    bench.call().await.unwrap();
    bench.call().await.unwrap();
    assert_eq!((bench.asked(), bench.refused()), (2, 1));
}

#[tokio::test]
async fn calls_that_start_together_read_the_servers_clock_once() {
    let bench = Bench::new().await;
    let calls = (0..20).map(|_| bench.call());
    for outcome in futures_util::future::join_all(calls).await {
        outcome.unwrap();
    }
    assert_eq!(bench.asked(), 1);
}
