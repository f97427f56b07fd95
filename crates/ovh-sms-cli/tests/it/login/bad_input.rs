//! What goes wrong ends in a sentence and an exit code, and the file is as it was.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use ovh_sms::sandbox::Sandbox;

use super::accepting;
use super::home::{Home, decide};
use crate::support::{Served, program, run, stderr, stdout};

/// Paths that the sandbox was called at.
fn called(served: &Served) -> Vec<String> {
    let requests = served.sandbox.requests();
    requests.into_iter().map(|request| request.path).collect()
}

#[test]
fn a_file_that_cannot_be_written_is_told_before_a_key_is_asked_for() {
    let served = accepting();
    let home = Home::with("# kept\n");
    let at = |name: &str| home.path().join(name);
    std::fs::create_dir(at("folder")).unwrap();
    symlink("nowhere", at("link")).unwrap();
    let read_only = at("read-only");
    std::fs::write(&read_only, "").unwrap();
    std::fs::set_permissions(&read_only, PermissionsExt::from_mode(0o400)).unwrap();
    let made = Command::new("mkfifo").arg(at("pipe")).status().unwrap();
    assert!(made.success());
    std::fs::write(at("long"), vec![b'#'; (1 << 20) + 1]).unwrap();
    let broken = [
        ("twice", "[ovh-eu]\n[ovh-eu]\n", ":2: duplicate section"),
        (
            "key-twice",
            "[ovh-eu]\nconsumer_key=a\nconsumer_key=b\n",
            ":3: duplicate",
        ),
        ("broken", "consumer_key=CANARY\n", ":1: "),
    ];
    for (name, text, _) in broken {
        std::fs::write(at(name), text).unwrap();
    }
    let cases = [
        ("folder", 1, "is a directory"),
        ("link", 1, "link to a missing file"),
        ("read-only", 1, "read-only"),
        ("pipe", 1, "not a regular file"),
        ("long", 1, "too long"),
        ("missing/ovh.conf", 1, "folder of"),
        (".ovh.conf/ovh.conf", 1, "not a directory"),
        ("/proc/ovh.conf", 1, "can't be written"),
    ];
    let cases = cases
        .into_iter()
        .chain(broken.map(|(name, _, words)| (name, 2, words)));
    for (name, code, words) in cases {
        let file = at(name);
        let before = file.is_file().then(|| std::fs::read(&file).unwrap());
        let output = home.login(
            &served,
            &["--for", "send", "--file", file.to_str().unwrap()],
        );
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{name}: {printed}");
        assert!(printed.contains(words), "{name}: {printed}");
        assert!(
            !printed.contains("CANARY") && stdout(&output).is_empty(),
            "{name}: {printed}"
        );
        assert_eq!(
            before,
            file.is_file().then(|| std::fs::read(&file).unwrap()),
            "{name}"
        );
    }
    assert_eq!(called(&served), [""; 0]);
    assert_eq!(home.read(), "# kept\n");
}

#[test]
fn a_home_directory_that_is_not_there_is_told() {
    let output = run(&["login", "--for", "send"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("folder of /nonexistent/.ovh.conf"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn without_an_application_the_page_that_makes_one_is_told() {
    for (endpoint, page) in [
        ("ovh-eu", "https://eu.api.ovh.com/createApp/"),
        ("soyoustart-eu", "https://eu.api.soyoustart.com/createApp/"),
        (
            "http://127.0.0.1:1/1.0",
            "The operator of http://127.0.0.1:1/1.0",
        ),
    ] {
        let home = Home::empty();
        let mut command = program();
        command
            .env("HOME", home.path())
            .env("OVH_ENDPOINT", endpoint);
        let output = command.args(["login", "--for", "send"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        let printed = stderr(&output);
        assert!(
            printed.contains(page) && printed.contains("OVH_APPLICATION_SECRET"),
            "{printed}"
        );
        assert_eq!(
            printed.contains("createToken/?GET=/sms&"),
            endpoint != "http://127.0.0.1:1/1.0",
            "{printed}"
        );
        assert_eq!(home.names(), [""; 0]);
    }
}

#[test]
fn nobody_to_ask_for_tasks_is_told_with_their_names() {
    let home = Home::empty();
    let output = home.login(&accepting(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let printed = stderr(&output);
    assert!(
        printed.contains("--for") && printed.contains("send, accounts, read"),
        "{printed}"
    );
}

#[test]
fn the_sandbox_of_the_command_itself_gives_no_key() {
    let output = run(&["login", "--sandbox", "--for", "send"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("ovh-sms sandbox"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn another_kind_of_credentials_is_a_contradiction() {
    let served = accepting();
    let endpoint = served.sandbox.endpoint();
    for (text, words) in [
        ("client_id = id\nclient_secret = CANARY\n", "client_id ("),
        ("access_token = CANARY\n", "access_token ("),
    ] {
        let before = format!(
            "[default]\nendpoint = {endpoint}\n[{endpoint}]\ntoken_url = {}\n{text}",
            served.sandbox.token_url()
        );
        let home = Home::with(&before);
        // With an application from the environment, and with none.
        for with_application in [true, false] {
            let mut command = home.command(&served);
            command.args(["--for", "send"]);
            if !with_application {
                command
                    .env_remove("OVH_APPLICATION_KEY")
                    .env_remove("OVH_APPLICATION_SECRET");
            }
            let output = command.output().unwrap();
            let printed = stderr(&output);
            assert_eq!(output.status.code(), Some(2), "{printed}");
            assert!(
                printed.contains(words) && printed.contains(".ovh.conf:5"),
                "{printed}"
            );
            assert!(!printed.contains("CANARY"), "{printed}");
            assert_eq!(home.read(), before);
        }
    }
    // Found in time: the file named by --file has another kind than the environment.
    let home = Home::with(&format!("[{endpoint}]\naccess_token = CANARY\n"));
    let output = home.login(&served, &["--for", "send"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(called(&served), [""; 0]);
}

#[test]
fn a_wrong_application_key_is_refused_with_what_to_look_at() {
    let served = accepting();
    let home = Home::empty();
    let mut command = home.command(&served);
    command
        .args(["--for", "send"])
        .env("OVH_APPLICATION_KEY", "anotherKey012345");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let printed = stderr(&output);
    assert!(
        printed.contains("INVALID_KEY") && printed.contains("region"),
        "{printed}"
    );
    assert_eq!(home.names(), [""; 0]);
}

#[test]
fn no_network_is_a_sentence() {
    let home = Home::empty();
    let mut command = home.command(&accepting());
    // Nobody listens on port 1.
    command
        .args(["--for", "send"])
        .env("OVH_ENDPOINT", "http://127.0.0.1:1/1.0");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let printed = stderr(&output);
    assert!(
        printed.contains("No key was created") && !printed.contains("message may"),
        "{printed}"
    );
    assert_eq!(home.names(), [""; 0]);
}

#[test]
fn a_key_that_is_refused_expired_or_never_accepted_changes_nothing() {
    let served = Served::start();
    let home = Home::with("# kept\n");
    let output = home.login(&served, &["--for", "send", "--timeout", "0s"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("The key was not accepted within 0 s"),
        "{}",
        stderr(&output)
    );

    let mut command = home.command(&served);
    command
        .args(["--for", "send"])
        .stdout(std::process::Stdio::piped());
    let mut child = command
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    let mut lines = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut lines, &mut url).unwrap();
    decide(url.trim(), "refuse");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let printed = stderr(&output);
    assert!(
        printed.contains("refused") && printed.contains("Run the same command again"),
        "{printed}"
    );
    assert_eq!(home.read(), "# kept\n");
    assert_eq!(home.names(), [".ovh.conf"]);
}

/// `login` where files can't grow: the write of the new file fails, or kills.
fn login_without_space(home: &Home, served: &Served, trap: &str) -> std::process::Output {
    let login = home.command(served);
    let mut shell = Command::new("/bin/sh");
    shell
        .arg("-c")
        .arg(format!(
            "{trap} ulimit -c 0; ulimit -f 0; exec \"$0\" \"$@\""
        ))
        .arg(login.get_program())
        .args(login.get_args())
        .args(["--for", "send"])
        .env_clear();
    for (name, value) in login.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    shell.output().unwrap()
}

#[test]
fn a_program_that_is_killed_while_it_writes_leaves_the_file_as_it_was() {
    let served = Served::of(Sandbox::builder().validate_consumer_keys(true));
    let home = Home::with("# kept\n");
    let output = login_without_space(&home, &served, "");
    assert!(
        output.status.signal().is_some(),
        "{:?}: {}",
        output.status,
        stderr(&output)
    );
    assert_eq!(home.read(), "# kept\n");
}

#[test]
fn a_key_that_cannot_be_written_is_revoked() {
    let served = accepting();
    let home = Home::with("# kept\n");
    let output = login_without_space(&home, &served, "trap '' XFSZ;");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let printed = stderr(&output);
    assert!(
        printed.contains("was not changed") && printed.contains("revoked"),
        "{printed}"
    );
    assert_eq!(home.read(), "# kept\n");
    assert_eq!(home.names(), [".ovh.conf"]);
    let requests = served.sandbox.requests();
    let last = requests.last().unwrap();
    assert_eq!((last.path.as_str(), last.status), ("/1.0/auth/logout", 200));
}
