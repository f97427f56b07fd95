//! Faults, bad input, batch reads, pages, the same responses for the same seed.

#![cfg(feature = "sandbox")]

use std::time::{Duration, Instant};

use crate::sandbox::support::{Client, account, answer, builder};
use ovh_sms::sandbox::{Fault, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn started() -> (Sandbox, Client) {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

fn message() -> Value {
    json!({"message": "Bonjour", "receivers": ["+33600000000"], "noStopClause": true})
}

#[tokio::test]
async fn ordered_statuses_come_back() {
    let (sandbox, client) = started().await;
    sandbox
        .faults()
        .add(Fault::status(503).on("services_list").times(1))
        .add(Fault::html(502).on("jobs_list"))
        .add(Fault::too_many_requests(Some(Duration::from_secs(7))).on("jobs_create"));
    assert_eq!(
        client.call("GET", "/sms", None).await.body["class"],
        "Server::ServiceUnavailable"
    );
    client.get("/sms").await;
    let page = client.call("GET", &account("/jobs"), None).await;
    assert!(page.status == 502 && page.body.as_str().unwrap().starts_with("<html>"));
    let busy = client
        .call("POST", &account("/jobs"), Some(message()))
        .await;
    assert_eq!(
        (
            busy.status.as_u16(),
            busy.headers["retry-after"].to_str().unwrap()
        ),
        (429, "7")
    );
    sandbox.faults().clear();
    client.post(&account("/jobs"), message()).await;
    assert_eq!(
        client
            .get(&account("/outgoing"))
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn resets_before_and_after_processing_differ() {
    let (sandbox, client) = started().await;
    for (fault, sent) in [
        (Fault::reset_before(), 0),
        (Fault::reset_after(), 1),
        (Fault::cut_body(), 2),
    ] {
        sandbox.faults().add(fault.on("jobs_create").times(1));
        let request = client.request("POST", &account("/jobs"), Some(&message()));
        let failed = match request.send().await {
            Ok(answer) => answer.bytes().await.is_err(),
            Err(_) => true,
        };
        assert!(failed);
        assert_eq!(
            client
                .get(&account("/outgoing"))
                .await
                .as_array()
                .unwrap()
                .len(),
            sent
        );
    }
    assert_eq!(client.get(&account("")).await["creditsLeft"], 998);
}

#[tokio::test]
async fn refused_connections_come_back() {
    let (sandbox, client) = started().await;
    client.get("/sms").await;
    // The port is closed, and opened again, by the server's own task: soon, not at once.
    let attempt = async || client.request("GET", "/sms", None).send().await;
    sandbox.faults().refuse_connections(true);
    let mut refused = attempt().await;
    for _ in 0..500 {
        if refused.as_ref().is_err_and(reqwest::Error::is_connect) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        refused = attempt().await;
    }
    assert!(refused.is_err_and(|error| error.is_connect()));
    sandbox.faults().clear();
    for _ in 0..500 {
        if attempt().await.is_ok_and(|answer| answer.status() == 200) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the port stays closed");
}

#[tokio::test]
async fn every_page_and_row_is_as_described() {
    let (_sandbox, client) = started().await;
    let mut later = message();
    later["differedPeriod"] = json!(60);
    let page = client.with_header("X-Pagination-Mode", "CachedObjectList-Pages");
    let rows = client.with_header("X-Ovh-Batch", ",");
    for (path, body) in [
        ("/users", json!({"login": "bob", "password": "abcd1234"})),
        ("/jobs", later.clone()),
        ("/users/bob/jobs", later),
        ("/phonebooks", json!({"name": "friends"})),
        ("/hlr", json!({"receivers": ["+33600000000"]})),
        (
            "/batches",
            json!({"message": "x", "senderForResponse": true, "to": ["+33600000000"]}),
        ),
        (
            "/templatesControl",
            json!({"activity": "transactional", "description": "x", "message": "Code #CODE#", "name": "code", "reason": "x"}),
        ),
    ] {
        client.post(&account(path), body).await;
        let list = page.get(&account(path)).await;
        assert!(list[0].is_object(), "{path}: {list}");
        let keys = client.get(&account(path)).await;
        let key = match &keys[0] {
            Value::String(name) => name.clone(),
            Value::Object(whole) => whole["id"].as_str().unwrap().to_owned(),
            id => id.to_string(),
        };
        let read = rows.get(&account(&format!("{path}/{key},7"))).await;
        assert!(read[0]["value"].is_object(), "{path}: {read}");
        assert!(read[1]["error"].is_object(), "{path}: {read}");
    }
}

#[tokio::test]
async fn latency_and_list_delay() {
    let (sandbox, client) = started().await;
    sandbox
        .faults()
        .add(Fault::latency(Duration::from_millis(150)).on("services_list"));
    let begun = Instant::now();
    client.get("/sms").await;
    assert!(begun.elapsed() >= Duration::from_millis(150));
    sandbox
        .faults()
        .add(Fault::list_delay(Duration::from_secs(10)).on("jobs_create"));
    let id = client.post(&account("/jobs"), message()).await["ids"][0].clone();
    assert_eq!(client.get(&account("/outgoing")).await, json!([]));
    client.get(&account(&format!("/outgoing/{id}"))).await;
    sandbox.advance(Duration::from_secs(11));
    assert_eq!(client.get(&account("/outgoing")).await, json!([id]));
}

#[tokio::test]
async fn batch_reads_answer_an_element_per_key() {
    let (_sandbox, client) = started().await;
    let body = json!({"message": "x", "receivers": ["+33600000000", "+33600000001"], "noStopClause": true});
    let ids = client.post(&account("/jobs"), body).await["ids"].clone();
    let batch = client.with_header("X-Ovh-Batch", ",");
    let read = batch
        .get(&account(&format!("/outgoing/{},{},7,x", ids[0], ids[1])))
        .await;
    assert_eq!(
        (&read[0]["key"], &read[0]["value"]["id"]),
        (&json!(ids[0].to_string()), &ids[0])
    );
    assert_eq!(read[1]["value"]["receiver"], "+33600000001");
    assert!(read[2]["error"]["message"].is_string() && read[2]["value"].is_null());
    assert!(
        read[3]["error"]["message"]
            .as_str()
            .unwrap()
            .contains("[id]")
    );
    let many: Vec<String> = (1..=51).map(|id: i32| id.to_string()).collect();
    assert_eq!(
        batch
            .refused(
                "GET",
                &account(&format!("/outgoing/{}", many.join(","))),
                None
            )
            .await
            .0,
        400
    );
    let senders = client.with_header("X-Ovh-Batch", "|");
    let read = senders.get(&account("/senders/SANDBOX%7CNobody")).await;
    assert_eq!(
        (&read[0]["value"]["status"], &read[1]["value"]),
        (&json!("enable"), &json!(null))
    );
}

#[tokio::test]
async fn expanded_lists_come_in_pages() {
    let (_sandbox, client) = started().await;
    let receivers: Vec<String> = (0..25).map(|n| format!("+336000000{n:02}")).collect();
    client
        .post(
            &account("/jobs"),
            json!({"message": "x", "receivers": receivers, "noStopClause": true}),
        )
        .await;
    let page = client
        .with_header("X-Pagination-Mode", "CachedObjectList-Pages")
        .with_header("X-Pagination-Size", "10");
    let third = page
        .with_header("X-Pagination-Number", "3")
        .call("GET", &account("/outgoing"), None)
        .await;
    assert_eq!(third.body.as_array().unwrap().len(), 5);
    assert_eq!(third.body[4]["receiver"], "+33600000024");
    let header = |name: &str| third.headers[name].to_str().unwrap().to_owned();
    assert_eq!(
        ["elements", "number", "size", "total"].map(|name| header(&format!("x-pagination-{name}"))),
        ["25", "3", "10", "3"]
    );
    let sorted = page
        .with_header("X-Pagination-Sort", "receiver")
        .with_header("X-Pagination-Sort-Order", "DESC");
    assert_eq!(
        sorted.get(&account("/outgoing")).await[0]["receiver"],
        "+33600000024"
    );
    let services = client
        .with_header("X-Pagination-Mode", "CachedObjectList-Pages")
        .get("/sms")
        .await;
    assert_eq!(services[0]["name"], "sms-ab12345-1");
    assert_eq!(
        page.with_header("X-Pagination-Number", "0")
            .refused("GET", &account("/jobs"), None)
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn same_seed_same_answers() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sandbox = builder().seed(42).start().await.unwrap();
        let client = Client::new(&sandbox);
        let mut run = Vec::new();
        for (method, path, body) in [
            ("POST", account("/jobs"), Some(message())),
            (
                "POST",
                account("/batches"),
                Some(json!({"message": "x", "senderForResponse": true, "to": ["+33600000000"]})),
            ),
            (
                "POST",
                account("/hlr"),
                Some(json!({"receivers": ["+33600000000"]})),
            ),
            ("POST", account("/jobs"), Some(message())),
            ("GET", account("/outgoing"), None),
            ("GET", account("/nothing"), None),
        ] {
            let mut answer = client.call(method, &path, body).await;
            if let Value::Object(fields) = &mut answer.body {
                fields.retain(|name, _| !name.ends_with("At"));
            }
            run.push((
                answer.status,
                answer.headers["x-ovh-queryid"].clone(),
                answer.body,
            ));
        }
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
}

/// Sends bytes unchanged, and reads the response until its end or for a second.
async fn raw(sandbox: &Sandbox, bytes: &[u8]) -> String {
    let mut stream = tokio::net::TcpStream::connect(sandbox.origin().trim_start_matches("http://"))
        .await
        .unwrap();
    let _ = stream.write_all(bytes).await;
    let mut text = Vec::new();
    let _ = tokio::time::timeout(Duration::from_millis(500), stream.read_to_end(&mut text)).await;
    String::from_utf8_lossy(&text).into_owned()
}

#[tokio::test]
async fn bad_input_is_refused_in_ovhclouds_form() {
    let (sandbox, client) = started().await;
    for path in [
        "/1.0/sms/../auth/time",
        "/1.0/sms/%2e%2e/auth/time",
        "/1.0//sms",
        "/1.0/sms//jobs",
        "/1.0/sms/%00",
        "/1.0/sms/%ff%fe",
        "/2.0/sms",
        "//",
        "/1.0/sms/x/",
        "*",
    ] {
        let text = raw(
            &sandbox,
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
        .await;
        assert!(
            text.starts_with("HTTP/1.1 40") && text.contains("\"message\""),
            "{path}: {text}"
        );
    }
    let flood: String = (0..500).map(|n| format!("X-Flood-{n}: 1\r\n")).collect();
    let text = raw(
        &sandbox,
        format!("GET /1.0/sms HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{flood}\r\n")
            .as_bytes(),
    )
    .await;
    assert!(
        text.starts_with("HTTP/1.1 431") && text.contains("\"message\""),
        "{text}"
    );
    let flood: String = (0..20_000).map(|n| format!("X-Flood-{n}: 1\r\n")).collect();
    let text = raw(
        &sandbox,
        format!("GET /1.0/sms HTTP/1.1\r\nHost: localhost\r\n{flood}\r\n").as_bytes(),
    )
    .await;
    assert!(
        text.starts_with("HTTP/1.1 431") && text.contains("\"message\""),
        "{text}"
    );
    for garbage in [
        "GET",
        "GET / SPDY/9\r\n\r\n",
        "\u{1}\u{2}\r\n\r\n",
        "GET /1.0/sms HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ] {
        let text = raw(&sandbox, garbage.as_bytes()).await;
        assert!(
            text.is_empty() || (text.starts_with("HTTP/1.1 400") && text.contains("\"message\"")),
            "{garbage}: {text}"
        );
    }
    let long = "x".repeat(20_000);
    let text = raw(
        &sandbox,
        format!("GET /1.0/sms?{long} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .as_bytes(),
    )
    .await;
    assert!(
        text.starts_with("HTTP/1.1 414") && text.contains("\"message\""),
        "{text}"
    );
    for body in [
        "{",
        "[]",
        "\"x\"",
        "{\"message\": 1e999}",
        "nul",
        "{\"message\":\"\\ud800\"}",
    ] {
        let url = format!("{}{}", client.endpoint, "/auth/credential");
        let request = client
            .http
            .post(url)
            .header("X-Ovh-Application", sandbox.application_key())
            .body(body);
        let refused = answer(request.send().await.unwrap()).await;
        assert!(
            refused.status == 400 && refused.body["message"].is_string(),
            "{body}: {}",
            refused.body
        );
    }
    let many: Vec<String> = (0..10_000).map(|n| format!("+336{n:08}")).collect();
    let crowd = json!({"message": "x", "receivers": many, "noStopClause": true});
    let (status, words) = client.refused("POST", &account("/jobs"), Some(crowd)).await;
    assert!(status == 400 && words.contains("5000"), "{words}");
    assert_eq!(client.get(&account("")).await["creditsLeft"], 1000);
    let url = format!("{}/auth/credential", client.endpoint);
    let big = answer(
        client
            .http
            .post(url)
            .body(vec![b'x'; 10_000_000])
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(
        (big.status.as_u16(), big.body["class"].as_str().unwrap()),
        (413, "Client::RequestEntityTooLarge")
    );
    client.get("/sms").await;
}

#[tokio::test]
async fn native_descriptions_are_served() {
    let (sandbox, client) = started().await;
    let index: Value = client
        .http
        .get(format!("{}/", client.endpoint))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    for api in index["apis"].as_array().unwrap() {
        let path = api["schema"]
            .as_str()
            .unwrap()
            .replace("{path}", api["path"].as_str().unwrap())
            .replace("{format}", "json");
        let root: Value = client
            .http
            .get(format!("{}/v1{path}", sandbox.origin()))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        assert!(
            root["apis"].as_array().is_some_and(|apis| !apis.is_empty()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn slow_clients_are_told_so() {
    let timeout = Duration::from_millis(200);
    let sandbox = builder().client_timeout(timeout).start().await.unwrap();
    let address = sandbox.origin().trim_start_matches("http://").to_owned();
    // A head, or a body, of which a little arrives every 50 ms.
    for start in [
        "GET /1.0/sms HTTP/1.1\r\nX: ",
        "POST /1.0/auth/credential HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n",
    ] {
        let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
        let begun = Instant::now();
        stream.write_all(start.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        loop {
            if stream.write_all(b"x").await.is_err() {
                break;
            }
            if let Ok(read) =
                tokio::time::timeout(Duration::from_millis(50), stream.read_exact(&mut answer))
                    .await
            {
                read.unwrap();
                break;
            }
            assert!(begun.elapsed() < timeout * 10, "{start}");
        }
        assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 408", "{start}");
    }
    // Idle connections and slow handlers are no faults of a client.
    let client = Client::new(&sandbox);
    sandbox
        .faults()
        .add(Fault::latency(timeout * 2).on("services_list"));
    client.get("/sms").await;
    tokio::time::sleep(timeout * 2).await;
    client.get("/sms").await;
}
