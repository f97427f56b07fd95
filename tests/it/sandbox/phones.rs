//! Phones, deliveries over time, callbacks.

#![cfg(feature = "sandbox")]

use crate::sandbox::support as sandbox_support;
use std::time::Duration;

use crate::sandbox::support::{Client, account, builder};
use axum::body::Bytes;
use axum::http::{Method, Uri};
use ovh_sms::sandbox::{CallbackKind, Outcome, Sandbox};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// `ptt`, receipt, and whether there is a time of delivery.
type State = (i64, i64, bool);

const PHONE: &str = "+33600000000";

/// An application that receives callbacks: it records them, and returns 500 at first if requested.
pub(super) async fn application(
    failures: usize,
) -> (String, mpsc::UnboundedReceiver<(Method, Uri, Bytes)>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?secret=1", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for attempt in 0.. {
            let (stream, _) = listener.accept().await.unwrap();
            let sender = sender.clone();
            let service = hyper::service::service_fn(
                move |request: hyper::Request<hyper::body::Incoming>| {
                    let sender = sender.clone();
                    async move {
                        let (head, body) = request.into_parts();
                        let body = http_body_util::BodyExt::collect(body)
                            .await
                            .unwrap()
                            .to_bytes();
                        sender.send((head.method, head.uri, body)).unwrap();
                        let status = if attempt < failures { 500 } else { 200 };
                        Ok::<_, std::convert::Infallible>(
                            hyper::Response::builder()
                                .status(status)
                                .header("connection", "close")
                                .body(axum::body::Body::empty())
                                .unwrap(),
                        )
                    }
                },
            );
            tokio::spawn(
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(hyper_util::rt::TokioIo::new(stream), service),
            );
        }
    });
    (url, receiver)
}

async fn started() -> (Sandbox, Client) {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

async fn send(client: &Client, change: Value) -> i64 {
    let mut body = json!({"message": "Oui ou non ?", "receivers": [PHONE], "noStopClause": true});
    body.as_object_mut()
        .unwrap()
        .extend(change.as_object().unwrap().clone());
    client.post(&account("/jobs"), body).await["ids"][0]
        .as_i64()
        .unwrap()
}

async fn state(client: &Client, id: i64) -> (i64, i64, bool) {
    let sent = client.get(&account(&format!("/outgoing/{id}"))).await;
    (
        sent["ptt"].as_i64().unwrap(),
        sent["deliveryReceipt"].as_i64().unwrap(),
        sent["deliveredAt"].is_string(),
    )
}

#[tokio::test]
async fn outcomes_take_their_time() {
    let (sandbox, client) = started().await;
    let hour = Duration::from_secs(3600);
    // Outcome, then the elapsed time and the visible state.
    let cases: Vec<(Outcome, Vec<(u64, State)>)> = vec![
        (
            Outcome::Delivered,
            vec![(0, (3, 0, false)), (2, (4, 1, true))],
        ),
        (
            Outcome::DeliveredAfter(hour),
            vec![(3599, (3, 0, false)), (2, (4, 1, true))],
        ),
        (
            Outcome::AbsentThenDelivered(hour),
            vec![(2, (24, 4, false)), (3600, (4, 1, true))],
        ),
        (
            Outcome::AbsentThenDelivered(hour * 72),
            vec![(2, (24, 4, false)), (48 * 3600, (8, 2, false))],
        ),
        (
            Outcome::Absent,
            vec![(2, (24, 4, false)), (48 * 3600, (8, 2, false))],
        ),
        (Outcome::Invalid, vec![(2, (23, 2, false))]),
        (Outcome::Failed(28), vec![(2, (28, 2, false))]),
        (Outcome::Error(202), vec![(2, (202, 16, false))]),
        (Outcome::Silent, vec![(86_400, (3, 0, false))]),
    ];
    for (outcome, steps) in cases {
        sandbox.phone(PHONE).outcome(outcome);
        let id = send(&client, json!({})).await;
        for (seconds, expected) in steps {
            sandbox.advance(Duration::from_secs(seconds));
            assert_eq!(
                state(&client, id).await,
                expected,
                "{outcome:?} after {seconds} s"
            );
        }
    }
    // Nine sends, and one error that is not billed.
    assert_eq!(client.get(&account("")).await["creditsLeft"], 992);
}

#[tokio::test]
async fn delivery_takes_place_in_real_time_too() {
    let sandbox = builder()
        .delivery_delay(Duration::from_millis(100))
        .start()
        .await
        .unwrap();
    let client = Client::new(&sandbox);
    let (url, mut received) = application(0).await;
    client.put(&account(""), json!({ "callBack": url })).await;
    let id = send(&client, json!({})).await;
    // Without a request and without an advance, the sandbox does it by itself.
    let (method, uri, _) = tokio::time::timeout(Duration::from_secs(5), received.recv())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(method, Method::GET);
    let query = uri.query().unwrap();
    assert!(
        query.starts_with("secret=1&")
            && query.contains(&format!("id={id}&ptt=4&date=2026-01-15T")),
        "{query}"
    );
    assert!(
        query.ends_with("description=1&descriptionDlr=Success"),
        "{query}"
    );
}

#[tokio::test]
async fn callbacks_are_retried_and_recorded() {
    let (sandbox, client) = started().await;
    let (url, _received) = application(1).await;
    client.put(&account(""), json!({ "callBack": url })).await;
    let id = send(&client, json!({})).await;
    sandbox.advance(Duration::from_secs(2));
    sandbox.callbacks_settled().await;
    let made = sandbox.callbacks();
    let seen: Vec<_> = made
        .iter()
        .map(|one| (one.attempt, one.outcome.clone()))
        .collect();
    assert_eq!(seen, [(1, Ok(500)), (2, Ok(200))]);
    assert_eq!(
        (made[0].kind, &made[0].fields[0]),
        (CallbackKind::Receipt, &("id".to_owned(), id.to_string()))
    );
}

#[tokio::test]
async fn callbacks_go_to_this_machine_and_to_hosts_that_are_named() {
    // Both are reserved: no server responds there.
    let elsewhere = "http://app.invalid/receipt";
    for (allowed, refused) in [(None, true), (Some("APP.invalid"), false)] {
        let mut builder = builder();
        if let Some(host) = allowed {
            builder = builder.callbacks_to(host);
        }
        let sandbox = builder.start().await.unwrap();
        let client = Client::new(&sandbox);
        client
            .put(&account(""), json!({ "callBack": elsewhere }))
            .await;
        send(&client, json!({})).await;
        sandbox.advance(Duration::from_secs(2));
        sandbox.callbacks_settled().await;
        let made = sandbox.callbacks();
        assert!(!made.is_empty());
        for one in made {
            let reason = one.outcome.unwrap_err();
            assert_eq!(reason.contains("this machine only"), refused, "{reason}");
        }
    }
}

#[tokio::test]
async fn answers_follow_the_accounts_settings() {
    let (sandbox, client) = started().await;
    let (url, mut received) = application(0).await;
    let phone = sandbox.phone(PHONE);
    assert!(!phone.reply("oui"), "nothing to answer");
    client
        .put(
            &account(""),
            json!({"smsResponse": {"responseType": "cgi", "cgiUrl": url}}),
        )
        .await;
    send(
        &client,
        json!({"senderForResponse": true, "tag": "question"}),
    )
    .await;
    sandbox.advance(Duration::from_secs(2));
    let left = client.get(&account("")).await["creditsLeft"].clone();
    assert!(phone.reply("Oui, merci & à demain"));
    let (method, _, body) = tokio::time::timeout(Duration::from_secs(5), received.recv())
        .await
        .unwrap()
        .unwrap();
    let form = String::from_utf8(body.to_vec()).unwrap();
    assert_eq!(method, Method::POST);
    assert!(form.contains("keyword=Oui%2C&message=Oui%2C+merci+%26+%C3%A0+demain&senderid=%2B33600000000&shortcode=38"), "{form}");
    assert!(form.ends_with("tag=question"), "{form}");
    let incoming = client.get(&account("/incoming?tag=question")).await;
    let reply = client
        .get(&account(&format!("/incoming/{}", incoming[0])))
        .await;
    assert_eq!(reply["sender"], PHONE);
    assert_eq!(reply["credits"], 1, "a reply costs a credit");
    assert_eq!(
        client.get(&account("")).await["creditsLeft"].as_f64(),
        left.as_f64().map(|left| left - 1.0)
    );

    client
        .put(
            &account(""),
            json!({"smsResponse": {"responseType": "text", "text": "Bien recu"}}),
        )
        .await;
    assert!(phone.reply("encore"));
    sandbox.advance(Duration::from_secs(2));
    assert_eq!(phone.inbox().last().unwrap().text, "Bien recu");
    sandbox.advance(Duration::from_secs(49 * 3600));
    assert!(
        !phone.reply("trop tard"),
        "a short number can be answered for 48 hours"
    );
}

#[tokio::test]
async fn names_cannot_be_answered_but_stopped() {
    let (sandbox, client) = started().await;
    let (url, mut received) = application(0).await;
    client
        .put(&account(""), json!({ "stopCallBack": url }))
        .await;
    let id = send(&client, json!({"sender": "SANDBOX"})).await;
    sandbox.advance(Duration::from_secs(2));
    let phone = sandbox.phone("0033600000000");
    assert!(!phone.reply("oui"));
    assert!(phone.reply(" stop "));
    let (_, uri, _) = tokio::time::timeout(Duration::from_secs(5), received.recv())
        .await
        .unwrap()
        .unwrap();
    assert!(
        uri.query()
            .unwrap()
            .contains(&format!("id={id}&senderid=%2B33600000000")),
        "{uri}"
    );
    assert_eq!(client.get(&account("/blacklists")).await, json!([PHONE]));
}

#[tokio::test]
async fn users_have_callbacks_and_quotas_of_their_own() {
    let (sandbox, client) = started().await;
    let (url, mut received) = application(0).await;
    client
        .post(
            &account("/users"),
            json!({"login": "bob", "password": "abcd1234"}),
        )
        .await;
    let quota = json!({"quotaLeft": 1.5, "quotaStatus": "active"});
    client
        .put(
            &account("/users/bob"),
            json!({"callBack": url, "quotaInformations": quota}),
        )
        .await;
    let body = json!({"message": "x", "receivers": [PHONE]});
    client.post(&account("/users/bob/jobs"), body.clone()).await;
    sandbox.advance(Duration::from_secs(2));
    assert!(
        tokio::time::timeout(Duration::from_secs(5), received.recv())
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        client
            .refused("POST", &account("/users/bob/jobs"), Some(body))
            .await
            .0,
        403
    );
    assert_eq!(client.get(&account("")).await["creditsLeft"], 998.5);
    assert_eq!(
        client
            .refused(
                "POST",
                &account("/users"),
                Some(json!({"login": "eve", "password": "short"}))
            )
            .await
            .0,
        400
    );
    let refused = client
        .refused(
            "PUT",
            &account("/users/bob"),
            Some(json!({"quotaInformations": {"quotaLeft": 5000, "quotaStatus": "active"}})),
        )
        .await;
    assert!(refused.1.contains("quotaLeft"));
}

#[tokio::test]
async fn answers_are_passed_on_by_sms() {
    let (sandbox, client) = started().await;
    let option = |media: &str, sender: &str, target: &str| json!({"media": media, "sender": sender, "target": target});
    let options = json!([
        option("sms", "", "+33600000007"),
        option("sms", "SOMEBODY", "+33600000008"),
        option("email", "", "someone@example.com"),
    ]);
    let settings =
        json!({"smsResponse": {"trackingOptions": options, "trackingDefaultSmsSender": "SANDBOX"}});
    client.put(&account(""), settings).await;
    send(&client, json!({"senderForResponse": true})).await;
    sandbox.advance(Duration::from_secs(2));
    assert!(sandbox.phone(PHONE).reply("oui"));
    sandbox.advance(Duration::from_secs(2));
    let passed = sandbox.phone("+33600000007").inbox();
    assert_eq!(
        (passed[0].from.as_str(), passed[0].text.as_str()),
        ("SANDBOX", "+33600000000: oui")
    );
    assert!(sandbox.phone("+33600000008").inbox().is_empty());
    // The message, the reply, and the message that forwards it.
    assert_eq!(client.get(&account("")).await["creditsLeft"], 997);
}

#[tokio::test]
async fn a_user_is_warned_once_when_its_credits_run_low() {
    let (sandbox, client) = started().await;
    let user = account("/users/bob");
    client
        .post(
            &account("/users"),
            json!({"login": "bob", "password": "abcd1234"}),
        )
        .await;
    let alert = |support: &str| {
        json!({
            "alertThresholdInformations": {"alertNumber": "+33600000007", "alertThreshold": 5, "support": support},
            "quotaInformations": {"quotaLeft": 6, "quotaStatus": "active"},
        })
    };
    let spend = async || {
        let body = json!({"message": "x", "receivers": [PHONE], "noStopClause": true});
        client.post(&account("/users/bob/jobs"), body).await;
    };
    client.put(&user, alert("sms")).await;
    let warned = || sandbox.phone("+33600000007").inbox();
    spend().await;
    assert_eq!(warned().len(), 0, "5 credits are not below 5");
    spend().await;
    spend().await;
    let notes = warned();
    assert_eq!(notes.len(), 1);
    assert_eq!(
        notes[0].text,
        "sms-ab12345-1: 4 credits left for the user bob"
    );
    client.put(&user, alert("mail")).await;
    spend().await;
    spend().await;
    assert_eq!(warned().len(), 1, "by e-mail nothing arrives on a phone");
}

#[tokio::test]
async fn ip_restrictions_of_users_hold_if_they_are_asked_to() {
    for (on, status) in [(false, 200), (true, 403)] {
        let sandbox = builder().user_ip_restrictions(on).start().await.unwrap();
        let client = Client::new(&sandbox);
        let user = account("/users/bob");
        client
            .post(
                &account("/users"),
                json!({"login": "bob", "password": "abcd1234"}),
            )
            .await;
        let restrict = async |block: &str| {
            client.put(&user, json!({"ipRestrictions": [block]})).await;
            let jobs = client.call("GET", &format!("{user}/jobs"), None).await;
            jobs.status.as_u16()
        };
        assert_eq!(restrict("192.0.2.0/24").await, status);
        assert_eq!(restrict("127.0.0.0/8").await, 200);
        client.get(&user).await;
    }
}

#[tokio::test]
async fn phones_and_the_clock_are_held_over_http() {
    let (sandbox, client) = started().await;
    let call = async |method: &str, path: &str, body: Option<Value>| {
        let url = format!("{}/_sandbox/{path}", sandbox.origin());
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = client.http.request(method, url);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answer = sandbox_support::answer(request.send().await.unwrap()).await;
        (answer.status.as_u16(), answer.body)
    };
    let phone = "phones/+33600000000";
    let (status, refused) = call(
        "POST",
        &format!("{phone}/reply"),
        Some(json!({"text": "oui"})),
    )
    .await;
    assert!(
        status == 409 && refused["class"] == "Client::Conflict",
        "{refused}"
    );
    let before = sandbox.now();
    let id = send(&client, json!({"senderForResponse": true, "tag": "q"})).await;
    let (status, answer) = call("POST", "advance", Some(json!({"seconds": 60.5}))).await;
    assert!(status == 200 && answer["now"].is_string(), "{answer}");
    assert!(sandbox.now() - before >= chrono::TimeDelta::seconds(60));
    let (_, answer) = call("GET", "phones/0033600000000", None).await;
    let inbox = &answer["inbox"];
    assert_eq!(
        (&inbox[0]["id"], &inbox[0]["text"]),
        (&json!(id), &json!("Oui ou non ?"))
    );
    let reply = Some(json!({"text": "oui"}));
    let answered = call("POST", "phones/%2B33600000000/reply", reply).await;
    assert_eq!(answered, (200, Value::Null));
    let incoming = client.get(&account("/incoming?tag=q")).await;
    assert_eq!(incoming.as_array().unwrap().len(), 1);
    let failed = Some(json!({"outcome": "failed", "ptt": 20}));
    assert_eq!(
        call("POST", &format!("{phone}/outcome"), failed).await.0,
        200
    );
    let id = send(&client, json!({})).await;
    sandbox.advance(Duration::from_secs(2));
    assert_eq!(state(&client, id).await, (20, 2, false));
    assert_eq!(call("POST", &format!("{phone}/stop"), None).await.0, 200);
    assert_eq!(client.get(&account("/blacklists")).await, json!([PHONE]));

    // A page from another site, in a browser on this machine, can send requests here as well.
    let now = sandbox.now();
    for (name, value) in [
        ("origin", "https://pages.example"),
        ("host", "pages.example"),
    ] {
        let url = format!("{}/_sandbox/advance", sandbox.origin());
        let request = client.http.post(url).header(name, value);
        let sent = request.body(r#"{"seconds": 864000}"#).send();
        let refused = sandbox_support::answer(sent.await.unwrap()).await;
        assert_eq!(refused.status.as_u16(), 403, "{name}");
    }
    assert!(sandbox.now() - now < chrono::TimeDelta::days(10));

    for (method, path, body, status) in [
        ("GET", "advance", None, 405),
        ("POST", "advance", None, 400),
        ("POST", "advance", Some(json!({"seconds": -1})), 400),
        ("POST", "advance", Some(json!({"seconds": 1e300})), 400),
        // After the end of the calendar.
        ("POST", "advance", Some(json!({"seconds": 1e12})), 400),
        ("POST", "advance", Some(json!([])), 400),
        ("GET", "phones/06", None, 400),
        ("GET", "phone", None, 404),
        ("POST", "phones/+33600000000/reply", Some(json!({})), 400),
        (
            "POST",
            "phones/+33600000000/outcome",
            Some(json!({"outcome": "failed"})),
            400,
        ),
        (
            "POST",
            "phones/+33600000000/outcome",
            Some(json!({"outcome": "error", "ptt": 70_000})),
            400,
        ),
    ] {
        let (found, refusal) = call(method, path, body).await;
        assert_eq!(found, status, "{method} {path}: {refusal}");
        assert!(refusal["message"].is_string(), "{refusal}");
    }
    let before = sandbox.now();
    sandbox.advance(Duration::from_secs(1_000_000_000_000));
    assert!(sandbox.now() > before, "it goes to the end of the calendar");
}
