//! `ovh-sms sandbox -- COMMAND`: a command with its own view of names, certificates and network.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::support::{program, stderr, stdout};

/// How often a process is looked at, which another one has killed.
const LOOKS: usize = 1000;

/// The program that runs a command of the shell in a private network.
fn sandboxed(options: &[&str], script: &str) -> Command {
    let mut command = program();
    command.args(["sandbox", "--quiet", "--network", "private"]);
    command.args(options).args(["--", "/bin/sh", "-c", script]);
    command
}

fn run(options: &[&str], script: &str) -> Output {
    sandboxed(options, script).output().unwrap()
}

/// Returns whether this machine allows namespaces; otherwise it says so, and the test passes.
fn is_possible() -> bool {
    let output = run(&[], "exit 0");
    let printed = stderr(&output);
    if output.status.code() == Some(2) && printed.contains("can't have its own view") {
        eprintln!("not tried: this machine allows no namespaces: {printed}");
        return false;
    }
    assert_eq!(output.status.code(), Some(0), "{printed}");
    true
}

/// Sends with this program, which calls OVHcloud's endpoint by its name.
const SEND: &str = "exec \"$PROGRAM\" send --to +33600000000 --no-stop --sender SANDBOX Bonjour";

#[test]
fn a_program_that_calls_ovhcloud_by_name_calls_the_sandbox() {
    if !is_possible() {
        return;
    }
    for options in [&[][..], &["--oauth2"]] {
        let output = sandboxed(options, SEND)
            .env("PROGRAM", env!("CARGO_BIN_EXE_ovh-sms"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).starts_with("Accepted for 1 of 1"));
        assert_eq!(stderr(&output), "");
    }
    let output = program()
        .args(["sandbox", "--quiet", "--", "/bin/sh", "-c", SEND])
        .env("PROGRAM", env!("CARGO_BIN_EXE_ovh-sms"))
        .output()
        .unwrap();
    let printed = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{printed}");
    // Without an option, the network depends on whether port 443 can be opened.
    assert!(
        printed.is_empty() || printed.contains("runs in a private network"),
        "{printed}"
    );
}

#[test]
fn the_exit_code_is_that_of_the_command() {
    if !is_possible() {
        return;
    }
    for (script, code) in [
        ("exit 0", 0),
        ("exit 7", 7),
        ("exit 255", 255),
        ("kill -TERM $$", 128 + 15),
        ("kill -KILL $$", 128 + 9),
    ] {
        let output = run(&[], script);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{script}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn the_command_has_the_callers_user_arguments_input_and_output() {
    if !is_possible() {
        return;
    }
    let ids = "id -u; id -g";
    let own = Command::new("/bin/sh").args(["-c", ids]).output().unwrap();
    let output = run(&[], ids);
    assert_eq!(stdout(&output), stdout(&own), "{}", stderr(&output));
    let mut command = program();
    command.args([
        "sandbox",
        "--quiet",
        "--network",
        "private",
        "--",
        "/bin/sh",
        "-c",
    ]);
    command.args([
        "cat; printf '[%s]' \"$@\"",
        "sh",
        "--port",
        "a b",
        "--",
        "-x",
    ]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"in ").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(stdout(&output), "in [--port][a b][--][-x]");
}

#[test]
fn nothing_but_the_sandbox_is_configured_and_no_proxy_is_between() {
    if !is_possible() {
        return;
    }
    let output = sandboxed(&[], "env; cat /etc/hosts")
        .env("OVH_ACCESS_TOKEN", "of-the-service")
        .env("OVH_APPLICATION_KEY", "of-the-service")
        .env("OVH_BASE_URL", "https://of-the-service.example")
        .env("HTTPS_PROXY", "http://127.0.0.1:9")
        .env("NO_PROXY", "intranet.example")
        .output()
        .unwrap();
    let printed = stdout(&output);
    assert!(!printed.contains("of-the-service"), "{printed}");
    for line in ["OVH_ENDPOINT=ovh-eu", "OVH_SMS_SERVICE=sms-ab12345-1"] {
        assert!(printed.lines().any(|one| one == line), "{printed}");
    }
    for name in ["NO_PROXY", "no_proxy"] {
        let start = format!("{name}=intranet.example,eu.api.ovh.com,");
        assert!(printed.contains(&start), "{printed}");
    }
    assert!(printed.contains("\n127.0.0.1 eu.api.ovh.com "), "{printed}");
    // The files of this machine are not changed.
    let hosts = std::fs::read_to_string("/etc/hosts").unwrap();
    assert!(!hosts.contains("eu.api.ovh.com"), "{hosts}");
}

/// Starts a script, and waits for the line that it prints.
fn started(script: &str) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut child = sandboxed(&[], script)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    (child, output, line.trim().to_owned())
}

fn signal(name: &str, pid: u32) {
    let status = Command::new("kill").args([name, &pid.to_string()]).status();
    assert!(status.unwrap().success());
}

#[test]
fn signals_are_passed_on_to_the_command() {
    if !is_possible() {
        return;
    }
    for (name, code) in [("TERM", 41), ("HUP", 42), ("USR1", 43)] {
        // The loop ends by itself, so that a failure leaves nothing.
        let script = format!(
            "trap 'exit {code}' {name}; echo started; i=0; while [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done"
        );
        let (mut child, _output, _) = started(&script);
        signal(&format!("-{name}"), child.id());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{name}");
    }
}

#[test]
fn processes_that_the_command_leaves_are_ended() {
    if !is_possible() {
        return;
    }
    // A grandchild in a session of its own, which ignores SIGTERM, and keeps the output open.
    let script = "setsid /bin/sh -c 'trap \"\" TERM HUP; echo $$; sleep 600' & sleep 0.3; exit 5";
    let (mut child, mut output, pid) = started(script);
    assert_eq!(child.wait().unwrap().code(), Some(5));
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert!(pid.parse::<u32>().is_ok(), "{pid}");
    assert!(!Path::new("/proc").join(&pid).exists(), "{pid} still runs");
}

#[test]
fn the_command_ends_when_the_sandbox_is_killed() {
    if !is_possible() {
        return;
    }
    let (mut child, _output, pid) = started("echo $$; exec sleep 600");
    signal("-KILL", child.id());
    child.wait().unwrap();
    let runs = || {
        let stat = std::fs::read_to_string(Path::new("/proc").join(&pid).join("stat"));
        stat.is_ok_and(|stat| !stat.contains(") Z "))
    };
    for _ in 0..LOOKS {
        if !runs() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{pid} still runs");
}

#[test]
fn without_unshare_the_remedy_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = program()
        .args(["sandbox", "--", "/bin/sh", "-c", "exit 0"])
        .env("PATH", folder.path())
        .output()
        .unwrap();
    let printed = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{printed}");
    for part in [
        "`unshare` of util-linux is not installed",
        "ovh-sms sandbox --as-ovhcloud",
        "\n127.0.0.1 eu.api.ovh.com ",
        "REQUESTS_CA_BUNDLE",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_name_that_cannot_be_served_ends_the_command_before_it_starts() {
    if !is_possible() {
        return;
    }
    let output = run(&["--name", "a b"], "echo started");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output),
        "error: `a b` is not a host name; write it like sms.example.com, without a scheme and a port.\n"
    );
    assert_eq!(stdout(&output), "");
}
