//! Requests without a signature: they can't fill the memory.

use std::time::Duration;

use ovh_sms::sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::sandbox::support::{Client, account, answer, builder};

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

/// A sandbox that does not wait long for the rest of a request.
async fn impatient() -> Sandbox {
    let sandbox = builder().client_timeout(Duration::from_millis(200));
    sandbox.start().await.unwrap()
}

/// Sends the start of a request, of which no more follows, and returns the status of the response.
async fn status_of(sandbox: &Sandbox, start: &str) -> u16 {
    let mut stream = tokio::net::TcpStream::connect(sandbox.address())
        .await
        .unwrap();
    stream.write_all(start.as_bytes()).await.unwrap();
    let mut line = [0; 12];
    stream.read_exact(&mut line).await.unwrap();
    let line = String::from_utf8(line.to_vec()).unwrap();
    line.strip_prefix("HTTP/1.1 ").unwrap().parse().unwrap()
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
        sandbox.advance(Duration::from_secs(1));
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

#[tokio::test]
async fn a_large_header_or_method_without_a_signature_is_not_kept() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let mut stranger = client.clone();
    stranger.application = "x".repeat(60_000);
    let (status, words) = stranger.refused("GET", "/sms", None).await;
    assert_eq!((status, &*words), (403, "Invalid application key"));
    let requests = sandbox.requests();
    let last = requests.last().unwrap();
    assert_eq!(last.application_key.as_ref().unwrap().len(), 256);
    let reason = last.refusal.as_ref().unwrap().reason.as_ref().unwrap();
    assert!(reason.starts_with("there is no application with the key x"));
    assert_eq!(reason.len(), 4096);
    let method = reqwest::Method::from_bytes("X".repeat(5_000).as_bytes()).unwrap();
    let request = client.http.request(method, &client.endpoint);
    assert_eq!(request.send().await.unwrap().status(), 405);
    assert_eq!(sandbox.requests().last().unwrap().method.len(), 256);
    // The message of the response contains the name of a field.
    let body = json!({ "x".repeat(60_000): 1 });
    let (status, refused) = request_key(&client, body).await;
    assert_eq!(status, 400, "{refused}");
    assert!(refused["message"].as_str().unwrap().len() > 60_000);
    let requests = sandbox.requests();
    let refusal = requests.last().unwrap().refusal.as_ref().unwrap();
    assert_eq!(refusal.message.len(), 4096);
}

#[tokio::test]
async fn a_head_of_64_kib_is_refused_before_its_end() {
    let sandbox = impatient().await;
    let start = "GET /1.0/auth/time HTTP/1.1\r\nHost: localhost\r\nX-Ovh-Application: ";
    // The end of the head never comes: a shorter one is waited for.
    for (length, status) in [(64 * 1024, 431), (60 * 1024, 408)] {
        let head = format!("{start}{}", "x".repeat(length - start.len()));
        assert_eq!(status_of(&sandbox, &head).await, status, "{length}");
    }
}

#[tokio::test]
async fn an_upload_to_a_wrong_address_is_refused_before_its_body() {
    let sandbox = impatient().await;
    let client = Client::new(&sandbox);
    let document = client.post("/me/document", json!({"name": "x"})).await;
    let url = document["putUrl"].as_str().unwrap();
    let right = url.strip_prefix(&sandbox.origin()).unwrap();
    let (path, _) = right.split_once('?').unwrap();
    let other = "/storage/c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10?signature=x";
    // The body never comes: with the right address it is waited for.
    for (target, status) in [
        (other, 403),
        (path, 403),
        (&format!("{path}?signature=x"), 403),
        (right, 408),
    ] {
        let head =
            format!("PUT {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx");
        assert_eq!(status_of(&sandbox, &head).await, status, "{target}");
    }
    let put = client.http.put(url).body("number\n").send().await.unwrap();
    assert_eq!(put.status(), 201);
}

#[tokio::test]
async fn only_known_keys_may_send_a_large_body() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let url = format!("{}{}", client.endpoint, account("/jobs"));
    let unsigned = client.http.post(url);
    let mut stranger = client.clone();
    stranger.consumer = "x".to_owned();
    let mut forger = client.clone();
    forger.secret = "x".to_owned();
    let signed = |client: &Client| client.request("POST", &account("/jobs"), None);
    // More than the largest body of a signed call, and less: the keys are what is wrong.
    for megabytes in [9, 7] {
        for (request, words) in [
            (unsigned.try_clone().unwrap(), "You must login first"),
            (signed(&stranger), "This credential does not exist"),
        ] {
            let request = request.body(vec![b'x'; megabytes << 20]);
            let refused = answer(request.send().await.unwrap()).await;
            assert_eq!(refused.body["message"], words);
            assert_eq!(sandbox.requests().last().unwrap().body, "");
        }
    }
    let request = signed(&forger).body(vec![b'x'; 9 << 20]);
    assert_eq!(request.send().await.unwrap().status(), 413);
    let request = signed(&forger).body(vec![b'x'; 100 << 10]);
    let refused = answer(request.send().await.unwrap()).await;
    assert_eq!(refused.body["message"], "Invalid signature");
    // A small body is recorded, with any keys.
    let request = signed(&stranger).body("{}");
    assert_eq!(request.send().await.unwrap().status(), 403);
    assert_eq!(sandbox.requests().last().unwrap().body, "{}");
}

#[tokio::test]
async fn a_consumer_key_has_at_most_500_rules_and_address_blocks() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let rule = json!({"method": "GET", "path": "/"});
    for (rules, blocks, status) in [(500, 500, 200), (501, 0, 400), (0, 501, 400)] {
        let body = json!({
            "accessRules": vec![rule.clone(); rules],
            "allowedIPs": vec!["::/0"; blocks],
        });
        let (found, words) = request_key(&client, body).await;
        assert_eq!(found, status, "{words}");
    }
}
