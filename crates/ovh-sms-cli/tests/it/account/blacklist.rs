//! `ovh-sms blacklist`: the numbers that sent STOP.

use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms::sandbox::{Fault, Sandbox};

use ovh_sms_test_support::raw_server::{self, Reply, Request};
use serde_json::json;

use crate::support::{Served, assert_lines_match, program, run, stderr, stdout};

/// An account that two numbers have sent STOP to, a minute apart.
fn stopped() -> Served {
    let noon = "2027-01-29T12:00:00Z".parse().unwrap();
    let served = Served::of(Sandbox::builder().start_at(noon).speed(0.0));
    let service = served.sandbox.service().unwrap();
    for number in ["+33600000002", "+33600000001"] {
        let message = Message::transactional("Bonjour").allow_replies().to(number);
        let sent = served
            .runtime
            .block_on(async { service.send(message).await });
        assert_eq!(sent.unwrap().sent().count(), 1);
        served.sandbox.advance(Duration::from_secs(60));
        assert!(served.sandbox.phone(number).stop());
    }
    served
}

#[test]
fn the_table_is_sorted_by_date() {
    let served = stopped();
    let output = served
        .program()
        .arg("blacklist")
        .env("TZ", "UTC0")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r"
    NUMBER        SINCE                MESSAGE    BATCH
    +33600000002  2027-01-29 12:01:00  802084012
    +33600000001  2027-01-29 12:02:00  802084014
    ");
}

#[test]
fn json_lines_are_entries_as_the_api_has_them() {
    let output = stopped().run(&["blacklist", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let entries = assert_lines_match("Blacklist", &stdout(&output));
    let numbers: Vec<_> = entries
        .iter()
        .map(|one| one["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, ["+33600000002", "+33600000001"]);
}

#[test]
fn numbers_are_taken_off_and_the_exit_code_tells_how_many() {
    let served = stopped();
    let output = served.run(&["blacklist", "remove", "+33600000001", "+33600000009"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert_eq!(
        stderr(&output),
        "+33600000001 was removed from the blacklist.\n+33600000009 was not on the blacklist.\n"
    );
    let output = served.run(&["blacklist", "remove", "+33600000001"]);
    assert_eq!(output.status.code(), Some(1));
    let output = served.run(&["blacklist", "remove", "--quiet", "0033600000002"]);
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(0), String::new())
    );
    let output = served.run(&["blacklist"]);
    assert_eq!(
        (stdout(&output), stderr(&output)),
        (String::new(), "The blacklist is empty.\n".to_owned())
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_refusal_is_told_with_the_service_s_words() {
    let served = stopped();
    let refused = Fault::error(403, "Not by you").on("blacklists_delete");
    served.sandbox.faults().add(refused);
    let output = served.run(&["blacklist", "remove", "+33600000001"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("Not by you"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_is_not_right_is_said_in_a_sentence() {
    let served = Served::start();
    for (arguments, code, word) in [
        (vec!["blacklist", "remove"], 2, "NUMBER"),
        (vec!["blacklist", "remove", "0600000000"], 2, "0600000000"),
        (vec!["blacklist", "--service", "sms-zz99999-1"], 1, "404"),
        (
            vec![
                "blacklist",
                "--service",
                "sms-zz99999-1",
                "remove",
                "+33600000000",
            ],
            1,
            "404",
        ),
    ] {
        let output = served.run(&arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(word),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
    assert_eq!(run(&["blacklist"]).status.code(), Some(2));
}

#[test]
fn each_entry_of_the_service_is_removed_as_it_is() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let entries = ["36111", "+460700000000", "0033600000007", "0600000000"];
    let address = runtime.block_on(raw_server::start(move |request: Request| {
        let path = request.path().to_owned();
        let Some(rest) = path.strip_prefix("/1.0/sms/sms-ab12345-1/blacklists") else {
            return Reply::json(200, 1_700_000_000);
        };
        match (request.method.as_str(), rest.strip_prefix('/')) {
            ("GET", None) => Reply::json(200, json!(entries)),
            ("DELETE", Some(entry)) if entries.contains(&entry.replace("%2B", "+").as_str()) => {
                Reply::json(200, "null")
            }
            _ => Reply::json(
                404,
                json!({ "message": "The requested object does not exist" }),
            ),
        }
    }));
    let remove = |entry: &str| {
        let mut command = program();
        command
            .env("OVH_ENDPOINT", format!("http://{address}/1.0"))
            .env("OVH_ACCESS_TOKEN", "token")
            .env("OVH_SMS_SERVICE", "sms-ab12345-1")
            .args(["blacklist", "remove", entry]);
        command.output().unwrap()
    };
    for entry in [
        "36111",
        "+460700000000",
        "0033600000007",
        "+33600000007",
        "0600000000",
    ] {
        let output = remove(entry);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{entry}: {}",
            stderr(&output)
        );
    }
    for entry in ["+33600000007.0", "0600000001", "+46700000000"] {
        assert_ne!(remove(entry).status.code(), Some(0), "{entry}");
    }
}
