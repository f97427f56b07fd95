//! Properties of responses: types read leniently, ids in batches, and the response to a send.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms::service::{Evidence, Outcome};
use ovh_sms::{Client, Credentials, Options, PhoneNumber, Retry, Service, types};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::raw_server::{self, Reply, Request};

/// Checks that every JSON object is readable as each type of a response, and unchanged after it is
/// written and read again.
pub fn responses(bytes: &[u8]) {
    fn of<T: DeserializeOwned + Serialize + std::fmt::Debug>(bytes: &[u8]) {
        let is_object = serde_json::from_slice::<Value>(bytes).is_ok_and(|value| value.is_object());
        match serde_json::from_slice::<T>(bytes) {
            Ok(value) => {
                let again = serde_json::to_string(&value).unwrap();
                let value_again: T = serde_json::from_str(&again).unwrap();
                assert_eq!(serde_json::to_string(&value_again).unwrap(), again);
            }
            Err(error) => assert!(!is_object, "{error}: {}", String::from_utf8_lossy(bytes)),
        }
    }
    of::<types::AccountWithIam>(bytes);
    of::<types::Batch>(bytes);
    of::<types::Incoming>(bytes);
    of::<types::Job>(bytes);
    of::<types::Outgoing>(bytes);
    of::<types::SmsSendingReport>(bytes);
    of::<types::Sender>(bytes);
}

/// The receivers of the sends, of which the response claims something.
const RECEIVERS: [&str; 2] = ["+33600000001", "+33600000002"];

/// Checks that a receiver is reported as sent by the response only if the response lists it as
/// valid and not as invalid, and that no id belongs to two receivers.
pub fn send_responses(bytes: &[u8]) {
    let message = RECEIVERS
        .iter()
        .fold(Message::transactional("Bonjour"), |message, one| {
            message.to(*one)
        });
    let result = served(bytes, |service| async move {
        service.send(message).lookup_timeout(Duration::ZERO).await
    });
    let report = match &result {
        Ok(report) => report,
        Err(error) => match error.send_report() {
            Some(report) => report,
            None => return,
        },
    };
    // The client accepts invalid UTF-8 in keys that it does not read.
    let text = String::from_utf8_lossy(bytes);
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    let lists = |list: &str, number: PhoneNumber| {
        if body.is_null() {
            // The client reads the fields that it knows even if another one is not valid JSON.
            return list == "validReceivers" && text.contains(&number.digits().to_string());
        }
        let items = body[list].as_array().map(Vec::as_slice).unwrap_or_default();
        // The service writes numbers with and without `+`, or as JSON numbers.
        let digits = |item: &Value| -> String {
            let text = item.to_string();
            let digits = text.chars().filter(char::is_ascii_digit);
            digits.collect()
        };
        let wanted = number.digits().to_string();
        items
            .iter()
            .any(|item| digits(item).trim_start_matches('0') == wanted)
    };
    let mut ids = BTreeSet::new();
    for one in report.receivers() {
        if let Outcome::Sent {
            id,
            evidence: Evidence::Response,
        } = one.outcome
        {
            let is_sent = lists("validReceivers", one.number);
            let is_invalid = lists("invalidReceivers", one.number);
            assert!(is_sent && !is_invalid, "{:?}: {body}", one.number);
            assert!(
                id.is_none_or(|id| ids.insert(id)),
                "two receivers, one id: {body}"
            );
        }
        if one.outcome == Outcome::NotSent {
            panic!("the service accepted the request: {body}");
        }
    }
}

/// Checks that whatever a batch holds, each listed object is returned at most once, no other object
/// is returned, and missing objects are counted.
pub fn batch_rows(bytes: &[u8]) {
    let result = served(bytes, |service| async move {
        let mut stream = service.api().outgoing_list().stream();
        let mut messages = Vec::new();
        while let Some(message) = stream.next().await {
            messages.push(message?);
        }
        Ok::<_, ovh_sms::Error>((messages, stream.skipped(), stream.is_complete()))
    });
    if let Ok((messages, skipped, is_complete)) = result {
        let ids: Vec<i64> = messages.iter().filter_map(|message| message.id).collect();
        let unique: BTreeSet<i64> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "an id twice: {ids:?}");
        assert!(unique.iter().all(|id| (1..=3).contains(id)), "{ids:?}");
        let counted = u64::try_from(messages.len()).unwrap() + skipped;
        assert!(counted == 3 || !is_complete, "{counted} of 3, and complete");
        assert!(counted <= 3, "{counted} of 3");
    }
}

/// A server that gives one body to every read and send, and a client of it.
struct Served {
    runtime: tokio::runtime::Runtime,
    body: Arc<Mutex<Vec<u8>>>,
    service: Service,
}

fn served<T, F: Future<Output = T>>(body: &[u8], work: impl FnOnce(Service) -> F) -> T {
    static SERVED: OnceLock<Mutex<Served>> = OnceLock::new();
    let served = SERVED.get_or_init(|| Mutex::new(Served::start()));
    let served = served
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    *served.body.lock().unwrap() = body.to_vec();
    served.runtime.block_on(work(served.service.clone()))
}

impl Served {
    fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let body = Arc::new(Mutex::new(Vec::new()));
        let given = Arc::clone(&body);
        let answer = move |request: Request| {
            let path = request.target.split('?').next().unwrap_or_default();
            match (request.method.as_str(), path.rsplit('/').next()) {
                ("GET", Some("outgoing")) => Reply::json(200, json!([1, 2, 3])),
                ("GET", Some("jobs")) => Reply::json(200, json!([])),
                ("GET", Some("time")) => Reply::json(200, chrono::Utc::now().timestamp()),
                _ => {
                    let body = given.lock().unwrap();
                    let mut head =
                        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n".to_vec();
                    head.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
                    head.extend_from_slice(&body);
                    Reply::Bytes(head)
                }
            }
        };
        let address = runtime.block_on(raw_server::start(answer));
        let client = Client::builder()
            .endpoint(format!("http://{address}/1.0"))
            .credentials(Credentials::unsigned())
            .options(Options::new().retry(Retry::never()))
            .build()
            .unwrap();
        Self {
            runtime,
            body,
            service: client.service("sms-ab12345-1"),
        }
    }
}
