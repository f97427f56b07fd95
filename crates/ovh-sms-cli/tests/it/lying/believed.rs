//! What the commands believe: a lost send that is found, and lists that ignore what they are asked
//! for.

use std::process::{Command, Output};

use ovh_sms::sandbox::Fault;
use serde_json::{Value, json};

use super::with_token;
use crate::support::{Served, assert_matches, stderr, stdout};
use ovh_sms_test_support::raw_server::{self, Reply, Request};

const NUMBER: &str = "+33600000000";

fn send(served: &Served, more: &[&str]) -> (Output, Value) {
    let mut arguments = vec!["send", "--json", "--no-stop", "--to", NUMBER, "Alerte"];
    arguments.extend(more);
    let output = served.run(&arguments);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_matches("send", &report);
    (output, report)
}

#[test]
fn what_was_found_and_may_be_anothers_is_no_success() {
    // How the response of the second send is lost, its options, and what is found of it.
    let table = [
        (
            "a random tag",
            Fault::reset_after(),
            &[][..],
            "foundOutgoing",
            0,
        ),
        (
            "a tag that others use",
            Fault::reset_after(),
            &["--tag", "alert42"],
            "foundOutgoing",
            3,
        ),
        (
            "another's job",
            Fault::reset_before(),
            &["--in", "2h"],
            "foundPending",
            3,
        ),
        (
            "its own job",
            Fault::reset_after(),
            &["--in", "2h"],
            "foundPending",
            3,
        ),
    ];
    for (what, fault, more, evidence, code) in table {
        let served = Served::start();
        if what == "another's job" {
            let (output, report) = send(&served, more);
            assert_eq!(output.status.code(), Some(0), "{what}");
            assert_eq!(report["validReceivers"], json!([NUMBER]), "{what}");
            assert_eq!(report["found"], json!([]), "{what}");
        }
        served
            .sandbox
            .faults()
            .add(fault.on("jobs_create").times(1));
        let (output, report) = send(&served, more);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{what}: {}",
            stderr(&output)
        );
        let found = &report["found"][0];
        assert_eq!(found["evidence"], evidence, "{what}");
        assert_eq!(found["certain"], code == 0, "{what}");
        let (certain, unknown) = match code {
            0 => (json!([NUMBER]), json!([])),
            _ => (json!([]), json!([NUMBER])),
        };
        assert_eq!(report["validReceivers"], certain, "{what}");
        assert_eq!(report["unknownReceivers"], unknown, "{what}");
        let warned = stderr(&output).contains("check before you send it again");
        assert_eq!(warned, code == 3, "{what}: {}", stderr(&output));
        // One message, whatever was reported.
        let service = served.sandbox.service().unwrap();
        let count = served.runtime.block_on(async {
            let api = service.api();
            let pending = api.jobs_list().send().await.unwrap().len();
            pending + api.outgoing_list().send().await.unwrap().len()
        });
        assert_eq!(count, 1, "{what}");
    }
}

#[test]
fn what_was_found_is_shown_to_a_person() {
    let served = Served::start();
    let fault = Fault::reset_after().on("jobs_create").times(1);
    served.sandbox.faults().add(fault);
    let output = served.run(&["send", "--no-stop", "--in", "2h", "--to", NUMBER, "Alerte"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(shown.contains("Accepted for 0 of 1 receiver"), "{shown}");
    assert!(
        shown.contains("a pending job with this text was found"),
        "{shown}"
    );
}

/// A service whose lists hold these messages, whatever they are asked for; it knows no batch reads.
fn ignoring(runtime: &tokio::runtime::Runtime, items: Vec<Value>) -> Command {
    let address = runtime.block_on(raw_server::start(move |request: Request| {
        let Some(path) = request.path().strip_prefix("/1.0/sms/sms-ab12345-1/") else {
            return Reply::json(200, 1_700_000_000);
        };
        match path.split_once('/') {
            None => {
                let ids: Vec<&Value> = items.iter().map(|item| &item["id"]).collect();
                Reply::json(200, json!(ids))
            }
            Some((_, id)) => match items
                .iter()
                .find(|item| item["id"].as_i64().is_some_and(|own| id.parse() == Ok(own)))
            {
                Some(item) => Reply::json(200, item),
                None => Reply::json(404, json!({ "message": "no such object" })),
            },
        }
    }));
    with_token(address)
}

fn item(id: i64, change: Value) -> Value {
    let mut item = json!({
        "id": id, "receiver": NUMBER, "sender": "MyCompany", "tag": "alert42", "message": "Alerte",
        "creationDatetime": "2027-01-15T12:00:00Z", "deliveryReceipt": 1, "ptt": 4,
        "differedDelivery": 0, "batchID": "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10",
    });
    for (name, value) in change.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

fn ids(output: &Output) -> Vec<i64> {
    let lines = stdout(output);
    let ids = lines.lines().map(|line| {
        let value: Value = serde_json::from_str(line).unwrap();
        value["id"].as_i64().unwrap()
    });
    ids.collect()
}

#[test]
fn of_a_list_that_ignores_its_filters_only_what_fits_is_shown() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let others = [
        ("--tag=alert42", json!({ "tag": "other" })),
        (
            "--receiver=+33600000000",
            json!({ "receiver": "+33600000001" }),
        ),
        ("--sender=MyCompany", json!({ "sender": "Other" })),
        ("--sender=", json!({})),
        (
            "--since=2027-01-01",
            json!({ "creationDatetime": "2026-01-15T12:00:00Z" }),
        ),
        (
            "--until=2027-02-01",
            json!({ "creationDatetime": "2027-03-15T12:00:00Z" }),
        ),
        ("--receipt=delivered", json!({ "deliveryReceipt": 2 })),
        ("--ptt=4", json!({ "ptt": 28 })),
        ("--differed=0", json!({ "differedDelivery": 60 })),
        (
            "--batch=c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10",
            json!({ "batchID": "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b11" }),
        ),
    ];
    for (filter, change) in others {
        // The one that fits is the older one, so that a limit does not hide the fault.
        let own = if filter == "--sender=" {
            json!({ "sender": "" })
        } else {
            json!({})
        };
        let items = vec![item(1, own), item(2, change)];
        for limit in [None, Some("--limit=1"), Some("--limit=5")] {
            let mut command = ignoring(&runtime, items.clone());
            let output = command
                .args(["history", "--json", filter])
                .args(limit)
                .output()
                .unwrap();
            assert_eq!(
                output.status.code(),
                Some(0),
                "{filter}: {}",
                stderr(&output)
            );
            assert_eq!(ids(&output), [1], "{filter} {limit:?}");
        }
    }
}

#[test]
fn replies_are_shown_only_if_they_are_what_was_asked_for() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let reply = |id, change| {
        let mut reply = item(id, change);
        reply["sender"] = match reply["from"].take() {
            Value::Null => json!(NUMBER),
            from => from,
        };
        reply
    };
    for (filter, change) in [
        ("--tag=alert42", json!({ "tag": "other" })),
        ("--from=+33600000000", json!({ "from": "+33600000001" })),
        (
            "--since=2027-01-01",
            json!({ "creationDatetime": "2026-01-15T12:00:00Z" }),
        ),
    ] {
        let mut command = ignoring(&runtime, vec![reply(1, json!({})), reply(2, change)]);
        let output = command
            .args(["replies", "--json", filter])
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{filter}: {}",
            stderr(&output)
        );
        assert_eq!(ids(&output), [1], "{filter}");
    }
}

#[test]
fn a_delivered_message_of_another_tag_is_no_proof() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let track = |items: Vec<Value>| {
        let mut command = ignoring(&runtime, items);
        command
            .args(["track", "--json", "--tag", "alert42"])
            .output()
            .unwrap()
    };
    let output = track(vec![item(1, json!({ "tag": "other" }))]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    let output = track(vec![
        item(1, json!({ "tag": "other", "deliveryReceipt": 2 })),
        item(2, json!({})),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(ids(&output), [2]);
}

#[test]
fn a_price_below_nothing_is_asked_about() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let address = runtime.block_on(raw_server::start(|request: Request| match request.path() {
        "/1.0/sms/rates/destinations" => Reply::json(200, json!({ "credit": -609 })),
        _ => Reply::json(200, 1_700_000_000),
    }));
    let text = "x".repeat(153 * 11);
    let output = with_token(address)
        .args(["send", "--no-stop", "--to", NUMBER, &text])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("cost is unknown"),
        "{}",
        stderr(&output)
    );
}
