//! Ctrl-C during a mailing, wherever it is: what is told, the exit code, and the run after it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ovh_sms::sandbox::Fault;

use super::{Scene, TEXT, pipe};
use crate::support::{Terminal, stderr, stdout};
use ovh_sms_test_support::proxy::Proxy;

const HOURS: Duration = Duration::from_secs(3600);

/// A run without a terminal, whose sentences are read as they come.
struct Run {
    child: Child,
    printed: BufReader<std::process::ChildStderr>,
    text: String,
}

impl Run {
    fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = BufReader::new(child.stderr.take().unwrap());
        let text = String::new();
        Self {
            child,
            printed,
            text,
        }
    }

    fn interrupt(&mut self) -> &mut Self {
        self.signal("-INT")
    }

    fn signal(&mut self, signal: &str) -> &mut Self {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        self
    }

    /// Reads until a sentence has come.
    fn expect(&mut self, words: &str) -> &mut Self {
        while !self.text.contains(words) {
            let read = self.printed.read_line(&mut self.text).unwrap();
            assert!(read > 0, "no {words:?} in:\n{}", self.text);
        }
        self
    }

    fn end(mut self) -> (String, Option<i32>) {
        while self.printed.read_line(&mut self.text).unwrap() > 0 {}
        (self.text, self.child.wait().unwrap().code())
    }
}

fn by_proxy(scene: &Scene, proxy: &Proxy, more: &[&str]) -> Command {
    let mut command = scene.sending(more);
    command.env("OVH_ENDPOINT", proxy.endpoint());
    command
}

fn hold(scene: &Scene, operation: &str) {
    let held = Fault::latency(HOURS).on(operation);
    scene.served.sandbox.faults().add(held);
}

/// The next run sends it, or finds that it was sent.
fn assert_resumes(scene: &Scene, before: bool) {
    scene.served.sandbox.faults().clear();
    let output = scene.send(&["--step-timeout", "5s"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        stdout(&output).contains("Already sent"),
        before,
        "{}",
        stdout(&output)
    );
    scene.assert_each_got_one();
    scene.assert_nothing_is_left();
}

const STEPS: [(&str, &str); 3] = [
    ("batches_list", "get /1.0/sms/sms-ab12345-1/batches "),
    ("me_document_create", "post /1.0/me/document"),
    ("receivers_create", "post /1.0/sms/sms-ab12345-1/receivers"),
];

#[test]
fn before_the_batch_was_asked_for_nothing_was_sent_and_nothing_stays() {
    for (operation, head) in STEPS {
        let scene = Scene::new();
        let proxy = scene.proxy();
        hold(&scene, operation);
        let mut run = Run::start(&mut by_proxy(&scene, &proxy, &[]));
        scene.seen(&proxy, head);
        run.interrupt();
        let (printed, code) = run.end();
        assert_eq!(code, Some(1), "{operation}: {printed}");
        assert!(printed.contains("Interrupted"), "{printed}");
        assert!(printed.contains("othing was sent"), "{printed}");
        scene.assert_nothing_is_left();
        assert_eq!(scene.asked("batches_create"), 0);
        assert_resumes(&scene, false);
    }
}

#[test]
fn a_service_manager_that_ends_the_program_is_told_the_same() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    hold(&scene, "receivers_create");
    let mut run = Run::start(&mut by_proxy(&scene, &proxy, &["--quiet"]));
    scene.seen(&proxy, "post /1.0/sms/sms-ab12345-1/receivers");
    run.signal("-TERM");
    let (printed, code) = run.end();
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("Nothing was sent"), "{printed}");
    assert_resumes(&scene, false);
}

#[test]
fn in_a_terminal_ctrl_c_does_the_same() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    hold(&scene, "receivers_create");
    let mut terminal = Terminal::start(&by_proxy(&scene, &proxy, &[]));
    terminal.expect("Filling a slot");
    scene.seen(&proxy, "post /1.0/sms/sms-ab12345-1/receivers");
    terminal.press("\u{3}").expect("deleting the upload");
    let (seen, code) = terminal.end();
    assert_eq!(code, 1, "{seen}");
    assert!(seen.contains("Nothing was sent"), "{seen}");
    scene.assert_nothing_is_left();
    assert_resumes(&scene, false);
}

#[test]
fn a_second_ctrl_c_ends_at_once_while_it_is_cleaned_up() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    hold(&scene, "me_document_update");
    hold(&scene, "me_document_delete");
    let mut terminal = Terminal::start(&by_proxy(&scene, &proxy, &[]));
    scene.seen(&proxy, "put /1.0/me/document");
    terminal.press("\u{3}").expect("deleting the upload");
    scene.seen(&proxy, "delete /1.0/me/document");
    terminal.press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 1, "{seen}");
    assert!(seen.contains("this run has sent nothing"), "{seen}");
    scene.served.sandbox.faults().clear();
    assert_eq!(scene.send(&[]).status.code(), Some(0));
    scene.assert_each_got_one();
}

#[test]
fn while_rows_are_checked_nothing_was_sent() {
    let scene = Scene::new();
    pipe(&scene.path("pipe"));
    let arguments = ["send", "pipe", "--name", "soldes"];
    // The file goes on and on.
    let write = |scene: &Scene| {
        let pipe = std::fs::File::options()
            .write(true)
            .open(scene.path("pipe"));
        let mut pipe = pipe.unwrap();
        pipe.write_all(b"number;prenom\n").unwrap();
        for row in 0..20_000 {
            writeln!(pipe, "+336{row:08};x").unwrap();
        }
        pipe
    };
    let mut run = Run::start(scene.command(&arguments).args(TEXT));
    let held = write(&scene);
    run.interrupt();
    let (printed, code) = run.end();
    drop(held);
    assert_eq!(code, Some(1), "{printed}");
    assert_eq!(printed, "Interrupted: nothing was sent.\n");

    let mut terminal = Terminal::start(scene.command(&arguments).args(TEXT));
    let held = write(&scene);
    terminal.expect("20001 rows").press("\u{3}");
    let (seen, code) = terminal.end();
    drop(held);
    assert_eq!(code, 1, "{seen}");
    assert!(seen.contains("Interrupted: nothing was sent."), "{seen}");
    // Nobody writes to it, ever.
    let mut terminal = Terminal::start(scene.command(&arguments).args(TEXT));
    terminal.expect("Checking").press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 1, "{seen}");
    assert!(seen.contains("Interrupted: nothing was sent."), "{seen}");
    assert!(scene.served.sandbox.requests().is_empty());
    assert_resumes(&scene, false);
}

#[test]
fn at_the_question_nothing_was_sent() {
    let scene = Scene::new();
    // Nobody knows what these cost.
    let rows = "number;prenom\n+88212345678;x\n";
    let file = scene.write("satellite.csv", rows);
    let arguments = ["send", file.to_str().unwrap(), "--name", "satellite"];
    let mut command = scene.command(&arguments);
    command.args(TEXT).args(["--unknown-numbers", "keep"]);
    let mut terminal = Terminal::start(&command);
    terminal.expect("Continue? [y/N]").press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 1, "{seen}");
    assert!(seen.contains("Interrupted: nothing was sent."), "{seen}");
    assert_eq!(scene.asked("batches_create"), 0);
}

const POST: &str = "post /1.0/sms/sms-ab12345-1/batches";

#[test]
fn after_the_batch_was_asked_for_the_answer_is_waited_for() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    proxy.hold_answers(POST);
    let mut run = Run::start(&mut by_proxy(&scene, &proxy, &[]));
    scene.seen(&proxy, POST);
    run.interrupt()
        .expect("waiting until it is known whether it was sent");
    proxy.release();
    let (printed, code) = run.end();
    assert_eq!(code, Some(4), "{printed}");
    assert!(
        printed.contains("the mailing was sent as batch"),
        "{printed}"
    );
    assert_eq!(scene.asked("batches_create"), 1);
    assert_resumes(&scene, true);
    assert_eq!(scene.asked("batches_create"), 1);
}

#[test]
fn a_second_ctrl_c_does_not_wait_and_says_that_it_is_unknown() {
    // The service has it, and its answer does not come.
    let scene = Scene::new();
    let proxy = scene.proxy();
    proxy.hold_answers(POST);
    let mut terminal = Terminal::start(&by_proxy(&scene, &proxy, &[]));
    scene.seen(&proxy, POST);
    terminal
        .press("\u{3}")
        .expect("waiting until it is known whether it was sent")
        .press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 3, "{seen}");
    assert!(seen.contains("the mailing may have been sent"), "{seen}");
    proxy.release();
    while scene.asked("batches_create") == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_resumes(&scene, true);
}

#[test]
fn what_never_reached_the_service_is_sent_again_only_if_allowed() {
    let scene = Scene::new();
    hold(&scene, "batches_create");
    let mut terminal = Terminal::start(&scene.sending(&[]));
    terminal
        .expect("Requesting the batch")
        .press("\u{3}")
        .expect("waiting until it is known whether it was sent")
        .press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 3, "{seen}");
    scene.served.sandbox.faults().clear();
    let output = scene.send(&["--step-timeout", "1s"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert_eq!(scene.asked("batches_create"), 0);
    let output = scene.send(&["--step-timeout", "5s", "--resend-if-absent-after", "1s"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    scene.assert_each_got_one();
    scene.assert_nothing_is_left();
}

#[test]
fn once_it_is_accepted_it_goes_on_without_the_command() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    hold(&scene, "batches_get");
    let mut terminal = Terminal::start(&by_proxy(&scene, &proxy, &[]));
    scene.seen(&proxy, "get /1.0/sms/sms-ab12345-1/batches/");
    terminal.expect("Sending [").press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 4, "{seen}");
    assert!(seen.contains("the mailing was sent as batch"), "{seen}");
    assert!(seen.contains("mailing status"), "{seen}");
    assert_resumes(&scene, true);
}

#[test]
fn a_send_that_is_interrupted_tells_that_it_may_have_been_sent() {
    for signal in ["-INT", "-TERM"] {
        let scene = Scene::new();
        let proxy = scene.proxy();
        hold(&scene, "jobs_create");
        let mut command = scene.served.program();
        command
            .args(["send", "--no-stop", "--to", "+33600000001", "Bonjour"])
            .env("OVH_ENDPOINT", proxy.endpoint());
        let mut run = Run::start(&mut command);
        scene.seen(&proxy, "post /1.0/sms/sms-ab12345-1/jobs");
        run.signal(signal);
        let (printed, code) = run.end();
        assert_eq!(code, Some(3), "{printed}");
        assert!(
            printed.contains("the message may have been sent"),
            "{printed}"
        );
    }
}

/// The run is deleting its upload, and the slot of another run is on the account.
#[test]
fn a_second_ctrl_c_beside_another_run_says_that_it_is_unknown() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    // The slot of a run with another journal, which has not requested its batch.
    hold(&scene, "batches_create");
    let other = ["--journal", "other.journal", "--step-timeout", "1s"];
    let mut run = Run::start(&mut by_proxy(&scene, &proxy, &other));
    scene.seen(&proxy, POST);
    run.signal("-KILL");
    run.end();
    scene.served.sandbox.faults().clear();
    let uploads = || {
        let heads = proxy.heads();
        let uploads = heads
            .iter()
            .filter(|head| head.starts_with("put /1.0/me/document"));
        uploads.count()
    };
    let before = uploads();
    hold(&scene, "me_document_update");
    hold(&scene, "me_document_delete");
    let more = ["--resend-if-absent-after", "1ms"];
    let mut terminal = Terminal::start(&by_proxy(&scene, &proxy, &more));
    while uploads() == before {
        std::thread::sleep(Duration::from_millis(1));
    }
    terminal.press("\u{3}").expect("deleting the upload");
    scene.seen(&proxy, "delete /1.0/me/document");
    terminal.press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 3, "{seen}");
    assert!(
        seen.contains("another run may have sent the mailing"),
        "{seen}"
    );
}

/// `--resend-if-absent-after` allows a second request, but the user has stopped the run.
#[test]
fn after_ctrl_c_a_lost_request_is_not_made_again() {
    let scene = Scene::new();
    let lost = Fault::reset_before().on("batches_create").times(1);
    scene.served.sandbox.faults().add(lost);
    let more = ["--resend-if-absent-after", "2s", "--step-timeout", "1s"];
    let mut terminal = Terminal::start(&scene.sending(&more));
    terminal
        .expect("Checking whether it was sent")
        .press("\u{3}")
        .expect("waiting until it is known whether it was sent");
    let (seen, code) = terminal.end();
    assert_eq!(code, 3, "{seen}");
    let journal = scene.journal();
    assert_eq!(
        journal.matches(r#""event":"asked""#).count(),
        1,
        "{journal}"
    );
    assert!(scene.texts().iter().all(Vec::is_empty));
}

/// Starts a run that waits for its rows, and has not opened the journal yet; it ends with the pipe.
fn waiting_for_rows(scene: &Scene) -> (Run, std::fs::File) {
    pipe(&scene.path("pipe"));
    let arguments = ["send", "pipe", "--name", "soldes"];
    let more = ["--journal", "clients.csv.journal"];
    let run = Run::start(scene.command(&arguments).args(TEXT).args(more));
    let pipe = std::fs::File::options()
        .write(true)
        .open(scene.path("pipe"));
    (run, pipe.unwrap())
}

#[test]
fn ctrl_c_after_another_run_used_the_journal_says_that_it_may_have_been_sent() {
    let scene = Scene::new();
    let (mut run, held) = waiting_for_rows(&scene);
    // Another run starts, sends and ends, after this one has read the journal.
    let output = scene.send(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    run.interrupt();
    let (printed, code) = run.end();
    drop(held);
    assert_eq!(code, Some(3), "{printed}");
    assert!(printed.contains("may have been sent"), "{printed}");
}

#[test]
fn ctrl_c_while_another_run_holds_the_journal_says_that_it_may_have_been_sent() {
    let scene = Scene::new();
    let journal = scene.write("clients.csv.journal", "");
    let other = std::fs::File::open(journal).unwrap();
    let (mut run, held) = waiting_for_rows(&scene);
    other.lock().unwrap();
    run.interrupt();
    let (printed, code) = run.end();
    drop(held);
    assert_eq!(code, Some(3), "{printed}");
    assert!(printed.contains("another run is using"), "{printed}");
}

#[test]
fn with_json_an_interrupt_is_an_object() {
    // The response does not come, and a second one ends it.
    let scene = Scene::new();
    let proxy = scene.proxy();
    proxy.hold_answers(POST);
    let mut run = Run::start(&mut by_proxy(&scene, &proxy, &["--json"]));
    scene.seen(&proxy, POST);
    run.interrupt()
        .expect("waiting until it is known whether it was sent")
        .interrupt();
    assert_is_error(run.end(), 3);
    proxy.release();
    // After the batch was accepted.
    let scene = Scene::new();
    let proxy = scene.proxy();
    hold(&scene, "batches_get");
    let mut run = Run::start(&mut by_proxy(&scene, &proxy, &["--json"]));
    scene.seen(&proxy, "get /1.0/sms/sms-ab12345-1/batches/");
    run.interrupt();
    assert_is_error(run.end(), 4);
    // Before anything was requested.
    let scene = Scene::new();
    let proxy = scene.proxy();
    hold(&scene, "batches_list");
    let mut run = Run::start(&mut by_proxy(&scene, &proxy, &["--json"]));
    scene.seen(&proxy, "get /1.0/sms/sms-ab12345-1/batches ");
    run.interrupt();
    assert_is_error(run.end(), 1);
}

/// The batch was found to have failed, and what was sent of it is being read.
#[test]
fn ctrl_c_before_it_is_known_what_a_failed_batch_sent_is_unknown() {
    let scene = Scene::new();
    let proxy = scene.proxy();
    let (batch, code) = {
        let mut command = by_proxy(&scene, &proxy, &["--json"]);
        let output = command.output().unwrap();
        let sent: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (sent["batch"].clone(), output.status.code())
    };
    assert_eq!(code, Some(0));
    let mut failed = batch.clone();
    failed["status"] = serde_json::json!("FAILED");
    let path = format!(
        "get /1.0/sms/sms-ab12345-1/batches/{}",
        batch["id"].as_str().unwrap()
    );
    let list = "get /1.0/sms/sms-ab12345-1/batches ";
    proxy.answer(&format!("{path} "), &failed.to_string());
    proxy.answer(list, &format!("[{failed}]"));
    let zero = r#"{"sent":0,"delivered":0,"pending":0,"failed":0}"#;
    proxy.answer(&format!("{path}/statistics "), zero);
    hold(&scene, "outgoing_list");
    let mut run = Run::start(&mut by_proxy(&scene, &proxy, &[]));
    scene.seen(&proxy, "get /1.0/sms/sms-ab12345-1/outgoing?batch");
    run.interrupt();
    let (printed, code) = run.end();
    assert_eq!(code, Some(3), "{printed}");
    assert!(printed.contains("failed or was cancelled"), "{printed}");
}

#[test]
fn with_json_a_mailing_that_is_lost_or_refused_is_an_object_with_its_cause() {
    for (fault, kind, status, code) in [
        (Fault::reset_before(), "connection", None, 3),
        (Fault::status(403), "api", Some(403), 1),
    ] {
        let scene = Scene::new();
        let fault = fault.on("batches_create");
        scene.served.sandbox.faults().add(fault);
        let output = scene.send(&["--json", "--step-timeout", "1s"]);
        let printed = (stderr(&output), output.status.code());
        let last = printed.0.lines().last().unwrap_or_default();
        let object: serde_json::Value = serde_json::from_str(last).unwrap();
        assert_eq!(object["error"]["kind"], kind, "{last}");
        assert_eq!(object["error"]["status"].as_u64(), status, "{last}");
        assert_is_error(printed, code);
        let result: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        crate::support::assert_matches("mailing-send", &result);
    }
}

/// Fails unless the last line is the object of an error with this code.
fn assert_is_error((printed, code): (String, Option<i32>), expected: i32) {
    assert_eq!(code, Some(expected), "{printed}");
    let last = printed.lines().last().unwrap_or_default();
    let object: serde_json::Value = serde_json::from_str(last).unwrap();
    crate::support::assert_matches("error", &object);
    assert_eq!(object["error"]["exitCode"], expected, "{printed}");
}
