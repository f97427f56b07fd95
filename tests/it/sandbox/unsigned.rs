//! Requests without a signature: they can't fill the memory.

use serde_json::{Value, json};

use super::support::{Client, answer, builder};

async fn request_key(client: &Client, body: Value) -> (u16, Value) {
    let request = client
        .http
        .post(format!("{}/auth/credential", client.endpoint))
        .header("X-Ovh-Application", &client.application)
        .header("Content-Type", "application/json")
        .body(body.to_string());
    let answer = answer(request.send().await.unwrap()).await;
    (answer.status.as_u16(), answer.body)
}

#[tokio::test]
async fn consumer_keys_that_are_never_used_are_dropped() {
    let sandbox = builder().validate_consumer_keys(true);
    let sandbox = sandbox.start().await.unwrap();
    let client = Client::new(&sandbox);
    let rules = json!({"accessRules": [{"method": "GET", "path": "/*"}]});
    let key = async || {
        let (status, made) = request_key(&client, rules.clone()).await;
        assert_eq!(status, 200, "{made}");
        let mut other = client.clone();
        other.consumer = made["consumerKey"].as_str().unwrap().to_owned();
        other
    };
    let (used, unused) = (key().await, key().await);
    used.get("/sms").await;
    for _ in 0..1000 {
        // Each key has a date of its own.
        sandbox.advance(std::time::Duration::from_secs(1));
        key().await;
    }
    used.get("/sms").await;
    client.get("/sms").await;
    let (status, words) = unused.refused("GET", "/sms", None).await;
    assert_eq!((status, &*words), (403, "This credential does not exist"));
}

#[tokio::test]
async fn a_large_body_or_path_without_a_signature_is_not_kept() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let rule = json!({"method": "GET", "path": "/".repeat(70_000)});
    let (status, refused) = request_key(&client, json!({"accessRules": [rule]})).await;
    assert_eq!(status, 413, "{refused}");
    let long = "x".repeat(8_000);
    for path in [format!("/{long}"), format!("/auth/time?{long}=1")] {
        let url = format!("{}{path}", client.endpoint);
        let _ = answer(client.http.get(url).send().await.unwrap()).await;
        let requests = sandbox.requests();
        let last = requests.last().unwrap();
        let query = last.query.as_deref().unwrap_or_default();
        assert_eq!(last.path.len().max(query.len()), 4096);
    }
}
