//! Lists whose items can't be read, or are other items than the listed ones: nothing is reported as
//! complete.

use std::process::Command;

use ovh_sms::sandbox::Sandbox;
use ovh_sms_test_support::proxy::Proxy;
use ovh_sms_test_support::raw_server::{self, Reply, Request};
use serde_json::{Value, json};

use super::with_token;
use crate::support::{Served, stderr, stdout};

const BATCH: &str = "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10";

/// A program and a service with this list of messages, which are read one by one.
fn listing(
    runtime: &tokio::runtime::Runtime,
    list: Value,
    item: impl Fn(i64) -> Value + Send + Sync + 'static,
) -> Command {
    let batch = json!({ "id": BATCH, "status": "COMPLETED", "totalRecords": 2 });
    listing_of(runtime, batch, list, item)
}

fn listing_of(
    runtime: &tokio::runtime::Runtime,
    batch: Value,
    list: Value,
    item: impl Fn(i64) -> Value + Send + Sync + 'static,
) -> Command {
    let address = runtime.block_on(raw_server::start(move |request: Request| {
        let Some(path) = request.path().strip_prefix("/1.0/sms/sms-ab12345-1/") else {
            return Reply::json(200, 1_700_000_000);
        };
        match path.split_once('/') {
            None => Reply::json(200, &list),
            Some(("batches", BATCH)) => Reply::json(200, &batch),
            Some(("batches", _)) => Reply::json(200, &batch["statistics"]),
            Some((_, id)) => match id.parse() {
                Ok(id) => Reply::json(200, item(id)),
                Err(_) => Reply::json(404, json!({ "message": "no such object" })),
            },
        }
    }));
    with_token(address)
}

fn delivered(id: i64) -> Value {
    json!({
        "id": id, "receiver": "+33600000000", "tag": "alert42", "message": "Alerte",
        "creationDatetime": "2027-01-15T12:00:00Z", "deliveryReceipt": 1, "ptt": 4,
        "batchID": BATCH,
    })
}

#[test]
fn messages_are_delivered_only_if_all_that_are_listed_can_be_read() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    type Item = fn(i64) -> Value;
    let table: [(&str, Value, Item, i32); 6] = [
        ("all", json!([1, 2]), delivered, 0),
        (
            "another message instead of the second",
            json!([1, 2]),
            |id| delivered(if id == 2 { 3 } else { id }),
            3,
        ),
        (
            "no object instead of the second",
            json!([1, 2]),
            |id| if id == 2 { json!("x") } else { delivered(id) },
            3,
        ),
        ("an id that is missing", json!([1, null]), delivered, 3),
        ("an id that is a text", json!([1, "x"]), delivered, 3),
        (
            "a message without an id",
            json!([1, 2]),
            |id| {
                let mut message = delivered(id);
                if id == 2 {
                    message["id"] = Value::Null;
                }
                message
            },
            3,
        ),
    ];
    for (what, list, item, expected) in table {
        for filter in [["--tag", "alert42"], ["--batch", BATCH]] {
            let mut command = listing(&runtime, list.clone(), item);
            let output = command.args(["track", "--json"]).args(filter).output();
            let output = output.unwrap();
            let (code, text) = (output.status.code(), stderr(&output));
            assert_eq!(code, Some(expected), "{what} {filter:?}: {text}");
            let noted = text.contains("can't be read");
            assert_eq!(noted, expected == 3, "{what} {filter:?}: {text}");
            // The first message was found.
            assert!(!text.contains("No sent message"), "{what}: {text}");
        }
    }
}

/// A list may lack messages that were just created.
#[test]
fn messages_of_a_batch_are_delivered_only_if_each_receiver_is_accounted_for() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let refused = json!([{ "receiver": "+33600000003", "message": "Invalid number" }]);
    let (none, null) = (json!([]), Value::Null);
    let (three, two) = (json!(3), json!([1, 2]));
    let stopped = json!({ "stoplisted": 1 });
    let sent = |messages| json!({ "sent": messages, "delivered": 0, "pending": 0, "failed": 0 });
    for (status, receivers, errors, statistics, list, expected) in [
        ("COMPLETED", json!(2), &none, null.clone(), &two, 0),
        ("COMPLETED", three.clone(), &none, null.clone(), &two, 3),
        ("COMPLETED", three.clone(), &none, null.clone(), &none, 3),
        ("COMPLETED", three.clone(), &refused, null.clone(), &two, 0),
        ("COMPLETED", json!(4), &refused, null.clone(), &two, 3),
        // The refused receiver may be the one on the blacklist.
        ("COMPLETED", json!(4), &refused, stopped.clone(), &two, 3),
        // A receiver that was given twice has one message.
        ("COMPLETED", three.clone(), &none, sent(2), &two, 0),
        ("COMPLETED", three.clone(), &none, sent(0), &none, 3),
        (
            "COMPLETED",
            three.clone(),
            &json!([null]),
            null.clone(),
            &two,
            0,
        ),
        ("COMPLETED", three.clone(), &none, stopped, &two, 0),
        ("COMPLETED", null.clone(), &none, sent(2), &two, 0),
        ("COMPLETED", null.clone(), &none, sent(2), &none, 3),
        ("COMPLETED", null.clone(), &none, null.clone(), &two, 3),
        // A batch that failed has fewer messages than receivers.
        ("FAILED", three.clone(), &none, sent(0), &none, 1),
        ("CANCELED", three.clone(), &none, sent(2), &two, 0),
        ("CANCELED", three.clone(), &none, sent(2), &none, 3),
        ("FAILED", three.clone(), &none, json!({}), &none, 3),
        ("FAILED", three, &none, null, &none, 3),
    ] {
        let batch = json!({
            "id": BATCH, "status": status, "totalRecords": receivers, "errors": errors,
            "statistics": statistics,
        });
        let shown = format!("{batch} {list}");
        let list = list.clone();
        let mut command = listing_of(&runtime, batch, list, delivered);
        let output = command.args(["track", "--json", "--batch", BATCH]).output();
        let output = output.unwrap();
        let code = output.status.code();
        assert_eq!(code, Some(expected), "{shown}: {}", stderr(&output));
    }
}

#[test]
fn a_report_of_a_mailing_has_its_own_messages_only() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let failed = |id| {
        let mut message = delivered(id);
        message["deliveryReceipt"] = json!(2);
        if id == 2 {
            message["batchID"] = json!("c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b11");
        }
        message
    };
    let report = |list: Value, more: &[&str]| {
        let mut command = listing(&runtime, list, failed);
        let output = command
            .args(["mailing", "report", BATCH])
            .args(more)
            .output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        (stdout(&output), stderr(&output))
    };
    let (shown, _) = report(json!([1, 2]), &["--json"]);
    let lines: Vec<Value> = shown
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: Vec<_> = lines.iter().map(|line| line["id"].as_i64()).collect();
    assert_eq!(ids, [Some(1)]);
    let (shown, _) = report(json!([2]), &["--reasons"]);
    assert!(shown.contains("No message failed"), "{shown}");
    // One that can't be read may have failed.
    let (shown, notes) = report(json!([2, null]), &["--reasons"]);
    assert!(!shown.contains("No message failed"), "{shown}");
    assert!(notes.contains("can't be read"), "{notes}");
}

#[test]
fn nothing_is_said_to_be_absent_if_an_item_can_not_be_read() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (arguments, sentence) in [
        (&["jobs"][..], "No messages wait"),
        (&["replies"], "No incoming messages"),
    ] {
        for (list, expected) in [(json!([]), true), (json!([null]), false)] {
            let mut command = listing(&runtime, list, delivered);
            let output = command.args(arguments).output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{arguments:?}");
            let said = stderr(&output).contains(sentence);
            assert_eq!(said, expected, "{arguments:?}: {}", stderr(&output));
        }
    }
}

/// The account's name is wrong: the message may wait on the right one.
#[test]
fn a_missing_account_does_not_prove_that_a_message_does_not_wait() {
    let served = Served::start();
    let output = served.run(&["jobs", "cancel", "--service", "sms-zz99999-1", "12"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        !stderr(&output).contains("waits to be sent"),
        "{}",
        stderr(&output)
    );
}

/// The list reports the batch as cancelled, and the batch itself waits.
#[test]
fn a_status_in_a_list_does_not_replace_a_cancellation() {
    let noon = "2027-01-29T12:00:00Z".parse().unwrap();
    let served = Served::of(Sandbox::builder().start_at(noon).speed(0.0));
    let api = served.sandbox.service().unwrap();
    let batch = served.runtime.block_on(async {
        let create = api
            .api()
            .batches_create("Bonjour")
            .name("soldes")
            .no_stop(true);
        let create = create.sender_for_response(true).to(["+33600000000"]);
        create
            .deferred(noon + chrono::TimeDelta::hours(2))
            .send()
            .await
    });
    let mut batch = serde_json::to_value(batch.unwrap().into_inner()).unwrap();
    let id = batch["id"].as_str().unwrap().to_owned();
    batch["status"] = json!("CANCELED");
    let proxy = served.runtime.block_on(Proxy::before(&served.sandbox));
    let list = format!("get /1.0/sms/{}/batches ", served.sandbox.service_name());
    proxy.answer(&list, &json!([batch]).to_string());
    let mut command = served.program();
    let cancel = command.args(["mailing", "cancel", "soldes"]);
    let output = cancel
        .env("OVH_ENDPOINT", proxy.endpoint())
        .output()
        .unwrap();
    let heads = proxy.heads();
    let cancelled = format!(
        "post /1.0/sms/{}/batches/{id}/cancel ",
        served.sandbox.service_name()
    );
    let asked = heads.iter().any(|head| head.starts_with(&cancelled));
    assert!(asked, "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn a_history_states_that_another_message_was_read() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for limit in ["1", "5"] {
        let other = |id| delivered(if id == 2 { 3 } else { id });
        let mut command = listing(&runtime, json!([1, 2]), other);
        let output = command
            .args(["history", "--json", "--limit", limit])
            .output()
            .unwrap();
        assert!(!stdout(&output).contains("\"id\":3"), "{limit}");
        assert!(stderr(&output).contains("can't be read"), "{limit}");
    }
}

/// A cache returns another object for a listed name.
#[test]
fn an_account_or_a_sender_that_is_not_listed_is_not_believed() {
    let served = Served::of(Sandbox::builder().sender("Alerts"));
    let proxy = served.runtime.block_on(Proxy::before(&served.sandbox));
    let run = |arguments: &[&str]| {
        let mut command = served.program();
        let command = command.env("OVH_ENDPOINT", proxy.endpoint());
        let output = command.args(arguments).output().unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (accounts, senders) = (
        ["accounts", "--json", "--min-credits", "10"],
        ["senders", "--json", "--usable"],
    );
    assert_eq!(run(&accounts).0, Some(0));
    assert!(run(&senders).1.contains("Alerts"));
    let account = format!("get /1.0/sms/{} ", served.sandbox.service_name());
    proxy.answer(&account, r#"{"name":"sms-zz99999-9","creditsLeft":1000}"#);
    let (code, shown, notes) = run(&accounts);
    assert_eq!((code, shown.as_str()), (Some(3), ""), "{notes}");
    let sender = format!(
        "get /1.0/sms/{}/senders/alerts ",
        served.sandbox.service_name()
    );
    proxy.answer(&sender, r#"{"sender":"Other","status":"enable"}"#);
    let (code, shown, notes) = run(&senders);
    assert_eq!((code, shown.as_str()), (Some(0), ""), "{notes}");
    assert!(notes.contains("can't be read"), "{notes}");
}

/// The message was cancelled, and the history returns another one for its id.
#[test]
fn another_message_in_the_history_does_not_prove_that_one_was_sent() {
    let noon = "2027-01-29T12:00:00Z".parse().unwrap();
    let served = Served::of(Sandbox::builder().start_at(noon).speed(0.0));
    let send = [
        "send",
        "--json",
        "--no-stop",
        "--in",
        "2h",
        "--to",
        "+33600000000",
        "Bonjour",
    ];
    let report: Value = serde_json::from_str(&stdout(&served.run(&send))).unwrap();
    let id = report["ids"][0].to_string();
    let proxy = served.runtime.block_on(Proxy::before(&served.sandbox));
    let head = format!(
        "get /1.0/sms/{}/outgoing/{id} ",
        served.sandbox.service_name()
    );
    proxy.answer(&head, r#"{"id":1,"message":"Bonjour"}"#);
    let mut command = served.program();
    let output = command
        .args(["jobs", "cancel", &id])
        .env("OVH_ENDPOINT", proxy.endpoint())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("unknown"), "{}", stderr(&output));
}
