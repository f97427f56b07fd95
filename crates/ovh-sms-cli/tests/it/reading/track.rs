//! `ovh-sms track`: receipts as they come, and exit codes that scripts can rely on.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms::sandbox::{Fault, Outcome, Sandbox};
use serde_json::Value;

use crate::support::{Served, Terminal, assert_matches, run, stderr, stdout};

const MINUTE: Duration = Duration::from_secs(60);

/// Sends to each of the numbers, with the tag `alert`; their ids.
fn sent(served: &Served, numbers: &[&str]) -> Vec<String> {
    let message = Message::transactional("Bonjour")
        .from("SANDBOX")
        .tag("alert");
    let service = served.sandbox.service().unwrap();
    let report = served
        .runtime
        .block_on(async { service.send(message.to_all(numbers.iter().copied())).await })
        .unwrap();
    report.ids().map(|id| id.to_string()).collect()
}

/// The arguments with the ids behind them.
fn with<'a>(arguments: &[&'a str], ids: &'a [String]) -> Vec<&'a str> {
    let ids = ids.iter().map(String::as_str);
    arguments.iter().copied().chain(ids).collect()
}

/// The receipts that were printed, checked by their schema.
fn receipts(printed: &str) -> Vec<Value> {
    let lines = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines
        .inspect(|line| assert_matches("receipt", line))
        .collect()
}

/// A command under way, its output read line by line.
struct Running {
    child: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(served: &Served, arguments: &[&str]) -> Self {
        let mut child = served
            .program()
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    fn receipt(&mut self) -> Value {
        let line = self.lines.next().unwrap().unwrap();
        receipts(&line).remove(0)
    }

    fn code(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

#[test]
fn the_exit_code_tells_what_became_of_the_messages() {
    let served = Served::start();
    served
        .sandbox
        .phone("+33600000002")
        .outcome(Outcome::Failed(28));
    served
        .sandbox
        .phone("+33600000003")
        .outcome(Outcome::Silent);
    served
        .sandbox
        .phone("+33600000004")
        .outcome(Outcome::Error(202));
    let ids = sent(
        &served,
        &[
            "+33600000001",
            "+33600000002",
            "+33600000003",
            "+33600000004",
        ],
    );
    served.sandbox.advance(MINUTE);
    let [delivered, failed, silent, error] = ids.as_slice() else {
        panic!("{ids:?}");
    };
    let cases: [(&[&String], i32); 7] = [
        (&[delivered], 0),
        (&[failed], 1),
        (&[failed, error], 1),
        (&[silent], 3),
        (&[delivered, failed], 4),
        (&[delivered, silent], 3),
        (&[failed, silent], 3),
    ];
    for (ids, code) in cases {
        let ids: Vec<String> = ids.iter().map(|id| (*id).clone()).collect();
        let output = served.run(&with(&["track", "--json"], &ids));
        assert_eq!(
            output.status.code(),
            Some(code),
            "{ids:?}: {}",
            stderr(&output)
        );
        assert_eq!(receipts(&stdout(&output)).len(), ids.len());
    }
}

#[test]
fn receipts_are_lines_with_their_reasons() {
    let served = Served::start();
    served
        .sandbox
        .phone("+33600000002")
        .outcome(Outcome::Failed(28));
    sent(&served, &["+33600000001", "+33600000002"]);
    served.sandbox.advance(MINUTE);
    let output = served.run(&["track", "--tag", "alert"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r"
    802084012   +33600000001      delivered  4: delivered
    802084014   +33600000002      failed     28: suspected spam
    ");
    insta::assert_snapshot!(stderr(&output), @r"
    Of 2 messages: 1 delivered, 1 failed.
    28: suspected spam. Do not repeat it: change the text and its links, and check the sender.
    ");
}

#[test]
fn it_waits_and_prints_each_receipt_as_it_comes() {
    let served = Served::of(Sandbox::builder().delivery_delay(MINUTE));
    let ids = sent(&served, &["+33600000001"]);
    let mut running = Running::start(&served, &with(&["track", "--json", "--wait"], &ids));
    let first = running.receipt();
    assert_eq!(
        (&first["status"], &first["final"]),
        (&"pending".into(), &false.into())
    );
    served.sandbox.advance(2 * MINUTE);
    let last = running.receipt();
    assert_eq!(
        (&last["status"], &last["ptt"]),
        (&"delivered".into(), &4.into())
    );
    assert!(running.lines.next().is_none());
    assert_eq!(running.code(), Some(0));
}

#[test]
fn a_tag_finds_messages_that_come_later() {
    let served = Served::start();
    let mut running = Running::start(&served, &["track", "--json", "--tag", "alert", "--wait"]);
    // It has read the list before there was anything in it.
    while served
        .sandbox
        .requests()
        .iter()
        .all(|one| one.operation.as_deref() != Some("outgoing_list"))
    {
        std::thread::sleep(Duration::from_millis(10));
    }
    sent(&served, &["+33600000001"]);
    served.sandbox.advance(MINUTE);
    assert_eq!(running.receipt()["status"], "delivered");
    assert_eq!(running.code(), Some(0));
}

#[test]
fn an_id_of_no_message_is_told_and_waited_for_no_longer_than_asked() {
    let served = Served::start();
    let output = served.run(&["track", "12345", "--timeout", "100ms"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let shown = "No message has the id 12345.\nOf 1 message: 1 unknown.\n";
    assert_eq!(stderr(&output), shown);
}

#[test]
fn the_time_is_up_where_nothing_comes() {
    let served = Served::start();
    served
        .sandbox
        .phone("+33600000001")
        .outcome(Outcome::Silent);
    let ids = sent(&served, &["+33600000001"]);
    let output = served.run(&with(&["track", "--timeout", "100ms"], &ids));
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("1 unknown"), "{}", stderr(&output));
}

#[test]
fn a_message_that_waits_for_its_time_is_pending() {
    let served = Served::start();
    let output = served.run(&[
        "send",
        "--json",
        "--no-stop",
        "--in",
        "2h",
        "--to",
        "+33600000001",
        "Bonjour",
    ]);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let id = [report["ids"][0].to_string()];
    let output = served.run(&with(&["track", "--json"], &id));
    assert_eq!(output.status.code(), Some(3));
    let receipt = receipts(&stdout(&output)).remove(0);
    assert_eq!(
        (&receipt["status"], &receipt["sentAt"]),
        (&"pending".into(), &Value::Null)
    );
    served.sandbox.advance(130 * MINUTE);
    let output = served.run(&with(&["track", "--json"], &id));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn what_cannot_be_known_is_code_3_with_a_sentence() {
    let served = Served::start();
    let cases: [(&[&str], &str); 4] = [
        (&["track", "12345"], "No message has the id 12345."),
        (
            &["track", "--tag", "nobody"],
            "No sent message has the tag nobody.",
        ),
        (
            &["track", "--batch", "3f0e0b1c-0000-4000-8000-000000000000"],
            "404",
        ),
        (
            &["track", "--service", "sms-zz99999-1", "--tag", "x"],
            "404",
        ),
    ];
    for (arguments, sentence) in cases {
        let output = served.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(3),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(sentence),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
    served.sandbox.faults().refuse_connections(true);
    let output = served.run(&["track", "12345"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("got no response"),
        "{}",
        stderr(&output)
    );
    assert!(
        !stderr(&output).contains("may have been processed"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_fails_and_passes_is_tried_again_while_there_is_time() {
    let served = Served::start();
    let ids = sent(&served, &["+33600000001"]);
    served.sandbox.advance(MINUTE);
    // As often as a request is tried by itself.
    served
        .sandbox
        .faults()
        .add(Fault::status(503).on("outgoing_get").times(4));
    let output = served.run(&with(&["track", "--wait"], &ids));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("delivered"));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_changes_nothing_of_the_exit_code() {
    let served = Served::start();
    let ids = sent(&served, &["+33600000001", "+33600000002"]);
    served.sandbox.advance(MINUTE);
    let full = std::fs::File::options().write(true).open("/dev/full");
    let mut command = served.program();
    command.args(with(&["track"], &ids)).stdout(full.unwrap());
    let output = command.stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown = stderr(&output);
    assert_eq!(
        shown.matches("Failed to write the output").count(),
        1,
        "{shown}"
    );
    assert!(shown.contains("Of 2 messages: 2 delivered."), "{shown}");
}

#[test]
fn the_command_line_is_checked() {
    for (arguments, word) in [
        (vec!["track"], "ID"),
        (vec!["track", "abc"], "abc"),
        (vec!["track", "--batch", "abc"], "abc"),
        (vec!["track", "1", "--tag", "x"], "cannot be used with"),
        (vec!["track", "1", "--timeout", "soon"], "write it as 90s"),
        (vec!["track", "1"], "sandbox"),
    ] {
        let output = run(&arguments);
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
}

/// A message that is delivered, one that failed, and one of which nothing is heard; their ids.
fn delivered_failed_silent(served: &Served) -> Vec<String> {
    let phone = |number| served.sandbox.phone(number);
    phone("+33600000002").outcome(Outcome::Failed(28));
    phone("+33600000003").outcome(Outcome::Silent);
    let ids = sent(served, &["+33600000001", "+33600000002", "+33600000003"]);
    served.sandbox.advance(MINUTE);
    ids
}

#[test]
fn delivered_is_green_and_failed_is_red() {
    let served = Served::start();
    let ids = delivered_failed_silent(&served);
    let arguments = with(&["track"], &ids);
    let (seen, code) = Terminal::start(served.program().args(arguments)).end();
    assert!(
        seen.contains("\u{1b}[32mdelivered") && seen.contains("\u{1b}[31mfailed"),
        "{seen:?}"
    );
    assert_eq!(code, 3, "{seen}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_tells_what_is_known() {
    let served = Served::start();
    let ids = delivered_failed_silent(&served);
    let mut child = served
        .program()
        .args(with(&["track", "--wait"], &ids))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.take(3).count(), 3);
    // Not Ctrl-C in a terminal, which throws away what is printed at that moment.
    let interrupt = format!("kill -INT {}", child.id());
    let sent = std::process::Command::new("sh")
        .args(["-c", &interrupt])
        .status();
    assert!(sent.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(3),
        "{} {}",
        output.status,
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("Of 3 messages: 1 delivered, 1 failed, 1 unknown."),
        "{}",
        stderr(&output)
    );
}
