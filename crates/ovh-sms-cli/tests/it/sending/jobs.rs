//! `ovh-sms jobs`: the messages that wait to be sent.

use std::process::{Command, Output, Stdio};

use ovh_sms::sandbox::{Fault, Sandbox};
use ovh_sms_test_support::proxy::Proxy;
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

/// A program by a proxy, and the proxy.
fn by_proxy(served: &Served, arguments: &[&str]) -> (Command, Proxy) {
    let proxy = served.runtime.block_on(Proxy::before(&served.sandbox));
    let mut command = served.program();
    command
        .args(arguments)
        .env("OVH_ENDPOINT", proxy.endpoint())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    (command, proxy)
}

/// Runs the program; when the request comes by, faults begin.
fn met(served: &Served, arguments: &[&str], head: &str, faults: Vec<Fault>) -> Output {
    let (mut command, proxy) = by_proxy(served, arguments);
    proxy.delay(head, std::time::Duration::from_secs(3600));
    let child = command.spawn().unwrap();
    served.runtime.block_on(proxy.seen(head));
    for fault in faults {
        served.sandbox.faults().add(fault);
    }
    proxy.undelay();
    child.wait_with_output().unwrap()
}

#[test]
fn a_failure_after_some_were_cancelled_does_not_hide_them() {
    for fault in [
        Fault::status(403).on("jobs_get"),
        Fault::status(403).on("jobs_delete"),
    ] {
        let served = noon();
        let (first, second) = (waiting(&served, "a"), waiting(&served, "b"));
        let head = format!("get /1.0/sms/sms-ab12345-1/jobs/{second} ");
        let cancel = ["jobs", "--json", "cancel", &first, &second, "12"];
        // The ids are cancelled in ascending order; 12 is none.
        let output = met(&served, &cancel, &head, vec![fault]);
        assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
        let lines = objects(&output, "jobs-cancel");
        let results: Vec<_> = lines.iter().map(|line| line["result"].as_str()).collect();
        let expected = ["notWaiting", "cancelled", "failed"];
        assert_eq!(results, expected.map(Some), "{}", stdout(&output));
        served
            .sandbox
            .advance(std::time::Duration::from_secs(3 * 3600));
        assert_eq!(served.sandbox.phone(NUMBER).inbox().len(), 1);
    }
    // Nothing was cancelled before: the failure is the result.
    let served = noon();
    let first = waiting(&served, "a");
    let refused = Fault::status(403).on("jobs_delete");
    served.sandbox.faults().add(refused);
    let output = served.run(&["jobs", "cancel", &first]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_lost_response_and_a_message_that_is_nowhere_do_not_prove_that_it_was_cancelled() {
    // Not processed; the message leaves meanwhile, and is not in the history yet.
    let served = noon();
    let id = waiting(&served, "a");
    let head = format!("delete /1.0/sms/sms-ab12345-1/jobs/{id} ");
    let faults = vec![
        Fault::status(504).on("jobs_delete"),
        Fault::status(404).on("jobs_get"),
        Fault::status(404).on("outgoing_get"),
    ];
    let output = met(&served, &["jobs", "cancel", &id], &head, faults);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    // Processed, and its repetition finds nothing.
    let served = noon();
    let id = waiting(&served, "a");
    let lost = Fault::reset_after().on("jobs_delete").times(1);
    served.sandbox.faults().add(lost);
    let output = served.run(&["jobs", "cancel", &id]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("neither waits nor is in the history"),
        "{}",
        stderr(&output)
    );
}
