//! `ovh-sms accounts`: each account and its credits.

use ovh_sms::sandbox::Sandbox;
use ovh_sms_test_support::proxy::Proxy;

use crate::support::{Served, Terminal, assert_lines_match, stderr, stdout};

fn two_accounts() -> Served {
    Served::of(
        Sandbox::builder()
            .service("sms-ab12345-1")
            .service("sms-ab12345-2")
            .credits(12.5),
    )
}

#[test]
fn the_table_has_a_row_for_each_account() {
    let output = two_accounts().run(&["accounts"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r"
    ACCOUNT        CREDITS LEFT  STATUS  DESCRIPTION
    sms-ab12345-1          12.5  enable
    sms-ab12345-2          12.5  enable
    ");
}

#[test]
fn json_is_a_line_for_each_account_as_the_api_has_it() {
    let output = two_accounts().run(&["accounts", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let accounts = assert_lines_match("AccountWithIam", &stdout(&output));
    assert_eq!(accounts.len(), 2);
    assert_eq!(accounts[1]["name"], "sms-ab12345-2");
    assert_eq!(accounts[1]["creditsLeft"], 12.5);
}

#[test]
fn one_account_is_shown_where_one_is_named() {
    let output = two_accounts().run(&["accounts", "--json", "--service", "sms-ab12345-2"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let accounts = assert_lines_match("AccountWithIam", &stdout(&output));
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0]["name"], "sms-ab12345-2");
}

#[test]
fn an_account_that_is_not_there_is_refused_in_a_sentence() {
    let output = two_accounts().run(&["accounts", "--service", "sms-zz99999-1"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).contains("404"), "{}", stderr(&output));
}

#[test]
fn colours_are_for_terminals_without_no_color() {
    let served = two_accounts();
    let (seen, code) = Terminal::start(served.program().arg("accounts")).end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("\u{1b}["), "{seen:?}");
    let (seen, code) = Terminal::start(served.program().arg("accounts").env("NO_COLOR", "1")).end();
    assert_eq!(code, 0, "{seen}");
    assert!(
        seen.contains("sms-ab12345-1") && !seen.contains('\u{1b}'),
        "{seen:?}"
    );
}

#[test]
fn few_credits_are_an_exit_code() {
    let served = two_accounts();
    for (minimum, code) in [("10", 0), ("12.5", 0), ("12.51", 1), ("100", 1)] {
        let output = served.run(&["accounts", "--min-credits", minimum]);
        assert_eq!(output.status.code(), Some(code), "{minimum}");
        let warned = stderr(&output).contains("sms-ab12345-2 has 12.5 of at least");
        assert_eq!(warned, code == 1, "{minimum}: {}", stderr(&output));
        let one = [
            "accounts",
            "--json",
            "--min-credits",
            minimum,
            "--service",
            "sms-ab12345-1",
        ];
        assert_eq!(served.run(&one).status.code(), Some(code), "{minimum}");
    }
}

/// A cache can return another account: its credits and settings are not this one's.
#[test]
fn the_credits_of_another_account_are_not_used() {
    let served = Served::start();
    let proxy = Proxy::before(&served.sandbox);
    let proxy = served.runtime.block_on(proxy);
    let path = format!("get /1.0/sms/{} ", served.sandbox.service_name());
    let run = |arguments: &[&str]| {
        let mut command = served.program();
        command
            .args(arguments)
            .env("OVH_ENDPOINT", proxy.endpoint());
        command.output().unwrap()
    };
    let to = "+33600000000";
    let commands: [&[&str]; 4] = [
        &[
            "accounts",
            "--service",
            "sms-ab12345-1",
            "--min-credits",
            "10",
        ],
        &["accounts", "--service", "sms-ab12345-1", "--json"],
        &["callbacks"],
        &[
            "send",
            "--dry-run",
            "--transactional",
            "--to",
            to,
            "Bonjour",
        ],
    ];
    for arguments in commands {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
    proxy.answer(&path, r#"{"name":"sms-zz99999-9","creditsLeft":1000}"#);
    for arguments in commands {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            stderr(&output).contains("another object"),
            "{}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
}
