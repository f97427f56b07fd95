//! `ovh-sms history`: sent messages, as a table, JSON lines and CSV.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms::sandbox::{Outcome, Sandbox};

use crate::support::{Served, Terminal, assert_lines_match, run, stderr, stdout};

const MINUTE: Duration = Duration::from_secs(60);

/// A sandbox whose clock stands still unless it is moved.
fn frozen() -> Served {
    let noon = "2027-01-29T12:00:00Z".parse().unwrap();
    Served::of(
        Sandbox::builder()
            .start_at(noon)
            .speed(0.0)
            .credits(100_000.0),
    )
}

fn send(served: &Served, message: Message) {
    let service = served.sandbox.service().unwrap();
    let report = served
        .runtime
        .block_on(async { service.send(message).await });
    assert!(report.unwrap().is_complete());
    served.sandbox.advance(MINUTE);
}

/// A delivered one, a failed one that looks like a formula, and one from a short number.
fn three() -> Served {
    let served = frozen();
    served
        .sandbox
        .phone("+33600000002")
        .outcome(Outcome::Failed(28));
    let first = Message::transactional("Bonjour ; « à tous »\n😀").from("SANDBOX");
    send(&served, first.tag("greeting").to("+33600000001"));
    let second =
        Message::transactional("=HYPERLINK(\"x\") is what a sheet would run").from("SANDBOX");
    send(&served, second.tag("formula").to("+33600000002"));
    let third = Message::transactional("OUI ou NON ?")
        .allow_replies()
        .tag("question");
    send(&served, third.to("+33600000003"));
    served
}

/// So many messages, each to a number of its own.
fn many(count: usize) -> Served {
    let served = frozen();
    let numbers: Vec<String> = (0..count).map(|place| format!("+3361{place:07}")).collect();
    let message = Message::transactional("Bonjour")
        .from("SANDBOX")
        .tag("many");
    send(&served, message.to_all(numbers.iter().map(String::as_str)));
    served
}

fn program(served: &Served, arguments: &[&str]) -> Command {
    let mut command = served.program();
    command.args(arguments).args(["--time-zone", "UTC"]);
    command
}

#[test]
fn the_table_is_sorted_by_date() {
    let output = program(&three(), &["history"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r#"
    DATE                 ID         RECEIVER      SENDER   STATUS                      TAG       TEXT
    2027-01-29 12:00:00  802084012  +33600000001  SANDBOX  delivered                   greeting  Bonjour ; « à tous »\n😀
    2027-01-29 12:01:00  802084014  +33600000002  SANDBOX  failed, 28: suspected spam  formula   =HYPERLINK("x") is what a sheet would ru…
    2027-01-29 12:02:00  802084020  +33600000003           delivered                   question  OUI ou NON ?
    "#);
    assert_eq!(stderr(&output), "3 messages.\n");
}

#[test]
fn json_lines_are_outgoing_messages_as_the_api_has_them() {
    let output = three().run(&["history", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let messages = assert_lines_match("Outgoing", &stdout(&output));
    assert_eq!(messages.len(), 3);
    assert!(
        messages
            .iter()
            .any(|one| one["tag"] == "formula" && one["ptt"] == 28)
    );
    assert_eq!(stderr(&output), "");
}

#[test]
fn csv_has_no_cell_that_a_spreadsheet_would_run() {
    let output = three().run(&["history", "--csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r#"
    id;creationDatetime;sentAt;deliveredAt;sender;receiver;deliveryReceipt;ptt;credits;numberOfSms;tag;batchID;message
    802084012;2027-01-29T12:00:00Z;2027-01-29T12:00:00Z;2027-01-29T12:00:01Z;SANDBOX;+33600000001;1;4;1;1;greeting;;"Bonjour ; « à tous »
    😀"
    802084014;2027-01-29T12:01:00Z;2027-01-29T12:01:00Z;;SANDBOX;+33600000002;2;28;1;1;formula;;"'=HYPERLINK(""x"") is what a sheet would run"
    802084020;2027-01-29T12:02:00Z;2027-01-29T12:02:00Z;2027-01-29T12:02:01Z;;+33600000003;1;4;1;1;question;;OUI ou NON ?
    "#);
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(output.stdout.as_slice());
    let texts: Vec<String> = rows
        .records()
        .map(|row| row.unwrap()[12].to_owned())
        .collect();
    assert!(
        texts.contains(&"Bonjour ; « à tous »\n😀".to_owned()),
        "{texts:?}"
    );
    assert!(texts.iter().all(|text| !text.starts_with('=')));
}

#[test]
fn csv_has_no_cell_that_another_separator_would_turn_into_a_formula() {
    let served = frozen();
    for text in ["a,=F()", "a;=F(),b", "a\t@F", "a\n-F"] {
        let message = Message::transactional(text).from("SANDBOX");
        send(&served, message.to("+33600000001"));
    }
    let output = served.run(&["history", "--csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let csv = stdout(&output);
    for separator in [b';', b',', b'\t', b'|'] {
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(csv.as_bytes());
        for cell in rows.records().flat_map(|row| {
            let row = row.unwrap();
            row.iter().map(str::to_owned).collect::<Vec<_>>()
        }) {
            let is_formula = cell.trim_start().starts_with(['=', '-', '@']);
            assert!(!is_formula, "{:?} {cell:?}", char::from(separator));
        }
    }
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(csv.as_bytes());
    let texts: Vec<String> = rows
        .records()
        .map(|row| row.unwrap()[12].to_owned())
        .collect();
    assert_eq!(texts, ["a,'=F()", "a;'=F(),b", "a\t'@F", "a\n'-F"]);
}

#[test]
fn each_filter_finds_what_fits() {
    let served = three();
    for (arguments, tags) in [
        (
            ["--since", "2027-01-29T12:01:00Z"],
            vec!["formula", "question"],
        ),
        (
            ["--until", "2027-01-29T13:01:00+01:00"],
            vec!["formula", "greeting"],
        ),
        (["--sender", "SANDBOX"], vec!["formula", "greeting"]),
        (["--sender", ""], vec!["question"]),
        (["--receiver", "0033600000003"], vec!["question"]),
        (["--tag", "greeting"], vec!["greeting"]),
        (["--receipt", "failed"], vec!["formula"]),
        (["--receipt", "1"], vec!["greeting", "question"]),
        (["--ptt", "28"], vec!["formula"]),
        (["--differed", "5"], vec![]),
        (["--batch", "3f0e0b1c-0000-4000-8000-000000000000"], vec![]),
        (["--limit", "1"], vec!["question"]),
        (["--limit", "2"], vec!["formula", "question"]),
        (["--limit", "0"], vec![]),
    ] {
        let all: Vec<&str> = ["history", "--json"]
            .iter()
            .chain(&arguments)
            .copied()
            .collect();
        let output = served.run(&all);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            stderr(&output)
        );
        let messages = assert_lines_match("Outgoing", &stdout(&output));
        let mut found: Vec<_> = messages
            .iter()
            .map(|one| one["tag"].as_str().unwrap())
            .collect();
        found.sort_unstable();
        assert_eq!(found, tags, "{arguments:?}");
    }
}

#[test]
fn the_table_has_the_newest_and_says_how_many_there_are() {
    let served = many(60);
    let output = served.run(&["history"]);
    assert_eq!(stdout(&output).lines().count(), 51);
    assert_eq!(
        stderr(&output),
        "Showing the newest 50 of 60 messages; use --limit to show more.\n"
    );
    let output = served.run(&["history", "--limit", "3"]);
    assert_eq!(stdout(&output).lines().count(), 4);
    let output = served.run(&["history", "--limit", "100"]);
    assert_eq!(stdout(&output).lines().count(), 61);
    let output = served.run(&["history", "--tag", "none"]);
    assert_eq!(
        (stdout(&output), stderr(&output)),
        (String::new(), "No messages match.\n".to_owned())
    );
}

#[test]
fn a_reader_that_goes_away_ends_the_reading() {
    let served = many(4000);
    for format in ["--json", "--csv"] {
        let before = served.sandbox.requests().len();
        let mut child = served
            .program()
            .args(["history", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::with_capacity(64, child.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().unwrap().contains("id"));
        drop(lines);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stderr(&output), "");
        // 80 reads of fifty messages would be all of them.
        let reads = served.sandbox.requests().len() - before;
        assert!(reads < 40, "{reads} requests");
    }
}

#[test]
fn delivered_is_green_and_failed_is_red_on_a_terminal() {
    let (seen, code) = Terminal::start(&program(&three(), &["history"])).end();
    assert_eq!(code, 0, "{seen}");
    let row = |word: &str| {
        seen.lines()
            .find(|line| line.contains(word))
            .unwrap()
            .to_owned()
    };
    // The screen is narrow, and numbers are whole all the same.
    assert!(row("delivered").contains("+33600000001"), "{seen:?}");
    assert!(row("delivered").contains("\u{1b}[38;5;10m"), "{seen:?}");
    assert!(row("failed").contains("\u{1b}[38;5;9m"), "{seen:?}");
}

#[test]
fn what_is_not_right_is_said_in_a_sentence() {
    let served = frozen();
    for (arguments, code, word) in [
        (
            vec!["history", "--receipt", "lost"],
            2,
            "pending, delivered, failed",
        ),
        (vec!["history", "--receiver", "0600000000"], 2, "0600000000"),
        (vec!["history", "--since", "once"], 2, "write it as"),
        (vec!["history", "--limit", "few"], 2, "--limit"),
        (vec!["history", "--csv", "--json"], 2, "cannot be used with"),
        (vec!["history", "--service", "sms-zz99999-1"], 1, "404"),
        (
            vec!["history", "--csv", "--service", "sms-zz99999-1"],
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
    assert_eq!(run(&["history"]).status.code(), Some(2));
    served.sandbox.faults().refuse_connections(true);
    let output = served.run(&["history"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("got no response"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_byte_order_mark_is_written_where_it_is_asked_for() {
    let served = three();
    let plain = served.run(&["history", "--csv"]);
    let marked = served.run(&["history", "--csv", "--bom"]);
    assert_eq!(marked.status.code(), Some(0), "{}", stderr(&marked));
    assert_eq!(
        stdout(&marked).strip_prefix('\u{feff}'),
        Some(stdout(&plain).as_str())
    );
    assert_eq!(served.run(&["history", "--bom"]).status.code(), Some(2));
}
