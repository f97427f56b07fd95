//! Waiting for messages, requests and events: woken by the event, without polling.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use ovh_sms::sandbox::Sandbox;
use serde_json::{Value, json};

use super::{PHONE, builder, send, started};

/// A future that counts how often it is polled.
struct Counted<F> {
    future: Pin<Box<F>>,
    polls: Arc<AtomicUsize>,
}

impl<F: Future> Future for Counted<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.polls.fetch_add(1, Ordering::SeqCst);
        self.future.as_mut().poll(context)
    }
}

async fn call(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Value {
    let request = axum::http::Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost")
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    let response = sandbox.respond(request).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    serde_json::from_slice(response.body()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_waiting_clients_are_not_woken_without_an_event() {
    let sandbox = Arc::new(builder().detached().unwrap());
    let polls = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..1000)
        .map(|_| {
            let sandbox = Arc::clone(&sandbox);
            let future =
                Box::pin(
                    async move { call(&sandbox, "GET", "/_sandbox/callbacks?wait=30s", "").await },
                );
            tokio::spawn(Counted {
                future,
                polls: Arc::clone(&polls),
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(1)).await;
    let begun = polls.load(Ordering::SeqCst);
    assert_eq!(begun, 1000, "each has looked once");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(polls.load(Ordering::SeqCst), begun, "none was woken");
    // A reset may have changed everything: each looks once more, and continues to wait.
    call(&sandbox, "POST", "/_sandbox/reset", "").await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(polls.load(Ordering::SeqCst), 2 * begun);
    for client in clients {
        assert_eq!(client.await.unwrap(), json!([]), "the time is over");
    }
    assert_eq!(polls.load(Ordering::SeqCst), 3 * begun);
}

#[tokio::test]
async fn waiting_clients_get_the_message() {
    let (sandbox, client, control) = started().await;
    let first = send(&client, json!({})).await;
    let waiting: Vec<_> = (0..50)
        .map(|place| {
            let control = control.clone();
            let tag = if place % 2 == 0 { "a" } else { "b" };
            let path = format!("messages?after={first}&wait=60s&tag={tag}");
            tokio::spawn(async move { control.get(&path).await })
        })
        .collect();
    let id = send(&client, json!({ "tag": "a" })).await;
    let other = send(&client, json!({ "tag": "b" })).await;
    for (place, found) in waiting.into_iter().enumerate() {
        let found = found.await.unwrap();
        let wanted = if place % 2 == 0 { id } else { other };
        assert_eq!(found[0]["id"], wanted);
    }
    assert_eq!(
        control
            .get(&format!("messages?after={other}&wait=10ms"))
            .await,
        json!([])
    );
    for wait in ["61s", "2m", "1e300", "-1s", "soon", "10h", "NaN"] {
        let (status, message) = control
            .refused("GET", &format!("messages?wait={wait}"), None)
            .await;
        assert!(
            status == 400 && message.contains("[wait]"),
            "{wait}: {message}"
        );
    }
    assert_eq!(
        control.refused("GET", "messages?to=0600", None).await.0,
        400
    );
    assert_eq!(
        control.refused("GET", "messages?limit=0", None).await.0,
        400
    );
    assert_eq!(
        sandbox.requests().len(),
        3,
        "control calls are not among the requests"
    );
}

#[tokio::test]
async fn a_batch_that_is_created_late_is_after_older_messages() {
    let (sandbox, client, control) = started().await;
    let batch =
        json!({ "name": "x", "message": "y", "from": "SANDBOX", "to": [PHONE], "noStop": true });
    client.post(&super::account("/batches"), batch).await;
    let job = send(&client, json!({})).await;
    sandbox.advance(Duration::from_secs(60));
    let found = control.get(&format!("messages?after={job}")).await;
    assert_eq!(found.as_array().unwrap().len(), 1, "{found:#}");
    assert!(
        found[0]["id"].as_i64().unwrap() < job,
        "its id was drawn before"
    );
    let after = format!("messages?after={}", found[0]["id"]);
    assert_eq!(control.get(&after).await, json!([]));
}

#[tokio::test]
async fn events_are_streamed_and_end_with_the_sandbox() {
    let (sandbox, client, control) = started().await;
    let url = format!("{}/_sandbox/events", sandbox.origin());
    let mut response = control.http.get(url).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut read = String::new();
    let id = send(&client, json!({})).await;
    sandbox.advance(Duration::from_secs(60));
    let wanted = [
        format!("data: {{\"id\":{id},\"kind\":\"message\",\"number\":\"{PHONE}\"}}\n\n"),
        format!("data: {{\"id\":{id},\"kind\":\"status\",\"number\":\"{PHONE}\"}}\n\n"),
        "data: {\"id\":1,\"kind\":\"request\"}\n\n".to_owned(),
        "data: {\"kind\":\"clock\"}\n\n".to_owned(),
        "data: {\"kind\":\"account\",\"service\":\"sms-ab12345-1\"}\n\n".to_owned(),
    ];
    while !wanted.iter().all(|line| read.contains(line)) {
        let chunk = response.chunk().await.unwrap().unwrap();
        read.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    sandbox.stop().await;
    while let Ok(Some(_)) = response.chunk().await {}
}

#[tokio::test]
async fn a_slow_reader_of_events_must_read_everything_again() {
    let (sandbox, _client, control) = started().await;
    let url = format!("{}/_sandbox/events", sandbox.origin());
    let mut response = control.http.get(url).send().await.unwrap();
    let fill = "x".repeat(200);
    // More than the buffers of both ends of the connection hold.
    for _ in 0..60_000 {
        sandbox.faults().clock_skew(0);
    }
    drop(fill);
    let mut read = String::new();
    while !read.contains("\"reset\"") {
        let chunk = response.chunk().await.unwrap().unwrap();
        read = String::from_utf8(chunk.to_vec()).unwrap();
    }
}
