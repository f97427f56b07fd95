//! Changes whose response is lost, or that can't be read back: the exit code states that they may
//! have been made.

use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use ovh_sms::sandbox::Fault;
use ovh_sms_test_support::raw_server::{self, Reply, Request};
use serde_json::json;

use crate::support::{Served, program, stderr};

const NUMBER: &str = "+33600000002";

/// A program with the keys of an application, and a server that responds with these.
fn answered(
    runtime: &tokio::runtime::Runtime,
    reply: impl Fn(&str, &str) -> Reply + Send + Sync + 'static,
) -> Command {
    let address = runtime.block_on(raw_server::start(move |request: Request| {
        reply(&request.method, request.path())
    }));
    let mut command = program();
    command
        .env("OVH_ENDPOINT", format!("http://{address}/1.0"))
        .env("OVH_APPLICATION_KEY", "7kbG7Bk7S9Nt7ZSV")
        .env("OVH_APPLICATION_SECRET", "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF")
        .env("OVH_CONSUMER_KEY", "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1")
        .env("OVH_SMS_SERVICE", "sms-ab12345-1");
    command
}

fn refused_time() -> Reply {
    let body = json!({ "errorCode": "QUERY_TIME_OUT", "message": "Query out of time" });
    Reply::json(400, body)
}

fn not_found() -> Reply {
    let body = json!({ "class": "Client::NotFound", "message": "Not found" });
    Reply::json(404, body)
}

fn code_and_text(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), stderr(output))
}

/// The first attempt is processed by the service, and a gateway responds with 502. The second one is
/// refused, because the service's clock must be read again, which fails.
#[test]
fn a_change_may_have_been_made_although_the_last_error_is_of_the_clock() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let receipts = ["callbacks", "set", "--receipts", "https://example.com/x"];
    let raw = ["api", "--yes", "--raw", "DELETE /sms/sms-ab12345-1/jobs/12"];
    let commands: [(&[&str], bool); 5] = [
        (&receipts, true),
        (&["blacklist", "remove", NUMBER], true),
        (&["api", "--json", "jobs_delete", "--id", "12"], true),
        (&raw, true),
        // A read changes nothing.
        (&["callbacks"], false),
    ];
    for (arguments, changes) in commands {
        let (times, calls) = (AtomicU32::new(0), AtomicU32::new(0));
        let mut command = answered(&runtime, move |_, path| match path {
            "/1.0/auth/time" if times.fetch_add(1, Ordering::SeqCst) == 0 => {
                Reply::json(200, 1_700_000_000)
            }
            "/1.0/auth/time" => not_found(),
            _ if calls.fetch_add(1, Ordering::SeqCst) == 0 => Reply::json(502, "\"bad gateway\""),
            _ => refused_time(),
        });
        let (code, text) = code_and_text(&command.args(arguments).output().unwrap());
        let expected = if changes { 3 } else { 1 };
        assert_eq!(code, Some(expected), "{arguments:?}: {text}");
        let advised = text.contains("check before you repeat it");
        assert_eq!(advised, changes, "{arguments:?}: {text}");
    }
}

/// The clock is read before each first request: its 404 does not mean that an object is missing.
#[test]
fn a_clock_that_is_not_found_says_nothing_about_an_object() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for arguments in [
        &["blacklist", "remove", NUMBER][..],
        &["jobs", "cancel", "12"],
    ] {
        let mut command = answered(&runtime, |_, _| not_found());
        let (code, text) = code_and_text(&command.args(arguments).output().unwrap());
        assert_eq!(code, Some(1), "{arguments:?}: {text}");
        assert!(text.contains("/auth/time"), "{arguments:?}: {text}");
    }
}

#[test]
fn a_number_whose_removal_was_lost_counts_as_removed() {
    let served = Served::start();
    let add = |number: &str| {
        let service = served.sandbox.service().unwrap();
        let message = ovh_sms::message::Message::transactional("Bonjour").allow_replies();
        let send = async { service.send(message.to(number)).await };
        assert_eq!(served.runtime.block_on(send).unwrap().sent().count(), 1);
        served.sandbox.advance(std::time::Duration::from_secs(60));
        assert!(served.sandbox.phone(number).stop());
    };
    add(NUMBER);
    let lost = Fault::reset_after().on("blacklists_delete").times(1);
    served.sandbox.faults().add(lost);
    let (code, text) = code_and_text(&served.run(&["blacklist", "remove", NUMBER]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("was removed"), "{text}");
    // It is not on the list any more.
    let (code, text) = code_and_text(&served.run(&["blacklist", "remove", NUMBER]));
    assert_eq!(code, Some(1), "{text}");
}

#[test]
fn a_removal_that_is_unknown_is_not_a_partial_success() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut command = answered(&runtime, |method, path| match (method, path) {
        (_, "/1.0/auth/time") => Reply::json(200, 1_700_000_000),
        ("DELETE", path) if path.ends_with("33600000003") => Reply::json(502, "\"bad gateway\""),
        _ => Reply::json(200, "null"),
    });
    let remove = ["blacklist", "remove", NUMBER, "+33600000003"];
    let (code, text) = code_and_text(&command.args(remove).output().unwrap());
    assert_eq!(code, Some(3), "{text}");
}

/// The list is read only to find another form of the number.
#[test]
fn a_list_that_can_not_be_read_after_a_refusal_leaves_nothing_unknown() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (first, expected) in [(404, 1), (502, 3)] {
        let deletions = AtomicU32::new(0);
        let mut command = answered(&runtime, move |method, path| match (method, path) {
            (_, "/1.0/auth/time") => Reply::json(200, 1_700_000_000),
            ("DELETE", _) if first == 502 && deletions.fetch_add(1, Ordering::SeqCst) == 0 => {
                Reply::json(502, "\"bad gateway\"")
            }
            ("DELETE", _) => not_found(),
            _ => Reply::json(403, json!({ "message": "This call has not been granted" })),
        });
        let remove = ["blacklist", "remove", NUMBER];
        let (code, text) = code_and_text(&command.args(remove).output().unwrap());
        assert_eq!(code, Some(expected), "{first}: {text}");
    }
}

/// The first request did not arrive, and the service writes the number in another form.
#[test]
fn a_lost_removal_does_not_hide_another_form_of_the_number() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let deletions = AtomicU32::new(0);
    let mut command = answered(&runtime, move |method, path| match (method, path) {
        (_, "/1.0/auth/time") => Reply::json(200, 1_700_000_000),
        ("DELETE", path) if path.ends_with("/0033600000002") => {
            deletions.fetch_add(100, Ordering::SeqCst);
            Reply::json(200, "null")
        }
        ("DELETE", _) if deletions.fetch_add(1, Ordering::SeqCst) == 0 => {
            Reply::json(502, "\"bad gateway\"")
        }
        ("DELETE", _) => not_found(),
        _ if deletions.load(Ordering::SeqCst) < 100 => Reply::json(200, json!(["0033600000002"])),
        _ => Reply::json(500, "\"it was deleted already\""),
    });
    let (code, text) = code_and_text(
        &command
            .args(["blacklist", "remove", NUMBER])
            .output()
            .unwrap(),
    );
    assert_eq!(code, Some(0), "{text}");
}

/// The list is late, and still contains the number that the first request has removed.
#[test]
fn a_late_list_does_not_undo_a_removal() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let deletions = AtomicU32::new(0);
    let mut command = answered(&runtime, move |method, path| match (method, path) {
        (_, "/1.0/auth/time") => Reply::json(200, 1_700_000_000),
        ("DELETE", _) if deletions.fetch_add(1, Ordering::SeqCst) == 0 => {
            Reply::json(502, "\"bad gateway\"")
        }
        ("DELETE", _) => not_found(),
        _ => Reply::json(200, json!([NUMBER])),
    });
    let remove = ["blacklist", "remove", NUMBER];
    let (code, text) = code_and_text(&command.args(remove).output().unwrap());
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn a_list_that_is_incomplete_does_not_prove_that_a_number_is_not_on_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut command = answered(&runtime, |method, path| match (method, path) {
        (_, "/1.0/auth/time") => Reply::json(200, 1_700_000_000),
        ("DELETE", _) => not_found(),
        _ => Reply::json(200, json!([null])),
    });
    let remove = ["blacklist", "remove", NUMBER];
    let (code, text) = code_and_text(&command.args(remove).output().unwrap());
    assert_eq!(code, Some(1), "{text}");
    assert!(!text.contains("was not on the blacklist"), "{text}");
}

/// Reading the sender fails while it is being reviewed.
#[test]
fn a_failure_that_passes_does_not_mean_that_a_sender_is_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (failure, expected) in [(503, 3), (403, 3), (404, 1)] {
        let mut command = answered(&runtime, move |_, path| match path {
            "/1.0/auth/time" => Reply::json(200, 1_700_000_000),
            _ if failure == 404 => not_found(),
            _ => Reply::json(failure, json!({ "message": "No" })),
        });
        let wait = ["senders", "wait", "MP RENOV", "--timeout", "1s"];
        let (code, text) = code_and_text(&command.args(wait).output().unwrap());
        assert_eq!(code, Some(expected), "{failure}: {text}");
    }
}

#[test]
fn a_sender_that_was_requested_and_can_not_be_read_is_unknown() {
    for (fault, expected) in [("senders_get", 3), ("senders_create", 1)] {
        let served = Served::start();
        served.sandbox.faults().add(Fault::status(403).on(fault));
        let add = ["senders", "add", "MP RENOV", "--reason", "Our name"];
        let (code, text) = code_and_text(&served.run(&add));
        assert_eq!(code, Some(expected), "{fault}: {text}");
    }
}
