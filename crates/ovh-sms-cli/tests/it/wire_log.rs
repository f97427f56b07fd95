//! `--verbose`: each attempt is told, and nothing secret or personal is.

use ovh_sms::sandbox::Fault;

use crate::support::{Served, run, stderr, stdout};

#[test]
fn each_attempt_is_told_with_status_time_and_query_id() {
    let served = Served::start();
    served
        .sandbox
        .faults()
        .add(Fault::status(503).on("senders_list").times(1));
    let quiet = served.run(&["api", "senders_list"]);
    served
        .sandbox
        .faults()
        .add(Fault::status(503).on("senders_list").times(1));
    let output = served.run(&["api", "senders_list", "--verbose"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), stdout(&quiet));
    let printed = stderr(&output);
    let path = format!("GET /1.0/sms/{}/senders", served.sandbox.service_name());
    let starting = |start: &str| {
        printed
            .lines()
            .filter(|line| line.starts_with(start))
            .count()
    };
    assert_eq!(starting(&format!("> {path}")), 2, "{printed}");
    assert_eq!(starting("< 503 in "), 1, "{printed}");
    let answered = printed
        .lines()
        .find(|line| line.starts_with("< 200 in ") && line.contains(&path))
        .unwrap_or_else(|| panic!("{printed}"));
    let request = served.sandbox.requests().pop().unwrap();
    assert!(answered.contains(&request.query_id), "{printed}");
    assert!(printed.contains("retrying"), "{printed}");
    assert!(!stderr(&quiet).contains("> "), "{}", stderr(&quiet));
}

#[test]
fn the_sandboxs_own_requests_are_not_told_twice() {
    let output = run(&["accounts", "--sandbox", "--verbose"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let printed = stderr(&output);
    let answers = printed.lines().filter(|line| line.contains("/auth/time,"));
    assert_eq!(answers.count(), 1, "{printed}");
    assert!(!printed.contains("ovh_sms::sandbox"), "{printed}");
}

#[test]
fn no_secret_no_text_and_no_number_is_in_the_log() {
    let served = Served::start();
    let sandbox = &served.sandbox;
    let secrets = [sandbox.application_secret(), sandbox.consumer_key(), "$1$"];
    let password = "correct-horse-9";
    let document = r#"{"name": "list.csv"}"#;
    let asked = r#"{"accessRules": [{"method": "GET", "path": "/sms"}]}"#;
    let calls: [&[&str]; 8] = [
        &[
            "send",
            "--no-stop",
            "--to",
            "+33612345678",
            "Le code est 4711",
        ],
        &[
            "api",
            "jobs_create",
            "--yes",
            "--message",
            "Le code est 4711",
            "--receivers",
            "+33612345678",
        ],
        &[
            "api",
            "outgoing_list",
            "--receiver",
            "+33612345678",
            "--paginate",
        ],
        &["api", "blacklists_get", "--number", "+33612345678"],
        &[
            "api",
            "users_create",
            "--login",
            "bob",
            "--password",
            password,
        ],
        &[
            "api",
            "users_update",
            "--login",
            "bob",
            "--password",
            password,
        ],
        &["api", "me_document_create", "--body", document],
        &["api", "auth_credential_create", "--body", asked],
    ];
    for call in calls {
        let output = served
            .program()
            .args(call)
            .arg("--verbose")
            .output()
            .unwrap();
        let printed = stderr(&output);
        assert!(printed.contains("< 200 in "), "{call:?}: {printed}");
        for secret in secrets.into_iter().chain([password, "4711", "612345678"]) {
            // An error's sentence may name the number that it is about, as the service does.
            let wire = printed.lines().filter(|line| line.starts_with(['<', '>']));
            for line in wire {
                assert!(!line.contains(secret), "{call:?}: {line}");
            }
        }
        for secret in secrets {
            assert!(!printed.contains(secret), "{call:?}: {printed}");
        }
        // Addresses in an answer are signed: whoever has one may use it.
        for word in stdout(&output)
            .split('"')
            .filter(|word| word.starts_with("http"))
        {
            assert!(!printed.contains(word), "{call:?}: {printed}");
        }
    }
}
