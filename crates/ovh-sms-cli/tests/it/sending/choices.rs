//! `ovh-sms send`: the choice between a transactional message and advertising, when a message
//! leaves, and what the account can pay.

use std::time::Duration;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Europe::Paris;
use ovh_sms::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Served, assert_matches, run, stderr, stdout};

const NUMBER: &str = "+33600000000";

fn inbox(served: &Served) -> usize {
    served.sandbox.advance(Duration::from_secs(60));
    served.sandbox.phone(NUMBER).inbox().len()
}

#[test]
fn advertising_or_not_is_a_choice_that_must_be_made() {
    let served = Served::start();
    let output = served.run(&["send", "--to", NUMBER, "Bonjour"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let printed = stderr(&output);
    assert!(
        printed.contains("--transactional") && printed.contains("--marketing"),
        "{printed}"
    );
    assert_eq!(inbox(&served), 0);
    for both in [
        ["--transactional", "--marketing"],
        ["--no-stop", "--marketing"],
        ["--allow-replies", "--marketing"],
    ] {
        let output = served.run(&["send", both[0], both[1], "--to", NUMBER, "Bonjour"]);
        assert_eq!(output.status.code(), Some(2), "{both:?}");
    }
    for choice in ["--transactional", "--no-stop", "--allow-replies"] {
        let output = served.run(&["send", choice, "--to", NUMBER, "Bonjour"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    assert_eq!(inbox(&served), 3);
}

#[test]
fn a_sandbox_of_the_command_sends_as_transactional_and_says_so() {
    for arguments in [
        ["send", "--sandbox", "--to", NUMBER, "Bonjour"],
        ["--sandbox", "send", "--to", NUMBER, "Bonjour"],
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let printed = stderr(&output);
        assert!(printed.contains("Sending as --transactional"), "{printed}");
        assert!(stdout(&output).contains("Leaves: at once"));
    }
    let output = run(&["send", "--sandbox", "--marketing", "--to", NUMBER, "x"]);
    assert!(!stderr(&output).contains("Sending as"));
}

#[test]
fn the_report_says_from_which_sender_and_when_it_leaves() {
    let served = Served::start();
    // A Sunday, at least a week ahead: the clock of a sandbox can't be set for its callers.
    let today = Utc::now().date_naive();
    let days = 14 - u64::from(today.weekday().num_days_from_sunday());
    let sunday = today + Days::new(days);
    let monday = sunday + Days::new(1);
    let at = |day: NaiveDate, time: &str| {
        let local: NaiveDateTime = format!("{day}T{time}:00").parse().unwrap();
        json!(
            Paris
                .from_local_datetime(&local)
                .unwrap()
                .to_utc()
                .to_rfc3339_opts(SecondsFormat::Secs, true)
        )
    };
    let (spaced, joined) = (format!("{sunday} 08:30"), format!("{sunday}T08:30"));
    let night = format!("{sunday} 21:50");
    let table: [(&[&str], &str, String, Value, bool); 5] = [
        (
            &["--transactional", "--sender", "SANDBOX"],
            "Sender: SANDBOX",
            "Leaves: at once".to_owned(),
            Value::Null,
            false,
        ),
        (
            &["--transactional", "--at", &spaced],
            "Sender: chosen by OVHcloud",
            format!("Leaves: Sun {sunday} 08:30 CET (Europe/Paris)\n"),
            at(sunday, "08:30"),
            false,
        ),
        (
            &["--allow-replies", "--at", &joined],
            "Sender: a short number",
            format!("Leaves: Sun {sunday} 08:30 CET (Europe/Paris)\n"),
            at(sunday, "08:30"),
            false,
        ),
        (
            &["--transactional", "--at", &spaced, "--time-zone", "UTC"],
            "Sender: chosen by OVHcloud",
            format!("Leaves: Sun {sunday} 08:30 UTC\n"),
            json!(format!("{sunday}T08:30:00Z")),
            false,
        ),
        (
            &["--marketing", "--sender", "SANDBOX", "--at", &night],
            "Sender: SANDBOX",
            format!(
                "Leaves: Mon {monday} 08:00 CET (Europe/Paris) (estimate: advertising is deferred)"
            ),
            at(monday, "08:00"),
            true,
        ),
    ];
    for (options, sender, leaves, time, deferred) in table {
        let all: Vec<&str> = ["send", "--to", NUMBER, "Bonjour"]
            .iter()
            .chain(options)
            .copied()
            .collect();
        let output = served.run(&all);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let printed = stdout(&output);
        assert!(printed.contains(sender), "{options:?}: {printed}");
        assert!(printed.contains(&leaves), "{options:?}: {printed}");
        let output = served.run(&[&all[..], &["--json"]].concat());
        let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_matches("send", &report);
        assert_eq!(report["leavesAt"], time, "{options:?}");
        assert_eq!(report["deferred"], json!(deferred), "{options:?}");
    }
}

#[test]
fn what_the_account_cannot_pay_is_refused_before_the_first_request() {
    let served = Served::of(Sandbox::builder().credits(948.0));
    let numbers: String = (0..1_200).map(|n| format!("+336{n:08}\n")).collect();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, numbers.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    let output = served.run(&["send", "--transactional", "--yes", "--to-file", path, "x"]);
    let printed = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(
        printed.contains("this costs 1200 credits, and the account has 948 credits"),
        "{printed}"
    );
    let calls = served.sandbox.requests();
    assert!(!calls.iter().any(|call| call.method == "POST"));
    assert_eq!(stdout(&output), "");
}

#[test]
fn numbers_that_may_not_receive_messages_are_warned_about() {
    for (number, warning) in [
        ("+33123456789", "the number of a landline"),
        ("+33639980001", "reserved for fiction and tests"),
    ] {
        for command in [
            vec!["send", "--sandbox", "--to", number, "x"],
            vec!["estimate", "--sandbox", "--to", number, "x"],
        ] {
            let output = run(&command);
            let printed = stderr(&output);
            let named = format!("Warning: {number}: ");
            assert!(
                printed.contains(&named) && printed.contains(warning),
                "{command:?}: {printed}"
            );
        }
    }
    let output = run(&["send", "--sandbox", "--to", NUMBER, "x"]);
    assert!(!stderr(&output).contains("Warning"));
}

#[test]
fn times_without_a_date_are_counted_from_the_clock_of_the_service() {
    let served = Served::start();
    let now = Utc::now();
    for (options, least, most) in [
        (["--in", "1h30"], 5400, 5400),
        (["--at", "08:30"], 0, 24 * 3600),
        (["--at", "tomorrow 08:30"], 8 * 3600, 33 * 3600),
    ] {
        let output = served.run(&[
            "send",
            "--json",
            "--transactional",
            options[0],
            options[1],
            "--to",
            NUMBER,
            "x",
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let leaves: DateTime<Utc> = report["leavesAt"].as_str().unwrap().parse().unwrap();
        let seconds = (leaves - now).num_seconds();
        // The command takes a while.
        assert!(
            (least - 2..=most + 60).contains(&seconds),
            "{options:?}: {seconds}"
        );
    }
}

#[test]
fn placeholders_that_nothing_fills_are_refused() {
    for text in [
        "Bonjour #prenom#",
        "Bonjour {prenom}",
        "Bonjour {{ prenom }}",
        "Bonjour ${prenom}",
        "Bonjour %prenom%",
    ] {
        let arguments = ["send", "--sandbox", "--to", NUMBER, text];
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{text}: {}", stderr(&output));
        assert!(stderr(&output).contains("--literal"), "{text}");
        let output = run(&[&arguments[..], &["--literal"]].concat());
        assert_eq!(output.status.code(), Some(0), "{text}: {}", stderr(&output));
    }
    for text in [
        "Tapez #1 ou #2",
        "#promo -20 %",
        "100 % sur 50 %",
        "https://x.fr/a%20b%20c",
        "A {",
        "5 $ ou 6 $",
    ] {
        let output = run(&["send", "--sandbox", "--to", NUMBER, text]);
        assert_eq!(output.status.code(), Some(0), "{text}: {}", stderr(&output));
    }
}

#[test]
fn messages_longer_than_documented_are_warned_about() {
    for (letters, warned) in [(918, false), (919, true)] {
        let text = "x".repeat(letters);
        for command in [
            vec!["send", "--sandbox", "--to", NUMBER, &text],
            vec!["estimate", "--transactional", &text],
        ] {
            let printed = stderr(&run(&command));
            assert_eq!(
                printed.contains("takes 7 parts"),
                warned,
                "{letters}: {printed}"
            );
        }
    }
}
