//! Two processes with two journals on one mailing, as on two machines, and on one.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ovh_sms::sandbox::{Fault, OccupiedSlots, Sandbox};

use super::{ROWS, Scene};
use crate::support::{Served, stderr};

#[test]
fn two_processes_with_two_ledgers_send_it_once_at_most_where_slots_are_refused() {
    let delayed = [
        "put /storage",
        "put /1.0/me/document",
        "post /1.0/sms/sms-ab12345-1/receivers ",
        "post /1.0/sms/sms-ab12345-1/batches ",
        "get /1.0/sms/sms-ab12345-1/receivers/9",
    ];
    for head in delayed {
        let builder = Sandbox::builder()
            .night_deferral(false)
            .occupied_slots(OccupiedSlots::Refuse(409));
        let scene = Scene {
            served: Served::of(builder),
            folder: tempfile::tempdir().unwrap(),
        };
        scene.write("clients.csv", ROWS);
        let proxies = [scene.proxy(), scene.proxy()];
        proxies[0].delay(head, Duration::from_millis(1200));
        let runs = [0, 1].map(|run| {
            let journal = format!("{run}.journal");
            let mut command = scene.sending(&["--journal", &journal, "--step-timeout", "5s"]);
            command.env("OVH_ENDPOINT", proxies[run].endpoint());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        });
        let outputs = runs.map(|run| run.wait_with_output().unwrap());
        for output in &outputs {
            let code = output.status.code();
            let text = stderr(output);
            assert!(matches!(code, Some(0 | 3)), "{head}: {code:?} {text}");
        }
        let created = scene.texts();
        let sent = outputs.iter().any(|output| output.status.code() == Some(0));
        for texts in created {
            assert_eq!(texts.len(), usize::from(sent), "{head}: {texts:?}");
        }
    }
}

/// Starts a run, which is held before its upload.
fn held(scene: &Scene, mut run: Command) -> Child {
    let latency = Fault::latency(Duration::from_secs(3600));
    let faults = scene.served.sandbox.faults();
    faults.add(latency.on("me_document_create"));
    let run = run.stderr(Stdio::null()).stdout(Stdio::null()).spawn();
    while scene.asked("receivers_get") < 9 {
        std::thread::sleep(Duration::from_millis(20));
    }
    run.unwrap()
}

#[test]
fn on_one_machine_a_second_journal_is_kept_out_too() {
    let scene = Scene::new();
    let sending = |more: &[&str]| {
        let mut command = scene.sending(more);
        command.env("HOME", scene.folder.path());
        command
    };
    let mut first = held(&scene, sending(&["--journal", "0.journal"]));
    let output = sending(&["--journal", "1.journal"]).output().unwrap();
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("another run on this machine"), "{text}");
    // The lock does not outlive its run.
    first.kill().unwrap();
    first.wait().unwrap();
    scene.served.sandbox.faults().clear();
    let output = sending(&["--journal", "1.journal"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    scene.assert_each_got_one();
}

/// Two users of one journal have no other lock in common.
#[test]
fn one_journal_is_used_by_one_run_at_a_time() {
    let scene = Scene::new();
    let homes = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let sending = |home: &tempfile::TempDir| {
        let mut command = scene.sending(&["--journal", "one.journal"]);
        command.env("HOME", home.path());
        command
    };
    let mut first = held(&scene, sending(&homes[0]));
    let output = sending(&homes[1]).output().unwrap();
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("is using the journal"), "{text}");
    assert_eq!(scene.asked("batches_create"), 0);
    first.kill().unwrap();
    first.wait().unwrap();
    scene.served.sandbox.faults().clear();
    let output = sending(&homes[1]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    scene.assert_each_got_one();
}

/// Another user's run is in progress: this user can read its journal, and can't write it.
#[cfg(unix)]
#[test]
fn a_journal_of_another_user_is_not_replaced_by_a_second_one() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let scene = Scene::new();
    let allow = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    // Someone else may not be allowed to start the program where it was built.
    let program = scene.path("ovh-sms");
    let built = env!("CARGO_BIN_EXE_ovh-sms");
    if std::fs::hard_link(built, &program).is_err() {
        std::fs::copy(built, &program).unwrap();
    }
    allow(scene.folder.path(), 0o755);
    let journal = scene.write("clients.csv.journal", "");
    allow(&journal, 0o444);
    let send = || {
        let mut command = Command::new(&program);
        command.env_clear().envs(scene.served.environment());
        command.args(["mailing", "send", "clients.csv", "--name", "soldes"]);
        command.args(super::TEXT).current_dir(scene.folder.path());
        // The administrator may write any file.
        if scene.folder.path().metadata().unwrap().uid() == 0 {
            command.uid(65534).gid(65534);
        }
        let output = command.output().unwrap();
        (stderr(&output), output.status.code())
    };
    let held = std::fs::File::open(&journal).unwrap();
    held.lock().unwrap();
    let (printed, code) = send();
    assert_eq!(code, Some(3), "{printed}");
    assert!(printed.contains("another run is using"), "{printed}");
    assert!(!printed.contains("--journal"), "{printed}");
    // A program that another test starts may have the file open, too.
    held.unlock().unwrap();
    // Nothing was sent, and the advice is not to use a second journal.
    let (printed, code) = send();
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("as the user who owns it"), "{printed}");
    assert!(!printed.contains("--journal"), "{printed}");
    assert_eq!(scene.asked("batches_create"), 0);
}

/// What fails before the journal is opened, while another run holds it.
#[test]
fn a_run_beside_one_that_holds_the_journal_does_not_say_that_nothing_was_sent() {
    let scene = Scene::new();
    let journal = scene.write("clients.csv.journal", "");
    let held = std::fs::File::open(&journal).unwrap();
    held.lock().unwrap();
    let faulty = format!("{ROWS}06;x\n");
    let cases: [(&str, &[&str]); 4] = [
        (&faulty, &[]),
        (ROWS, &["--dry-run"]),
        (ROWS, &["--at", "2020-01-01 09:00"]),
        (ROWS, &[]),
    ];
    for (rows, more) in cases {
        scene.write("clients.csv", rows);
        let output = scene.send(more);
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{more:?}: {printed}");
        assert!(printed.contains("may have been sent"), "{printed}");
        assert!(!printed.contains("othing was sent"), "{printed}");
    }
    held.unlock().unwrap();
    assert_eq!(scene.asked("batches_create"), 0);
    scene.write("clients.csv", ROWS);
    assert_eq!(scene.send(&[]).status.code(), Some(0));
}
