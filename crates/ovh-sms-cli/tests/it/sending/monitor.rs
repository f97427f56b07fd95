//! The script that a monitoring system runs: docs/scripts/alert.sh, as a process.

use std::process::{Command, Output};
use std::time::Duration;

use ovh_sms::sandbox::{Fault, Outcome, Sandbox};

use crate::support::{Served, stderr};

const EVENT: &str = "db3/disk/2026-01-05T10:00";
const TEXT: &str = "db3 : le disque est plein";
const PHONE: &str = "+33600000000";
const OTHER: &str = "+33600000001";

/// A sandbox whose clock runs fast, and a folder for the script's state.
struct Monitor {
    served: Served,
    state: tempfile::TempDir,
}

impl Monitor {
    fn start() -> Self {
        Self {
            served: Served::of(Sandbox::builder().speed(50.0)),
            state: tempfile::tempdir().unwrap(),
        }
    }

    /// The script, with the standard tools in the PATH and nothing else of this machine's.
    fn script(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        command
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../docs/scripts/alert.sh"
            ))
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", "/nonexistent")
            .env("OVH_SMS", env!("CARGO_BIN_EXE_ovh-sms"))
            .env("ALERT_SENDER", "SANDBOX")
            .env("ALERT_STATE", self.state.path())
            .env("ALERT_TIMEOUT", "60s")
            .envs(self.served.environment())
            .current_dir(self.state.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.script(arguments).output().unwrap()
    }

    /// How many messages the phone has.
    fn got(&self, number: &str) -> usize {
        self.served.sandbox.advance(Duration::from_secs(60));
        self.served.sandbox.phone(number).inbox().len()
    }
}

fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", stderr(output));
}

#[test]
fn delivered_is_0_and_the_same_event_is_sent_once() {
    let monitor = Monitor::start();
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 0);
    let again = monitor.run(&[EVENT, TEXT, PHONE]);
    assert_code(&again, 0);
    assert!(stderr(&again).contains("not sent again"));
    assert_eq!(monitor.got(PHONE), 1);
    assert_code(&monitor.run(&["another event", TEXT, PHONE]), 0);
    assert_eq!(monitor.got(PHONE), 2);
    assert_eq!(monitor.served.sandbox.phone(PHONE).inbox()[0].text, TEXT);
}

#[test]
fn callers_at_the_same_time_send_once() {
    let monitor = Monitor::start();
    let mut callers: Vec<_> = (0..4)
        .map(|_| monitor.script(&[EVENT, TEXT, PHONE]).spawn().unwrap())
        .collect();
    for caller in &mut callers {
        // Those that come late may look before there is anything to see.
        assert!(matches!(caller.wait().unwrap().code(), Some(0 | 3)));
    }
    assert_eq!(monitor.got(PHONE), 1);
}

#[test]
fn what_the_service_refuses_is_1_and_may_be_tried_again() {
    let monitor = Monitor::start();
    let mut unknown_sender = monitor.script(&[EVENT, TEXT, PHONE]);
    unknown_sender.env("ALERT_SENDER", "NOBODY");
    assert_code(&unknown_sender.output().unwrap(), 1);
    assert_eq!(monitor.got(PHONE), 0);
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 0);
    assert_eq!(monitor.got(PHONE), 1);
}

#[test]
fn a_message_that_the_operator_refuses_is_1_and_stays_so() {
    let monitor = Monitor::start();
    monitor
        .served
        .sandbox
        .phone(PHONE)
        .outcome(Outcome::Failed(28));
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 1);
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 1);
    let requests = monitor.served.sandbox.requests();
    let is_send = |operation: Option<&str>| operation == Some("jobs_create");
    assert_eq!(
        requests
            .iter()
            .filter(|request| is_send(request.operation.as_deref()))
            .count(),
        1
    );
}

#[test]
fn a_phone_that_is_off_is_3_until_it_is_on() {
    let monitor = Monitor::start();
    let hour = Duration::from_secs(3600);
    monitor
        .served
        .sandbox
        .phone(PHONE)
        .outcome(Outcome::AbsentThenDelivered(hour));
    let mut hasty = monitor.script(&[EVENT, TEXT, PHONE]);
    assert_code(&hasty.env("ALERT_TIMEOUT", "1s").output().unwrap(), 3);
    monitor.served.sandbox.advance(2 * hour);
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 0);
    assert_eq!(monitor.got(PHONE), 1);
}

#[test]
fn without_a_network_nothing_is_sent_and_the_next_call_tries_again() {
    let monitor = Monitor::start();
    monitor.served.sandbox.faults().refuse_connections(true);
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 1);
    monitor.served.sandbox.faults().clear();
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 0);
    assert_eq!(monitor.got(PHONE), 1);
}

#[test]
fn a_lost_answer_leads_to_no_second_message() {
    let monitor = Monitor::start();
    let faults = monitor.served.sandbox.faults();
    faults.add(Fault::reset_after().on("jobs_create"));
    // Nor can the lists be read that would tell.
    faults.add(Fault::error(403, "This call has not been granted").on("outgoing_list"));
    faults.add(Fault::error(403, "This call has not been granted").on("jobs_list"));
    let mut hasty = monitor.script(&[EVENT, TEXT, PHONE]);
    assert_code(&hasty.env("ALERT_TIMEOUT", "1s").output().unwrap(), 3);
    monitor.served.sandbox.faults().clear();
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 0);
    assert_eq!(monitor.got(PHONE), 1);
}

#[test]
fn a_caller_that_was_killed_leaves_a_doubt_and_no_second_message() {
    let monitor = Monitor::start();
    // As if the first call had ended right after it made its mark.
    let hex: String = EVENT.bytes().map(|byte| format!("{byte:02x}")).collect();
    std::fs::create_dir(monitor.state.path().join(hex)).unwrap();
    let mut hasty = monitor.script(&[EVENT, TEXT, PHONE]);
    assert_code(&hasty.env("ALERT_TIMEOUT", "1s").output().unwrap(), 3);
    assert_eq!(monitor.got(PHONE), 0);
}

#[test]
fn some_delivered_and_others_not_is_4() {
    let monitor = Monitor::start();
    monitor
        .served
        .sandbox
        .phone(OTHER)
        .outcome(Outcome::Failed(23));
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE, OTHER]), 4);
    // A number that only the service refuses.
    let refused = ["another event", TEXT, PHONE, "+2901234"];
    assert_code(&monitor.run(&refused), 4);
    assert_code(&monitor.run(&refused), 4);
    assert_eq!(monitor.got(PHONE), 2);
}

#[test]
fn a_call_that_is_wrong_is_2_and_sends_nothing() {
    let monitor = Monitor::start();
    let long = "x".repeat(101);
    for arguments in [
        &[EVENT, TEXT] as &[&str],
        &["", TEXT, PHONE],
        &[&long, TEXT, PHONE],
        &[EVENT, TEXT, "06 00 00 00 00"],
        &[EVENT, "", PHONE],
    ] {
        assert_code(&monitor.run(arguments), 2);
    }
    let mut no_program = monitor.script(&[EVENT, TEXT, PHONE]);
    assert_code(
        &no_program
            .env("OVH_SMS", "/nonexistent/ovh-sms")
            .output()
            .unwrap(),
        2,
    );
    let mut no_credentials = monitor.script(&[EVENT, TEXT, PHONE]);
    assert_code(
        &no_credentials
            .env_remove("OVH_CONSUMER_KEY")
            .output()
            .unwrap(),
        2,
    );
    assert!(monitor.served.sandbox.requests().is_empty());
    assert_code(&monitor.run(&[EVENT, "-x est plein", PHONE]), 0);
    assert_eq!(monitor.got(PHONE), 1);
}

#[test]
fn where_nothing_can_be_noted_nothing_is_sent() {
    let monitor = Monitor::start();
    let script = monitor.script(&[EVENT, TEXT, PHONE]);
    let mut full = Command::new("/bin/sh");
    // No file can grow, as on a full disk; folders can still be made.
    full.args([
        "-c",
        r#"trap '' XFSZ; ulimit -f 0; exec "$0" "$@""#,
        "/bin/sh",
    ])
    .args(script.get_args())
    .env_clear()
    .envs(
        script
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let output = full.output().unwrap();
    assert_code(&output, 2);
    assert!(stderr(&output).contains("Nothing was sent"));
    assert_eq!(monitor.got(PHONE), 0);
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 0);
    assert_eq!(monitor.got(PHONE), 1);
}

#[test]
fn one_of_two_receivers_is_not_all_of_them_where_a_caller_was_killed() {
    let monitor = Monitor::start();
    assert_code(&monitor.run(&[EVENT, TEXT, PHONE]), 0);
    let mark = std::fs::read_dir(monitor.state.path()).unwrap().next();
    // As if the first call had been for both, and ended before it could note that.
    std::fs::remove_file(mark.unwrap().unwrap().path().join("receivers")).unwrap();
    let mut again = monitor.script(&[EVENT, TEXT, PHONE, OTHER]);
    assert_code(&again.env("ALERT_TIMEOUT", "1s").output().unwrap(), 3);
    assert_eq!(monitor.got(OTHER), 0);
}
