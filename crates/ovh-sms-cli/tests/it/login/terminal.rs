//! In a terminal: questions, a browser, Ctrl-C.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use super::accepting;
use super::home::Home;
use crate::support::{Served, Terminal};

#[test]
fn what_is_missing_is_asked_for_and_the_secret_is_not_shown() {
    let served = accepting();
    let (key, secret) = (
        served.sandbox.application_key(),
        served.sandbox.application_secret(),
    );
    let home = Home::empty();
    let mut command = home.command(&served);
    command
        .arg("--no-browser")
        .env_remove("OVH_APPLICATION_KEY")
        .env_remove("OVH_APPLICATION_SECRET");
    let mut terminal = Terminal::start(&command);
    terminal.expect("What is the key for?").expect("  1  send ");
    terminal
        .expect("separated by commas: ")
        .press("1,nonsense\r");
    terminal
        .expect("Unknown task `nonsense`.")
        .press("1,blacklist\r");
    terminal
        .expect("Application key: ")
        .press(&format!("{key}\r"));
    terminal
        .expect("input is hidden): ")
        .expect_hidden_keys()
        .press(&format!("{secret}\r"));
    let (seen, code) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("DELETE /sms/*/blacklists/*"), "{seen}");
    assert!(!seen.contains(secret), "{seen}");
    let consumer_key = home.consumer_key(&served);
    assert!(!seen.contains(&consumer_key), "{seen}");
    assert!(home.read().contains(secret));
}

#[test]
fn an_interrupt_tells_what_is_left_to_do() {
    let served = Served::start();
    let home = Home::with("# kept\n");
    let mut command = home.command(&served);
    command.args(["--for", "send", "--no-browser"]);
    let mut terminal = Terminal::start(&command);
    terminal.expect("press Ctrl-C to cancel").press("\u{3}");
    let (seen, code) = terminal.end();
    assert_eq!(code, 1, "{seen}");
    assert!(
        seen.contains("Interrupted: ") && seen.contains("run the same command again"),
        "{seen}"
    );
    assert_eq!(home.read(), "# kept\n");
    assert_eq!(home.names(), [".ovh.conf"]);
}

#[test]
fn the_page_is_opened_in_a_browser() {
    let served = accepting();
    let home = Home::empty();
    let browser = home.path().join("xdg-open");
    let opened = home.path().join("opened");
    let script = format!(
        "#!/bin/sh\necho \"$1\" > {0}.part\n/bin/mv {0}.part {0}\n",
        opened.display()
    );
    std::fs::write(&browser, script).unwrap();
    std::fs::set_permissions(&browser, PermissionsExt::from_mode(0o700)).unwrap();
    let mut command = home.command(&served);
    command.args(["--for", "send"]).env("PATH", home.path());
    let (seen, code) = Terminal::start(&command).end();
    assert_eq!(code, 0, "{seen}");
    let end = Instant::now() + Duration::from_secs(60);
    while !opened.exists() {
        assert!(Instant::now() < end, "no browser was opened: {seen}");
        std::thread::sleep(Duration::from_millis(10));
    }
    let url = std::fs::read_to_string(&opened).unwrap();
    assert!(url.contains("/auth/?credentialToken="), "{url}");
    assert!(seen.replace("\r\n", "").contains(url.trim()), "{seen}");
}
