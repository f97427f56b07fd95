//! The program under lies: its exit codes and its JSON hold against what was accepted.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use ovh_sms_test_support::cases::{self, Known, Matrix};
use ovh_sms_test_support::history::{History, Run, Violation};
use ovh_sms_test_support::lying_server::{
    Expected, Fate, Lie, lies_about_ends, lies_about_everything, lies_about_mailings,
    lies_about_sends,
};
use ovh_sms_test_support::stage::Stage;

const NUMBERS: [&str; 3] = ["+33600000001", "+33600000002", "+33600000003"];
const ROWS: &str = "number;nom\n+33600000001;Ali\n+33600000002;Lou\n+33600000003;Eve\n";
const TEXTS: [&str; 3] = ["Bonjour Ali", "Bonjour Lou", "Bonjour Eve"];
const NAME: &str = "soldes";
/// After this a program is ended, and counts as one that does not end.
const LIMIT: Duration = Duration::from_secs(60);

/// Lies about mailings under which a run ends otherwise than the library does: it has a journal.
const LIES: &[&str] = &[
    "batches are listed late",
    "batches are never listed",
    "batches and history are never listed",
    "batches are not found",
    "a batch is listed that is not found",
    "slots hold another list",
];

/// What is broken and known of mailings: each entry fails the test once it is no longer so.
const KNOWN_OF_MAILINGS: &[Known] = &[];
/// The same of sends.
const KNOWN_OF_SENDS: &[Known] = &[];

/// What was run before the lies began, with the same journal: a lie that it met, and its fate.
type Earlier = Option<(&'static str, Fate)>;

const WAYS: &[(&str, Earlier)] = &[
    ("fresh", None),
    ("after a run that was answered", Some(("", Fate::Answered))),
    (
        "after a run in doubt",
        Some(("batches and history are never listed", Fate::LostAfter)),
    ),
];

/// A program that calls the stage's server, with nothing of this machine's configuration.
fn program(stage: &Stage, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ovh-sms"));
    let sandbox = &stage.sandbox;
    command
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("OVH_ENDPOINT", stage.server.endpoint())
        .env("OVH_APPLICATION_KEY", sandbox.application_key())
        .env("OVH_APPLICATION_SECRET", sandbox.application_secret())
        .env("OVH_CONSUMER_KEY", sandbox.consumer_key())
        .env("OVH_SMS_SERVICE", sandbox.service_name())
        .current_dir(folder);
    command
}

/// Runs a program to its end, while the server goes on.
fn output(command: &mut Command) -> Option<Output> {
    tokio::task::block_in_place(|| {
        let streams = command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = streams.stderr(Stdio::piped()).spawn().unwrap();
        let end = Instant::now() + LIMIT;
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > end {
                child.kill().unwrap();
                child.wait().unwrap();
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Some(child.wait_with_output().unwrap())
    })
}

/// The exit code, and what `--json` printed.
fn report(command: &mut Command) -> (i32, Value) {
    let output = output(command).expect("the program ends");
    let json = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output.status.code().unwrap(), json)
}

fn mail(stage: &Stage, folder: &Path) -> (i32, Value) {
    let mut command = program(stage, folder);
    command
        .args(["mailing", "send", "clients.csv", "--name", NAME])
        .args(["--text", "Bonjour #nom#", "--sender", "SANDBOX"])
        .args([
            "--transactional",
            "--step-timeout",
            "300ms",
            "--json",
            "--yes",
        ]);
    report(&mut command)
}

fn texts() -> BTreeMap<String, String> {
    let rows = NUMBERS.iter().zip(TEXTS);
    rows.map(|(number, text)| ((*number).to_owned(), text.to_owned()))
        .collect()
}

/// A mailing whose last run was lied to.
async fn mailing(lie: &'static Lie, earlier: Earlier, seed: u64) -> Vec<Violation> {
    let stage = Stage::new(seed).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("clients.csv"), ROWS).unwrap();
    let (first, before) = (stage.now(), stage.credits());
    let mut runs = Vec::new();
    if let Some((met_name, fate)) = earlier {
        let met = lies_about_mailings().into_iter();
        let met: Vec<_> = met.filter(|lie| lie.name == met_name).collect();
        stage.server.lie(&met, fate, seed);
        let (code, json) = mail(&stage, folder.path());
        runs.push(Run::new(first, stage.end(), texts()).program_mailed(NAME, code, &json));
        stage.server.expect(Expected {
            batch_name: json["batchName"].as_str().unwrap().to_owned(),
            message: "Bonjour #nom#".to_owned(),
            rows: 3,
        });
    }
    stage.time.pass(Duration::from_secs(60));
    let began = stage.now();
    stage.server.lie(&[lie], Fate::Answered, seed);
    let (code, json) = mail(&stage, folder.path());
    runs.push(Run::new(began, stage.end(), texts()).program_mailed(NAME, code, &json));
    let history = History {
        runs,
        accepted: stage.accepted_since(first),
        batches: Vec::new(),
        paid: Some(before - stage.credits()),
    };
    cases::visible(history.violations(), &[lie])
}

/// A single send under a lie.
async fn send(lie: &'static Lie, seed: u64) -> Vec<Violation> {
    let stage = Stage::new(seed).await;
    let folder = tempfile::tempdir().unwrap();
    let (began, before) = (stage.now(), stage.credits());
    stage.server.lie(&[lie], Fate::Answered, seed);
    let mut command = program(&stage, folder.path());
    command.args(["send", "Bonjour", "--no-stop", "--json", "--yes"]);
    for number in NUMBERS {
        command.args(["--to", number]);
    }
    let (code, json) = report(&mut command);
    let texts = NUMBERS.map(|number| (number.to_owned(), "Bonjour".to_owned()));
    let run = Run::new(began, stage.end(), BTreeMap::from(texts)).program_sent(code, &json);
    let history = History {
        runs: vec![run],
        accepted: stage.accepted_since(began),
        batches: Vec::new(),
        paid: Some(before - stage.credits()),
    };
    cases::visible(history.violations(), &[lie])
}

#[test]
fn exit_codes_of_mailings_hold_under_lies() {
    let all = lies_about_mailings().into_iter();
    let named = all.filter(|lie| LIES.contains(&lie.name));
    let lies: Vec<_> = named.collect();
    assert_eq!(lies.len(), LIES.len());
    let more = [lies_about_ends(), lies_about_everything()].concat();
    let lies = [lies, more].concat();
    let Matrix { found, .. } = cases::matrix(&lies, async |lie, place| {
        let mut found = Vec::new();
        for (way, earlier) in WAYS {
            let broken = mailing(lie, *earlier, place).await;
            found.extend(broken.into_iter().map(|one| (*way, Fate::Answered, one)));
        }
        (found, Default::default())
    });
    cases::assert_known(&found, KNOWN_OF_MAILINGS);
}

#[test]
fn exit_codes_of_sends_hold_under_lies() {
    let names = [
        "processed, 303",
        "receivers are valid and invalid",
        "the report is about other receivers",
        "the report has negative credits removed",
        "processed, 201 with the report",
        "the report has no ids",
    ];
    let all = lies_about_sends().into_iter();
    let named = all.filter(|lie| names.contains(&lie.name));
    let lies: Vec<_> = named.chain(lies_about_everything()).collect();
    let Matrix { found, .. } = cases::matrix(&lies, async |lie, place| {
        let broken = send(lie, place).await.into_iter();
        let found = broken.map(|one| ("send", Fate::Answered, one)).collect();
        (found, Default::default())
    });
    cases::assert_known(&found, KNOWN_OF_SENDS);
}
