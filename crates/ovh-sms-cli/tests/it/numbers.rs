//! Phone numbers: the same rules at each place where a number is given to the program.

use std::collections::BTreeSet;

use ovh_sms::message::Message;

use crate::support::{Served, each_at_once, run, stderr, stdout};

/// Where numbers are given: the command and the option or argument, as its help lists it.
const PLACES: &[(&str, &str)] = &[
    ("send", "--to"),
    ("estimate", "--to"),
    ("replies", "--from"),
    ("history", "--receiver"),
    ("blacklist remove", "NUMBER"),
];

/// Values called NUMBER that are no phone numbers.
const OTHERS: &[(&str, &str)] = &[
    ("history", "--ptt"),
    ("mailing send", "--slot"),
    ("sandbox", "--seed"),
];

/// Files of numbers.
const FILES: &[(&str, &str)] = &[("send", "--to-file"), ("mailing check", "FILE")];

/// A text and what happens to it.
struct Rule {
    text: &'static str,
    /// The number, in plain reading and in the region `fr`.
    plain: Option<&'static str>,
    french: Option<&'static str>,
    /// Whether filters search for it all the same.
    kept: bool,
}

const fn rule(
    text: &'static str,
    plain: Option<&'static str>,
    french: Option<&'static str>,
) -> Rule {
    Rule {
        text,
        plain,
        french,
        kept: false,
    }
}

const fn kept(text: &'static str) -> Rule {
    Rule {
        text,
        plain: None,
        french: None,
        kept: true,
    }
}

const ONE: Option<&str> = Some("+33600000001");

const RULES: &[Rule] = &[
    rule("+33600000001", ONE, ONE),
    rule("0033 6.00.00.00.01", ONE, ONE),
    rule("+33 (0)6-00-00-00-01", ONE, ONE),
    rule("\u{202a}+33600000001\u{202c}", ONE, ONE),
    rule("\u{ff0b}33600000001", ONE, ONE),
    rule("0600000001", None, ONE),
    rule("0690000000", None, Some("+590690000000")),
    rule("36111", None, None),
    rule("+33600000001.0", None, None),
    rule("+33600000001 (2)", None, None),
    rule("+33600000001-1", None, None),
    rule("+33600000001/04", None, None),
    rule("+33600000001 ext 5", None, None),
    rule("+33600000001;ext=5", None, None),
    rule("'+33600000001", None, None),
    rule("=\"+33600000001\"", None, None),
    rule("3,36E+10", None, None),
    kept("+336000000"),
    kept("+460700000000"),
    kept("+9991234567"),
];

#[test]
fn each_place_of_a_number_is_in_the_table() {
    let mut found = BTreeSet::new();
    let mut commands = vec![String::new()];
    while let Some(command) = commands.pop() {
        let mut arguments: Vec<&str> = command.split_whitespace().collect();
        arguments.push("--help");
        let help = stdout(&run(&arguments));
        let mut is_list = false;
        for line in help.lines() {
            match line {
                "Commands:" => is_list = true,
                "" => is_list = false,
                _ if is_list => {
                    let name = line.trim_start().split(' ').next().unwrap();
                    if line.starts_with("  ") && !line.starts_with("   ") && name != "help" {
                        commands.push(format!("{command} {name}").trim().to_owned());
                    }
                }
                _ => {}
            }
            let option = line.trim_start();
            if option.contains("<NUMBER>") && !option.starts_with("Usage") {
                let words = option.split([' ', ',']).find(|word| word.starts_with("--"));
                found.insert((command.clone(), words.unwrap_or("NUMBER").to_owned()));
            }
        }
    }
    let known = PLACES.iter().chain(OTHERS);
    let known: BTreeSet<_> = known.map(|&(a, b)| (a.to_owned(), b.to_owned())).collect();
    assert_eq!(found, known);
    if cfg!(feature = "phonenumber") {
        for (command, _) in PLACES.iter().chain(FILES) {
            let mut arguments: Vec<&str> = command.split(' ').collect();
            arguments.push("--help");
            assert!(stdout(&run(&arguments)).contains("--region"), "{command}");
        }
    }
}

/// Passes a number to a place; returns the exit code and what was printed.
fn give(served: &Served, place: (&str, &str), text: &str, region: bool) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("numbers.csv");
    let path = file.to_str().unwrap();
    let mut arguments: Vec<&str> = place.0.split(' ').collect();
    match place {
        ("mailing check", _) => {
            std::fs::write(
                &file,
                format!("number\n\"{}\"\n", text.replace('"', "\"\"")),
            )
            .unwrap();
            arguments.extend([
                path,
                "--text",
                "Bonjour",
                "--transactional",
                "--sender",
                "SANDBOX",
            ]);
        }
        (_, "--to-file") => {
            std::fs::write(&file, format!("{text}\n")).unwrap();
            arguments.extend([
                "--to-file",
                path,
                "--dry-run",
                "--json",
                "--no-stop",
                "Bonjour",
            ]);
        }
        ("send", option) => {
            arguments.extend([option, text, "--dry-run", "--json", "--no-stop", "Bonjour"]);
        }
        ("estimate", option) => arguments.extend([option, text, "Bonjour"]),
        (_, "NUMBER") => arguments.push(text),
        (_, option) => arguments.extend([option, text]),
    }
    if region {
        arguments.extend(["--region", "fr"]);
    }
    let output = served.run(&arguments);
    let printed = stdout(&output) + &stderr(&output);
    (output.status.code().unwrap(), printed)
}

#[test]
fn each_place_reads_numbers_by_the_same_rules() {
    let served = Served::start();
    let regions: &[bool] = match cfg!(feature = "phonenumber") {
        true => &[false, true],
        false => &[false],
    };
    let places: Vec<_> = PLACES.iter().chain(FILES).copied().collect();
    each_at_once(&places, |&place| {
        for (at, rule) in RULES.iter().enumerate() {
            for &region in regions {
                // Each start with a region reads the plans of all countries: all rules at one
                // place, and at the others those that it changes and one of each kind.
                let is_changed = rule.plain != rule.french;
                let is_whole = place == ("send", "--to") || at == 0 || rule.kept;
                if region && !is_changed && !is_whole && rule.text != "36111" {
                    continue;
                }
                let what = format!("{place:?}, {:?}, region: {region}", rule.text);
                let expected = if region { rule.french } else { rule.plain };
                let (code, printed) = give(&served, place, rule.text, region);
                let is_filter = matches!(place.0, "history" | "replies");
                let is_read = match place.0 {
                    // Exit code 1: nothing was removed, because the number is not on the list.
                    "blacklist remove" => printed.contains("was not on the blacklist"),
                    "mailing check" => code == 0,
                    _ => code != 2,
                };
                assert_eq!(
                    is_read,
                    expected.is_some() || is_filter && rule.kept,
                    "{what}: {printed}"
                );
                if let Some(number) = expected.filter(|_| place.0 == "blacklist remove") {
                    assert!(printed.contains(number), "{what}: {printed}");
                }
            }
        }
    });
}

#[test]
fn a_hint_shows_the_right_number_whole() {
    for (text, expected) in [
        ("0600000000", "+33600000000"),
        ("0690000000", "+590690000000 if it is French (Guadeloupe)"),
        ("0639000000", "+262639000000 if it is French (Mayotte)"),
        ("+460700000000", "+46700000000"),
    ] {
        let output = run(&["send", "--sandbox", "--to", text, "Bonjour"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
    if cfg!(feature = "phonenumber") {
        let output = run(&["send", "--sandbox", "--to", "0600000000", "Bonjour"]);
        assert!(
            stderr(&output).contains("--region fr"),
            "{}",
            stderr(&output)
        );
        let output = run(&[
            "estimate",
            "--region",
            "zz",
            "--to",
            "0600000000",
            "Bonjour",
        ]);
        assert_eq!(output.status.code(), Some(2));
        assert!(
            stderr(&output).contains("is not a region"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn numbers_in_national_form_are_sent_to_with_their_region() {
    if !cfg!(feature = "phonenumber") {
        return;
    }
    let served = Served::start();
    let output = served.run(&[
        "send",
        "--json",
        "--region",
        "fr",
        "--no-stop",
        "--to",
        "06 00 00 00 01",
        "--to",
        "0690000000",
        "Bonjour",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let sent = serde_json::json!(["+33600000001", "+590690000000"]);
    assert_eq!(report["validReceivers"], sent);
}

#[test]
fn messages_to_a_number_that_no_country_has_are_found() {
    let served = Served::start();
    let service = served.sandbox.service().unwrap();
    let message = Message::transactional("Bonjour").to("+33600000001");
    let sent = served
        .runtime
        .block_on(async { service.send(message).await });
    assert_eq!(sent.unwrap().sent().count(), 1);
    let output = served.run(&["history", "--receiver", "+460700000000", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("Searching for +460700000000"),
        "{}",
        stderr(&output)
    );
    assert_eq!(stdout(&output), "");
}
