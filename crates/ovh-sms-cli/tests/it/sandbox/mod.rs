//! `ovh-sms sandbox`: the service as a program.

#[cfg(target_os = "linux")]
mod command;
mod names;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use crate::support::{program, run, stderr, stdout};

struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program and waits until it is ready: it, and the environment that it prints.
fn served(arguments: &[&str]) -> (Serving, Vec<(String, String)>) {
    let mut command = program();
    command.arg("sandbox").args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut serving = Serving(command.spawn().unwrap());
    let mut environment = Vec::new();
    for line in BufReader::new(serving.0.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if line == "ready" {
            return (serving, environment);
        }
        if let Some((name, value)) = line.split_once('=') {
            environment.push((name.to_owned(), value.to_owned()));
        }
    }
    panic!("it is never ready")
}

/// What it has printed to stderr, once it has ended.
fn printed(mut serving: Serving) -> String {
    let mut text = String::new();
    let mut stderr = serving.0.stderr.take().unwrap();
    stderr.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_sandbox_prints_an_environment_that_send_can_use() {
    let (_serving, environment) = served(&["--port", "0", "--quiet"]);
    let names: Vec<&str> = environment.iter().map(|(name, _)| name.as_str()).collect();
    let wanted = [
        "OVH_ENDPOINT",
        "OVH_APPLICATION_KEY",
        "OVH_APPLICATION_SECRET",
        "OVH_CONSUMER_KEY",
        "OVH_SMS_SERVICE",
    ];
    assert_eq!(names, wanted);
    let output = program()
        .args(["send", "--to", "+33600000000", "--no-stop", "Bonjour"])
        .envs(environment)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("Accepted for 1 of 1"));
    assert!(!stderr(&output).contains("sandbox"));
}

#[test]
fn amounts_that_are_none_are_refused() {
    for (option, amount) in [
        ("--credits", "nan"),
        ("--credits", "inf"),
        ("--credits", "-1"),
        ("--credits", "many"),
        ("--speed", "NaN"),
        ("--speed", "-2"),
    ] {
        let output = run(&["sandbox", &format!("{option}={amount}")]);
        assert_eq!(output.status.code(), Some(2), "{option} {amount}");
        let printed = stderr(&output);
        assert!(printed.contains("a number of 0 or more"), "{printed}");
        assert_eq!(stdout(&output), "", "{option} {amount}");
    }
}

#[test]
fn a_state_file_that_cannot_be_written_is_told_before_it_is_ready() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("nowhere/state.json");
    let output = run(&["sandbox", "--state", state.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    let printed = stderr(&output);
    assert!(
        printed.starts_with("error: Failed to start the sandbox: cannot write the state file")
            && printed.contains("nowhere/state.json")
            && printed.trim_end().ends_with('.'),
        "{printed}"
    );
}

#[test]
fn all_addresses_are_told_as_one_that_clients_here_can_use() {
    let (mut serving, environment) = served(&["--host", "0.0.0.0", "--quiet"]);
    let endpoint = &environment[0].1;
    assert!(endpoint.starts_with("http://127.0.0.1:"), "{endpoint}");
    serving.0.kill().unwrap();
    let printed = printed(serving);
    let port = endpoint
        .trim_start_matches("http://127.0.0.1:")
        .trim_end_matches("/1.0");
    assert!(
        printed.contains(&format!("Listening on 0.0.0.0:{port}: ")),
        "{printed}"
    );
}

/// Ends a program as service managers do.
#[cfg(unix)]
fn terminate(serving: &Serving) {
    let status = std::process::Command::new("kill")
        .args(["-TERM", &serving.0.id().to_string()])
        .status();
    assert!(status.unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_terminated_sandbox_writes_its_state_and_ends_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let arguments = ["--state", state.to_str().unwrap(), "--quiet"];
    let (mut serving, environment) = served(&arguments);
    let output = program()
        .args(["send", "--to", "+33600000000", "--no-stop", "Kept"])
        .envs(environment)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    terminate(&serving);
    assert_eq!(serving.0.wait().unwrap().code(), Some(0));
    let text = std::fs::read_to_string(&state).unwrap();
    assert!(text.contains("Kept"), "{text}");
    assert_eq!(printed(serving), "");
}

#[cfg(unix)]
#[test]
fn a_state_that_can_no_longer_be_written_is_told_even_if_quiet() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().join("there");
    std::fs::create_dir(&there).unwrap();
    let state = there.join("state.json");
    let (mut serving, _) = served(&["--state", state.to_str().unwrap(), "--quiet"]);
    std::fs::rename(&there, folder.path().join("away")).unwrap();
    terminate(&serving);
    assert_eq!(serving.0.wait().unwrap().code(), Some(1));
    let printed = printed(serving);
    assert!(
        printed.contains("can't write the state to") && printed.contains("there/state.json"),
        "{printed}"
    );
}

#[test]
fn accounts_credits_and_the_seed_are_as_asked_for() {
    let mut sent = Vec::new();
    for seed in ["7", "7", "8"] {
        let (_serving, environment) = served(&[
            "--service",
            "sms-one",
            "--service",
            "sms-two",
            "--credits",
            "2.5",
            "--seed",
            seed,
            "--quiet",
        ]);
        let run = |arguments: &[&str]| {
            let mut command = program();
            let output = command.args(arguments).envs(environment.clone()).output();
            let output = output.unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            stdout(&output)
        };
        let accounts = run(&["accounts", "--json"]);
        for name in ["sms-one", "sms-two"] {
            let line = accounts.lines().find(|line| line.contains(name)).unwrap();
            assert!(line.contains("\"creditsLeft\":2.5"), "{line}");
        }
        let report = run(&["send", "--to", "+33600000000", "--no-stop", "x", "--json"]);
        let report: serde_json::Value = serde_json::from_str(report.trim()).unwrap();
        sent.push(report["ids"].clone());
    }
    assert!(sent[0].is_array() && sent[0] == sent[1], "{sent:?}");
    assert_ne!(sent[0], sent[2]);
}

#[test]
fn each_request_is_a_line_unless_it_is_to_be_quiet() {
    let (mut serving, environment) = served(&[]);
    assert!(environment[0].1.starts_with("http://127.0.0.1:"));
    let output = program().args(["accounts"]).envs(environment).output();
    assert_eq!(output.unwrap().status.code(), Some(0));
    serving.0.kill().unwrap();
    let printed = printed(serving);
    let line = printed.lines().find(|line| line.contains("services_list"));
    let line = line.unwrap_or_else(|| panic!("{printed}"));
    for part in ["GET", "/1.0/sms", "status=200", "EU.ext-3."] {
        assert!(line.contains(part), "{line}");
    }
}

#[test]
fn a_scenario_is_read_from_a_file() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/scenarios");
    let shop = format!("{examples}/shop.toml");
    let (_serving, environment) = served(&["--port", "0", "--quiet", "--scenario", &shop]);
    let output = program()
        .args(["senders"])
        .envs(environment)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let senders = stdout(&output);
    assert!(
        senders.contains("SHOP") && senders.contains("SHOPNEW"),
        "{senders}"
    );

    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.toml");
    std::fs::write(&broken, "seed = 7\n\n[[account]]\ncredits = \"many\"\n").unwrap();
    for (file, words) in [
        (broken, "line 4"),
        (folder.path().join("missing.toml"), "Failed to read"),
    ] {
        let output = run(&["sandbox", "--scenario", file.to_str().unwrap()]);
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{printed}");
        assert!(printed.contains(words), "{printed}");
    }
}

/// Returns the line of the output with the address of the page.
fn page_line(arguments: &[&str], path: Option<&std::path::Path>) -> (Serving, Option<String>) {
    let mut command = program();
    command
        .args(["sandbox", "--port", "0", "--quiet"])
        .args(arguments);
    if let Some(path) = path {
        command.env("PATH", path);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut serving = Serving(command.spawn().unwrap());
    let lines = BufReader::new(serving.0.stdout.take().unwrap()).lines();
    let lines = lines.map(Result::unwrap);
    let lines: Vec<String> = lines.take_while(|line| line != "ready").collect();
    let mut pages = lines
        .iter()
        .filter_map(|line| line.strip_prefix("# page: "));
    let page = pages.next().map(str::to_owned);
    (serving, page)
}

#[test]
fn the_address_of_the_page_is_printed_unless_there_is_none() {
    let (_serving, page) = page_line(&[], None);
    let page = page.unwrap();
    assert!(
        page.starts_with("http://127.0.0.1:") && page.ends_with('/'),
        "{page}"
    );
    let (_serving, page) = page_line(&["--no-page"], None);
    assert_eq!(page, None);
    let output = run(&["sandbox", "--no-page", "--open"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn the_page_is_opened_in_a_browser() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let opened = folder.path().join("opened");
    let script = format!(
        "#!/bin/sh\necho \"$1\" > {0}.part\n/bin/mv {0}.part {0}\n",
        opened.display()
    );
    let browser = folder.path().join("xdg-open");
    std::fs::write(&browser, script).unwrap();
    std::fs::set_permissions(&browser, PermissionsExt::from_mode(0o700)).unwrap();
    let (_serving, page) = page_line(&["--open"], Some(folder.path()));
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !opened.exists() {
        assert!(std::time::Instant::now() < end, "no browser was opened");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let url = std::fs::read_to_string(&opened).unwrap();
    assert_eq!(Some(url.trim()), page.as_deref());
}
