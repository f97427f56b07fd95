//! `ovh-sms whoami`: which credentials, from where, and whether they work.

use std::process::{Command, Output};
use std::time::Duration;

use ovh_sms::auth::{AccessRules, Method};
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Credentials};
use secrecy::ExposeSecret;
use serde_json::Value;

use crate::support::{
    Served, Terminal, assert_lines_match, assert_matches, program, run, stderr, stdout,
};

/// The one object that was printed, checked by its schema and by the API's models.
fn output_text(output: &Output) -> Value {
    let value: Value = serde_json::from_str(&stdout(output)).unwrap();
    assert_matches("whoami", &value);
    for (field, model) in [
        ("credential", "AuthApiCredential"),
        ("details", "AuthDetails"),
    ] {
        if !value[field].is_null() {
            assert_lines_match(model, &value[field].to_string());
        }
    }
    value
}

/// Runs it with these variables instead of the sandbox's own.
fn with(served: &Served, changes: &[(&str, Option<&str>)]) -> Output {
    let mut command = served.program();
    for (name, value) in changes {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.args(["whoami", "--json"]).output().unwrap()
}

/// The sandbox with a key of these rules and addresses, accepted or not.
fn key(served: &Served, paths: &[&str], addresses: &[&str], is_accepted: bool) -> String {
    let sandbox = &served.sandbox;
    let application =
        Credentials::application(sandbox.application_key(), sandbox.application_secret()).unwrap();
    let client = Client::builder()
        .endpoint(sandbox.endpoint())
        .credentials(application)
        .build()
        .unwrap();
    let mut rules = AccessRules::new();
    for path in paths {
        rules.extend(AccessRules::recursive([Method::Get], path).unwrap());
    }
    let request = Credentials::request(rules).allow_ips(addresses.iter().copied());
    let pending = served.runtime.block_on(request.send(&client)).unwrap();
    let Credentials::ApplicationKey(key) = pending.credentials() else {
        panic!("{pending:?}");
    };
    let key = key.consumer_key().unwrap().expose_secret().to_owned();
    if is_accepted {
        assert!(sandbox.accept_consumer_key(&key));
    }
    key
}

/// The text with this sandbox's port and all dates made the same.
fn steady(served: &Served, text: &str) -> String {
    let text = text.replace(&served.sandbox.endpoint(), "http://127.0.0.1:40123/1.0");
    let lines = text.lines().map(|line| match line.find("20") {
        Some(at) if line.ends_with(" UTC") => format!("{}(date)", &line[..at]),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_table_has_a_row_for_each_fact_and_no_secret() {
    let served = Served::start();
    let key = key(&served, &["/sms"], &["127.0.0.0/8"], true);
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(".ovh.conf");
    let text = format!("[{}]\nconsumer_key = {key}\n", served.sandbox.endpoint());
    std::fs::write(&file, text).unwrap();
    let mut command = served.program();
    command
        .env("HOME", home.path())
        .env_remove("OVH_CONSUMER_KEY")
        .env_remove("OVH_SMS_SERVICE")
        .args(["whoami", "--quiet"]);
    let first = command.output().unwrap();
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let printed = stdout(&first).replace(file.to_str().unwrap(), "/home/me/.ovh.conf");
    for secret in [served.sandbox.application_secret(), key.as_str()] {
        assert!(!printed.contains(secret), "{printed}");
    }
    insta::assert_snapshot!(steady(&served, &printed), @r"
    WHAT                VALUE                         FROM
    endpoint            http://127.0.0.1:40123/1.0    environment variable OVH_ENDPOINT
    credentials         application key
    application_key     7kbG…                         environment variable OVH_APPLICATION_KEY
    application_secret  (secret)                      environment variable OVH_APPLICATION_SECRET
    consumer_key        (secret)                      /home/me/.ovh.conf:2
    works               yes
    status              validated
    requested           (date)
    expires             (date)
    last use            never
    from addresses      127.0.0.0/8
    customer            ab12345-ovh
    rules               GET /sms
                        GET /sms/*
    SMS account         sms-ab12345-1 (the only one)
    clock               agrees with the server's
    ");
}

#[test]
fn json_is_one_object_by_its_schema() {
    let served = Served::of(
        Sandbox::builder()
            .service("sms-ab12345-1")
            .service("sms-ab12345-2"),
    );
    let output = with(&served, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let value = output_text(&output);
    assert_eq!(value["works"], true);
    assert_eq!(value["kind"], "application key");
    assert_eq!(value["smsService"], "sms-ab12345-1");
    assert_eq!(value["smsServices"], Value::Null);
    assert_eq!(value["clockAheadSeconds"], 0);
    assert_eq!(value["keys"][1]["key"], "sms_service");
    assert_eq!(
        value["keys"][2]["from"],
        "environment variable OVH_APPLICATION_KEY"
    );
    assert_eq!(value["keys"][3]["shown"], Value::Null);
    assert!(!stdout(&output).contains(served.sandbox.application_secret()));

    let value = output_text(&with(&served, &[("OVH_SMS_SERVICE", None)]));
    assert_eq!(value["smsService"], Value::Null);
    assert_eq!(value["smsServices"][1], "sms-ab12345-2");
}

#[test]
fn credentials_that_do_not_work_are_told_with_what_to_do() {
    let served = Served::start();
    let pending = key(&served, &["/sms"], &[], false);
    let refused = key(&served, &["/sms"], &[], false);
    assert!(served.sandbox.refuse_consumer_key(&refused));
    let elsewhere = key(&served, &["/sms"], &["192.0.2.0/24"], true);
    let cases = [
        (
            "OVH_CONSUMER_KEY",
            Some("anotherKey012345"),
            "NOT_CREDENTIAL",
        ),
        (
            "OVH_CONSUMER_KEY",
            Some(pending.as_str()),
            "open its validation page",
        ),
        ("OVH_CONSUMER_KEY", Some(refused.as_str()), "was refused"),
        (
            "OVH_CONSUMER_KEY",
            Some(elsewhere.as_str()),
            "this IP address",
        ),
        ("OVH_CONSUMER_KEY", None, "No consumer key is set"),
        (
            "OVH_APPLICATION_KEY",
            Some("anotherKey012345"),
            "INVALID_KEY",
        ),
        (
            "OVH_APPLICATION_SECRET",
            Some("anotherSecret"),
            "INVALID_SIGNATURE",
        ),
    ];
    for (name, value, words) in cases {
        let output = with(&served, &[(name, value)]);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{words}: {}",
            stdout(&output)
        );
        let output_text = output_text(&output);
        assert_eq!(output_text["works"], false, "{words}");
        let problem = output_text["problem"].as_str().unwrap();
        assert!(
            problem.contains(words) && problem.contains("ovh-sms login"),
            "{problem}"
        );
        assert_eq!(stderr(&output), format!("{problem}\n"));
    }
}

#[test]
fn a_key_that_has_expired_is_told() {
    let served = Served::start();
    let key = key(&served, &["/sms"], &[], true);
    served.sandbox.advance(Duration::from_secs(25 * 3600));
    let output = with(&served, &[("OVH_CONSUMER_KEY", Some(&key))]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output_text(&output)["credential"]["status"], "expired");
    assert!(
        stderr(&output).contains("has expired"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_key_that_may_not_list_accounts_is_told_what_can_be_known() {
    let served = Served::start();
    let key = key(&served, &["/me/document"], &[], true);
    let output = with(
        &served,
        &[("OVH_CONSUMER_KEY", Some(&key)), ("OVH_SMS_SERVICE", None)],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output_text = output_text(&output);
    assert_eq!(
        (&output_text["smsService"], &output_text["smsServices"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        output_text["credential"]["rules"][0]["path"],
        "/me/document"
    );
}

/// The sandbox's endpoint, and no credentials.
fn bare(served: &Served) -> Command {
    let mut command = program();
    command
        .env("OVH_ENDPOINT", served.sandbox.endpoint())
        .env("OVH_TOKEN_URL", served.sandbox.token_url())
        .args(["whoami", "--json"]);
    command
}

#[test]
fn service_accounts_and_tokens_have_no_rules_but_tell_who_they_are() {
    let served = Served::start();
    let (id, secret) = (served.sandbox.client_id(), served.sandbox.client_secret());
    let oauth2 = |secret: &str| {
        let mut command = bare(&served);
        command
            .env("OVH_CLIENT_ID", id)
            .env("OVH_CLIENT_SECRET", secret);
        command.output().unwrap()
    };
    let output = oauth2(secret);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let value = output_text(&output);
    assert_eq!(value["kind"], "OAuth2 service account");
    assert_eq!(value["credential"], Value::Null);
    assert_eq!(value["details"]["method"], "oauth2_client_credentials");
    assert_eq!(value["smsService"], "sms-ab12345-1");
    let output = oauth2("another");
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
    assert!(
        stderr(&output).contains("invalid_client"),
        "{}",
        stderr(&output)
    );

    let client = served.sandbox.client().unwrap();
    let token = served
        .runtime
        .block_on(client.api().auth_token_create().send());
    let token = token.unwrap().into_inner().token.unwrap();
    let mut command = bare(&served);
    let output = command
        .env("OVH_ACCESS_TOKEN", token.expose())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(output_text(&output)["kind"], "access token");
    assert!(!stdout(&output).contains(token.expose()));
    let mut command = bare(&served);
    let output = command.env("OVH_ACCESS_TOKEN", "expired").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output_text(&output)["works"], false);
}

#[test]
fn a_clock_that_is_off_is_told_in_seconds() {
    let served = Served::start();
    for (skew, words) in [
        (600, "s behind the server's"),
        (-600, "s ahead of the server's"),
    ] {
        served.sandbox.faults().clock_skew(skew);
        let output = with(&served, &[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let ahead = output_text(&output)["clockAheadSeconds"].as_i64().unwrap();
        assert!((ahead + skew).abs() <= 2, "{ahead}");
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
        assert!(stderr(&output).contains("set the clock"));
    }
    served.sandbox.faults().clock_skew(60);
    let output = with(&served, &[]);
    assert_eq!(stderr(&output), "");
    let ahead = output_text(&output)["clockAheadSeconds"].as_i64().unwrap();
    assert!((ahead + 60).abs() <= 2, "{ahead}");
}

#[test]
fn no_network_is_told_and_the_credentials_are_shown_all_the_same() {
    let served = Served::start();
    let output = with(&served, &[("OVH_ENDPOINT", Some("http://127.0.0.1:1/1.0"))]);
    assert_eq!(output.status.code(), Some(1));
    let output_text = output_text(&output);
    assert_eq!(output_text["works"], Value::Null);
    assert_eq!(output_text["clockAheadSeconds"], Value::Null);
    assert_eq!(output_text["keys"].as_array().unwrap().len(), 5);
    assert!(
        stderr(&output).contains("Could not check"),
        "{}",
        stderr(&output)
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_file_is_passed_over() {
    let served = Served::start();
    let home = tempfile::tempdir().unwrap();
    let made = Command::new("mkfifo")
        .arg(home.path().join(".ovh.conf"))
        .status();
    assert!(made.unwrap().success());
    let mut command = served.program();
    command.env("HOME", home.path()).arg("whoami");
    // A program that waits for somebody to write into it is ended by the terminal's step_timeout.
    let (seen, code) = Terminal::start(&command).end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("skipping a configuration file"), "{seen}");
}

#[test]
fn what_is_no_configuration_is_wrong_usage() {
    let output = run(&["whoami"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("createToken"),
        "{}",
        stderr(&output)
    );
    let served = Served::start();
    let output = with(&served, &[("OVH_ACCESS_TOKEN", Some("token"))]);
    assert_eq!(output.status.code(), Some(2));
    let output_text = stderr(&output);
    assert!(
        output_text.contains("More than one kind") && output_text.contains("OVH_ACCESS_TOKEN"),
        "{output_text}"
    );
    assert_eq!(stdout(&output), "");
}

#[test]
fn the_sandbox_tells_who_it_lets_in() {
    let output = run(&["whoami", "--sandbox", "--json", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(output_text(&output)["smsService"], "sms-ab12345-1");
    let (seen, code) = Terminal::start(program().args(["whoami", "--sandbox"])).end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("the sandbox of this command"), "{seen}");
}
