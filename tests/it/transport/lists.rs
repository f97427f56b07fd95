//! Lists of whole objects: the number of requests, what they leave out, what they hold in memory.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::StreamExt;
use ovh_sms::error::CallErrorKind;
use ovh_sms::types::Outgoing;
use ovh_sms::{Client, Credentials, Error, ListStream};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, Request, Service};
use serde_json::{Value, json};

const BASE: &str = "/1.0/sms/sms-ab12345-1";

/// A service with outgoing messages 1 to `messages`, newest first.
#[derive(Default)]
struct Messages {
    messages: u64,
    /// Ids that are listed, but gone when they are read.
    gone: BTreeSet<u64>,
    knows_batches: bool,
    knows_pages: bool,
    /// The format of batch responses: ids as texts, in another order, without the keys.
    as_text: bool,
    backwards: bool,
    without_keys: bool,
    without_errors: bool,
    /// How many new messages arrive before each page except the first.
    growth: u64,
    without_counts: bool,
    fails: AtomicBool,
    requests: AtomicU32,
    objects: AtomicU64,
    seen: Mutex<Vec<Request>>,
}

impl Messages {
    fn object(&self, id: u64) -> Value {
        self.objects.fetch_add(1, Ordering::SeqCst);
        json!({ "id": id, "receiver": "+33600000000" })
    }

    fn one(&self, id: &str) -> Option<Value> {
        let id = id
            .parse()
            .ok()
            .filter(|id| (1..=self.messages).contains(id) && !self.gone.contains(id))?;
        Some(self.object(id))
    }

    fn page(&self, request: &Request) -> Act {
        let number = |name: &str| request.header(name).unwrap().parse::<u64>().unwrap();
        let (page, size) = (number("x-pagination-number"), number("x-pagination-size"));
        assert_eq!(request.header("pragma"), Some("no-cache"));
        let newest = self.messages + self.growth * (page - 1);
        let start = newest.saturating_sub((page - 1) * size);
        let ids = (start.saturating_sub(size) + 1..=start).rev();
        let objects: Vec<Value> = ids.map(|id| self.object(id)).collect();
        let act = Act::json(Value::from(objects));
        if self.without_counts {
            return act;
        }
        act.with_header(&format!("x-pagination-total: {}", newest.div_ceil(size)))
            .with_header(&format!("x-pagination-elements: {newest}"))
    }

    fn batch(&self, ids: &str, separator: &str) -> Act {
        let ids: Vec<&str> = ids.split(separator).collect();
        assert!(ids.len() <= 50);
        let mut elements: Vec<Value> = ids
            .into_iter()
            .map(|id| {
                let value = self.one(id);
                let missing = value.is_none() && !self.without_errors;
                let error = missing.then(|| json!({ "class": "Client::NotFound", "message": "The requested object does not exist" }));
                let key = if self.as_text { json!(id) } else { json!(id.parse::<u64>().unwrap()) };
                match self.without_keys {
                    true => json!({ "value": value }),
                    false => json!({ "key": key, "value": value, "error": error }),
                }
            })
            .collect();
        if self.backwards {
            elements.reverse();
        }
        Act::json(Value::from(elements))
    }
}

impl Service for Messages {
    fn call(&self, request: Request) -> Act {
        let path = request.path().to_owned();
        if path == "/1.0/auth/time" {
            return Act::json(1_700_000_000);
        }
        self.requests.fetch_add(1, Ordering::SeqCst);
        self.seen.lock().unwrap().push(request.clone());
        let Some(id) = path.strip_prefix(&format!("{BASE}/outgoing/")) else {
            assert_eq!(path, format!("{BASE}/outgoing"));
            if self.knows_pages && request.header("x-pagination-mode").is_some() {
                return self.page(&request);
            }
            let ids: Vec<u64> = (1..=self.messages).rev().collect();
            return Act::json(Value::from(ids)).with_header("x-made-up: yes");
        };
        if self.fails.load(Ordering::SeqCst) {
            return Act::status(403, json!({ "message": "no" }));
        }
        match request.header("x-ovh-batch") {
            Some(separator) if self.knows_batches => self.batch(id, separator),
            _ => match self.one(id) {
                Some(object) => Act::json(object),
                None => Act::status(404, json!({ "message": "no" })),
            },
        }
    }
}

async fn client(service: Arc<impl Service>) -> Client {
    let address = fault_server::start(service).await;
    Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::application_key("key", "secret", "consumer").unwrap())
        .time_source(FakeTime::new())
        .build()
        .unwrap()
}

fn stream(client: &Client) -> ListStream<Outgoing> {
    client
        .service("sms-ab12345-1")
        .api()
        .outgoing_list()
        .tag("monday")
        .stream()
}

async fn ids(stream: &mut ListStream<Outgoing>) -> Result<Vec<i64>, Error> {
    let mut ids = Vec::new();
    while let Some(message) = stream.next().await {
        ids.push(message?.id.unwrap());
    }
    Ok(ids)
}

fn newest_first(messages: i64) -> Vec<i64> {
    (1..=messages).rev().collect()
}

#[tokio::test]
async fn ten_thousand_messages_take_201_requests_by_batches() {
    let server = Arc::new(Messages {
        messages: 10_000,
        knows_batches: true,
        ..Messages::default()
    });
    let client = client(server.clone()).await;
    let mut stream = stream(&client);
    assert_eq!((stream.total(), stream.headers().is_none()), (None, true));
    assert_eq!(ids(&mut stream).await.unwrap(), newest_first(10_000));
    assert_eq!(server.requests.load(Ordering::SeqCst), 201);
    assert_eq!((stream.total(), stream.skipped()), (Some(10_000), 0));
    assert_eq!(stream.headers().unwrap()["x-made-up"], "yes");
    let seen = server.seen.lock().unwrap();
    assert!(seen[0].target.ends_with("?tag=monday"));
    assert!(
        seen[1..]
            .iter()
            .all(|request| !request.target.contains('?'))
    );
    assert!(
        seen.iter()
            .all(|request| request.header("x-ovh-signature").is_some())
    );
}

#[tokio::test]
async fn ten_thousand_messages_take_ten_requests_by_pages() {
    for without_counts in [false, true] {
        let server = Arc::new(Messages {
            messages: 10_000,
            knows_pages: true,
            without_counts,
            ..Messages::default()
        });
        let client = client(server.clone()).await;
        let mut stream = stream(&client).by_pages();
        assert_eq!(ids(&mut stream).await.unwrap(), newest_first(10_000));
        // Without a count, only the page after the last full one shows the end.
        let requests = if without_counts { 11 } else { 10 };
        assert_eq!(server.requests.load(Ordering::SeqCst), requests);
        assert_eq!(stream.total(), (!without_counts).then_some(10_000));
        assert!(stream.headers().is_some());
        assert!(
            server
                .seen
                .lock()
                .unwrap()
                .iter()
                .all(|request| request.target.ends_with("?tag=monday"))
        );
    }
}

#[tokio::test]
async fn what_comes_twice_because_pages_shift_is_given_once() {
    let server = Arc::new(Messages {
        messages: 1000,
        knows_pages: true,
        growth: 7,
        ..Messages::default()
    });
    let client = client(server.clone()).await;
    let mut stream = stream(&client).page_size(100);
    assert_eq!(ids(&mut stream).await.unwrap(), newest_first(1000));
    assert!(server.objects.load(Ordering::SeqCst) > 1000);
}

#[tokio::test]
async fn a_server_without_pages_is_read_by_batches() {
    let server = Arc::new(Messages {
        messages: 120,
        knows_batches: true,
        ..Messages::default()
    });
    let client = client(server.clone()).await;
    assert_eq!(
        ids(&mut stream(&client).by_pages()).await.unwrap(),
        newest_first(120)
    );
    assert_eq!(server.requests.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_server_without_batches_is_read_one_by_one() {
    let server = Arc::new(Messages {
        messages: 200,
        ..Messages::default()
    });
    let client = client(server.clone()).await;
    let mut stream = stream(&client).concurrency(1);
    assert_eq!(ids(&mut stream).await.unwrap(), newest_first(200));
    // The list, one batch without effect, and each message.
    assert_eq!(server.requests.load(Ordering::SeqCst), 202);
}

#[tokio::test]
async fn what_vanished_meanwhile_is_left_out_and_counted() {
    let gone: BTreeSet<u64> = [1, 60, 61, 130].into();
    let table = [
        (true, false, false),
        (true, true, false),
        (true, false, true),
        (false, false, false),
    ];
    for (knows_batches, without_errors, without_keys) in table {
        let server = Arc::new(Messages {
            messages: 130,
            gone: gone.clone(),
            knows_batches,
            without_errors,
            without_keys,
            ..Messages::default()
        });
        let client = client(server.clone()).await;
        let mut stream = stream(&client);
        let read = ids(&mut stream).await.unwrap();
        let expected: Vec<i64> = newest_first(130)
            .into_iter()
            .filter(|id| !gone.contains(&u64::try_from(*id).unwrap()))
            .collect();
        assert_eq!(read, expected);
        assert_eq!(stream.skipped(), 4);
    }
}

#[tokio::test]
async fn the_lists_order_is_kept_however_the_answer_is_ordered_and_written() {
    for (as_text, backwards) in [(true, false), (false, true), (true, true)] {
        let server = Arc::new(Messages {
            messages: 175,
            knows_batches: true,
            as_text,
            backwards,
            ..Messages::default()
        });
        let client = client(server.clone()).await;
        assert_eq!(ids(&mut stream(&client)).await.unwrap(), newest_first(175));
        assert_eq!(server.requests.load(Ordering::SeqCst), 5);
    }
}

#[tokio::test]
async fn rows_without_keys_are_matched_by_the_ids_in_them() {
    let server = Arc::new(Messages {
        messages: 175,
        knows_batches: true,
        without_keys: true,
        backwards: true,
        ..Messages::default()
    });
    let client = client(server.clone()).await;
    assert_eq!(ids(&mut stream(&client)).await.unwrap(), newest_first(175));
}

#[tokio::test]
async fn two_hundred_thousand_messages_are_never_held_together() {
    let server = Arc::new(Messages {
        messages: 200_000,
        knows_batches: true,
        knows_pages: true,
        ..Messages::default()
    });
    let client = client(server.clone()).await;
    // Batches: four in flight and one being returned; pages: one being returned.
    for (stream, most) in [
        (stream(&client).concurrency(4), 5 * 50),
        (stream(&client).by_pages(), 1000),
    ] {
        server.objects.store(0, Ordering::SeqCst);
        let mut stream = stream;
        let mut given = 0;
        while let Some(message) = stream.next().await {
            message.unwrap();
            given += 1;
            let held = server.objects.load(Ordering::SeqCst) - given;
            assert!(held <= most, "{held} messages are held after {given}");
        }
        assert_eq!(given, 200_000);
    }
}

#[tokio::test]
async fn the_first_error_ends_the_stream() {
    let server = Arc::new(Messages {
        messages: 500,
        knows_batches: true,
        ..Messages::default()
    });
    let client = client(server.clone()).await;
    let mut stream = stream(&client).concurrency(1);
    for _ in 0..50 {
        stream.next().await.unwrap().unwrap();
    }
    server.fails.store(true, Ordering::SeqCst);
    let rest: Vec<_> = (&mut stream).collect().await;
    let error = rest.last().unwrap().as_ref().unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 403);
    assert!(rest.iter().rev().skip(1).all(Result::is_ok));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn what_the_builder_refuses_is_the_streams_first_item() {
    let server = Arc::new(Messages::default());
    let client = client(server.clone()).await;
    let mut stream = client.api().outgoing_list("..").stream();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Request(_))),
        "{error}"
    );
    assert!(stream.next().await.is_none());
    assert_eq!(server.requests.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_newest_come_first_and_little_more_than_they_is_read() {
    for knows_batches in [true, false] {
        let server = Arc::new(Messages {
            messages: 1000,
            gone: BTreeSet::from([999]),
            knows_batches,
            ..Messages::default()
        });
        let client = client(server.clone()).await;
        let ids = |messages: Vec<Outgoing>| -> Vec<i64> {
            messages
                .into_iter()
                .filter_map(|message| message.id)
                .collect()
        };
        let newest = stream(&client).newest(3).into_vec().await.unwrap();
        // A message that is gone does not count.
        assert_eq!(ids(newest.into_inner()), [1000, 998, 997]);
        assert!(server.objects.load(Ordering::SeqCst) <= 100);
        let limited = stream(&client).limit(2).into_vec().await.unwrap();
        assert_eq!(limited.len(), 2);
        let none = stream(&client).newest(0).into_vec().await.unwrap();
        assert!(none.is_empty());
        // Pages have no documented order: the ids are read.
        let paged = stream(&client)
            .by_pages()
            .newest(1)
            .into_vec()
            .await
            .unwrap();
        assert_eq!(ids(paged.into_inner()), [1000]);
    }
}

#[tokio::test]
async fn a_list_without_numbers_has_no_newest() {
    let act = |_: Request| Act::json(r#"["SHOP"]"#);
    let address = fault_server::start(Arc::new(fault_server::By(act))).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
        .build()
        .unwrap();
    let service = client.service("sms-ab12345-1");
    let mut senders = service.api().senders_list().stream().newest(1);
    let error = senders.next().await.unwrap().unwrap_err();
    assert!(error.is_usage(), "{error}");
    assert!(senders.next().await.is_none());
}
