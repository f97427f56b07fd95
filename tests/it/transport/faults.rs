//! Failures on the way: the number of attempts, what is returned, and whether the service may have
//! processed the request.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ovh_sms::config::{Config, Key};
use ovh_sms::{Client, Credentials, Error, Options, Retry};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, Request, Service};
use serde_json::json;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Refused,
    ResetUnread,
    ResetProcessed,
    Cut,
    TimeOut,
    Status(u16),
    TooManyWait,
    Page(u16),
    Code(&'static str),
    Unauthorized,
}

/// The expected result of a fault that does not end.
struct Expected {
    attempts: u32,
    /// The status, or `-` for none.
    outcome: &'static str,
    may_have_been_sent: bool,
}

const fn expect(attempts: u32, outcome: &'static str, may_have_been_sent: bool) -> Expected {
    Expected {
        attempts,
        outcome,
        may_have_been_sent,
    }
}

/// With three attempts allowed. The first column is for GET, PUT and DELETE, the second for POST; for
/// 500, see `Expected::of`.
#[rustfmt::skip]
const MATRIX: [(Fault, Expected, Expected); 15] = [
    (Fault::Refused,                   expect(3, "-", false),   expect(3, "-", false)),
    (Fault::ResetUnread,               expect(3, "-", true),    expect(1, "-", true)),
    (Fault::ResetProcessed,            expect(3, "-", true),    expect(1, "-", true)),
    (Fault::Cut,                       expect(3, "-", true),    expect(1, "-", true)),
    (Fault::TimeOut,                   expect(3, "-", true),    expect(1, "-", true)),
    (Fault::Status(408),               expect(3, "408", true),  expect(1, "408", true)),
    (Fault::Status(429),               expect(3, "429", false), expect(3, "429", false)),
    (Fault::TooManyWait,               expect(3, "429", false), expect(3, "429", false)),
    (Fault::Status(500),               expect(1, "500", true),  expect(1, "500", true)),
    (Fault::Page(502),                 expect(3, "502", true),  expect(1, "502", true)),
    (Fault::Status(503),               expect(3, "503", true),  expect(1, "503", true)),
    (Fault::Status(504),               expect(3, "504", true),  expect(1, "504", true)),
    // Refused before processing, and signed again once.
    (Fault::Code("QUERY_TIME_OUT"),    expect(2, "400", false), expect(2, "400", false)),
    (Fault::Code("INVALID_SIGNATURE"), expect(1, "400", false), expect(1, "400", false)),
    (Fault::Unauthorized,              expect(2, "401", false), expect(2, "401", false)),
];

impl Expected {
    /// Returns what is expected of a request. Only reading is repeated after a 500.
    fn of<'e>(fault: Fault, method: &str, idempotent: &'e Self, post: &'e Self) -> &'e Self {
        const READ: Expected = expect(3, "500", true);
        match method {
            "POST" => post,
            "GET" if fault == Fault::Status(500) => &READ,
            _ => idempotent,
        }
    }
}

const METHODS: [&str; 4] = ["GET", "PUT", "DELETE", "POST"];
const RETRY_AFTER: Duration = Duration::from_secs(7);

/// Returns a service whose next requests meet faults.
#[derive(Default)]
struct Faulty {
    faults: Mutex<VecDeque<Fault>>,
    arrived: AtomicU32,
    processed: AtomicU32,
    tokens: AtomicU32,
}

impl Service for Faulty {
    fn resets_unread(&self) -> bool {
        let mut faults = self.faults.lock().unwrap();
        let resets = faults.front() == Some(&Fault::ResetUnread);
        if resets {
            faults.pop_front();
            self.arrived.fetch_add(1, Ordering::SeqCst);
        }
        resets
    }

    fn call(&self, request: Request) -> Act {
        match request.path() {
            "/1.0/auth/time" => return Act::json(1_700_000_000),
            "/token" => {
                let number = self.tokens.fetch_add(1, Ordering::SeqCst);
                return Act::json(
                    json!({ "access_token": format!("token-{number}"), "expires_in": 3600 }),
                );
            }
            _ => {}
        }
        self.arrived.fetch_add(1, Ordering::SeqCst);
        let done = || {
            self.processed.fetch_add(1, Ordering::SeqCst);
        };
        let Some(fault) = self.faults.lock().unwrap().pop_front() else {
            done();
            return Act::json(if request.method == "PUT" || request.method == "DELETE" {
                "null"
            } else {
                "{}"
            });
        };
        match fault {
            Fault::Refused | Fault::ResetUnread => unreachable!("nothing arrives"),
            Fault::ResetProcessed => {
                done();
                Act::Reset
            }
            Fault::Cut => {
                done();
                Act::Cut("{\"message\": ".to_owned())
            }
            Fault::TimeOut => {
                done();
                Act::Stall
            }
            Fault::Status(status) => Act::status(status, json!({ "message": "no" })),
            Fault::TooManyWait => {
                Act::status(429, json!({ "message": "no" })).with_header("retry-after: 7")
            }
            Fault::Page(status) => Act::Answer(
                status,
                "content-type: text/html\r\n".to_owned(),
                "<html><body><h1>Bad Gateway</h1></body></html>".to_owned(),
            ),
            Fault::Code(code) => Act::status(400, json!({ "errorCode": code, "message": "no" })),
            Fault::Unauthorized => Act::status(401, json!({ "message": "no" })),
        }
    }
}

async fn call(client: &Client, method: &str) -> Result<(), Error> {
    let service = client.service("sms-ab12345-1");
    let api = service.api();
    match method {
        "GET" => api.service_get().send().await.map(drop),
        "PUT" => {
            let call = api.service_update().description("new");
            call.send().await.map(drop)
        }
        "DELETE" => api.jobs_delete(1).send().await.map(drop),
        _ => api.jobs_create("Bonjour").send().await.map(drop),
    }
}

async fn client(fault: Fault, faulty: &Arc<Faulty>, time: &Arc<FakeTime>) -> Client {
    let address = match fault {
        Fault::Refused => fault_server::nobody().await,
        _ => fault_server::start(Arc::clone(faulty)).await,
    };
    let mut config = Config::builder().endpoint(format!("http://{address}/1.0"));
    config = match fault {
        Fault::Unauthorized => config
            .set(Key::TOKEN_URL, format!("http://{address}/token"))
            .credentials(Credentials::oauth2("client-id", "client-secret").unwrap()),
        _ => config.credentials(Credentials::application_key("key", "secret", "consumer").unwrap()),
    };
    let timeout = match fault {
        Fault::TimeOut => Duration::from_millis(100),
        _ => Duration::from_secs(60),
    };
    let options = Options::new()
        .timeout(timeout)
        .retry(Retry::default().attempts(3));
    let client = Client::builder()
        .config(config)
        .options(options)
        .time_source(time.clone());
    client.build().unwrap()
}

#[tokio::test]
async fn faults_that_do_not_end_are_met_as_the_matrix_says() {
    for (fault, idempotent, post) in &MATRIX {
        for method in METHODS {
            let expected = Expected::of(*fault, method, idempotent, post);
            let (faulty, time) = (Arc::new(Faulty::default()), FakeTime::new());
            let client = client(*fault, &faulty, &time).await;
            if *fault != Fault::Refused {
                call(&client, "GET").await.unwrap();
                faulty.arrived.store(0, Ordering::SeqCst);
                faulty.faults.lock().unwrap().extend([*fault; 10]);
            }
            let error = call(&client, method).await.unwrap_err();
            let what = format!("{fault:?} {method}: {error}");
            assert_eq!(error.attempts(), expected.attempts, "{what}");
            let status = error
                .status()
                .map_or("-".to_owned(), |status| status.as_u16().to_string());
            assert_eq!(status, expected.outcome, "{what}");
            assert_eq!(
                error.may_have_been_sent(),
                expected.may_have_been_sent,
                "{what}"
            );
            if *fault != Fault::Refused {
                assert_eq!(
                    faulty.arrived.load(Ordering::SeqCst),
                    expected.attempts,
                    "{what}"
                );
            }
            let waits = time.take_waits();
            if *fault == Fault::TooManyWait {
                assert!(
                    waits.iter().all(|wait| *wait >= RETRY_AFTER),
                    "{what}: {waits:?}"
                );
            }
            let waited = if expected.attempts == 3 { 2 } else { 0 };
            assert_eq!(waits.len(), waited, "{what}");
        }
    }
}

#[tokio::test]
async fn a_fault_that_passes_is_not_noticed_where_trying_again_is_safe() {
    for (fault, idempotent, post) in &MATRIX {
        for method in METHODS {
            if *fault == Fault::Refused {
                continue;
            }
            let expected = Expected::of(*fault, method, idempotent, post);
            let (faulty, time) = (Arc::new(Faulty::default()), FakeTime::new());
            let client = client(*fault, &faulty, &time).await;
            call(&client, "GET").await.unwrap();
            faulty.processed.store(0, Ordering::SeqCst);
            faulty.faults.lock().unwrap().push_back(*fault);
            let outcome = call(&client, method).await;
            assert_eq!(
                outcome.is_ok(),
                expected.attempts > 1,
                "{fault:?} {method}: {outcome:?}"
            );
            if method == "POST" {
                assert!(
                    faulty.processed.load(Ordering::SeqCst) <= 1,
                    "{fault:?} {method}"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_error_remembers_that_an_earlier_attempt_may_have_arrived() {
    let (faulty, time) = (Arc::new(Faulty::default()), FakeTime::new());
    let client = client(Fault::Cut, &faulty, &time).await;
    call(&client, "GET").await.unwrap();
    faulty
        .faults
        .lock()
        .unwrap()
        .extend([Fault::ResetProcessed, Fault::Status(404)]);
    let error = call(&client, "DELETE").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 404);
    assert_eq!(error.attempts(), 2);
    assert!(error.may_have_been_sent());
}

#[tokio::test]
async fn a_wait_that_would_end_after_the_deadline_is_not_begun() {
    let (faulty, time) = (Arc::new(Faulty::default()), FakeTime::new());
    let client = client(Fault::TooManyWait, &faulty, &time).await;
    call(&client, "GET").await.unwrap();
    faulty
        .faults
        .lock()
        .unwrap()
        .extend([Fault::TooManyWait; 3]);
    let hasty = client.with(Options::new().deadline(Duration::from_secs(10)));
    let error = call(&hasty, "GET").await.unwrap_err();
    // The first wait of seven seconds fits, the second does not.
    assert_eq!((error.attempts(), time.take_waits().len()), (2, 1));
}

#[tokio::test]
async fn options_of_a_derived_client_leave_the_first_one_alone() {
    let (faulty, time) = (Arc::new(Faulty::default()), FakeTime::new());
    let client = client(Fault::Status(503), &faulty, &time).await;
    call(&client, "GET").await.unwrap();
    faulty
        .faults
        .lock()
        .unwrap()
        .extend([Fault::Status(503); 4]);
    let once = client.with(Options::new().retry(Retry::never()));
    assert_eq!(call(&once, "GET").await.unwrap_err().attempts(), 1);
    assert_eq!(call(&client, "GET").await.unwrap_err().attempts(), 3);
}

#[tokio::test]
async fn every_attempt_is_signed_anew() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let time = FakeTime::new();
    let seen = Arc::clone(&times);
    let service = fault_server::By(move |request: Request| {
        if request.path().ends_with("/auth/time") {
            return Act::json(1_700_000_000);
        }
        let timestamp: i64 = request.header("x-ovh-timestamp").unwrap().parse().unwrap();
        let signature = request.header("x-ovh-signature").unwrap().to_owned();
        seen.lock().unwrap().push((timestamp, signature));
        Act::status(429, json!({ "message": "no" })).with_header("retry-after: 30")
    });
    let address = fault_server::start(Arc::new(service)).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::application_key("key", "secret", "consumer").unwrap())
        .time_source(time.clone())
        .build()
        .unwrap();
    call(&client, "POST").await.unwrap_err();
    let seen = times.lock().unwrap();
    assert_eq!(seen.len(), 4);
    for pair in seen.windows(2) {
        assert!(pair[1].0 >= pair[0].0 + 30, "{seen:?}");
        assert_ne!(pair[1].1, pair[0].1);
    }
}
