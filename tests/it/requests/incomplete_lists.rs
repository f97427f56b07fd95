//! Items that can't be read make a list incomplete: callers see it, and no workflow takes a missing
//! item for one that does not exist.

use crate::generated::calls;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ovh_sms::error::CallErrorKind;
use ovh_sms::service::{Callbacks, Reply};
use ovh_sms::types::{Outgoing, StatusSender};
use ovh_sms::{Client, Credentials, PhoneNumber, Service};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, By, Request};
use serde_json::{Value, json};

const SERVICE: &str = "sms-ab12345-1";

/// A request and its response; any other path returns 404.
type Table = BTreeMap<&'static str, Value>;

/// A service that responds from a table, by the path relative to the account's.
async fn service(table: Vec<(&'static str, Value)>) -> (Service, Arc<Mutex<Vec<String>>>) {
    let table: Table = table.into_iter().collect();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let client = client(move |request: &Request| {
        let path = request
            .path()
            .strip_prefix("/1.0/sms/sms-ab12345-1")
            .unwrap();
        log.lock()
            .unwrap()
            .push(format!("{} {path}", request.method));
        match table.get(path) {
            Some(body) => Act::json(body),
            None => Act::status(
                404,
                json!({ "message": "The requested object does not exist" }),
            ),
        }
    })
    .await;
    (client.service(SERVICE), seen)
}

async fn client(answer: impl Fn(&Request) -> Act + Send + Sync + 'static) -> Client {
    let clock_is_read = AtomicBool::new(false);
    let server = By(move |request: Request| match request.path() {
        "/1.0/auth/time" if !clock_is_read.swap(true, Ordering::SeqCst) => Act::json(1_700_000_000),
        _ => answer(&request),
    });
    let address = fault_server::start(Arc::new(server)).await;
    Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::application_key("key", "secret", "consumer").unwrap())
        .time_source(FakeTime::new())
        .build()
        .unwrap()
}

fn number(text: &str) -> PhoneNumber {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_stream_counts_the_ids_and_the_objects_that_can_not_be_read() {
    let message = |id: i64| json!({ "id": id });
    let table = vec![
        ("/outgoing", json!([1, "2", "x", 3.5, null, 4.0, 5])),
        (
            "/outgoing/1,2,4,5",
            json!([
                { "key": 1, "value": message(1) },
                "no element",
                { "key": "4", "value": "no object" },
                { "key": 5, "value": { "id": "5", "credits": {} } },
            ]),
        ),
        ("/outgoing/2", message(2)),
        ("/outgoing/4", json!("no object")),
    ];
    let (service, seen) = service(table).await;
    let mut stream = service.api().outgoing_list().stream();
    let mut ids = Vec::new();
    while let Some(message) = stream.next().await {
        ids.push(message.unwrap().id.unwrap());
    }
    assert_eq!(ids, [1, 2, 5]);
    // Three ids, and message 4.
    assert_eq!((stream.unread(), stream.is_complete()), (4, false));
    assert_eq!((stream.total(), stream.skipped()), (Some(7), 0));
    // Only items that the batch did not return are read singly.
    assert_eq!(seen.lock().unwrap().len(), 4);

    let all = service.api().outgoing_list().stream().into_vec().await;
    let all = all.unwrap();
    assert_eq!((all.len(), all.unread()), (3, 4));
}

#[tokio::test]
async fn pages_count_the_objects_that_can_not_be_read() {
    for first in [json!(null), json!({ "id": 0 }), json!(["x"])] {
        let unread = if first.is_object() { 2 } else { 3 };
        let page = json!([first, { "id": 1 }, "x", { "id": "2" }, 7]);
        let (service, _) = service(vec![("/outgoing", page)]).await;
        let all = service
            .api()
            .outgoing_list()
            .stream()
            .by_pages()
            .into_vec()
            .await;
        let all = all.unwrap();
        assert_eq!((all.len(), all.unread()), (5 - unread, unread), "{first}");
    }
}

#[tokio::test]
async fn a_page_of_a_proxy_in_the_place_of_an_object_is_an_error() {
    let client = client(
        |request: &Request| match request.path().ends_with("/outgoing") {
            true => Act::json(json!([1])),
            false => Act::json("<html>Log in</html>"),
        },
    )
    .await;
    let list = client.service(SERVICE).api().outgoing_list().stream();
    let error = list.into_vec().await.unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Response(_))),
        "{error}"
    );
}

#[tokio::test]
async fn a_number_that_an_incomplete_blacklist_leaves_out_is_asked_for() {
    let listed = json!(["+33600000001", { "number": "+33600000002" }, null]);
    let entry = json!({ "number": "+33600000002" });
    let table = vec![("/blacklists", listed), ("/blacklists/+33600000002", entry)];
    let (service, _) = service(table).await;
    let all = service.blacklist().numbers().await.unwrap();
    assert_eq!((all.len(), all.unread(), all.is_complete()), (1, 2, false));
    let numbers: Vec<PhoneNumber> = (1..=5)
        .map(|last| number(&format!("+3360000000{last}")))
        .collect();
    let found = service.blacklist().which(&numbers).await.unwrap();
    let mut found: Vec<String> = found.into_iter().map(String::from).collect();
    found.sort();
    assert_eq!(found, ["+33600000001", "+33600000002"]);
}

#[tokio::test]
async fn senders_whose_name_or_status_can_not_be_read_make_the_list_incomplete() {
    let table = vec![
        ("/senders", json!(["Alpha", 12, ["x"], "Beta", "Gamma"])),
        (
            "/senders/Alpha",
            json!({ "sender": "Alpha", "status": "enable" }),
        ),
        (
            "/senders/12",
            json!({ "sender": "12", "status": "refused" }),
        ),
        ("/senders/Beta", json!({ "sender": "Beta", "status": {} })),
        (
            "/senders/Gamma",
            json!({ "sender": [], "status": "enable" }),
        ),
    ];
    let (service, _) = service(table).await;
    let all = service.senders().all().await.unwrap();
    assert_eq!((all.len(), all.unread()), (4, 1));
    let usable = service.usable_senders().await.unwrap();
    assert_eq!((usable.len(), usable.unread()), (1, 3));
}

#[tokio::test]
async fn a_sender_whose_status_can_not_be_read_is_not_checked_yet() {
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    let client = client(move |_: &Request| {
        let mut asked = count.lock().unwrap();
        *asked += 1;
        let status = if *asked < 3 {
            json!([])
        } else {
            json!("enable")
        };
        Act::json(json!({ "sender": "Alpha", "status": status }))
    })
    .await;
    let name = "Alpha".parse().unwrap();
    let service = client.service(SERVICE);
    let sender = service.senders().wait_until_checked(&name).await.unwrap();
    assert_eq!(sender.status, Some(StatusSender::Enable));
    assert_eq!(*asked.lock().unwrap(), 3);
}

#[tokio::test]
async fn an_answer_that_can_not_be_read_is_neither_given_nor_deleted_nor_passed_over() {
    let table = vec![
        ("/incoming", json!([1, 2, 3, "x"])),
        (
            "/incoming/1,2,3",
            json!([
                { "key": 1, "value": { "id": 1, "message": "Oui" } },
                { "key": 2, "value": { "id": 2, "message": { "text": "Non" } } },
                { "key": 3, "value": { "id": 3, "message": "" } },
            ]),
        ),
        ("/incoming/1", json!(null)),
        ("/incoming/3", json!(null)),
    ];
    let (service, seen) = service(table).await;
    let mut answers = service.replies().delete_handled().deadline(Duration::ZERO);
    let mut given: Vec<Reply> = Vec::new();
    while let Some(answer) = answers.next().await {
        given.push(answer.unwrap());
    }
    let given: Vec<(i64, &str)> = given
        .iter()
        .map(|one| (one.id, one.text.as_str()))
        .collect();
    assert_eq!(given, [(1, "Oui"), (3, "")]);
    assert_eq!(answers.unread().collect::<Vec<_>>(), [2]);
    assert!(!answers.is_complete());
    // A program that continues after it finds reply 2 again.
    assert_eq!(answers.last_id(), Some(1));
    let seen = seen.lock().unwrap();
    assert!(seen.contains(&"DELETE /incoming/1".to_owned()), "{seen:?}");
    assert!(!seen.contains(&"DELETE /incoming/2".to_owned()), "{seen:?}");
}

#[tokio::test]
async fn the_message_of_an_answer_is_not_known_where_one_can_not_be_read() {
    let incoming = json!({ "id": 9, "sender": "+33600000001", "message": "Oui", "tag": "t" });
    let tables = [
        vec![("/outgoing", json!([1, {}]))],
        vec![("/outgoing", json!([1])), ("/outgoing/1", json!("x"))],
        vec![
            ("/outgoing", json!([1])),
            ("/outgoing/1", json!({ "id": 2 })),
        ],
    ];
    for mut table in tables {
        table.push(("/incoming", json!([9])));
        table.push(("/incoming/9", incoming.clone()));
        let (service, _) = service(table).await;
        let mut answers = service.replies().deadline(Duration::ZERO);
        let answer = answers.next().await.unwrap().unwrap();
        let error = service.original(&answer).await.unwrap_err();
        assert!(
            matches!(error.call_kind(), Some(CallErrorKind::Response(_))),
            "{error}"
        );
        assert!(!error.may_have_been_sent());
    }
}

#[tokio::test]
async fn a_tracked_message_that_can_not_be_read_stays_open() {
    let table = vec![
        (
            "/outgoing/1,2",
            json!([
                { "key": 1, "value": { "id": 1, "deliveryReceipt": "1" } },
                { "key": 2, "value": [] },
            ]),
        ),
        ("/outgoing/2", json!([])),
        // A message that was sent is no longer a job.
        ("/jobs/2", json!({ "id": 2 })),
    ];
    let (service, seen) = service(table).await;
    let mut tracking = service.track_ids([1, 2]).deadline(Duration::ZERO);
    let receipts = tracking.finish().await.unwrap();
    assert_eq!(receipts.len(), 1);
    assert!(receipts[0].is_delivered());
    assert_eq!(tracking.open().collect::<Vec<_>>(), [2]);
    assert_eq!(tracking.unread().collect::<Vec<_>>(), [2]);
    assert!(
        !seen
            .lock()
            .unwrap()
            .iter()
            .any(|call| call.contains("/jobs"))
    );
}

#[tokio::test]
async fn settings_are_not_written_back_without_those_that_can_not_be_read() {
    let account = json!({ "smsResponse": { "trackingOptions": [{ "media": "sms" }, "x"] } });
    let (service, seen) = service(vec![("", account)]).await;
    let callbacks = Callbacks::new().replies("https://example.com/answers");
    let error = service.set_callbacks(callbacks).await.unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Response(_))),
        "{error}"
    );
    assert_eq!(*seen.lock().unwrap(), ["GET "]);
}

#[tokio::test]
async fn what_json_can_write_and_rust_can_not_hold_leaves_the_rest_alone() {
    let client = client(|_: &Request| {
        Act::json(r#"{ "id": 7, "credits": 1e999, "message": "\ud83d", "\ud83d": 1, "tag": "t" }"#)
    })
    .await;
    let service = client.service(SERVICE);
    let read = service.api().outgoing_get(7).send();
    let message: Outgoing = read.await.unwrap().into_inner();
    assert_eq!((message.id, message.tag.as_deref()), (Some(7), Some("t")));
    assert_eq!((message.credits, message.message), (None, None));
}

fn description() -> Value {
    serde_json::from_str(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/schema/openapi.json"
    )))
    .unwrap()
}

/// Returns an example of a schema with every field.
fn example(description: &Value, schema: &Value) -> Value {
    if let Some(path) = schema["$ref"].as_str() {
        let schema = description.pointer(path.trim_start_matches('#')).unwrap();
        return example(description, schema);
    }
    let wrapped = schema["allOf"].get(0).or_else(|| schema["anyOf"].get(0));
    if let Some(first) = wrapped {
        return example(description, first);
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("object"), _) => match schema["properties"].as_object() {
            Some(fields) => fields
                .iter()
                .map(|(name, field)| (name.clone(), example(description, field)))
                .collect(),
            None => json!({ "key": example(description, &schema["additionalProperties"]) }),
        },
        (Some("array"), _) => json!([example(description, &schema["items"])]),
        (Some("string"), Some("date-time")) => json!("2026-08-01T10:20:30Z"),
        (Some("string"), Some("date")) => json!("2026-08-01"),
        (Some("string"), Some("uuid")) => json!("c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10"),
        (Some("string"), Some("ip")) => json!("192.0.2.1"),
        (Some("string"), _) => json!("text"),
        (Some("integer"), _) => json!(42),
        (Some("number"), _) => json!(85.95),
        (Some("boolean"), _) => json!(true),
        _ => json!({ "anything": [1, "two"] }),
    }
}

/// Returns responses to test on an operation: the body, and what is read; `None` is an error.
fn tries(good: &Value) -> Vec<(Value, Option<Value>)> {
    let odd = [
        json!(null),
        json!("x"),
        json!(1.5),
        json!([]),
        json!({}),
        json!(true),
        json!(1e300),
    ];
    match good {
        Value::Null => odd
            .into_iter()
            .map(|body| (body, Some(json!(null))))
            .collect(),
        Value::Array(items) => {
            let scalar = !items[0].is_object();
            let kept = |odd: &Value| match (&items[0], odd) {
                (Value::String(text), odd) if text == "text" => odd.is_string() || odd.is_boolean(),
                (Value::Object(_), odd) => odd.is_object(),
                _ => false,
            };
            let mut tries: Vec<_> = odd
                .into_iter()
                .map(|odd| {
                    let body = json!([items[0], odd, items[0]]);
                    let middle = match &odd {
                        Value::Bool(value) if scalar => json!(value.to_string()),
                        odd => odd.clone(),
                    };
                    let read = match kept(&odd) {
                        true => json!([items[0], middle, items[0]]),
                        false => json!([items[0], items[0]]),
                    };
                    (body, Some(read))
                })
                .collect();
            tries.push((json!({ "0": items[0] }), None));
            tries.push((json!("x"), None));
            tries
        }
        Value::Object(fields) => {
            let whole = |odd: &Value| -> Value {
                fields
                    .keys()
                    .map(|name| (name.clone(), odd.clone()))
                    .collect()
            };
            // How each field is read is tested on the structures themselves.
            let mut tries: Vec<_> = odd
                .iter()
                .map(|odd| (whole(odd), Some(Value::Null)))
                .collect();
            tries.extend([json!(null), json!("x"), json!([]), json!([1])].map(|body| (body, None)));
            tries
        }
        Value::String(_) => vec![
            (json!(12), Some(json!("12"))),
            (json!(""), Some(json!(""))),
            (json!(1.5), None),
            (json!({}), None),
        ],
        _ => vec![
            (json!("42"), Some(json!(42))),
            (json!(42.0), Some(json!(42))),
            (json!(1.5), None),
            (json!(""), None),
            (json!(null), None),
        ],
    }
}

#[tokio::test]
async fn every_operation_reads_odd_responses() {
    let description = description();
    let body = Arc::new(Mutex::new(String::new()));
    let answer = Arc::clone(&body);
    let client = client(move |_: &Request| Act::json(answer.lock().unwrap().clone())).await;
    // The client reads the clock before its first signed call.
    let _ = client.api().services_list().send().await;
    let mut operations = 0;
    for methods in description["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
            let good = match schema {
                Value::Null => Value::Null,
                schema => example(&description, schema),
            };
            let mut tries = tries(&good);
            tries.push((good.clone(), Some(good)));
            for (odd, expected) in tries {
                *body.lock().unwrap() = odd.to_string();
                let given = given(&description, operation);
                let id = operation["operationId"].as_str().unwrap();
                let read = calls::call(&client, id, &given).await;
                match (read, expected) {
                    (Ok(read), Some(Value::Null)) if odd.is_object() => {
                        assert!(read.is_object() || read.is_null())
                    }
                    (Ok(read), Some(expected)) => assert_eq!(read, expected, "{id}: {odd}"),
                    (Err(error), None)
                        if matches!(error.call_kind(), Some(CallErrorKind::Response(_))) => {}
                    (read, _) => panic!("{id}: {odd} was read as {read:?}"),
                }
            }
            operations += 1;
        }
    }
    assert!(operations >= 136, "{operations}");
}

/// Returns values for the parameters and the body of a call.
fn given(description: &Value, operation: &Value) -> calls::Given {
    let parameters = operation["parameters"].as_array();
    let parameters: HashMap<String, String> = parameters
        .into_iter()
        .flatten()
        .filter(|parameter| parameter["required"] == true)
        .map(|parameter| {
            let value = example(description, &parameter["schema"]);
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (parameter["name"].as_str().unwrap().to_owned(), text)
        })
        .collect();
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    calls::Given {
        parameters,
        body: if schema.is_null() {
            Value::Null
        } else {
            example(description, schema)
        },
    }
}
