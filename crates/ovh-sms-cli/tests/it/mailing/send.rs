//! `mailing send`: once, whatever happens; the cost first; the journal; progress.

use std::process::Stdio;
use std::time::Duration;

use ovh_sms::sandbox::Fault;
use serde_json::json;

use super::{NUMBERS, ROWS, Scene, TEXT, without_ids};
use crate::support::{Terminal, assert_lines_match, assert_matches, run, stderr, stdout};

#[test]
fn a_mailing_is_sent_once_followed_and_cleaned_up() {
    let scene = Scene::new();
    let output = scene.send(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(without_ids(&stdout(&output)), @r"
    Sent to 3 receivers.
    Batch: ID (soldes df42dc007bc9)
    Status: COMPLETED
    Messages: 3 sent, 0 pending, 0 delivered, 0 failed, 0 on the blacklist
    Credits: 3 (3 estimated)
    Tag: df42dc007bc95d53
    ");
    insta::assert_snapshot!(stderr(&output), @"3 receivers, 3 parts, 3 credits (credits left: 1000).");
    scene.assert_nothing_is_left();
    // Once more.
    let output = scene.send(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed = stdout(&output);
    assert!(
        printed.starts_with("Already sent to 3 receivers; this run sent nothing."),
        "{printed}"
    );
    assert_eq!(scene.asked("batches_create"), 1);
    scene.assert_each_got_one();
}

#[test]
fn json_is_one_object_each_time() {
    let scene = Scene::new();
    let (dry, code) = scene.send_json(&["--dry-run"]);
    assert_eq!((&dry["outcome"], code), (&json!("dryRun"), Some(0)));
    assert_eq!(dry["estimatedCredits"], 3.0);
    let (sent, code) = scene.send_json(&["--tag", "sales1"]);
    assert_eq!((&sent["outcome"], code), (&json!("sent"), Some(0)));
    assert_eq!(sent["tag"], "sales1");
    assert_lines_match("Batch", &sent["batch"].to_string());
    assert_lines_match("BatchStatistics", &sent["statistics"].to_string());
    let (found, code) = scene.send_json(&["--tag", "sales1"]);
    assert_eq!((&found["outcome"], code), (&json!("sentBefore"), Some(0)));
    assert_eq!(found["batch"]["id"], sent["batch"]["id"]);
    let (dry, _) = scene.send_json(&["--tag", "sales1", "--dry-run"]);
    assert_eq!(dry["outcome"], "sentBefore");
    for value in [&dry, &sent, &found] {
        assert_matches("mailing-send", value);
    }
    let other = Scene::new();
    let refused = Fault::status(403).on("batches_create");
    other.served.sandbox.faults().add(refused);
    let (refused, code) = other.send_json(&[]);
    assert_eq!((&refused["outcome"], code), (&json!("notSent"), Some(1)));
    assert_matches("mailing-send", &refused);
    other.assert_nothing_is_left();
}

#[test]
fn a_dry_run_tells_the_cost_and_changes_nothing() {
    let scene = Scene::new();
    let output = scene.send(&["--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r"
    COUNTRY  RECEIVERS  PARTS  CREDITS
    fr               3      3        3
    All rows are valid: 3 receivers, 3 parts, 3 credits (credits left: 1000).
    ");
    assert!(stderr(&output).contains("Nothing was sent"));
    let changed = scene.served.sandbox.requests();
    assert!(changed.iter().all(|request| request.method == "GET"));
    assert!(!scene.path("clients.csv.journal").exists());
}

#[test]
fn more_than_100_credits_are_asked_about() {
    let scene = Scene::new();
    let rows: String = (0..101)
        .map(|row| format!("+336000001{row:02};x\n"))
        .collect();
    // 100 numbers of two digits, and one of three.
    let rows = rows.replace("+33600000\n", "");
    scene.write(
        "clients.csv",
        format!("number;prenom\n{rows}").replace("+336000001100", "+33600000200"),
    );
    let output = scene.send(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("101 credits"),
        "{}",
        stderr(&output)
    );
    assert_eq!(scene.asked("batches_create"), 0);
    // A person says no, then yes.
    let mut terminal = Terminal::start(&scene.sending(&[]));
    let (seen, code) = {
        terminal.expect("Continue? [y/N]").press("n\n");
        terminal.end()
    };
    assert_eq!(code, 1, "{seen}");
    assert_eq!(scene.asked("batches_create"), 0);
    let mut terminal = Terminal::start(&scene.sending(&[]));
    terminal.expect("Continue? [y/N]").press("y\n");
    let (seen, code) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert_eq!(scene.asked("batches_create"), 1);
    let output = scene.send(&["--yes"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn what_the_account_cannot_pay_is_not_tried() {
    let scene = Scene {
        served: crate::support::Served::of(ovh_sms::sandbox::Sandbox::builder().credits(2.0)),
        folder: tempfile::tempdir().unwrap(),
    };
    scene.write("clients.csv", ROWS);
    let output = scene.send(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("not have enough credits"),
        "{}",
        stderr(&output)
    );
    assert!(
        stderr(&output).contains("3 credits (credits left: 2)"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_name_is_good_for_one_mailing_even_when_the_batch_is_gone() {
    let scene = Scene::new();
    let (sent, _) = scene.send_json(&[]);
    // Other rows under the same name.
    let output = {
        scene.write("clients.csv", ROWS.replace("Ali", "Eve"));
        scene.send(&[])
    };
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("differ from those in the journal"), "{text}");
    assert!(!text.contains("name"), "{text}");
    // The account has forgotten it; this machine has not.
    scene.write("clients.csv", ROWS);
    scene.served.sandbox.advance(Duration::from_secs(60));
    let service = scene.served.sandbox.service().unwrap();
    let id: uuid::Uuid = sent["batch"]["id"].as_str().unwrap().parse().unwrap();
    let api = service.api();
    scene
        .served
        .runtime
        .block_on(api.batches_delete(id).send())
        .unwrap();
    let output = scene.send(&[]);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("does not list that batch"), "{text}");
    assert!(!text.contains("name"), "{text}");
    // Another machine has no journal, but the history.
    let output = scene.send(&["--journal", "other.journal", "--step-timeout", "1s"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    scene.assert_each_got_one();
}

#[test]
fn an_answer_that_was_lost_is_unknown_and_the_next_run_finds_it() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    let faults = scene.served.sandbox.faults();
    faults.add(Fault::reset_after().on("batches_create").times(1));
    proxy.hide_batches(u64::MAX);
    let mut command = scene.sending(&["--step-timeout", "1s", "--json"]);
    let output = command
        .env("OVH_ENDPOINT", proxy.endpoint())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("may have been sent"),
        "{}",
        stderr(&output)
    );
    let value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_matches("mailing-send", &value);
    assert_eq!(value["outcome"], "unknown");
    assert!(scene.journal().contains(r#""event":"asked""#));
    let mut command = scene.sending(&["--step-timeout", "1s"]);
    let output = command
        .env("OVH_ENDPOINT", proxy.endpoint())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    proxy.hide_batches(0);
    let mut command = scene.sending(&["--step-timeout", "1s"]);
    let output = command
        .env("OVH_ENDPOINT", proxy.endpoint())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("Already sent"));
    scene.assert_each_got_one();
}

#[test]
fn a_second_run_is_kept_out_by_the_ledgers_lock() {
    let scene = Scene::new();
    let held = Fault::latency(Duration::from_secs(3600));
    scene
        .served
        .sandbox
        .faults()
        .add(held.on("me_document_create"));
    let proxy = scene.proxy();
    let mut first = scene
        .sending(&[])
        .env("OVH_ENDPOINT", proxy.endpoint())
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    scene.seen(&proxy, "post /1.0/me/document");
    let output = scene.send(&[]);
    // The other run may be sending the mailing.
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("another run is using the journal"),
        "{}",
        stderr(&output)
    );
    // A lock does not outlive its run.
    first.kill().unwrap();
    first.wait().unwrap();
    scene.served.sandbox.faults().clear();
    assert_eq!(scene.send(&[]).status.code(), Some(0));
    scene.assert_each_got_one();
}

#[test]
fn a_line_that_a_crash_cut_short_is_passed_over() {
    let scene = Scene::new();
    scene.write("clients.csv.journal", r#"{"time":"2026-01-01T00:0"#);
    assert_eq!(scene.send(&[]).status.code(), Some(0));
    let lines = scene.journal();
    for event in ["filling", "asked", "accepted"] {
        assert!(lines.contains(&format!(r#""event":"{event}""#)), "{lines}");
    }
    assert!(
        lines
            .lines()
            .all(|line| line.starts_with('{') && line.ends_with('}'))
    );
    let mut broken = scene.journal();
    broken.insert_str(0, "nonsense\n");
    scene.write("clients.csv.journal", broken);
    let output = scene.send(&[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        stderr(&output).contains("Line 1 of the journal"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_sandbox_that_ends_with_the_command_leaves_no_journal() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clients.csv");
    std::fs::write(&file, ROWS).unwrap();
    let file = file.to_str().unwrap();
    let mut arguments = vec!["mailing", "send", file, "--sandbox", "--name", "essai"];
    arguments.extend(TEXT);
    for _ in 0..2 {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).starts_with("Sent to 3 receivers."));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn progress_is_for_terminals_only() {
    let bars = [
        ("me_document_create", "Uploading ["),
        ("receivers_create", "Filling a slot ["),
        ("batches_create", "Requesting the batch"),
        ("batches_get", "Sending ["),
    ];
    for (operation, bar) in bars {
        let scene = Scene::new();
        let held = Fault::latency(Duration::from_secs(1)).on(operation);
        scene.served.sandbox.faults().add(held.times(1));
        let mut terminal = Terminal::start(&scene.sending(&[]));
        terminal.expect(bar);
        let (seen, code) = terminal.end();
        assert_eq!(code, 0, "{seen}");
        assert!(seen.contains("Checking ["), "{seen}");
        assert!(seen.contains("rows/s") && seen.contains("left"), "{seen}");
        scene.assert_each_got_one();
    }
    for silent in ["--quiet", "--json"] {
        let scene = Scene::new();
        let held = Fault::latency(Duration::from_millis(300)).on("batches_get");
        scene.served.sandbox.faults().add(held.times(1));
        let (seen, code) = Terminal::start(&scene.sending(&[silent])).end();
        assert_eq!(code, 0, "{seen}");
        for bar in ["Checking", "Uploading", "Sending"] {
            assert!(!seen.contains(bar), "{seen}");
        }
        let output = scene.send(&[silent]);
        let shown = stderr(&output);
        assert!(
            !shown.contains('\u{1b}') && !shown.contains("Checking"),
            "{shown}"
        );
    }
}

#[test]
fn a_deferred_mailing_is_cleaned_up_once_its_messages_are_made() {
    let scene = Scene::new();
    let (sent, code) = scene.send_json(&["--at", "2040-01-01T10:00:00+01:00"]);
    assert_eq!(
        (code, &sent["batch"]["status"]),
        (Some(0), &json!("INSERTED"))
    );
    scene.assert_nothing_is_left();
    assert!(scene.texts().iter().all(Vec::is_empty));
    let output = scene.send(&["--name-is-wrong"]);
    assert_eq!(output.status.code(), Some(2));
    let output = scene.send(&["--at", "2020-01-01T10:00:00Z"]);
    assert!(
        stdout(&output).contains("Already sent"),
        "{}",
        stderr(&output)
    );
    let past = Scene::new();
    let output = past.send(&["--at", "2020-01-01T10:00:00Z"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("is in the past"),
        "{}",
        stderr(&output)
    );
    assert_eq!(NUMBERS.len(), past.texts().len());
}

#[test]
fn advertising_has_the_stop_clause_and_an_answerable_message_has_no_sender() {
    let kinds: [(&[&str], bool); 2] = [
        (&["--sender", "SANDBOX", "--marketing"], true),
        (&["--allow-replies"], false),
    ];
    for (options, stop) in kinds {
        let scene = Scene::new();
        let mut arguments = vec!["send", "clients.csv", "--name", "soldes"];
        arguments.extend(["--text", "Bonjour #prenom# !"]);
        arguments.extend(options);
        let output = scene.run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let texts = scene.texts();
        assert!(
            texts
                .iter()
                .all(|texts| texts.len() == 1 && texts[0].contains("STOP") == stop),
            "{texts:?}"
        );
    }
}

#[test]
fn advertising_that_is_deferred_shows_when_it_leaves() {
    let scene = Scene::new();
    let planned = |kind: &str, at: &str| {
        let output = scene.run(&[
            "send",
            "clients.csv",
            "--name",
            "soldes",
            "--text",
            "Soldes",
            "--sender",
            "SANDBOX",
            kind,
            "--at",
            at,
            "--dry-run",
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output)
    };
    // A Saturday, at night and in the morning.
    let (night, day) = ("2028-01-29T22:00:00+01:00", "2028-01-29T10:00:00+01:00");
    let deferred =
        "Leaves: Mon 2028-01-31 08:00 CET (Europe/Paris) (estimate: advertising is deferred).";
    assert!(planned("--marketing", night).contains(deferred));
    assert!(!planned("--marketing", day).contains("deferred"));
    assert!(!planned("--transactional", night).contains("deferred"));
}
