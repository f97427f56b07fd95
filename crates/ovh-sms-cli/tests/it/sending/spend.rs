//! What costs credits: shown by `--dry-run`, asked about above 100 credits.

use std::process::Output;

use ovh_sms::sandbox::{Fault, Sandbox};
use serde_json::Value;

use crate::support::{Served, Terminal, assert_matches, stderr, stdout};

/// A message of 11 parts in France, and so many receivers.
fn costly(receivers: usize, more: &[&str]) -> Vec<String> {
    let mut arguments = vec!["send".to_owned(), "--no-stop".to_owned()];
    for number in 0..receivers {
        arguments.push(format!("--to=+336000000{number:02}"));
    }
    arguments.extend(more.iter().map(|&one| one.to_owned()));
    arguments.push("x".repeat(153 * 11));
    arguments
}

fn run(served: &Served, arguments: &[String]) -> Output {
    served.program().args(arguments).output().unwrap()
}

/// The calls that send.
fn sends(served: &Served) -> usize {
    let requests = served.sandbox.requests();
    let operations = requests.iter().filter_map(|one| one.operation.as_deref());
    operations.filter(|one| *one == "jobs_create").count()
}

fn asked_for_prices(served: &Served) -> bool {
    let requests = served.sandbox.requests();
    let mut operations = requests.iter().filter_map(|one| one.operation.as_deref());
    operations.any(|one| one == "rates_destinations_get")
}

#[test]
fn a_dry_run_tells_the_cost_and_sends_nothing() {
    let served = Served::of(Sandbox::builder().credits(7.5));
    let output = served.run(&[
        "send",
        "--marketing",
        "--dry-run",
        "--to",
        "+33600000000",
        "--to",
        "+447911123456",
        "Forêt",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // The last line depends on the hour.
    let printed = stdout(&output);
    let (printed, leaves) = printed.split_once("Leaves: ").unwrap();
    assert!(
        leaves.starts_with("at once") || leaves.contains("(Europe/Paris)"),
        "{leaves}"
    );
    insta::assert_snapshot!(printed, @r"
    Nothing was sent: this is a dry run.
    Parts: 1 (Unicode, 16 of 70 units; 54 left)
    STOP clause: 11 of these units; the service appends it
    Service's count: 1 part (unicode, 5 characters)
    Cost: 1.5 credits for 2 receivers
    COUNTRY  RECEIVERS  CREDITS PER PART  CREDITS
    fr               1                 1        1
    gb               1               0.5      0.5
    Credits left: 7.5
    Characters that increase the cost:
    CHARACTER  CODE    TIMES  WHY                        INSTEAD
    ê          U+00EA      1  makes the message Unicode  e
    With substitutes: 1 part (GSM-7, 1.5 credits): Foret
    Sender: chosen by OVHcloud
    ");
    assert_eq!(sends(&served), 0);
}

#[test]
fn a_dry_run_in_json_is_an_estimate_and_says_when_credits_do_not_suffice() {
    let served = Served::of(Sandbox::builder().credits(0.0));
    let output = run(&served, &costly(12, &["--dry-run", "--json"]));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_matches("estimate", &printed);
    assert_eq!(
        (&printed["dryRun"], &printed["credits"]),
        (&true.into(), &132.0.into())
    );
    assert_eq!(printed["creditsLeft"], 0.0);
    assert!(
        stderr(&output).contains("not have enough credits"),
        "{}",
        stderr(&output)
    );
    assert_eq!(sends(&served), 0);
}

#[test]
fn more_than_100_credits_are_not_spent_where_there_is_nobody_to_ask() {
    let served = Served::start();
    let output = run(&served, &costly(10, &[]));
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).contains("This costs 110 credits") && stderr(&output).contains("--yes"),
        "{}",
        stderr(&output)
    );
    assert_eq!(sends(&served), 0);

    let output = run(&served, &costly(10, &["--yes"]));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(sends(&served), 1);
    let output = run(&served, &costly(9, &[]));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(sends(&served), 2);
}

#[test]
fn a_person_is_asked_and_only_yes_is_yes() {
    let served = Served::start();
    for (answer, code, sent) in [("y\r", 0, 1), ("\r", 1, 1), ("no\r", 1, 1), ("yes\r", 0, 2)] {
        let mut command = served.program();
        command.args(costly(10, &[]));
        let mut terminal = Terminal::start(&command);
        terminal
            .expect("This costs 110 credits. Continue? [y/N] ")
            .press(answer);
        let (seen, ended) = terminal.end();
        assert_eq!((ended, sends(&served)), (code, sent), "{answer:?}: {seen}");
        assert_eq!(seen.contains("Nothing was sent."), code == 1, "{seen}");
    }
}

#[test]
fn a_cost_that_nobody_knows_is_asked_about_too() {
    let served = Served::start();
    served
        .sandbox
        .faults()
        .add(Fault::status(403).on("rates_destinations_get"));
    let output = run(&served, &costly(1, &[]));
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("The cost is unknown"),
        "{}",
        stderr(&output)
    );
    assert_eq!(sends(&served), 0);
}

#[test]
fn a_short_message_leaves_without_a_look_at_the_prices() {
    let served = Served::start();
    served
        .sandbox
        .faults()
        .add(Fault::status(500).on("rates_destinations_get"));
    let output = served.run(&["send", "--no-stop", "--to", "+33600000000", "Bonjour"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!asked_for_prices(&served));
    assert!(asked_for_prices(&{
        run(&served, &costly(1, &[]));
        served
    }));
}

#[test]
fn no_credits_is_a_refusal_in_a_sentence() {
    let served = Served::of(Sandbox::builder().credits(0.0));
    let output = served.run(&["send", "--no-stop", "--to", "+33600000000", "Bonjour"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("credit"), "{}", stderr(&output));
}
