//! Runs the examples like a user: in the sandbox.
#![cfg(feature = "sandbox")]

use std::path::PathBuf;
use std::process::Command;

/// Returns the path of an example that cargo built next to this test.
fn example(name: &str) -> Command {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples");
    path.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(&path);
    command.env_clear().env("HOME", "/nonexistent");
    command
}

/// Returns its output after a successful exit.
fn run(name: &str) -> String {
    let output = example(name)
        .output()
        .unwrap_or_else(|error| panic!("{name}: {error}; `cargo build --examples` makes it"));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    printed
}

#[test]
fn send_sms_does_what_the_guide_for_php_does() {
    let printed = run("send_sms");
    let lines: Vec<&str> = printed.lines().collect();
    assert!(
        lines[0].starts_with("Sandbox: nothing leaves this machine"),
        "{printed}"
    );
    assert!(
        lines[1].starts_with("sms-") && lines[1].contains("credits"),
        "{printed}"
    );
    assert!(printed.contains("credits removed: 1"), "{printed}");
    assert!(
        printed.contains("valid receivers: [\"+33600000000\"]"),
        "{printed}"
    );
    assert!(printed.contains("invalid receivers: []"), "{printed}");
    assert!(printed.contains("pending jobs: ["), "{printed}");
}

#[test]
fn track_delivery_tells_each_change_and_what_to_do() {
    let printed = run("track_delivery");
    assert!(
        printed.contains("sent to 3, 1 part each, 3 credits"),
        "{printed}"
    );
    assert!(
        printed.contains("+33600000000: delivered (4: delivered)"),
        "{printed}"
    );
    assert!(
        printed.contains("+33600000001: delivered (4: delivered)"),
        "{printed}"
    );
    assert!(
        printed.contains("+33600000002: failed (28: suspected spam)"),
        "{printed}"
    );
    assert!(
        printed.contains("what to do: Do not repeat it"),
        "{printed}"
    );
    assert!(printed.ends_with("0 still open\n"), "{printed}");
}

#[test]
fn reply_bot_replies_to_each_answer() {
    let printed = run("reply_bot");
    assert!(printed.contains("asked 2"), "{printed}");
    assert!(
        printed.contains("+33600000000 replied to \"Votre rendez-vous"),
        "{printed}"
    );
    assert!(
        printed.contains("+33600000000 got: C'est note, a demain !"),
        "{printed}"
    );
    assert!(
        printed.contains("+33600000001 got: Nous n'avons pas compris"),
        "{printed}"
    );
}

#[test]
fn callbacks_axum_is_called_for_receipts_answers_and_stops() {
    let printed = run("callbacks_axum");
    assert!(
        printed.contains("receipt: delivered (4: delivered)"),
        "{printed}"
    );
    assert!(
        printed.contains("reply of +33600000000 to rdv42: OUI"),
        "{printed}"
    );
    assert!(printed.ends_with("STOP of +33600000000\n"), "{printed}");
}

#[test]
fn sender_validation_ends_with_usable_senders() {
    let printed = run("sender_validation");
    assert!(printed.contains("+33600000000: enable"), "{printed}");
    assert!(printed.contains("MP RENOV: waitingValidation"), "{printed}");
    assert!(printed.contains("MP RENOV: 8 bytes uploaded"), "{printed}");
    assert!(printed.contains("MP RENOV: enable"), "{printed}");
    assert!(printed.contains("usable: MP RENOV"), "{printed}");
}

#[cfg(feature = "csv")]
#[test]
fn mailing_csv_sends_cleans_up_and_tells_the_cost() {
    let printed = run("mailing_csv");
    for line in [
        "3 receivers, 3 parts",
        "about 3 credits",
        "ouverture-dimanche is being sent",
        "status: COMPLETED",
        "3 sent, 3 credits",
        "slot and document deleted",
    ] {
        assert!(printed.contains(line), "{line}: {printed}");
    }
}

#[cfg(feature = "csv")]
#[test]
fn mail_merge_shows_faults_and_sends_each_its_text() {
    let printed = run("mail_merge");
    for line in [
        "invalid rows: 2 of 2",
        "line 2, column 1 (number): `336******01` has no international prefix",
        "line 3, column 2 (prenom): 'ï' is not GSM-7",
        "+33600000001: Bonjour Zoé, rendez-vous lundi à 9h. [GSM-7, 1 part]",
        "+33600000002 got: Bonjour Ali, rendez-vous mardi à 10h30.",
    ] {
        assert!(printed.contains(line), "{line}: {printed}");
    }
}

#[cfg(feature = "csv")]
#[test]
fn list_history_reads_the_list_and_an_export() {
    let printed = run("list_history");
    assert!(printed.contains("+33600000001: À demain"), "{printed}");
    assert!(printed.contains("2 messages, 2 delivered"), "{printed}");
}

#[test]
fn consumer_key_gets_the_least_rights_and_gives_them_back() {
    let printed = run("consumer_key");
    for line in [
        "rule: GET /sms\n",
        "rule: POST /sms/*/jobs\n",
        "createToken",
        "accepted",
        "accounts: sms-",
        "`GET /sms/*/users`",
        "revoked: true",
    ] {
        assert!(printed.contains(line), "{line}: {printed}");
    }
}

#[test]
fn arguments_that_mean_nothing_are_refused_before_anything_is_sent() {
    let mut names = vec![
        "reply_bot",
        "callbacks_axum",
        "consumer_key",
        "send_sms",
        "sender_validation",
        "track_delivery",
    ];
    if cfg!(feature = "csv") {
        names.extend(["list_history", "mail_merge", "mailing_csv"]);
    }
    for name in names {
        for arguments in [&["--help"][..], &["--Live"], &["--live", "a", "b"]] {
            let output = example(name).args(arguments).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{name} {arguments:?}");
            assert!(output.stdout.is_empty(), "{name} {arguments:?}");
            let shown = String::from_utf8(output.stderr).unwrap();
            assert!(shown.contains("unknown arguments"), "{name}: {shown}");
        }
    }
}
