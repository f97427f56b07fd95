//! Whatever comes in: a sentence and a documented exit code, never a backtrace.

use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use ovh_sms::sandbox::{Fault, Sandbox};

use crate::support::{Served, example_of, program, run, stderr, stdout};

/// The commands that the program has, by its own help.
fn commands() -> Vec<String> {
    let help = stdout(&run(&["--help"]));
    let commands: Vec<String> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| !name.is_empty() && *name != "help")
        .map(str::to_owned)
        .collect();
    assert!(commands.len() >= 6, "{help}");
    commands
}

fn assert_civil(what: &str, output: &Output) {
    let printed = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    assert!(
        matches!(code, Some(0..=4)),
        "{what}: {:?}: {printed}",
        output.status
    );
    for word in ["panicked", "RUST_BACKTRACE", "stack backtrace"] {
        assert!(!printed.contains(word), "{what}: {printed}");
    }
    if code != Some(0) {
        assert!(!printed.trim().is_empty(), "{what}");
    }
}

#[test]
fn an_unknown_option_is_refused_and_the_nearest_is_proposed() {
    for command in commands() {
        let output = run(&[&command, "--verbos"]);
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{command}: {printed}");
        assert!(printed.contains("--verbose"), "{command}: {printed}");
    }
    let output = run(&["api", "senders_list", "--verbos"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--verbose"), "{}", stderr(&output));
    let output = run(&["acounts"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("accounts"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_text_are_refused_in_a_sentence() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let no_text = OsStr::from_bytes(b"\xff\xfe");
    let within = |command: &mut Command| {
        let child = command
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        child.unwrap().wait_with_output().unwrap()
    };
    for name in commands() {
        let output = within(program().arg(&name).arg(no_text));
        assert_civil(&name, &output);
    }
    let output = within(program().args(["api", "users_get", "--login"]).arg(no_text));
    assert_civil("api", &output);
    assert_eq!(output.status.code(), Some(2));
    let output = within(program().arg("accounts").env("OVH_ENDPOINT", no_text));
    assert_civil("OVH_ENDPOINT", &output);
    assert_ne!(output.status.code(), Some(0));
}

#[test]
fn a_reader_that_has_gone_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    for name in commands() {
        if name == "sandbox" {
            // It serves on, whoever reads.
            continue;
        }
        let help = stdout(&run(&[&name, "--help"]));
        let example = example_of(&help).unwrap();
        for arguments in [example, vec![name.clone(), "--help".to_owned()]] {
            let mut command = program();
            command.current_dir(folder.path());
            if !arguments
                .iter()
                .any(|word| word == "--sandbox" || word == "--help")
            {
                command.arg("--sandbox");
            }
            command.args(&arguments);
            let mut child = command
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            // Those that wait for something are stopped: they have printed by then.
            let begun = Instant::now();
            let mut stopped = false;
            while child.try_wait().unwrap().is_none() {
                if begun.elapsed() > Duration::from_secs(20) {
                    let _ = child.kill();
                    stopped = true;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            let output = child.wait_with_output().unwrap();
            match stopped {
                true => assert!(!stderr(&output).contains("panicked"), "{arguments:?}"),
                false => assert_civil(&format!("{arguments:?}"), &output),
            }
        }
    }
}

#[test]
fn a_long_list_ends_when_its_reader_does() {
    let served =
        Served::of(Sandbox::builder().start_at("2026-01-15T12:00:00+01:00".parse().unwrap()));
    let mut receivers: Vec<String> = Vec::new();
    for number in 0..400 {
        receivers.push(format!("--receivers=+3360000{number:04}"));
    }
    let sent = served
        .program()
        .args([
            "api",
            "jobs_create",
            "--yes",
            "--no-stop-clause",
            "--message",
            "Ha",
        ])
        .args(&receivers)
        .output()
        .unwrap();
    assert_eq!(sent.status.code(), Some(0), "{}", stderr(&sent));
    served.sandbox.advance(Duration::from_secs(5));
    let before = served.sandbox.requests().len();
    let mut child = served
        .program()
        .args(["api", "outgoing_list", "--paginate"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut one = [0; 1];
    let mut pipe = child.stdout.take().unwrap();
    pipe.read_exact(&mut one).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    assert!(served.sandbox.requests().len() > before);
}

/// The program with credentials for an endpoint.
fn with_endpoint(endpoint: &str) -> Command {
    let mut command = program();
    command
        .env("OVH_ENDPOINT", endpoint)
        .env("OVH_APPLICATION_KEY", "7kbG7Bk7S9Nt7ZSV")
        .env("OVH_APPLICATION_SECRET", "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF")
        .env("OVH_CONSUMER_KEY", "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1");
    command
}

#[test]
fn without_a_network_it_is_said_what_to_look_at() {
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    for endpoint in [
        format!("http://127.0.0.1:{port}/1.0"),
        "https://api.invalid/1.0".to_owned(),
    ] {
        let output = with_endpoint(&endpoint).arg("accounts").output().unwrap();
        assert_civil(&endpoint, &output);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{endpoint}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains("check the network"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn a_proxys_page_keeps_its_status() {
    let served = Served::start();
    served.sandbox.faults().add(Fault::html(502));
    let output = served.run(&["api", "senders_list"]);
    assert_civil("502", &output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("502"), "{}", stderr(&output));
    assert!(!stderr(&output).contains('<'), "{}", stderr(&output));
}

#[test]
fn a_broken_ovh_conf_is_named_with_its_line() {
    let home = tempfile::tempdir().unwrap();
    for text in [
        "[default\nendpoint=ovh-eu\n",
        "[ovh-eu]\nendpoint\n",
        "\u{0}\u{1}",
        "[default]\nendpoint=mars\n",
    ] {
        let file = home.path().join(".ovh.conf");
        std::fs::write(&file, text).unwrap();
        let output = program()
            .arg("accounts")
            .env("HOME", home.path())
            .output()
            .unwrap();
        assert_civil(text, &output);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{text:?}: {}",
            stderr(&output)
        );
    }
}

#[cfg(unix)]
#[test]
fn an_ovh_conf_that_is_no_file_does_not_hold_it_up() {
    let home = tempfile::tempdir().unwrap();
    let fifo = home.path().join(".ovh.conf");
    if !Command::new("mkfifo")
        .arg(&fifo)
        .status()
        .is_ok_and(|status| status.success())
    {
        println!("mkfifo is not installed: this is not tried");
        return;
    }
    let mut child = program()
        .arg("accounts")
        .env("HOME", home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(60) {
            let _ = child.kill();
            panic!("it waits for the FIFO");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    assert_civil("FIFO", &output);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}
