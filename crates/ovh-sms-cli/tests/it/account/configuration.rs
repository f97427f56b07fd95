//! `--endpoint`, `--config` and `--profile`: which account a command uses.

use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{Served, assert_matches, program, run, stderr, stdout};

/// An `ovh.conf` in a folder of its own, which is the home directory of the commands.
struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    fn new(conf: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".ovh.conf"), conf).unwrap();
        Self { folder }
    }

    fn program(&self) -> Command {
        let mut command = program();
        command.env("HOME", self.folder.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.program().args(arguments).output().unwrap()
    }
}

fn section(served: &Served, name: &str) -> String {
    let sandbox = &served.sandbox;
    format!(
        "[{name}]\nendpoint = \"{}\"\napplication_key = '{}'\napplication_secret = {}\nconsumer_key = {}\nsms_service = {}\n",
        sandbox.endpoint(),
        sandbox.application_key(),
        sandbox.application_secret(),
        sandbox.consumer_key(),
        sandbox.service_name(),
    )
}

const FOREIGN: &str = "[ovh-eu]\napplication_key = aaaaaaaaaaaaaaaa\napplication_secret = bbbbbbbbbbbbbbbb\nconsumer_key = cccccccccccccccc\n";

#[test]
fn a_profile_has_all_keys_and_no_others_are_used() {
    let served = Served::start();
    let conf = format!("{FOREIGN}{}", section(&served, "profile:work"));
    let home = Home::new(&conf);
    let chosen = [
        home.run(&["accounts", "--profile", "work"]),
        home.run(&["--profile", "work", "accounts"]),
        home.program()
            .env("OVH_PROFILE", "work")
            .arg("accounts")
            .output()
            .unwrap(),
        Home::new(&format!("[default]\nprofile=work\n{conf}")).run(&["accounts"]),
    ];
    for output in chosen {
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).contains(served.sandbox.service_name()));
    }
    // A half profile is not filled from another section.
    let half = format!("{FOREIGN}[profile:work]\napplication_key = dddddddddddddddd\n");
    let output = Home::new(&half).run(&["accounts", "--profile", "work"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("[profile:work]"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_profile_on_the_command_line_replaces_the_environment() {
    let (served, other) = (Served::start(), Served::start());
    let home = Home::new(&section(&served, "profile:work"));
    let mut command = home.program();
    command.envs(other.environment());
    let output = command
        .args(["accounts", "--profile", "work"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(other.sandbox.requests().is_empty());
    assert!(!served.sandbox.requests().is_empty());
}

#[test]
fn a_profile_that_no_file_has_is_refused_with_those_that_exist() {
    let served = Served::start();
    let home = Home::new(&section(&served, "profile:work"));
    let output = home.run(&["accounts", "--profile", "wrok"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let printed = stderr(&output);
    assert!(printed.contains("[profile:wrok]"), "{printed}");
    assert!(printed.contains("the profiles are work"), "{printed}");
    assert_eq!(
        run(&["accounts", "--profile", "work"]).status.code(),
        Some(2)
    );
}

#[test]
fn the_endpoint_and_the_file_can_be_options() {
    let served = Served::start();
    let folder = tempfile::tempdir().unwrap();
    let conf = folder.path().join("mine.conf");
    std::fs::write(
        &conf,
        section(&served, "default") + &section(&served, &served.sandbox.endpoint()),
    )
    .unwrap();
    let path = conf.to_str().unwrap();
    let output = run(&["accounts", "--config", path]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut command = served.program();
    command.env("OVH_ENDPOINT", "ovh-ca");
    let output = command
        .args(["accounts", "--endpoint", &served.sandbox.endpoint()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = run(&["accounts", "--config", "/nonexistent/ovh.conf"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let output = run(&["accounts", "--endpoint", "ovh-mars"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let output = run(&["accounts", "--sandbox", "--endpoint", "ovh-eu"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn failures_are_objects_for_scripts() {
    let served = Served::start();
    let poor = Served::of(ovh_sms::sandbox::Sandbox::builder().credits(0.0));
    let to = "+33600000000";
    let table: [(Output, i32, &str, &str); 6] = [
        (run(&["send", "--json", "--to", to, "x"]), 2, "usage", ""),
        (run(&["send", "--json", "--nonsense"]), 2, "usage", ""),
        (run(&["accounts", "--json"]), 2, "configuration", ""),
        (
            poor.run(&["send", "--json", "--transactional", "--to", to, "x"]),
            1,
            "api",
            "notEnoughCredits",
        ),
        (
            served.run(&[
                "send",
                "--json",
                "--transactional",
                "--sender",
                "UNKNOWN",
                "--to",
                to,
                "x",
            ]),
            1,
            "api",
            "senderUnusable",
        ),
        (
            served.run(&["api", "senders_list", "--json", "--nonsense"]),
            2,
            "usage",
            "",
        ),
    ];
    for (output, code, kind, refusal) in table {
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{printed}");
        assert_eq!(stdout(&output), "");
        let object: Value = serde_json::from_str(printed.lines().last().unwrap()).unwrap();
        assert_matches("error", &object);
        assert_eq!(object["error"]["exitCode"], code, "{printed}");
        assert_eq!(object["error"]["kind"], kind, "{printed}");
        let found = object["error"]["refusal"].as_str().unwrap_or_default();
        assert_eq!(found, refusal, "{printed}");
    }
}

#[test]
fn failures_without_json_begin_like_those_of_the_command_line() {
    for arguments in [
        &["send", "--nonsense"][..],
        &["send", "--to", "+33600000000", "x"],
        &["accounts"],
    ] {
        let printed = stderr(&run(arguments));
        assert!(printed.starts_with("error: "), "{arguments:?}: {printed}");
    }
}
