//! `ovh-sms send`: where text and receivers come from, and when a message leaves.

use std::io::Write;
use std::process::{Output, Stdio};

use chrono::{SecondsFormat, TimeDelta};
use serde_json::Value;

use crate::support::{Served, stderr, stdout};

const NUMBER: &str = "+33600000000";

/// Runs it with this on stdin.
fn fed(served: &Served, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = served
        .program()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn file(content: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    file
}

fn texts(served: &Served, number: &str) -> Vec<String> {
    served.sandbox.advance(std::time::Duration::from_secs(60));
    let inbox = served.sandbox.phone(number).inbox();
    inbox.into_iter().map(|message| message.text).collect()
}

#[test]
fn the_text_comes_from_stdin_or_a_file_without_the_end_of_its_last_line() {
    let served = Served::start();
    let output = fed(
        &served,
        &["send", "--no-stop", "--to", NUMBER, "-"],
        b"Un\nDeux\r\n",
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = file("Prêt\n".as_bytes());
    let path = text.path().to_str().unwrap();
    let output = served.run(&["send", "--no-stop", "--to", NUMBER, "--file", path]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(texts(&served, NUMBER), ["Un\nDeux", "Prêt"]);
}

fn assert_done(output: &Output, encoding: &str) {
    let code = output.status.code();
    assert_eq!(code, Some(0), "{encoding}: {}", stderr(output));
}

/// A text as programs store it.
fn stored(text: &str) -> [(&'static str, Vec<u8>); 5] {
    let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| {
        let marked = format!("\u{feff}{text}");
        marked.encode_utf16().flat_map(to_bytes).collect()
    };
    let unmarked = text.encode_utf16().flat_map(u16::to_le_bytes);
    [
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-8 with a mark", format!("\u{feff}{text}").into_bytes()),
        ("UTF-16LE", utf_16(u16::to_le_bytes)),
        ("UTF-16BE", utf_16(u16::to_be_bytes)),
        ("UTF-16LE without a mark", unmarked.collect()),
    ]
}

#[test]
fn texts_numbers_and_bodies_are_read_in_each_encoding() {
    let served = Served::start();
    let letters = "é".repeat(160);
    let number = "+33600000007";
    let body = format!(
        r#"{{"message":"{letters}","receivers":["{number}"],"noStopClause":true,"senderForResponse":true}}"#
    );
    let (mut messages, mut to_file) = (0, 0);
    for (encoding, bytes) in stored(&format!("{letters}\n")) {
        let text = file(&bytes);
        let path = text.path().to_str().unwrap();
        let estimates = [
            served.run(&["estimate", "--transactional", "--json", "--file", path]),
            fed(
                &served,
                &["estimate", "--transactional", "--json", "-"],
                &bytes,
            ),
        ];
        for output in estimates {
            let estimate: Value = serde_json::from_str(&stdout(&output)).unwrap();
            let measured = (&estimate["parts"], &estimate["units"]);
            assert_eq!(measured, (&1.into(), &160.into()), "{encoding}");
        }
        let send = ["send", "--transactional", "--to", number];
        for output in [
            served.run(&[&send[..], &["--file", path]].concat()),
            fed(&served, &[&send[..], &["-"]].concat(), &bytes),
        ] {
            assert_done(&output, encoding);
            messages += 1;
        }
    }
    for (encoding, bytes) in stored(&body) {
        let text = file(&bytes);
        let source = format!("@{}", text.path().to_str().unwrap());
        let output = served.run(&["api", "jobs_create", "--yes", "--body", &source]);
        assert_done(&output, encoding);
        messages += 1;
    }
    for (encoding, bytes) in stored("+33600000008\r\n") {
        let numbers = file(&bytes);
        let path = numbers.path().to_str().unwrap();
        let send = ["send", "--transactional", "--to-file"];
        for output in [
            served.run(&[&send[..], &[path, "x"]].concat()),
            fed(&served, &[&send[..], &["-", "x"]].concat(), &bytes),
        ] {
            assert_done(&output, encoding);
            to_file += 1;
        }
    }
    assert_eq!(texts(&served, number), vec![letters; messages]);
    assert_eq!(texts(&served, "+33600000008"), vec!["x"; to_file]);
}

#[test]
fn receivers_come_from_options_and_a_file_together() {
    let served = Served::start();
    let numbers = "\u{feff}+33 6 00 00 00 01\r\n\n# the second floor\n0033600000002\n";
    let numbers = file(numbers.as_bytes());
    let path = numbers.path().to_str().unwrap();
    let output = served.run(&[
        "send",
        "--json",
        "--no-stop",
        "--to",
        NUMBER,
        "--to-file",
        path,
        "x",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let expected = serde_json::json!([NUMBER, "+33600000001", "+33600000002"]);
    assert_eq!(report["validReceivers"], expected);

    let output = fed(
        &served,
        &["send", "--no-stop", "--to-file", "-", "y"],
        b"+33600000003\n",
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(texts(&served, "+33600000003"), ["y"]);
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_sent() {
    let served = Served::start();
    let latin = file(b"Pr\xeat");
    let latin = latin.path().to_str().unwrap();
    let numbers = file(b"+33600000001\nMarie\n\n0600000002\n");
    let numbers = numbers.path().to_str().unwrap();
    let twice = file(b"+33600000001\n\n0033 600000001\n");
    let twice = twice.path().to_str().unwrap();
    let nobody = file(b"# nobody\n");
    let nobody = nobody.path().to_str().unwrap();
    let endless = "x".repeat((1 << 20) + 1);
    let cases: [(&[&str], &[u8], &[&str]); 9] = [
        (&["--to", NUMBER, "-"], b"\xff", &["stdin", "UTF-8"]),
        (&["--to", NUMBER, "-"], b"\n", &["no text"]),
        (
            &["--to", NUMBER, "-"],
            endless.as_bytes(),
            &["1048576 bytes"],
        ),
        (&["--to", NUMBER, "--file", latin], b"", &["UTF-8"]),
        (
            &["--to", NUMBER, "--file", "/nonexistent"],
            b"",
            &["can't be read"],
        ),
        (
            &["--to-file", numbers, "x"],
            b"",
            &["line 2", "Marie", "line 4", "060*****02"],
        ),
        (
            &["--to-file", twice, "x"],
            b"",
            &["occur twice", "line 3: +33600000001 is already on line 1"],
        ),
        (&["--to-file", nobody, "x"], b"", &["no receiver"]),
        (&["--to-file", "-", "-"], b"", &["can't both"]),
    ];
    for (arguments, input, words) in cases {
        let arguments: Vec<&str> = ["send", "--transactional"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        let output = fed(&served, &arguments, input);
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {printed}");
        assert!(
            printed.starts_with("error: Nothing was sent"),
            "{arguments:?}: {printed}"
        );
        assert!(
            words.iter().all(|word| printed.contains(word)),
            "{arguments:?}: {printed}"
        );
        assert_eq!(stdout(&output), "");
    }
    let requests = served.sandbox.requests();
    assert!(requests.is_empty(), "{requests:?}");
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_text_are_refused_in_a_sentence() {
    use std::os::unix::ffi::OsStrExt;
    let served = Served::start();
    let mut command = served.program();
    command.args(["send", "--transactional", "--to", NUMBER]);
    let output = command
        .arg(std::ffi::OsStr::from_bytes(b"Pr\xeat"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("UTF-8"), "{}", stderr(&output));
}

#[test]
fn many_bad_numbers_are_not_all_told() {
    let served = Served::start();
    let lines: String = (0..100).map(|place| format!("nobody{place}\n")).collect();
    let output = fed(
        &served,
        &["send", "--transactional", "--to-file", "-", "x"],
        lines.as_bytes(),
    );
    let printed = stderr(&output);
    assert_eq!(printed.lines().count(), 22, "{printed}");
    assert!(printed.contains("and 80 more"), "{printed}");
}

#[test]
fn it_leaves_when_it_is_told_to_and_is_found_by_its_tag() {
    let served = Served::start();
    let at =
        (served.sandbox.now() + TimeDelta::hours(3)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let send = |arguments: &[&str]| {
        let all = [
            "send",
            "--json",
            "--no-stop",
            "--to",
            NUMBER,
            "--tag",
            "alert42",
        ];
        let all: Vec<&str> = all.iter().chain(arguments).copied().collect();
        let output = served.run(&all);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!(report["tag"], "alert42");
    };
    send(&["--at", &at, "three hours"]);
    send(&["--in", "1h 30m", "--valid-for", "10m", "one and a half"]);
    let requests = served.sandbox.requests();
    let bodies: Vec<Value> = requests
        .iter()
        .filter(|one| one.operation.as_deref() == Some("jobs_create"))
        .map(|one| serde_json::from_str(&one.body).unwrap())
        .collect();
    assert_eq!(bodies[0]["differedPeriod"], 180);
    assert_eq!(bodies[1]["differedPeriod"], 90);
    assert_eq!(bodies[1]["validityPeriod"], 10);
    assert_eq!(texts(&served, NUMBER), Vec::<String>::new());
    served
        .sandbox
        .advance(std::time::Duration::from_secs(4 * 3600));
    assert_eq!(texts(&served, NUMBER), ["one and a half", "three hours"]);
}

#[test]
fn a_time_that_is_over_or_none_is_refused() {
    let served = Served::start();
    for (arguments, word) in [
        (["--at", "2020-01-01T00:00:00Z"], "has passed: the"),
        (["--at", "tomorrow"], "write it as"),
        (["--in", "soon"], "write it as"),
        (["--in", "999999999999d"], "send"),
        (["--tag", "with spaces"], "1 to 36 letters"),
    ] {
        let all: Vec<&str> = ["send", "--no-stop", "--to", NUMBER, "x"]
            .iter()
            .chain(&arguments)
            .copied()
            .collect();
        let output = served.run(&all);
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
    }
    assert_eq!(texts(&served, NUMBER), Vec::<String>::new());
}
