//! `mailing status`, `cancel`, `report`: what became of a batch.

use std::process::Stdio;
use std::time::Duration;

use ovh_sms::sandbox::{Fault, Outcome};
use serde_json::{Value, json};

use super::{NUMBERS, Scene, without_ids};
use crate::support::{Terminal, assert_lines_match, assert_matches, stderr, stdout};

fn sent() -> (Scene, String) {
    let scene = Scene::new();
    let (sent, code) = scene.send_json(&[]);
    assert_eq!(code, Some(0));
    let id = sent["batch"]["id"].as_str().unwrap().to_owned();
    (scene, id)
}

fn deferred() -> Scene {
    let scene = Scene::new();
    let (_, code) = scene.send_json(&["--at", "2040-01-01T10:00:00Z"]);
    assert_eq!(code, Some(0));
    scene
}

#[test]
fn the_list_has_a_row_for_each_batch() {
    let scene = deferred();
    let output = scene.run(&["status"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed = without_ids(&stdout(&output));
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 2, "{printed}");
    assert!(lines[0].starts_with("BATCH"), "{printed}");
    assert!(
        lines[1].contains("soldes") && lines[1].contains("INSERTED"),
        "{printed}"
    );
    assert!(lines[1].contains("3/3"), "{printed}");
    let output = scene.run(&["status", "--json"]);
    let batches = assert_lines_match("Batch", &stdout(&output));
    assert_eq!(batches.len(), 1);
}

#[test]
fn a_batch_is_found_by_its_id_and_its_names() {
    let (scene, id) = sent();
    scene.served.sandbox.advance(Duration::from_secs(3600));
    let output = scene.run(&["status", &id]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(without_ids(&stdout(&output)), @r"
    Batch: ID (soldes df42dc007bc9)
    Status: COMPLETED
    Messages: 3 sent, 0 pending, 3 delivered, 0 failed, 0 on the blacklist
    Credits: 3 (3 estimated)
    ");
    let listed = scene.run(&["status", "--json"]);
    let batch: Value = serde_json::from_str(&stdout(&listed)).unwrap();
    for name in ["soldes", batch["name"].as_str().unwrap()] {
        let output = scene.run(&["status", name, "--json", "--follow"]);
        let standing: Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_matches("mailing-status", &standing);
        assert_lines_match("BatchStatistics", &standing["statistics"].to_string());
        assert_eq!(standing["batch"]["id"], json!(id));
        assert_eq!(standing["statistics"]["delivered"], 3);
    }
}

#[test]
fn following_shows_a_bar_and_ends_with_the_batch() {
    let scene = deferred();
    let mut terminal = Terminal::start(&scene.command(&["status", "soldes", "--follow"]));
    terminal.expect("Sending [").expect("3/3 messages");
    scene
        .served
        .sandbox
        .advance(Duration::from_secs(20 * 365 * 86_400));
    let (seen, code) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("Status: COMPLETED"), "{seen}");
    let scene = deferred();
    let mut terminal = Terminal::start(&scene.command(&["status", "soldes", "--follow"]));
    terminal.expect("Sending [").press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 1, "{seen}");
    assert!(
        seen.contains("the service continues to send the batch"),
        "{seen}"
    );
}

#[test]
fn a_deferred_batch_is_cancelled_and_others_are_told_to_be_sent() {
    let scene = deferred();
    let output = scene.run(&["cancel", "soldes"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(without_ids(&stdout(&output)), @r"
    Batch: ID (soldes df42dc007bc9)
    Status: CANCELED
    Messages: 0 sent, 0 pending, 0 delivered, 0 failed, 0 on the blacklist
    Credits: 0 (3 estimated)
    ");
    assert_eq!(stderr(&output), "Cancelled: nothing was sent.\n");
    // Once more is the same.
    let output = scene.run(&["cancel", "soldes", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let standing = serde_json::from_str(&stdout(&output)).unwrap();
    assert_matches("mailing-status", &standing);
    assert_eq!(standing["batch"]["status"], "CANCELED");
    scene
        .served
        .sandbox
        .advance(Duration::from_secs(20 * 365 * 86_400));
    assert!(scene.texts().iter().all(Vec::is_empty));

    let (scene, id) = sent();
    scene.served.sandbox.advance(Duration::from_secs(3600));
    let output = scene.run(&["cancel", &id]);
    assert_eq!(output.status.code(), Some(1));
    let shown = stderr(&output);
    assert!(
        shown.contains("Not cancelled: 3 of 3 messages were already sent"),
        "{shown}"
    );
}

#[test]
fn a_cancellation_whose_answer_is_lost_is_looked_up() {
    for (fault, code) in [(Fault::reset_after(), 0), (Fault::reset_before(), 3)] {
        let scene = deferred();
        scene
            .served
            .sandbox
            .faults()
            .add(fault.on("batches_cancel"));
        let output = scene.run(&["cancel", "soldes"]);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        scene.served.sandbox.faults().clear();
        let output = scene.run(&["cancel", "soldes"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
}

fn failed() -> Scene {
    let scene = Scene::new();
    let sandbox = &scene.served.sandbox;
    sandbox.phone(NUMBERS[1]).outcome(Outcome::Invalid);
    let (_, code) = scene.send_json(&[]);
    assert_eq!(code, Some(0));
    sandbox.advance(Duration::from_secs(3600));
    scene
}

#[test]
fn the_report_has_a_row_for_each_receiver_and_the_failures_by_reason() {
    let scene = failed();
    let output = scene.run(&["report", "soldes"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed = stdout(&output);
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[0].starts_with("RECEIVER"), "{printed}");
    for (line, (number, status)) in lines[1..4].iter().zip([
        (NUMBERS[0], "delivered"),
        (NUMBERS[1], "failed"),
        (NUMBERS[2], "delivered"),
    ]) {
        assert!(
            line.starts_with(number) && line.contains(status),
            "{printed}"
        );
    }
    let output = scene.run(&["report", "soldes", "--reasons"]);
    insta::assert_snapshot!(stdout(&output), @r"
    FAILED  PTT  REASON                                 LASTS      WHAT TO DO
         1   23  number invalid, blacklisted or barred  permanent  Remove the number from your list; `/sms/{serviceName}/blacklists` shows whether it sent STOP.
    ");
    assert!(printed.ends_with(&stdout(&output)), "{printed}");
}

#[test]
fn json_and_csv_have_the_apis_names() {
    let scene = failed();
    let output = scene.run(&["report", "soldes", "--json"]);
    let messages = assert_lines_match("Outgoing", &stdout(&output));
    assert_eq!(messages.len(), 3);
    let output = scene.run(&["report", "soldes", "--reasons", "--json"]);
    let reason: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_matches("mailing-reasons", &reason);
    assert_eq!(reason["count"], 1);
    let output = scene.run(&["report", "soldes", "--csv"]);
    let printed = stdout(&output);
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(printed.as_bytes());
    let at = rows
        .headers()
        .unwrap()
        .iter()
        .position(|name| name == "receiver");
    let mut numbers: Vec<String> = rows
        .records()
        .map(|row| row.unwrap()[at.unwrap()].to_owned())
        .collect();
    numbers.sort();
    assert_eq!(numbers, NUMBERS);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let scene = failed();
    for arguments in [&["report", "soldes", "--csv"][..], &["status"]] {
        let mut child = scene
            .command(arguments)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn a_cancelled_mailing_is_not_told_to_be_sent() {
    let scene = deferred();
    assert_eq!(scene.run(&["cancel", "soldes"]).status.code(), Some(0));
    let again = ["--at", "2040-01-01T10:00:00Z"];
    let output = scene.send(&again);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let printed = stdout(&output);
    assert!(printed.contains("did not send it completely"), "{printed}");
    assert!(printed.contains("Status: CANCELED"), "{printed}");
    assert!(!printed.contains("Already sent"), "{printed}");

    // Whether some had left is in the figures only.
    let unreadable = Fault::error(403, "This call has not been granted");
    let faults = scene.served.sandbox.faults();
    faults.add(unreadable.on("batches_statistics_get"));
    assert_eq!(scene.send(&again).status.code(), Some(3));
    let output = scene.run(&["cancel", "soldes"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("The batch is CANCELED, and it is unknown how many"),
        "{}",
        stderr(&output)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_changes_nothing_of_a_cancellation() {
    let scene = deferred();
    let full = std::fs::File::options().write(true).open("/dev/full");
    let mut command = scene.command(&["cancel", "soldes", "--json"]);
    command.stdout(full.unwrap()).stderr(Stdio::piped());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("Cancelled: nothing was sent."));
}
