//! What a call tells to `tracing`: a span with the facts, a warning for each repetition.

mod common;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use common::fake_time::FakeTime;
use common::fault_server::{self, Act, By, Request};
use ovh_sms::types::JobsCreateBody;
use ovh_sms::{Client, Credentials};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

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
        metadata.target().starts_with("ovh_sms")
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
    let told = Told::default();
    let _guard = tracing::subscriber::set_default(told.clone());
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
    let message: JobsCreateBody = JobsCreateBody::builder()
        .message("Bonjour")
        .try_into()
        .unwrap();
    client
        .service("sms-ab12345-1")
        .api()
        .jobs_create()
        .body(message)
        .send()
        .await
        .unwrap();

    let spans = told.spans.lock().unwrap();
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

    let events = told.events.lock().unwrap();
    let warnings: Vec<&Fields> = events
        .iter()
        .filter(|(level, _)| *level == Level::WARN)
        .map(|(_, fields)| fields)
        .collect();
    assert_eq!(warnings.len(), 2);
    for (at, warning) in warnings.iter().enumerate() {
        assert_eq!(
            (warning["attempt"].as_str(), warning["reason"].as_str()),
            (["1", "2"][at], "429")
        );
    }
    assert!(warnings[0]["wait_ms"].parse::<u64>().unwrap() >= 3000);
}
