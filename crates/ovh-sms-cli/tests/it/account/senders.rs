//! `ovh-sms senders`: names to send with, asked for and waited for.

use std::time::Duration;

use ovh_sms::sandbox::Sandbox;

use crate::support::{Served, Terminal, assert_lines_match, run, stderr, stdout};

const SERVICE: &str = "sms-ab12345-1";

#[test]
fn the_table_has_each_sender_with_its_status() {
    let served = Served::of(Sandbox::builder().sender("MyShop").sender("Alerts"));
    let output = served.run(&["senders", "add", "MP RENOV", "--reason", "Our name"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("reviewed by hand"),
        "{}",
        stderr(&output)
    );
    served.run(&["senders", "add", "OTHER", "--reason", "Why not"]);
    assert!(
        served
            .sandbox
            .review_sender(SERVICE, "OTHER", Some("Not yours"))
    );
    let output = served.run(&["senders"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r"
    SENDER    STATUS             TYPE   FROM    NOTE
    Alerts    enable             alpha  custom
    MP RENOV  waitingValidation  alpha  custom
    MyShop    enable             alpha  custom
    OTHER     refused            alpha  custom  Not yours
    ");

    let output = served.run(&["senders", "--usable", "--json"]);
    let usable = assert_lines_match("Sender", &stdout(&output));
    let names: Vec<_> = usable
        .iter()
        .map(|one| one["sender"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Alerts", "MyShop"]);

    let (seen, _) = Terminal::start(served.program().arg("senders")).end();
    let row = |word: &str| {
        seen.lines()
            .find(|line| line.contains(word))
            .unwrap()
            .to_owned()
    };
    assert!(row("Alerts").contains("\u{1b}[38;5;10m"), "{seen:?}");
    assert!(row("OTHER").contains("\u{1b}[38;5;9m"), "{seen:?}");
}

#[test]
fn a_known_name_is_usable_at_once() {
    let served = Served::start();
    let output = served.run(&["senders", "available"]);
    insta::assert_snapshot!(stdout(&output), @r"
    SENDER       FROM
    MyCompany    nichandle
    example.com  domain
    ");
    let output = served.run(&["senders", "available", "--json"]);
    assert_eq!(
        assert_lines_match("SenderAvailable", &stdout(&output)).len(),
        2
    );
    let output = served.run(&["senders", "add", "MyCompany", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let made = assert_lines_match("Sender", &stdout(&output));
    assert_eq!(made[0]["status"], "enable");
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_number_is_proved_by_its_code() {
    let served = Served::start();
    let output = served.run(&["senders", "add", "+33600000001"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("senders validate"),
        "{}",
        stderr(&output)
    );
    let output = served.run(&["senders", "validate", "+33600000001", "000"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("wrong"), "{}", stderr(&output));
    let inbox = served.sandbox.phone("+33600000001").inbox();
    let code = inbox[0].text.rsplit(' ').next().unwrap();
    let output = served.run(&["senders", "validate", "+33600000001", code]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("enable"), "{}", stdout(&output));
}

#[test]
fn waiting_ends_by_what_the_check_came_to() {
    let served = Served::start();
    for name in ["GOOD", "BAD", "SLOW"] {
        served.run(&["senders", "add", name, "--reason", "Our name"]);
    }
    assert!(
        served
            .sandbox
            .review_sender(SERVICE, "BAD", Some("Not yours"))
    );
    assert!(served.sandbox.review_sender(SERVICE, "GOOD", None));
    for (name, code) in [("GOOD", 0), ("BAD", 1), ("SLOW", 3)] {
        let output = served.run(&["senders", "wait", name, "--timeout", "0s"]);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{name}: {}",
            stderr(&output)
        );
    }
    served.sandbox.advance(Duration::from_secs(25 * 3600));
    let output = served.run(&["senders", "wait", "SLOW"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn what_is_not_right_is_said_in_a_sentence() {
    let served = Served::start();
    for (arguments, code, word) in [
        (vec!["senders", "add", "MP RENOV"], 1, "reason"),
        (vec!["senders", "add", "SANDBOX", "--reason", "x"], 1, "409"),
        (vec!["senders", "add", "Été"], 2, "without accents"),
        (vec!["senders", "add", "far too long a name"], 2, "3 to 11"),
        (vec!["senders", "wait", "NOBODY"], 1, "404"),
        (vec!["senders", "validate", "+33600000001"], 2, "CODE"),
        (
            vec!["senders", "--usable", "available"],
            2,
            "filters the list",
        ),
        (vec!["senders", "--service", "sms-zz99999-1"], 1, "404"),
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
    assert_eq!(run(&["senders"]).status.code(), Some(2));
}
