//! What a call logs through `tracing`: a span with the facts, a warning for each retry.
//!
//! A program of its own, in which one test runs after the other: whether a span is recorded is
//! decided once per process and place, and a test on another thread can change it.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use ovh_sms::message::{Message, StopClause};
use ovh_sms::{Client, Credentials, Options, Retry};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, By, Request};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Held by each test while its subscriber is in use.
static SUBSCRIBER: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

type Fields = BTreeMap<String, String>;

/// Spans and events of this crate, with their fields.
#[derive(Clone, Default)]
struct Told {
    spans: Arc<Mutex<Vec<Fields>>>,
    events: Arc<Mutex<Vec<(Level, Fields)>>>,
}

struct Into<'a>(&'a mut Fields);

impl Visit for Into<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Told {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ["ovh_api", "ovh_sms"].iter().any(|ours| {
            let target = metadata.target();
            target == *ours
                || target
                    .strip_prefix(ours)
                    .is_some_and(|rest| rest.starts_with("::"))
        })
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields::new();
        span.record(&mut Into(&mut fields));
        let mut spans = self.spans.lock().unwrap();
        spans.push(fields);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let at = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Into(&mut self.spans.lock().unwrap()[at]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::new();
        event.record(&mut Into(&mut fields));
        let target = event.metadata().target();
        fields.insert("target".to_owned(), target.to_owned());
        self.events
            .lock()
            .unwrap()
            .push((*event.metadata().level(), fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_call_tells_what_it_did_how_often_and_why() {
    let _alone = SUBSCRIBER.lock().await;
    let printed = Told::default();
    let _guard = tracing::subscriber::set_default(printed.clone());
    let answers = Mutex::new(vec![
        Act::json(json!({ "ids": [1] })),
        Act::status(429, json!({ "message": "no" })),
        Act::status(429, json!({ "message": "no" })).with_header("retry-after: 3"),
    ]);
    let service = By(move |_: Request| answers.lock().unwrap().pop().unwrap());
    let address = fault_server::start(Arc::new(service)).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
        .time_source(FakeTime::new())
        .build()
        .unwrap();
    client
        .service("sms-ab12345-1")
        .api()
        .jobs_create("Bonjour")
        .send()
        .await
        .unwrap();

    let spans = printed.spans.lock().unwrap();
    assert_eq!(spans.len(), 1);
    let text = |name: &str| spans[0][name].clone();
    assert_eq!(text("operation"), "\"jobs_create\"");
    assert_eq!(
        (text("status"), text("attempts")),
        ("200".to_owned(), "3".to_owned())
    );
    assert_eq!(text("query_id"), "\"EU.ext-3.made-up\"");
    let duration: i64 = text("duration_ms").parse().unwrap();
    assert!(duration >= 3000, "{duration}");

    let events = printed.events.lock().unwrap();
    let warnings: Vec<&Fields> = events
        .iter()
        .filter(|(level, _)| *level == Level::WARN)
        .map(|(_, fields)| fields)
        .collect();
    assert_eq!(warnings.len(), 2);
    for (at, warning) in warnings.iter().enumerate() {
        assert_eq!(warning["target"], "ovh_api::transport::attempts");
        assert_eq!(
            (warning["attempt"].as_str(), warning["reason"].as_str()),
            (["1", "2"][at], "429")
        );
    }
    assert!(warnings[0]["wait_ms"].parse::<u64>().unwrap() >= 3000);

    let exchanges: Vec<&Fields> = events
        .iter()
        .filter(|(level, fields)| *level == Level::DEBUG && fields.contains_key("path"))
        .map(|(_, fields)| fields)
        .collect();
    let statuses: Vec<&str> = exchanges.iter().map(|one| one["status"].as_str()).collect();
    assert_eq!(statuses, ["429", "429", "200"], "each attempt is told");
    for exchange in exchanges {
        assert_eq!(exchange["target"], "ovh_api::wire");
        assert_eq!(exchange["method"], "\"POST\"");
        assert_eq!(exchange["path"], "\"/1.0/sms/sms-ab12345-1/jobs\"");
        assert_eq!(exchange["query_id"], "\"EU.ext-3.made-up\"");
    }
    let bodies: Vec<&Fields> = events
        .iter()
        .filter(|(level, fields)| *level == Level::TRACE && fields.contains_key("body"))
        .map(|(_, fields)| fields)
        .collect();
    assert_eq!(bodies.len(), 6, "what is sent and what is received");
    let sent = bodies[0]["body"].replace('\\', "");
    assert_eq!(sent, "\"{\"message\":\"<7 characters>\"}\"");
}

#[tokio::test]
async fn each_exchange_is_logged_with_its_duration_by_the_clock_of_the_client() {
    let _alone = SUBSCRIBER.lock().await;
    let printed = Told::default();
    let _guard = tracing::subscriber::set_default(printed.clone());
    let time = FakeTime::new();
    let answers = Mutex::new(vec![(Act::Reset, 250), (Act::json("[]"), 1500)]);
    let clock = Arc::clone(&time);
    let service = By(move |_: Request| {
        let (act, milliseconds) = answers.lock().unwrap().pop().unwrap();
        clock.advance(std::time::Duration::from_millis(milliseconds));
        act
    });
    let address = fault_server::start(Arc::new(service)).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
        .options(Options::default().retry(Retry::never()))
        .time_source(time)
        .build()
        .unwrap();
    client.api().services_list().send().await.unwrap();
    client.api().services_list().send().await.unwrap_err();

    let events = printed.events.lock().unwrap();
    let exchanges: Vec<&Fields> = events
        .iter()
        .filter(|(_, fields)| fields.contains_key("duration_ms"))
        .map(|(_, fields)| fields)
        .collect();
    let messages: Vec<&str> = exchanges
        .iter()
        .map(|one| one["message"].as_str())
        .collect();
    assert_eq!(messages, ["responded", "no response"]);
    let durations: Vec<&str> = exchanges
        .iter()
        .map(|one| one["duration_ms"].as_str())
        .collect();
    assert_eq!(durations, ["1500", "250"]);
    assert_eq!(exchanges[1]["path"], "\"/1.0/sms\"");
    assert!(!exchanges[1]["problem"].is_empty());
}

/// Texts that the service may include: they must not be logged by default.
const NUMBER: &str = "+33612345678";

#[tokio::test]
async fn words_from_elsewhere_stay_out_of_the_log() {
    let _alone = SUBSCRIBER.lock().await;
    let printed = Told::default();
    let _guard = tracing::subscriber::set_default(printed.clone());
    let service = By(|request: Request| match request.path() {
        "/1.0/sms/sms-ab12345-1" => {
            Act::json(json!({ "name": "sms-ab12345-1", "creditsHoldByQuota": 0, "creditsLeft": 1 }))
        }
        "/1.0/sms/sms-ab12345-1/outgoing/1" => {
            Act::json(json!({ "id": 1, "creationDatetime": NUMBER }))
        }
        // A message whose outcome is unknown, and a look-up that fails.
        "/1.0/sms/sms-ab12345-1/jobs" if request.method == "POST" => {
            Act::status(502, json!({ "message": NUMBER }))
        }
        "/1.0/auth/time" => Act::json(1_700_000_000),
        _ => Act::status(400, json!({ "message": NUMBER, "errorCode": "NO_LOOK" })),
    });
    let address = fault_server::start(Arc::new(service)).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
        .time_source(FakeTime::new())
        .build()
        .unwrap();
    let service = client.service("sms-ab12345-1");
    let outgoing = service.api().outgoing_get(1).send().await.unwrap();
    assert_eq!(outgoing.creation_datetime, None);
    let message = Message::new("Bonjour", StopClause::Absent)
        .to(NUMBER.parse::<ovh_sms::PhoneNumber>().unwrap());
    service.send(message).await.unwrap_err();

    let events = printed.events.lock().unwrap();
    let warned = |what: &str| {
        let mut fields = events.iter().map(|(_, fields)| fields);
        fields
            .find(|fields| fields["message"].contains(what))
            .unwrap_or_else(|| panic!("{what}: {events:?}"))
    };
    let date = warned("a value of a response cannot be read");
    assert_eq!(
        (date["field"].trim_matches('"'), date["found"].as_str()),
        ("creationDatetime", "text")
    );
    let look = warned("a look-up of lost messages failed");
    assert_eq!(look["status"], "400");
    assert_eq!(look["code"], "\"NO_LOOK\"");
    let spans = printed.spans.lock().unwrap();
    let all = format!("{events:?} {spans:?}");
    assert!(!all.contains("612345678"), "{all}");
}
