//! `ovh-sms jobs`: the messages that wait to be sent.

use std::process::Output;

use ovh_sms::sandbox::Sandbox;
use serde_json::Value;

use crate::support::{Served, assert_lines_match, assert_matches, stderr, stdout};

const NUMBER: &str = "+33600000000";

fn noon() -> Served {
    let noon = "2027-01-29T12:00:00Z".parse().unwrap();
    Served::of(Sandbox::builder().start_at(noon).speed(0.0))
}

/// Returns the objects that were printed, one per line, checked by their schema.
fn objects(output: &Output, schema: &str) -> Vec<Value> {
    let printed = stdout(output);
    let lines = printed.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .inspect(|line| assert_matches(schema, line))
        .collect()
}

/// Sends a message in two hours, and returns its id.
fn waiting(served: &Served, tag: &str) -> String {
    let output = served.run(&[
        "send",
        "--json",
        "--transactional",
        "--sender",
        "SANDBOX",
        "--in",
        "2h",
        "--tag",
        tag,
        "--to",
        NUMBER,
        "Bonjour",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    report["ids"][0].to_string()
}

#[test]
fn waiting_messages_are_listed_with_the_time_at_which_they_leave() {
    let served = noon();
    let output = served.run(&["jobs"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stderr(&output).contains("No messages wait"),
        "{}",
        stderr(&output)
    );
    let id = waiting(&served, "a");
    let output = served.run(&["jobs"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed = stdout(&output);
    assert!(printed.starts_with("LEAVES"), "{printed}");
    let row = format!("2027-01-29 15:00:00  {id}  {NUMBER}  SANDBOX");
    assert!(printed.contains(&row), "{printed}");
    let output = served.run(&["jobs", "--json"]);
    assert_lines_match("Job", &stdout(&output));
}

#[test]
fn cancelled_messages_are_not_sent() {
    let served = noon();
    let (first, second) = (waiting(&served, "a"), waiting(&served, "b"));
    let output = served.run(&["jobs", "cancel", &first]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("was cancelled"),
        "{}",
        stderr(&output)
    );
    // The first is gone, the other waits. An id that is given twice counts once.
    let output = served.run(&["jobs", "cancel", &first, &second, &second]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    let output = served.run(&["jobs", "cancel", &first]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    served
        .sandbox
        .advance(std::time::Duration::from_secs(3 * 3600));
    assert_eq!(served.sandbox.phone(NUMBER).inbox().len(), 0);
}

#[test]
fn cancelled_messages_are_objects_with_json() {
    let served = noon();
    let id = waiting(&served, "a");
    let results = |arguments: &[&str]| {
        let output = served.run(arguments);
        let lines = objects(&output, "jobs-cancel");
        let results = lines.iter().map(|line| line["result"].as_str().unwrap());
        (
            output.status.code(),
            results.map(str::to_owned).collect::<Vec<_>>(),
        )
    };
    let cancel = ["jobs", "--json", "cancel", &id];
    assert_eq!(results(&cancel), (Some(0), vec!["cancelled".to_owned()]));
    assert_eq!(results(&cancel), (Some(1), vec!["notWaiting".to_owned()]));
    let other = waiting(&served, "b");
    let output = served.run(&["track", "--json", &other, "12"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let lines = objects(&output, "receipt");
    let mut found: Vec<_> = lines
        .iter()
        .map(|line| (line["status"].as_str(), line["leavesAt"].is_string()))
        .collect();
    found.sort_unstable();
    // The sandbox lists waiting messages among the outgoing ones too.
    let expected = [
        (Some("notFound"), false),
        (Some("pending"), false),
        (Some("scheduled"), true),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_message_that_was_sent_cannot_be_cancelled() {
    let served = noon();
    let id = waiting(&served, "a");
    served
        .sandbox
        .advance(std::time::Duration::from_secs(3 * 3600));
    let output = served.run(&["jobs", "cancel", &id]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("was already sent"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn track_says_until_when_a_message_waits() {
    let served = noon();
    let id = waiting(&served, "a");
    let output = served.run(&["track", &id]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let words =
        format!("Message {id} waits to be sent until Fri 2027-01-29 15:00 CET (Europe/Paris).");
    assert!(stderr(&output).contains(&words), "{}", stderr(&output));
    let output = served.run(&["track", "--tag", "a"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("1 message waits to be sent and may have it: see `ovh-sms jobs`"),
        "{}",
        stderr(&output)
    );
    let output = served.run(&["track", "1"]);
    assert!(
        stderr(&output).contains("No message has the id 1"),
        "{}",
        stderr(&output)
    );
}
