//! `mailing send` run again: the exit code follows the journal, whatever the run meets.

use std::process::{Command, Output, Stdio};
use std::time::Duration;

use ovh_sms::sandbox::{Fault, Sandbox};

use super::{ROWS, Scene};
use crate::support::{Served, stderr};
use ovh_sms_test_support::proxy::Proxy;

/// What the journal holds of earlier runs, and whether the account has the batch.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Nothing,
    Asked,
    Accepted,
    Refused,
    /// A line that a crash cut, and nothing before it.
    CutOnly,
    /// The line that it was accepted is cut; that it was asked for is whole.
    CutAfterAsked,
}

/// What the next run meets.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Met {
    LateList,
    ForeignBatch,
    Status(u16),
    CutBody,
    DeadService,
    Interrupt,
    NoCredits,
    BadRow,
    ChangedFile,
    NoCredentials,
    DryRun,
}

const METS: [Met; 14] = [
    Met::LateList,
    Met::ForeignBatch,
    Met::Status(401),
    Met::Status(403),
    Met::Status(429),
    Met::Status(503),
    Met::CutBody,
    Met::DeadService,
    Met::Interrupt,
    Met::NoCredits,
    Met::BadRow,
    Met::ChangedFile,
    Met::NoCredentials,
    Met::DryRun,
];

/// What would have a person send the mailing again.
const MISLEADING: [&str; 6] = [
    "nothing was sent",
    "another name",
    "new name",
    "of its own",
    "--journal",
    "--resend",
];

/// The exit code that is wanted.
fn wanted(state: State, met: Met) -> i32 {
    use State::{Accepted, Asked, CutAfterAsked};
    match (state, met) {
        // The id in the journal finds the batch, whatever the list holds.
        (Accepted, Met::LateList | Met::ForeignBatch | Met::NoCredits | Met::DryRun) => 0,
        (Asked | CutAfterAsked | Accepted, _) => 3,
        // Nothing was sent, so that this run sends it.
        (_, Met::LateList | Met::ChangedFile | Met::DryRun) => 0,
        (_, Met::NoCredentials) => 2,
        _ => 1,
    }
}

/// A scene whose runs go by a proxy, with the journal of that state.
fn scene(state: State, met: Met) -> (Scene, Proxy) {
    let sent = matches!(state, State::Asked | State::Accepted | State::CutAfterAsked);
    let credits = match (met, sent) {
        (Met::NoCredits, true) => 3.0,
        (Met::NoCredits, false) => 2.0,
        _ => 1000.0,
    };
    let builder = Sandbox::builder()
        .night_deferral(false)
        .step_delay(Duration::ZERO)
        .credits(credits);
    let scene = Scene {
        served: Served::of(builder),
        folder: tempfile::tempdir().unwrap(),
    };
    scene.write("clients.csv", ROWS);
    let proxy = scene.proxy();
    let faults = scene.served.sandbox.faults();
    if sent {
        assert_eq!(run(&scene, &proxy, &[]).status.code(), Some(0));
    }
    if state == State::Refused {
        let refused = if met == Met::NoCredits {
            "receivers_create"
        } else {
            "batches_create"
        };
        faults.add(Fault::status(403).on(refused));
        assert_eq!(run(&scene, &proxy, &[]).status.code(), Some(1));
        faults.clear();
    }
    let lines = match state {
        State::Nothing | State::CutOnly => String::new(),
        _ if scene.path("clients.csv.journal").exists() => scene.journal(),
        // Refused for want of credits: nothing was asked for.
        _ => String::new(),
    };
    let before = |event: &str| {
        let at = lines.find(&format!(r#""event":"{event}""#)).unwrap();
        lines[..at].rfind('\n').unwrap() + 1
    };
    match state {
        State::Nothing | State::Accepted | State::Refused => {}
        State::Asked => {
            scene.write("clients.csv.journal", &lines[..before("accepted")]);
        }
        State::CutAfterAsked => {
            scene.write("clients.csv.journal", &lines[..before("accepted") + 40]);
        }
        State::CutOnly => {
            scene.write("clients.csv.journal", r#"{"time":"2026-01-05T10:00:0"#);
        }
    }
    (scene, proxy)
}

fn command(scene: &Scene, proxy: &Proxy, more: &[&str]) -> Command {
    let mut command = scene.sending(&["--step-timeout", "1s"]);
    command.args(more).env("OVH_ENDPOINT", proxy.endpoint());
    command
}

fn run(scene: &Scene, proxy: &Proxy, more: &[&str]) -> Output {
    command(scene, proxy, more).output().unwrap()
}

/// Runs again, and meets that.
fn meet(scene: &Scene, proxy: &Proxy, met: Met) -> Output {
    let faults = scene.served.sandbox.faults();
    match met {
        Met::LateList => proxy.hide_batches(u64::MAX),
        Met::ForeignBatch => {
            proxy.list_instead(
                r#"[{"id":"3f2b5a52-0000-4000-8000-000000000000","name":"soldes 0123456789ab"}]"#,
            );
            proxy.hide_batches(u64::MAX);
        }
        Met::Status(status) => {
            faults.add(Fault::status(status));
        }
        Met::CutBody => {
            faults.add(Fault::cut_body());
        }
        Met::DeadService => {
            faults.refuse_connections(true);
        }
        Met::BadRow => {
            scene.write("clients.csv", format!("{ROWS}06;x\n"));
        }
        Met::ChangedFile => {
            scene.write("clients.csv", ROWS.replace("Ali", "Eve"));
        }
        // What the account shows of it is late, too.
        Met::NoCredits | Met::DryRun => proxy.hide_batches(u64::MAX),
        Met::NoCredentials => {
            let mut command = command(scene, proxy, &[]);
            for name in [
                "OVH_APPLICATION_KEY",
                "OVH_APPLICATION_SECRET",
                "OVH_CONSUMER_KEY",
            ] {
                command.env_remove(name);
            }
            return command.output().unwrap();
        }
        Met::Interrupt => {
            for look in ["batches_list", "batches_get"] {
                faults.add(Fault::latency(Duration::from_secs(3600)).on(look));
            }
            let looks = || {
                let looks = |head: &String| head.starts_with("get ") && head.contains("/batches");
                proxy.heads().iter().filter(|head| looks(head)).count()
            };
            let before = looks();
            let mut command = command(scene, proxy, &[]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let child = command.spawn().unwrap();
            while looks() == before {
                std::thread::sleep(Duration::from_millis(1));
            }
            let id = child.id().to_string();
            let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
            assert!(sent.success());
            return child.wait_with_output().unwrap();
        }
    }
    let more: &[&str] = match met {
        Met::DryRun => &["--dry-run"],
        _ => &[],
    };
    run(scene, proxy, more)
}

fn check(state: State) {
    for met in METS {
        let (scene, proxy) = scene(state, met);
        let output = meet(&scene, &proxy, met);
        let text = stderr(&output);
        let code = wanted(state, met);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{state:?} {met:?}: {text}"
        );
        let lower = text.to_lowercase();
        if code == 3 {
            for misleading in MISLEADING {
                assert!(!lower.contains(misleading), "{state:?} {met:?}: {text}");
            }
            assert!(
                lower.contains("may have been sent"),
                "{state:?} {met:?}: {text}"
            );
        }
        if code == 1 {
            assert!(
                lower.contains("nothing was sent") || met != Met::BadRow,
                "{text}"
            );
        }
        // Whatever it said: the run after it sends nothing twice.
        scene.served.sandbox.faults().clear();
        proxy.hide_batches(0);
        scene.write("clients.csv", ROWS);
        if met != Met::ChangedFile {
            run(&scene, &proxy, &[]);
        }
        for texts in scene.texts() {
            assert!(texts.len() <= 1, "{state:?} {met:?}: {texts:?}");
        }
    }
}

/// The batch of the journal can't be read, and the list does not contain it.
#[test]
fn the_reason_why_an_accepted_batch_can_not_be_read_is_shown() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    assert_eq!(run(&scene, &proxy, &[]).status.code(), Some(0));
    proxy.hide_batches(u64::MAX);
    let refused = Fault::status(403).on("batches_get");
    scene.served.sandbox.faults().add(refused);
    let output = run(&scene, &proxy, &[]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("403"), "{}", stderr(&output));
}

#[test]
fn after_nothing_was_asked_for_only_what_fails_is_a_failure() {
    check(State::Nothing);
}

#[test]
fn after_it_was_asked_for_whatever_fails_leaves_it_unknown() {
    check(State::Asked);
}

#[test]
fn after_it_was_accepted_the_batch_itself_is_looked_at() {
    check(State::Accepted);
}

#[test]
fn after_a_definite_refusal_nothing_was_sent() {
    check(State::Refused);
}

#[test]
fn a_line_that_was_cut_short_counts_as_not_written() {
    check(State::CutOnly);
    check(State::CutAfterAsked);
}
