//! `ovh-sms login`: a key with the least rights, and a file that is never half-written.

mod bad_input;
mod home;
mod terminal;

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use ovh_sms::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Served, assert_matches, program, stderr, stdout};
use home::{Home, decide};

/// A sandbox that accepts every key at once.
fn accepting() -> Served {
    Served::of(Sandbox::builder().validate_consumer_keys(true))
}

#[test]
fn the_file_that_is_written_is_all_that_the_next_command_needs() {
    let served = accepting();
    let home = Home::empty();
    let output = home.login(&served, &["--for", "send"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed = stdout(&output);
    assert!(printed.starts_with("http://127.0.0.1:") && printed.contains("credentialToken="));
    assert_eq!(printed.lines().count(), 1, "{printed}");
    let shown = stderr(&output);
    for line in [
        "  GET /sms\n",
        "  POST /sms/*/jobs\n",
        "  POST /sms/estimate\n",
        "valid until 20",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    assert_eq!(home.mode(), 0o600);
    let written = home.read();
    home.assert_unsaid(&served, &output);

    // Nothing but the file tells where and as whom.
    let by_file = |arguments: &[&str]| {
        let mut command = program();
        command.env("HOME", home.path()).args(arguments);
        command.output().unwrap()
    };
    let output = by_file(&["send", "--no-stop", "--to", "+33600000000", "Bonjour"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("Accepted for 1 of 1"));
    // The rights are no more than were asked for.
    let output = by_file(&["accounts"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("GET /sms/*"),
        "{}",
        stderr(&output)
    );

    let port = served.sandbox.endpoint();
    let written = written
        .replace(&port, "ENDPOINT")
        .replace(served.sandbox.application_key(), "KEY")
        .replace(served.sandbox.application_secret(), "SECRET")
        .replace(&home.consumer_key(&served), "CONSUMER");
    insta::assert_snapshot!(written, @r"
    [default]
    endpoint = ENDPOINT

    [ENDPOINT]
    application_key = KEY
    application_secret = SECRET
    consumer_key = CONSUMER
    ");
}

#[test]
fn json_is_a_line_before_the_waiting_and_one_after_it() {
    let served = accepting();
    let home = Home::empty();
    let output = home.login(&served, &["--for", "blacklist,send", "--json", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    let lines: Vec<Value> = stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    for line in &lines {
        assert_matches("login", line);
    }
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["event"], &lines[1]["event"]),
        (&json!("asked"), &json!("written"))
    );
    assert_eq!(lines[0]["section"], json!(served.sandbox.endpoint()));
    assert_eq!(
        lines[0]["rules"],
        json!([
            { "method": "GET", "path": "/sms" },
            { "method": "GET", "path": "/sms/*/blacklists" },
            { "method": "GET", "path": "/sms/*/blacklists/*" },
            { "method": "DELETE", "path": "/sms/*/blacklists/*" },
            { "method": "GET", "path": "/sms/*/jobs" },
            { "method": "POST", "path": "/sms/*/jobs" },
            { "method": "GET", "path": "/sms/*/outgoing" },
            { "method": "POST", "path": "/sms/estimate" },
        ])
    );
    assert!(lines[1]["expiration"].is_string());
    home.assert_unsaid(&served, &output);
}

#[test]
fn a_key_for_one_account_names_it_in_every_rule_and_in_the_file() {
    let served = accepting();
    let home = Home::empty();
    let arguments = ["--for", "all", "--json", "--service", "sms-ab12345-1"];
    let output = home.login(&served, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let asked: Value = serde_json::from_str(stdout(&output).lines().next().unwrap()).unwrap();
    let paths: std::collections::BTreeSet<&str> = asked["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| rule["path"].as_str().unwrap())
        .collect();
    let wanted = [
        "/me/document",
        "/me/document/*",
        "/sms/sms-ab12345-1",
        "/sms/sms-ab12345-1/*",
    ];
    assert_eq!(paths.into_iter().collect::<Vec<_>>(), wanted);
    assert!(home.read().contains("\nsms_service = sms-ab12345-1\n"));
}

#[test]
fn every_task_has_rights() {
    let tasks = [
        "send",
        "accounts",
        "read",
        "clean",
        "mailings",
        "export",
        "senders",
        "blacklist",
        "settings",
        "all",
    ];
    let served = accepting();
    for task in tasks {
        let home = Home::empty();
        let output = home.login(&served, &["--for", task, "--json", "--quiet"]);
        let first = stdout(&output)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        let asked: Value = serde_json::from_str(&first).unwrap();
        let rules = asked["rules"].as_array().unwrap();
        let below = |rule: &&Value| rule["path"].as_str().unwrap().starts_with("/sms/");
        assert!(rules.iter().any(|rule| below(&rule)), "{task}: {rules:?}");
        // Rules have no other form for the account itself.
        let wide: Vec<&str> = rules
            .iter()
            .filter(|rule| rule["path"] == "/sms/*" && rule["method"] != "GET")
            .map(|rule| rule["method"].as_str().unwrap())
            .collect();
        let allowed: &[&str] = match task {
            "all" => &["POST", "PUT", "DELETE"],
            "settings" => &["PUT"],
            _ => &[],
        };
        assert_eq!(wide, allowed, "{task}: {rules:?}");
    }
    let output = accepting().run(&["login", "--for", "everything"]);
    assert_eq!(output.status.code(), Some(2));
    for task in tasks {
        assert!(
            stderr(&output).contains(task),
            "{task}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn all_that_was_in_the_file_stays_but_for_the_keys() {
    let served = accepting();
    let endpoint = served.sandbox.endpoint();
    let before = format!(
        "; by hand\r\n[default]\r\nendpoint={endpoint}\r\n\r\n[ovh-ca]\r\nconsumer_key=OTHER\r\n\r\n[{endpoint}]\r\n# the shop's\r\nconsumer_key=OLD\r\nbase_url=\r\n\r\n[shop]\r\nk: v"
    );
    let home = Home::with(&before);
    let output = home.login(&served, &["--for", "send"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let (key, secret) = (
        served.sandbox.application_key(),
        served.sandbox.application_secret(),
    );
    let after = before
        .replace("=OLD", &format!("={}", home.consumer_key(&served)))
        .replace(
            "base_url=\r\n",
            "base_url=\r\napplication_key=KEY\r\napplication_secret=SECRET\r\n",
        );
    let written = home
        .read()
        .replace(&format!("={key}\r"), "=KEY\r")
        .replace(&format!("={secret}\r"), "=SECRET\r");
    assert_eq!(written, after);
}

#[test]
fn the_key_is_written_once_somebody_has_accepted_it_on_the_page() {
    let served = Served::start();
    let home = Home::with("# kept\n");
    let mut child = home
        .command(&served)
        .args(["--for", "send"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut url)
        .unwrap();
    assert_eq!(home.read(), "# kept\n");
    // What is written by others meanwhile stays as well.
    home.write("# kept\n# and this\n");
    decide(url.trim(), "accept");
    let mut shown = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut shown)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{shown}");
    assert!(home.read().starts_with("# kept\n# and this\n\n[default]\n"));
    assert!(home.consumer_key(&served).len() > 20);
}

#[test]
fn a_link_is_followed_and_a_laxer_mode_is_taken_away() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let served = accepting();
    let home = Home::with("# real\n");
    let real = home.path().join("dotfiles.conf");
    std::fs::rename(home.file(), &real).unwrap();
    symlink("dotfiles.conf", home.file()).unwrap();
    std::fs::set_permissions(&real, PermissionsExt::from_mode(0o644)).unwrap();
    let output = home.login(&served, &["--for", "send"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("(mode 644)"),
        "{}",
        stderr(&output)
    );
    assert!(std::fs::symlink_metadata(home.file()).unwrap().is_symlink());
    assert!(
        std::fs::read_to_string(&real)
            .unwrap()
            .starts_with("# real\n")
    );
    assert_eq!(home.mode(), 0o600);
    assert_eq!(home.names(), [".ovh.conf", "dotfiles.conf"]);
}

#[test]
fn a_file_of_its_own_says_all_and_programs_must_be_told_of_it() {
    let served = accepting();
    let home = Home::empty();
    let file = home.path().join("shop.conf");
    let name = file.to_str().unwrap();
    let output = home.login(&served, &["--for", "send", "--file", name]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("is not on the search path"),
        "{}",
        stderr(&output)
    );
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .starts_with("[default]\nendpoint = http")
    );
    assert_eq!(home.names(), ["shop.conf"]);
    // The one of the working directory is found by itself.
    let mut command = home.command(&served);
    command.args(["--for", "send", "--file", "ovh.conf"]);
    let output = command.current_dir(home.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        !stderr(&output).contains("is not on the search path"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn another_endpoint_that_the_file_names_stays_and_is_told() {
    let served = accepting();
    let home = Home::with("[default]\nendpoint = ovh-ca\n");
    let output = home.login(&served, &["--for", "send"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown = stderr(&output);
    assert!(
        shown.contains("names the endpoint ovh-ca")
            && shown.contains("OVH_ENDPOINT is set to http"),
        "{shown}"
    );
    let text = home.read();
    assert!(
        text.starts_with("[default]\nendpoint = ovh-ca\n\n[http"),
        "{text}"
    );
}

#[test]
fn what_goes_before_the_file_is_told() {
    let served = accepting();
    let home = Home::empty();
    let mut command = home.command(&served);
    command
        .args(["--for", "send"])
        .env("OVH_CONSUMER_KEY", "another");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown = stderr(&output);
    assert!(
        shown.contains("consumer_key is also set by environment variable OVH_CONSUMER_KEY"),
        "{shown}"
    );
}
