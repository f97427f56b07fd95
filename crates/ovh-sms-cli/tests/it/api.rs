//! `ovh-sms api`: every operation, by the options that the description gives it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::process::Stdio;

use ovh_sms::Operation;
use ovh_sms::api::operations;
use ovh_sms::sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::support::{
    Served, Terminal, assert_lines_match, assert_matches, example_of, run, stderr, stdout,
};

/// Made before what is about them, deepest last.
const FIRST: [&str; 14] = [
    "users_create",
    "me_document_create",
    "receivers_create",
    "users_receivers_create",
    "receivers_clean",
    "users_receivers_clean",
    "phonebooks_create",
    "phonebook_contacts_create",
    "jobs_create",
    "users_jobs_create",
    "virtual_numbers_jobs_create",
    "batches_create",
    "senders_create",
    "templates_control_create",
];

/// What the sandbox refuses in this order: a batch that is done, a code that nobody was told, and
/// answers that users and virtual numbers never got.
const REFUSED: [(&str, u16); 6] = [
    ("batches_cancel", 409),
    ("senders_validate", 400),
    ("users_incoming_delete", 404),
    ("users_incoming_get", 404),
    ("virtual_numbers_incoming_delete", 404),
    ("virtual_numbers_incoming_get", 404),
];

/// Called once more with this: a message that waits is in other lists than one that is sent.
const AGAIN: [(&str, [&str; 2]); 3] = [
    ("jobs_create", ["--differed-period", "60"]),
    ("users_jobs_create", ["--differed-period", "60"]),
    ("virtual_numbers_jobs_create", ["--differed-period", "60"]),
];

fn served() -> Served {
    let noon = "2026-01-15T12:00:00+01:00".parse().unwrap();
    Served::of(
        Sandbox::builder()
            .service("sms-ab12345-1")
            .service("sms-ab12345-2")
            .service("smpp-ab12345-1")
            .start_at(noon),
    )
}

/// The name of a parameter's option.
fn option(name: &str) -> String {
    let mut out = String::from("--");
    for c in name.replace("ID", "Id").chars() {
        if c.is_uppercase() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// The first of what is listed at a path, in the words of the command line.
fn first_of(served: &Served, path: &str, given: &[String]) -> Option<String> {
    let list = operations::ALL
        .iter()
        .find(|one| one.method() == "GET" && one.path() == path)?;
    let output = served
        .program()
        .args(["api", list.id(), "--json"])
        .args(given)
        .output()
        .unwrap();
    let listed: Value = serde_json::from_str(&stdout(&output)).ok()?;
    let first = listed.get(0)?;
    let id = first.get("id").unwrap_or(first);
    Some(id.as_str().map_or_else(|| id.to_string(), str::to_owned))
}

/// The options of the path: ids of what is there, or what the example has.
fn path_options(served: &Served, operation: &Operation, example: &[String]) -> Vec<String> {
    let mut given = Vec::new();
    let mut above = String::new();
    for segment in operation.path().split('/').skip(1) {
        if let Some(name) = segment.strip_prefix('{') {
            let option = option(name.trim_end_matches('}'));
            let value = match (option.as_str(), operation.path().contains("/smpp")) {
                ("--service-name", true) => Some("smpp-ab12345-1".to_owned()),
                ("--service-name", false) => Some("sms-ab12345-1".to_owned()),
                _ => first_of(served, &above, &given).or_else(|| {
                    let at = example.iter().position(|word| *word == option)?;
                    example.get(at + 1).cloned()
                }),
            };
            given.push(option);
            given.push(value.unwrap_or_else(|| panic!("{operation}: {segment}")));
        }
        above.push('/');
        above.push_str(segment);
    }
    given
}

/// The example's options, without those of the path.
fn other_options(example: &[String], path: &[String]) -> Vec<String> {
    let mut words = example.iter().skip(2);
    let mut others = Vec::new();
    while let Some(word) = words.next() {
        if word.starts_with("--") && path.contains(word) {
            words.next();
        } else {
            others.push(word.clone());
        }
    }
    others
}

/// A document with receivers, an answer, and somebody who wants no more.
fn prepare(served: &Served) -> String {
    let output = served.run(&["api", "me_document_create", "--name", "list.csv"]);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let url = document["putUrl"].as_str().unwrap();
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let body = "number;prenom\n+33600000000;L\u{e9}a\n";
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(
        stream,
        "PUT /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    for (option, receiver) in [
        ("--sender-for-response", "+33600000002"),
        ("--no-stop-clause=false", "+33600000001"),
    ] {
        let output = served.run(&[
            "api",
            "jobs_create",
            "--yes",
            "--message",
            "Soldes",
            option,
            "--receivers",
            receiver,
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        served.sandbox.advance(std::time::Duration::from_secs(5));
    }
    assert!(served.sandbox.phone("+33600000002").reply("oui"));
    assert!(served.sandbox.phone("+33600000001").stop());
    document["id"].as_str().unwrap().to_owned()
}

#[test]
fn every_operation_is_called_by_its_example_and_answers() {
    let served = served();
    let mut order: Vec<&Operation> = operations::ALL.to_vec();
    order.sort_by_key(|operation| {
        let first = FIRST.iter().position(|id| *id == operation.id());
        let is_last = operation.method() == "DELETE" || operation.id() == "auth_logout";
        let depth = operation.path().split('/').count();
        match (first, is_last) {
            (Some(place), _) => (0, place),
            (None, false) => (1, depth),
            (None, true) => (2, 100 - depth),
        }
    });
    let document = prepare(&served);
    let mut refused = BTreeMap::new();
    let mut called = BTreeSet::new();
    for operation in order {
        let help = stdout(&run(&["api", operation.id(), "--help"]));
        let example = example_of(&help).unwrap();
        let path = path_options(&served, operation, &example);
        let mut others = other_options(&example, &path);
        if let Some(at) = others.iter().position(|word| word == "--document-id") {
            others[at + 1].clone_from(&document);
        }
        for word in &mut others {
            if word == "--price-only" {
                word.push_str("=false");
            }
        }
        if help.contains("--yes") {
            others.push("--yes".to_owned());
        }
        served.sandbox.advance(std::time::Duration::from_secs(5));
        let mut command = served.program();
        command.args(["api", operation.id(), "--json"]);
        command.args(&path).args(&others);
        if let Some((_, more)) = AGAIN.iter().find(|(id, _)| *id == operation.id()) {
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            command.args(more);
        }
        let output = command.output().unwrap();
        let requests = served.sandbox.requests();
        let last = requests.last().unwrap();
        let shown = format!(
            "{} {path:?} {others:?}: {}",
            operation.id(),
            stderr(&output)
        );
        assert_eq!(last.operation.as_deref(), Some(operation.id()), "{shown}");
        let code = output.status.code();
        match last.status {
            200 => assert_eq!(code, Some(0), "{shown}"),
            400..500 => {
                assert_eq!(code, Some(1), "{shown}");
                assert!(
                    stderr(&output).contains(&last.status.to_string()),
                    "{shown}"
                );
                refused.insert(operation.id(), last.status);
            }
            status => panic!("{status}: {shown}"),
        }
        if last.status == 200 && !stdout(&output).is_empty() {
            let printed = stdout(&output);
            assert_eq!(printed.lines().count(), 1, "{shown}");
            serde_json::from_str::<Value>(&printed).unwrap();
        }
        called.insert(operation.id());
    }
    assert_eq!(called.len(), 136);
    assert_eq!(refused, BTreeMap::from(REFUSED));
}

#[test]
fn a_method_and_a_path_name_an_operation_too() {
    let served = served();
    let output = served.run(&["api", "get /sms/{x}/senders"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "[\"SANDBOX\"]\n");
}

#[test]
fn a_wrong_name_proposes_the_nearest() {
    for (wrong, right) in [
        ("job_create", "jobs_create"),
        ("GET /sms/{serviceName}/job", "jobs_list"),
        ("sender_list", "senders_list"),
    ] {
        let output = run(&["api", wrong]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(right), "{}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn operations_are_found_by_all_their_words() {
    let output = run(&["api", "--list", "validat", "code"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output), @r"
    OPERATION         REQUEST                                            WHAT IT DOES
    senders_validate  POST /sms/{serviceName}/senders/{sender}/validate  Validates a phone number as sender with the code that OVHcloud sent to it.
    ");
    let output = run(&["api", "--list", "sender", "--json"]);
    let lines = stdout(&output);
    assert!(lines.lines().count() > 5);
    for line in lines.lines() {
        assert_matches("operation", &serde_json::from_str(line).unwrap());
    }
    let output = run(&["api", "--list", "zebra"]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "")
    );
}

#[test]
fn a_dry_run_tells_the_request_and_sends_nothing() {
    let served = served();
    let arguments = [
        "api",
        "jobs_create",
        "--dry-run",
        "--message",
        "Bonjour",
        "--receivers",
        "+33600000000",
        "--receivers",
        "+33600000001",
        "--no-stop-clause",
    ];
    let output = served.run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r#"
    POST /1.0/sms/sms-ab12345-1/jobs
    {"message":"Bonjour","noStopClause":true,"receivers":["+33600000000","+33600000001"]}
    "#);
    let output = served
        .program()
        .args(arguments)
        .arg("--json")
        .output()
        .unwrap();
    let shown: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_matches("request", &shown);
    let output = served.run(&[
        "api",
        "users_create",
        "--dry-run",
        "--login",
        "bob",
        "--password",
        "correct-horse-9",
    ]);
    assert!(
        !stdout(&output).contains("correct-horse"),
        "{}",
        stdout(&output)
    );
    assert!(stdout(&output).contains("[hidden]"));
    assert_eq!(served.sandbox.requests(), []);
}

#[test]
fn what_costs_an_unknown_sum_is_asked_about() {
    let served = served();
    let arguments = [
        "api",
        "jobs_create",
        "--message",
        "Ha",
        "--receivers",
        "+33600000000",
    ];
    let output = served
        .program()
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("--yes"));
    assert_eq!(served.sandbox.requests(), []);
    let output = served
        .program()
        .args(arguments)
        .arg("--yes")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_lines_match("SmsSendingReport", &stdout(&output));
    // A look-up costs a tenth of a credit.
    let output = served.run(&["api", "hlr_create", "--receivers", "+33600000000"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_body_comes_from_json_a_file_or_stdin() {
    let served = served();
    let body = r#"{"message": "ça", "noStopClause": false, "senderType": "alpha"}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    std::fs::write(&file, body).unwrap();
    for source in [
        body.to_owned(),
        format!("@{}", file.display()),
        "-".to_owned(),
    ] {
        let mut child = served
            .program()
            .args(["api", "estimate", "--body", &source])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // Only the last one reads it.
        let _ = child.stdin.take().unwrap().write_all(body.as_bytes());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{source}");
        let estimate = &assert_lines_match("JobEstimate", &stdout(&output))[0];
        assert_eq!(estimate["charactersClass"], "unicode");
    }
}

#[test]
fn what_the_description_does_not_allow_is_said_before_anything_is_sent() {
    let served = served();
    let cases: [(&[&str], &[&str]); 14] = [
        (
            &[
                "jobs_create",
                "--body",
                "{\"mesage\": 1, \"receivers\": [1]}",
            ],
            &[
                "message is missing",
                "the most similar field is `message`",
                "receivers[0] must be text",
            ],
        ),
        (&["jobs_create", "--body", "[]"], &["must be a JSON object"]),
        (&["jobs_create", "--body", "{"], &["not JSON"]),
        (
            &["jobs_create", "--body", "@/nonexistent/body.json"],
            &["/nonexistent/body.json"],
        ),
        (
            &["jobs_create", "--body", "{}", "--message", "Ha"],
            &["cannot be used with"],
        ),
        (&["jobs_create"], &["--message"]),
        (
            &["jobs_create", "--message", "Ha", "--mesage", "Ho"],
            &["--message"],
        ),
        (
            &[
                "jobs_create",
                "--message",
                "Ha",
                "--differed-period",
                "soon",
            ],
            &["a whole number"],
        ),
        (&["jobs_get"], &["--id"]),
        (&["jobs_get", "--id", "x"], &["a whole number"]),
        (
            &["outgoing_list", "--creation-datetime-from", "today"],
            &["2026-01-15T12:00:00+01:00"],
        ),
        (&["batches_get", "--id", "1"], &["UUID"]),
        (
            &[
                "service_update",
                "--call-back",
                "https://example.com",
                "--clear",
                "callBack",
            ],
            &["set and cleared"],
        ),
        (&["users_get", "--login", ".."], &["empty, `.` or `..`"]),
    ];
    for (arguments, words) in cases {
        let output = served
            .program()
            .arg("api")
            .args(arguments)
            .output()
            .unwrap();
        let shown = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {shown}");
        for word in words {
            assert!(shown.contains(word), "{arguments:?}: {shown}");
        }
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
    assert_eq!(served.sandbox.requests(), []);
}

#[test]
fn fields_are_cleared_as_the_service_wants_it() {
    let served = served();
    let output = served.run(&[
        "api",
        "service_update",
        "--dry-run",
        "--clear",
        "callBack",
        "--clear",
        "automaticRecreditAmount",
        "--json",
    ]);
    let shown: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(
        shown["body"],
        json!({ "callBack": "", "automaticRecreditAmount": null })
    );
}

#[test]
fn a_list_of_ids_is_read_whole_where_that_is_asked_for() {
    let served = served();
    let sent = served.run(&[
        "api",
        "jobs_create",
        "--yes",
        "--no-stop-clause",
        "--message",
        "Ha",
        "--receivers",
        "+33600000000",
        "--receivers",
        "+33600000001",
    ]);
    assert_eq!(sent.status.code(), Some(0), "{}", stderr(&sent));
    served.sandbox.advance(std::time::Duration::from_secs(5));
    let output = served.run(&[
        "api",
        "outgoing_list",
        "--paginate",
        "--receiver",
        "+33600000001",
    ]);
    let messages = assert_lines_match("Outgoing", &stdout(&output));
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["receiver"], "+33600000001");
}

#[test]
fn on_a_terminal_an_answer_is_laid_out() {
    let served = served();
    let (seen, code) = Terminal::start(served.program().args(["api", "senders_list"])).end();
    assert_eq!((seen.as_str(), code), ("[\r\n  \"SANDBOX\"\r\n]\r\n", 0));
    let (seen, _) = Terminal::start(served.program().args(["api", "senders_list", "--json"])).end();
    assert_eq!(seen, "[\"SANDBOX\"]\r\n");
}

#[test]
fn a_post_without_an_answer_is_an_unknown_outcome_and_a_read_is_not() {
    let served = served();
    let lost = |operation| Fault::reset_after().on(operation);
    served
        .sandbox
        .faults()
        .add(lost("jobs_create"))
        .add(lost("phonebooks_create"))
        .add(lost("senders_list"));
    let output = served.run(&[
        "api",
        "jobs_create",
        "--yes",
        "--message",
        "Ha",
        "--receivers",
        "+33600000000",
    ]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("check before you repeat it"),
        "{}",
        stderr(&output)
    );
    let output = served.run(&["api", "phonebooks_create", "--name", "winter"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("check before you repeat it"),
        "{}",
        stderr(&output)
    );
    let output = served.run(&["api", "senders_list"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let posts = served.sandbox.requests();
    let posts = posts.iter().filter(|request| request.method == "POST");
    assert_eq!(posts.count(), 2, "nothing is sent twice");
}

#[test]
fn credits_that_leave_the_account_are_asked_about() {
    let accounts = Sandbox::builder()
        .service("sms-ab12345-1")
        .service("sms-ab12345-2");
    let served = Served::of(accounts);
    let moving = |credits| {
        let mut command = served.program();
        command
            .args(["api", "transfer_credits"])
            .args(["--sms-account-target", "sms-ab12345-2"])
            .args(["--credits", credits])
            .stdin(Stdio::null());
        command
    };
    let output = moving("101").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("This costs 101 credits"));
    assert_eq!(served.sandbox.requests(), []);
    for mut command in [moving("100"), moving("101")] {
        let output = command.arg("--yes").output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    assert_eq!(moving("100").output().unwrap().status.code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_without_an_end_is_no_body() {
    let output = run(&["api", "--sandbox", "jobs_create", "--body", "@/dev/zero"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("longer than 67108864 bytes"),
        "{}",
        stderr(&output)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_done_is_done_where_the_answer_cannot_be_written() {
    let served = served();
    for (arguments, code) in [
        (&["phonebooks_create", "--name", "winter"] as &[&str], 0),
        (&["phonebooks_list"], 1),
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let output = served
            .program()
            .arg("api")
            .args(arguments)
            .stdout(full.unwrap())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        let shown = stderr(&output);
        assert!(shown.contains("Failed to write"), "{shown}");
        assert_eq!(shown.contains("was processed"), code == 0, "{shown}");
    }
}

#[test]
fn a_raw_request_is_sent_as_it_is_written() {
    let served = served();
    let raw = |request: &str, more: &[&str]| {
        let mut arguments = vec!["api", "--raw", request, "--json"];
        arguments.extend(more);
        served.run(&arguments)
    };
    let read = raw("GET /sms/{serviceName}", &["--service", "sms-ab12345-1"]);
    let account: Value = serde_json::from_str(&stdout(&read)).unwrap();
    assert_eq!(account["name"], "sms-ab12345-1", "{}", stderr(&read));
    let by_name = raw("get /sms/sms-ab12345-1/jobs", &[]);
    assert_eq!(stdout(&by_name).trim(), "[]", "{}", stderr(&by_name));
    // A slash in a name stays within its segment.
    let shown = raw("GET /sms/a%2Fb/outgoing?tag=x%26y", &["--dry-run"]);
    let shown: Value = serde_json::from_str(&stdout(&shown)).unwrap();
    let path = shown["path"].as_str().unwrap();
    assert!(path.ends_with("/sms/a%2Fb/outgoing?tag=x%26y"), "{shown}");
}

#[test]
fn a_raw_request_that_may_cost_something_is_confirmed() {
    let served = served();
    let book = ["--body", r#"{"name":"winter"}"#];
    let create = |more: &[&str]| {
        let request = "POST /sms/sms-ab12345-1/phonebooks";
        let mut arguments = vec!["api", "--raw", request];
        arguments.extend(book.iter().chain(more));
        served.run(&arguments)
    };
    let books = || stdout(&served.run(&["api", "--raw", "GET /sms/sms-ab12345-1/phonebooks"]));
    let refused = create(&[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        stderr(&refused).contains("The cost is unknown"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(create(&["--dry-run"]).status.code(), Some(0));
    assert_eq!(books().trim(), "[]");
    let created = create(&["--yes"]);
    assert_eq!(created.status.code(), Some(0), "{}", stderr(&created));
    assert_eq!(
        serde_json::from_str::<Value>(&books())
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_raw_request_that_can_not_be_sent_says_what_to_write() {
    let served = served();
    for (arguments, says) in [
        (vec!["--raw", "GET me"], "must begin with a slash"),
        (vec!["--raw", "GET /me/../x"], "`.` or `..`"),
        (vec!["--raw", "GET /me/%2e%2e/x"], "`.` or `..`"),
        (vec!["--raw", "GET /me/{id}"], "write a value instead"),
        (vec!["--raw", "GET /me", "--body", "{"], "is not JSON"),
        (vec!["--body", "{}"], "--raw"),
        (
            vec!["--yes", "senders_list"],
            "options of an operation follow its name",
        ),
        (
            vec!["--dry-run", "jobs_create"],
            "options of an operation follow its name",
        ),
        (
            vec!["--raw", "GET /me", "senders_list"],
            "takes no operation",
        ),
        (vec!["--raw", "GET /me", "--list"], "cannot be used with"),
    ] {
        let mut all = vec!["api"];
        all.extend(&arguments);
        let output = served.run(&all);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&output)
        );
        assert!(
            stderr(&output).contains(says),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}
