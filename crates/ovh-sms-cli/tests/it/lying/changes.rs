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
    let commands: [(&[&str], bool); 4] = [
        (&receipts, true),
        (&["blacklist", "remove", NUMBER], true),
        (&["api", "--json", "jobs_delete", "--id", "12"], true),
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
