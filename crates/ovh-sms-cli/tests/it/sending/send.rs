//! `ovh-sms send`, and what every command does with credentials and mistakes.

use std::process::Stdio;

use serde_json::Value;

use crate::support::{assert_matches, program, run, stderr, stdout};

#[test]
fn a_message_to_the_sandbox_prints_its_report() {
    let output = run(&["send", "--sandbox", "--to", "+33600000000", "Bonjour"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed = stdout(&output);
    assert!(
        printed.contains("Accepted for 1 of 1 receiver."),
        "{printed}"
    );
    assert!(printed.contains("+33600000000  id "), "{printed}");
    assert!(printed.contains("Credits removed: 1"), "{printed}");
    assert!(stderr(&output).contains("Using the sandbox"));
}

#[test]
fn json_is_one_object_and_nothing_else() {
    let output = run(&[
        "send",
        "--sandbox",
        "--json",
        "--to",
        "+33600000000",
        "--to",
        "0033600000001",
        "Bonjour",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_matches("send", &report);
    assert_eq!(
        report["validReceivers"],
        serde_json::json!(["+33600000000", "+33600000001"])
    );
    assert_eq!(report["invalidReceivers"], serde_json::json!([]));
    assert_eq!(report["totalCreditsRemoved"], serde_json::json!(2.0));
    assert_eq!(report["ids"].as_array().unwrap().len(), 2);
}

#[test]
fn numbers_that_are_none_are_all_named_and_nothing_is_sent() {
    let output = run(&[
        "send",
        "--sandbox",
        "--to",
        "+29012348",
        "--to",
        "0600000000",
        "--to",
        "abc",
        "Bonjour",
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "");
    let shown = stderr(&output);
    assert!(shown.contains("Nothing was sent"), "{shown}");
    assert!(
        shown.contains("060*****00") && shown.contains("abc"),
        "{shown}"
    );
    assert!(!shown.contains("+29012348"), "{shown}");
    assert!(
        !shown.contains("sandbox"),
        "it is not even started: {shown}"
    );
}

#[test]
fn a_receiver_that_only_the_service_refuses_is_told_with_exit_code_1() {
    // A number that no phone can have, though it has the form of one.
    let refused = "+2901234";
    let output = run(&["send", "--sandbox", "--json", "--to", refused, "Bonjour"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(report["invalidReceivers"], serde_json::json!([refused]));
    let output = run(&[
        "send",
        "--sandbox",
        "--to",
        refused,
        "--to",
        "+33600000000",
        "Bonjour",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains(&format!("{refused}  invalid")));
}

#[test]
fn what_is_not_right_is_said_before_anything_is_sent() {
    let cases: [(&[&str], &str); 5] = [
        (&["send", "--sandbox", "Bonjour"], "--to"),
        (
            &["send", "--sandbox", "--to", "+33600000000", ""],
            "no text",
        ),
        (
            &[
                "send",
                "--sandbox",
                "--service",
                "",
                "--to",
                "+33600000000",
                "Bonjour",
            ],
            "service",
        ),
        (
            &[
                "send",
                "--sandbox",
                "--service",
                "..",
                "--to",
                "+33600000000",
                "Bonjour",
            ],
            "service",
        ),
        (&["send", "--nonsense"], "--nonsense"),
    ];
    for (arguments, word) in cases {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(word),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
}

#[test]
fn no_credentials_is_an_error_and_never_the_sandbox() {
    let output = run(&["send", "--transactional", "--to", "+33600000000", "Bonjour"]);
    assert_eq!(output.status.code(), Some(2));
    let shown = stderr(&output);
    assert!(
        ["createToken", "--sandbox", "`ovh-sms login`"]
            .iter()
            .all(|way| shown.contains(way)),
        "{shown}"
    );
    assert_eq!(stdout(&output), "");
}

#[test]
fn half_a_credential_names_what_is_missing() {
    let output = program()
        .args(["send", "--transactional", "--to", "+33600000000", "Bonjour"])
        .env("OVH_APPLICATION_KEY", "7kbG7Bk7S9Nt7ZSV")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let shown = stderr(&output);
    assert!(
        shown.contains("application_secret") && shown.contains("OVH_APPLICATION_KEY"),
        "{shown}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_changes_nothing_of_what_was_sent() {
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = program()
        .args([
            "send",
            "--sandbox",
            "--json",
            "--to",
            "+33600000000",
            "Bonjour",
        ])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stderr(&output).contains("1 messages were accepted"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn accounts_that_cannot_be_listed_are_no_unknown_outcome() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap();
            let is_time = request[..length].starts_with(b"GET /1.0/auth/time");
            let (status, body) = if is_time {
                (200, "1700000000")
            } else {
                (500, "{}")
            };
            let answer = format!(
                "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    let output = program()
        .args(["send", "--transactional", "--to", "+33600000000", "Bonjour"])
        .env("OVH_ENDPOINT", format!("http://127.0.0.1:{port}/1.0"))
        .env("OVH_APPLICATION_KEY", "7kbG7Bk7S9Nt7ZSV")
        .env("OVH_APPLICATION_SECRET", "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF")
        .env("OVH_CONSUMER_KEY", "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("Failed to list the SMS accounts"),
        "{}",
        stderr(&output)
    );
    assert!(!stderr(&output).contains("may have been sent"));
}
