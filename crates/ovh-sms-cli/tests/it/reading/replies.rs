//! `ovh-sms replies`: what receivers have written, each once.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms::sandbox::{Fault, Sandbox};

use crate::support::{Served, Terminal, assert_lines_match, run, stderr, stdout};

const MINUTE: Duration = Duration::from_secs(60);

/// A sandbox whose clock stands still unless it is moved.
fn frozen() -> Served {
    let noon = "2027-01-29T12:00:00Z".parse().unwrap();
    Served::of(Sandbox::builder().start_at(noon).speed(0.0))
}

/// Asks a question that the numbers can answer.
fn ask(served: &Served, tag: &str, numbers: &[&str]) {
    let question = Message::transactional("OUI ou NON ?")
        .allow_replies()
        .tag(tag);
    let service = served.sandbox.service().unwrap();
    let question = question.to_all(numbers.iter().copied());
    let sent = served
        .runtime
        .block_on(async { service.send(question).await });
    assert_eq!(sent.unwrap().sent().count(), numbers.len());
    served.sandbox.advance(MINUTE);
}

fn reply(served: &Served, number: &str, text: &str) {
    assert!(served.sandbox.phone(number).reply(text));
    served.sandbox.advance(MINUTE);
}

/// Three answers to two questions.
fn answered() -> Served {
    let served = frozen();
    ask(&served, "first", &["+33600000001", "+33600000002"]);
    reply(&served, "+33600000002", "Non; pas\nmoi");
    reply(&served, "+33600000001", "Oui");
    ask(&served, "second", &["+33600000001"]);
    reply(&served, "+33600000001", "\u{1b}[2JEncore");
    served
}

fn program(served: &Served, arguments: &[&str]) -> Command {
    let mut command = served.program();
    command.args(arguments).args(["--time-zone", "UTC"]);
    command
}

#[test]
fn the_table_has_the_oldest_first_and_no_control_characters() {
    let output = program(&answered(), &["replies"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r"
    RECEIVED             FROM          TAG     TEXT
    2027-01-29 12:01:00  +33600000002  first   Non; pas\nmoi
    2027-01-29 12:02:00  +33600000001  first   Oui
    2027-01-29 12:04:00  +33600000001  second  \u{1b}[2JEncore
    ");
}

#[test]
fn json_lines_are_incoming_messages_as_the_api_has_them() {
    let output = answered().run(&["replies", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let answers = assert_lines_match("Incoming", &stdout(&output));
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[1]["message"], "Oui");
    assert_eq!(answers[1]["credits"], 1.0);
}

#[test]
fn they_are_chosen_by_time_tag_and_number() {
    let served = answered();
    for (arguments, texts) in [
        (
            ["--since", "2027-01-29T13:02:00+01:00"],
            vec!["Oui", "\u{1b}[2JEncore"],
        ),
        (["--tag", "second"], vec!["\u{1b}[2JEncore"]),
        (["--from", "0033600000002"], vec!["Non; pas\nmoi"]),
        (["--tag", "third"], vec![]),
    ] {
        let all: Vec<&str> = ["replies", "--json"]
            .iter()
            .chain(&arguments)
            .copied()
            .collect();
        let output = served.run(&all);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let answers = assert_lines_match("Incoming", &stdout(&output));
        let found: Vec<_> = answers
            .iter()
            .map(|one| one["message"].as_str().unwrap())
            .collect();
        assert_eq!(found, texts, "{arguments:?}");
    }
}

#[test]
fn none_is_a_sentence() {
    let output = frozen().run(&["replies"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), "");
    assert_eq!(stderr(&output), "No incoming messages.\n");
}

#[test]
fn following_prints_each_once_as_it_comes_and_ends_with_its_reader() {
    let served = answered();
    let mut child = program(&served, &["replies", "--follow", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || {
        let line = lines.next().unwrap().unwrap();
        let answer = assert_lines_match("Incoming", &line).remove(0);
        answer["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        [next(), next(), next()],
        ["Non; pas\nmoi", "Oui", "\u{1b}[2JEncore"]
    );
    reply(&served, "+33600000001", "Quatre");
    assert_eq!(next(), "Quatre");
    reply(&served, "+33600000001", "Cinq");
    reply(&served, "+33600000001", "Six");
    assert_eq!([next(), next()], ["Cinq", "Six"]);
    // Nothing more comes, and it ends all the same.
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_fails_and_passes_does_not_end_the_following() {
    let served = answered();
    // As often as a request is tried by itself.
    let fault = Fault::status(503).on("incoming_list").times(4);
    served.sandbox.faults().add(fault);
    let mut child = program(&served, &["replies", "--follow", "--tag", "second"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().ends_with("Encore"));
    drop(lines);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("retrying"), "{}", stderr(&output));
}

#[test]
fn following_ends_by_ctrl_c_with_exit_code_0() {
    let served = answered();
    let mut terminal = Terminal::start(&program(&served, &["replies", "-f", "--tag", "first"]));
    terminal
        .expect("2027-01-29 12:02:00  +33600000001      Oui")
        .press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(!seen.contains("Encore"), "{seen}");
}

#[test]
fn what_is_not_right_is_said_in_a_sentence() {
    let served = frozen();
    for (arguments, code, word) in [
        (vec!["replies", "--since", "once"], 2, "write it as"),
        (vec!["replies", "--from", "0600000000"], 2, "0600000000"),
        (vec!["replies", "--service", "sms-zz99999-1"], 1, "404"),
        (
            vec!["replies", "--follow", "--service", "sms-zz99999-1"],
            1,
            "404",
        ),
    ] {
        let output = served.run(&arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(word),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
    assert_eq!(run(&["replies"]).status.code(), Some(2));
    served.sandbox.faults().refuse_connections(true);
    let output = served.run(&["replies"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("got no response"),
        "{}",
        stderr(&output)
    );
}
