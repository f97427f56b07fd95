//! What a mailing is given that it can't take: a sentence and an exit code.

use std::io::Write;
use std::process::Stdio;

use super::{ROWS, Scene, TEXT, pipe};
use crate::support::{program, stderr, stdout};

/// `mailing check FILE` with the usual text: the exit code, and both streams.
fn check(scene: &Scene, file: &str, more: &[&str]) -> (Option<i32>, String) {
    let mut arguments = vec!["check", file];
    arguments.extend(TEXT);
    arguments.extend(more);
    let output = scene.run(&arguments);
    let text = stdout(&output) + &stderr(&output);
    assert!(!text.contains("panicked") && text.ends_with('\n'), "{text}");
    (output.status.code(), text)
}

#[test]
fn files_that_are_none_are_told_so() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("folder")).unwrap();
    let long = format!("number;prenom\n+33600000001;{}\n", "x".repeat(3 << 20));
    let files: [(&str, Option<&[u8]>, &str); 10] = [
        ("missing.csv", None, "missing.csv can't be read"),
        ("folder", None, "folder is a folder"),
        ("empty.csv", Some(b""), "is empty"),
        ("blank.csv", Some(b"\n\n  \n"), "is empty"),
        ("header.csv", Some(b"number;prenom\n"), "no rows"),
        (
            "bare.csv",
            Some(b"+33600000001;Ali\n+33600000002;Eve\n"),
            "header",
        ),
        (
            "latin.csv",
            Some(b"number;prenom\n+33600000001;Zo\xe9\n"),
            "0xE9",
        ),
        ("wide.csv", Some(b"\xff\xfen\0u\0m\0"), "not a column"),
        ("book.csv", Some(b"PK\x03\x04..."), "damaged"),
        ("long.csv", Some(long.as_bytes()), "longer than a mebibyte"),
    ];
    for (name, content, words) in files {
        if let Some(content) = content {
            scene.write(name, content);
        }
        let (code, printed) = check(&scene, name, &[]);
        assert_eq!(code, Some(1), "{name}: {printed}");
        assert!(printed.contains(words), "{name}: {printed}");
        assert!(printed.len() < 2000, "{name}: {} bytes", printed.len());
        let mut sending = vec!["send", name, "--name", "x"];
        sending.extend(TEXT);
        let output = scene.run(&sending);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{name}");
    }
    assert!(scene.served.sandbox.requests().is_empty());
}

#[test]
fn other_codings_are_read_when_asked() {
    let scene = Scene::new();
    scene.write("bom.csv", [b"\xef\xbb\xbf", ROWS.as_bytes()].concat());
    assert_eq!(check(&scene, "bom.csv", &[]).0, Some(0));
    scene.write("latin.csv", b"number;pr\xe9nom\n+33600000001;Zo\xe9\n");
    let (code, printed) = check(&scene, "latin.csv", &["--encoding", "windows-1252"]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("Bonjour Zoé !"), "{printed}");
}

#[test]
fn a_text_that_names_no_column_is_told_which_there_are() {
    let scene = Scene::new();
    let output = scene.run(&[
        "check",
        "clients.csv",
        "--text",
        "Bonjour #nom#",
        "--sender",
        "SANDBOX",
        "--transactional",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let printed = stderr(&output);
    assert!(
        printed.contains("#nom#") && printed.contains("Prénom"),
        "{printed}"
    );
}

#[test]
fn control_characters_of_a_file_do_not_reach_the_terminal() {
    let scene = Scene::new();
    scene.write(
        "evil.csv",
        "number;prenom\n+33600000001;\u{1b}[2Jx\n\u{1b}[31m06;y\n",
    );
    let (code, printed) = check(&scene, "evil.csv", &["--outside-gsm", "keep"]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(!printed.contains('\u{1b}'), "{printed:?}");
    let mut sending = vec!["send", "evil.csv", "--name", "x"];
    sending.extend(TEXT);
    let printed = stderr(&scene.run(&sending));
    assert!(!printed.contains('\u{1b}'), "{printed:?}");
    scene.write("evil.csv", "num\u{1b}[2Jber;prenom\n+33600000001;x\n");
    let (_, printed) = check(&scene, "evil.csv", &[]);
    assert!(!printed.contains('\u{1b}'), "{printed:?}");
}

#[test]
fn a_pipe_is_read_like_a_file() {
    let scene = Scene::new();
    pipe(&scene.path("pipe"));
    let child = scene
        .command(&["check", "pipe"])
        .args(TEXT)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = std::fs::File::options()
        .write(true)
        .open(scene.path("pipe"))
        .unwrap();
    pipe.write_all(ROWS.as_bytes()).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("3 receivers"));
}

#[test]
fn wrong_flags_are_usage() {
    let scene = Scene::new();
    let cases: [(&[&str], &str); 9] = [
        (&["check", "clients.csv", "--sender", "X1Y"], "--text"),
        (
            &["check", "clients.csv", "--text", "a", "--sender", "X1Y"],
            "--marketing",
        ),
        (
            &["check", "clients.csv", "--text", "a", "--transactional"],
            "--sender",
        ),
        (
            &[
                "check",
                "clients.csv",
                "--text",
                "a",
                "--sender",
                "X1Y",
                "--marketing",
                "--transactional",
            ],
            "--transactional",
        ),
        (
            &[
                "send",
                "clients.csv",
                "--text",
                "a",
                "--sender",
                "X1Y",
                "--marketing",
            ],
            "--name",
        ),
        (
            &[
                "check",
                "clients.csv",
                "--text",
                "",
                "--sender",
                "X1Y",
                "--marketing",
            ],
            "empty",
        ),
        (&["status", "--follow"], "BATCH"),
        (&["cancel"], "BATCH"),
        (&["report", "x", "--csv", "--json"], "--csv"),
    ];
    for (arguments, word) in cases {
        let output = scene.run(arguments);
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
    for wrong in [
        ["--name", "é"],
        ["--at", "tomorrow"],
        ["--slot", "10"],
        ["--sender", "?"],
    ] {
        let mut arguments = vec!["send", "clients.csv", "--text", "a", "--transactional"];
        let given = [["--name", "x"], ["--sender", "SANDBOX"]];
        arguments.extend(given.iter().filter(|pair| pair[0] != wrong[0]).flatten());
        arguments.extend(wrong);
        let output = scene.run(&arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{wrong:?}: {}",
            stderr(&output)
        );
    }
    assert!(scene.served.sandbox.requests().is_empty());
}

#[test]
fn a_batch_that_is_not_there_is_told_so() {
    let scene = Scene::new();
    for command in ["status", "cancel", "report"] {
        for batch in ["nothing", "3f2b5a52-0000-4000-8000-000000000000"] {
            let output = scene.run(&[command, batch]);
            assert_eq!(output.status.code(), Some(1), "{command} {batch}");
            let printed = stderr(&output);
            assert!(printed.contains("not found on"), "{printed}");
            assert_eq!(stdout(&output), "");
        }
    }
}

#[test]
fn a_ledger_that_cannot_be_kept_keeps_the_mailing_from_being_sent() {
    let scene = Scene::new();
    std::fs::create_dir(scene.path("folder")).unwrap();
    for place in [
        "/proc/none.journal",
        "folder",
        "missing/x.journal",
        "/dev/null",
    ] {
        let output = scene.send(&["--journal", place]);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{place}: {}",
            stderr(&output)
        );
        let printed = stderr(&output);
        assert!(
            printed.contains("Nothing was sent") && printed.contains("--journal"),
            "{printed}"
        );
    }
    assert_eq!(scene.asked("batches_create"), 0);
    // The superuser writes anywhere.
    let folder = scene.path("sealed");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("clients.csv"), ROWS).unwrap();
    let mut rights = std::fs::metadata(&folder).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&folder, rights).unwrap();
    if std::fs::write(folder.join("probe"), "").is_err() {
        let mut arguments = vec!["send", "sealed/clients.csv", "--name", "x"];
        arguments.extend(TEXT);
        let output = scene.run(&arguments);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(stderr(&output).contains("--journal"), "{}", stderr(&output));
    }
}

#[test]
fn without_a_network_nothing_was_sent() {
    let scene = Scene::new();
    scene.served.sandbox.faults().refuse_connections(true);
    let output = scene.send(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(stderr(&output).matches("may have been sent").count(), 0);
    let output = scene.run(&["status"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

#[test]
fn without_credentials_only_the_check_works() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("clients.csv"), ROWS).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = program();
        command.arg("mailing").args(arguments);
        command.current_dir(folder.path()).output().unwrap()
    };
    let mut sending = vec!["send", "clients.csv", "--name", "x"];
    sending.extend(TEXT);
    for arguments in [
        &sending[..],
        &["status"],
        &["cancel", "x"],
        &["report", "x"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("--sandbox"), "{}", stderr(&output));
    }
    assert!(!folder.path().join("clients.csv.journal").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_changes_nothing_of_what_was_sent() {
    let scene = Scene::new();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = scene.sending(&[]);
    let output = command
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("Failed to write the output"),
        "{}",
        stderr(&output)
    );
    scene.assert_each_got_one();
}

#[cfg(target_os = "linux")]
#[test]
fn an_outcome_that_is_not_known_stays_so_where_it_cannot_be_written() {
    use ovh_sms::sandbox::Fault;
    let scene = Scene::new();
    let lost = Fault::reset_before().on("batches_create");
    scene.served.sandbox.faults().add(lost);
    let full = std::fs::File::options().write(true).open("/dev/full");
    let mut command = scene.sending(&["--json", "--step-timeout", "1s"]);
    command.stdout(full.unwrap()).stderr(Stdio::piped());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("Failed to write the output"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_file_that_is_no_ledger_stays_as_it_is() {
    let scene = Scene::new();
    for content in [
        &b"number\n+33600000001"[..],
        b"application_secret = x",
        b"\xff\xfe\x00",
    ] {
        let path = scene.write("other", content);
        let output = scene.send(&["--journal", "other"]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("Nothing was sent"),
            "{}",
            stderr(&output)
        );
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
    // A journal that is damaged may have held that it was sent.
    for content in [
        &b"{\"time\":\"2026-01-05T10:00:00Z\"}\n{\"ti"[..],
        b"{\"time\":\"2026-01-05T10:00:00Z\"}\nnumber",
        b"{\"time\":\"\xff\"}\n",
        b"\0\0\0\0",
    ] {
        let path = scene.write("other", content);
        let output = scene.send(&["--journal", "other"]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{text}");
        assert!(text.contains("may have been sent"), "{text}");
        assert!(
            !text.contains("othing was sent") && !text.contains("--journal"),
            "{text}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
    // Nor is one left in a folder of devices.
    let mut command = scene.command(&["send", "/dev/stdin", "--name", "soldes"]);
    let rows = std::fs::File::open(scene.path("clients.csv")).unwrap();
    let output = command.args(TEXT).stdin(rows).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("--journal"), "{}", stderr(&output));
    assert_eq!(scene.asked("batches_create"), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_ledger_that_cannot_grow_keeps_the_mailing_from_being_sent_and_stays_readable() {
    let scene = Scene::new();
    let line = format!(
        concat!(
            r#"{{"time":"2026-01-05T10:00:00Z","endpoint":"","service":"","name":"{}","#,
            r#""batchName":"","receivers":1,"event":"accepted"}}"#,
            "\n"
        ),
        "x".repeat(350)
    );
    scene.write("clients.csv.journal", &line);
    let sending = scene.sending(&[]);
    let mut full = std::process::Command::new("/bin/sh");
    // No file grows beyond 512 bytes: half of the next line is written, as on a full disk.
    full.args(["-c", r#"trap '' XFSZ; ulimit -f 1; exec "$0" "$@""#])
        .arg(sending.get_program())
        .args(sending.get_args())
        .env_clear()
        .envs(
            sending
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .current_dir(scene.folder.path());
    let output = full.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("othing was sent"),
        "{}",
        stderr(&output)
    );
    assert_eq!(scene.journal(), line);
    assert_eq!(scene.asked("batches_create"), 0);
    scene.assert_nothing_is_left();
    assert_eq!(scene.send(&[]).status.code(), Some(0));
    scene.assert_each_got_one();
}
