//! Limits that the client keeps: in order, and off by default.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ovh_sms::error::CallErrorKind;
use ovh_sms::{Client, ClientBuilder, Credentials, Error, Options};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, By, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn builder() -> ClientBuilder {
    let service = By(|_: Request| Act::json("[]"));
    let address = fault_server::start(Arc::new(service)).await;
    Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
}

async fn call(client: &Client) -> Result<(), Error> {
    client.api().services_list().send().await.map(drop)
}

#[tokio::test]
async fn a_rate_limit_spreads_requests_over_the_minutes() {
    let time = FakeTime::new();
    let client = builder()
        .await
        .requests_per_minute(3)
        .time_source(time.clone())
        .build()
        .unwrap();
    for _ in 0..7 {
        call(&client).await.unwrap();
    }
    assert_eq!(time.take_waits(), [Duration::from_secs(60); 2]);
}

#[tokio::test]
async fn a_turn_that_comes_after_the_deadline_is_an_error_and_nothing_is_sent() {
    let time = FakeTime::new();
    let options = Options::new().deadline(Duration::from_secs(30));
    let client = builder()
        .await
        .requests_per_minute(1)
        .options(options)
        .time_source(time.clone())
        .build()
        .unwrap();
    call(&client).await.unwrap();
    let error = call(&client).await.unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Deadline(_))),
        "{error}"
    );
    assert!(error.to_string().contains("requests per minute"), "{error}");
    assert!(!error.may_have_been_sent() && error.is_retryable());
    assert_eq!(error.attempts(), 0);
    assert!(time.take_waits().is_empty());
    time.advance(Duration::from_secs(60));
    call(&client).await.unwrap();
}

/// The turn of the second attempt comes after the deadline.
#[tokio::test]
async fn a_deadline_between_two_attempts_does_not_hide_that_the_first_may_have_arrived() {
    let service = By(|_: Request| Act::status(502, serde_json::json!({ "message": "no" })));
    let address = fault_server::start(Arc::new(service)).await;
    let options = Options::new().deadline(Duration::from_secs(30));
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
        .requests_per_minute(1)
        .options(options)
        .time_source(FakeTime::new())
        .build()
        .unwrap();
    let service = client.service("sms-ab12345-1");
    let update = service.api().service_update().description("new");
    let error = update.send().await.unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Deadline(_))),
        "{error}"
    );
    assert!(error.may_have_been_sent());
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn no_limit_is_kept_to_unless_asked_for() {
    let time = FakeTime::new();
    let client = builder().await.time_source(time.clone()).build().unwrap();
    for _ in 0..200 {
        call(&client).await.unwrap();
    }
    assert!(time.take_waits().is_empty());
}

#[tokio::test]
async fn no_more_requests_than_allowed_are_under_way_and_they_go_in_order() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (now, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let order = Arc::new(Mutex::new(Vec::new()));
    let (counted, highest, arrived) = (now.clone(), most.clone(), order.clone());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (now, most, order) = (counted.clone(), highest.clone(), arrived.clone());
            tokio::spawn(async move {
                let mut buffer = vec![0; 4096];
                while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    let text = String::from_utf8_lossy(&buffer[..read]).into_owned();
                    let path = text.split(' ').nth(1).unwrap().to_owned();
                    order.lock().unwrap().push(path);
                    // Others get every opportunity to come in between.
                    for _ in 0..100 {
                        tokio::task::yield_now().await;
                    }
                    now.fetch_sub(1, Ordering::SeqCst);
                    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    for allowed in [1, 3] {
        most.store(0, Ordering::SeqCst);
        order.lock().unwrap().clear();
        let client = Client::builder()
            .endpoint(format!("http://{address}/1.0"))
            .credentials(Credentials::unsigned())
            .concurrent_requests(allowed)
            .build()
            .unwrap();
        let calls = (0..20).map(|number| {
            let service = client.service(format!("sms-{number:02}"));
            async move { service.api().service_get().send().await.map(drop) }
        });
        for outcome in futures_util::future::join_all(calls).await {
            outcome.unwrap();
        }
        assert!(most.load(Ordering::SeqCst) <= u32::try_from(allowed).unwrap());
        if allowed == 1 {
            let order = order.lock().unwrap();
            assert!(order.is_sorted(), "{order:?}");
        }
    }
}

#[tokio::test]
async fn a_call_that_is_given_up_gives_its_turn_to_the_next() {
    use futures_util::future::poll_immediate;
    // A minute that does not pass by itself.
    let client = builder().await.requests_per_minute(1).build().unwrap();
    call(&client).await.unwrap();
    for _ in 0..1000 {
        let waiting = std::pin::pin!(call(&client));
        assert!(poll_immediate(waiting).await.is_none(), "it waits");
    }
    // The next one may be sent in a minute, and not in a thousand.
    let in_time = client.with(Options::new().deadline(Duration::from_secs(90)));
    let next = std::pin::pin!(call(&in_time));
    assert!(
        poll_immediate(next).await.is_none(),
        "it waits for its turn"
    );
    let late = client.with(Options::new().deadline(Duration::from_secs(30)));
    let error = call(&late).await.unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Deadline(_))),
        "{error}"
    );
}
