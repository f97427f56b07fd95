//! Other spellings of command lines: they are accepted, or the right form is named.

use crate::support::{Served, run, stderr, stdout};

const NUMBER: &str = "+33600000000";

#[test]
fn other_names_of_options_are_accepted() {
    let table: [&[&str]; 5] = [
        &[
            "send",
            "--sandbox",
            "--from",
            "SANDBOX",
            "--to",
            NUMBER,
            "x",
        ],
        &["send", "--sandbox", "--receiver", NUMBER, "x"],
        &[
            "send",
            "--sandbox",
            "--to",
            "+33600000000,+33600000001",
            "x",
        ],
        &[
            "estimate",
            "--sandbox",
            "--to",
            "+33600000000, +33600000001",
            "x",
        ],
        &[
            "send",
            "--sandbox",
            "--tag",
            "colis-42",
            "--to",
            NUMBER,
            "x",
        ],
    ];
    for arguments in table {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
    let output = run(&["send", "--sandbox", "--to", "+33600000000,5", "x"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn a_receiver_in_the_wrong_place_is_recognized() {
    let table: [(&[&str], &str); 4] = [
        (&["send", NUMBER, "Hi"], "--to +33600000000"),
        (&["send", "Hi", NUMBER], "--to +33600000000"),
        (&["send", "0033600000000", "Hi"], "--to 0033600000000"),
        (&["estimate", NUMBER, "Hi"], "--to +33600000000"),
    ];
    for (arguments, form) in table {
        let output = run(arguments);
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{printed}");
        assert!(printed.contains(form), "{arguments:?}: {printed}");
    }
}

#[test]
fn a_request_in_two_words_is_an_operation_or_the_raw_form_is_named() {
    let served = Served::start();
    let output = served.run(&["api", "GET", "/sms"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains(served.sandbox.service_name()));
    let output = served.run(&["api", "get", "/sms/{serviceName}/senders"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = served.run(&["api", "GET", "/me"]);
    let printed = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{printed}");
    assert!(
        printed.contains("ovh-sms api --raw \"GET /me\""),
        "{printed}"
    );
}

#[test]
fn texts_may_begin_with_a_hyphen_and_misspelled_options_are_still_refused() {
    let rows = "number\n+33600000001\n";
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, rows.as_bytes()).unwrap();
    let path = file.path().to_str().unwrap();
    let text = "-20% ce samedi";
    let table: [&[&str]; 6] = [
        &["estimate", text],
        &["estimate", "- rendez-vous demain"],
        &["estimate", "--> ici"],
        &["send", "--sandbox", "--to", NUMBER, text],
        &[
            "mailing",
            "check",
            path,
            "--text",
            text,
            "--sender",
            "SANDBOX",
            "--transactional",
        ],
        &[
            "api",
            "--sandbox",
            "estimate",
            "--message",
            text,
            "--no-stop-clause",
            "--sender-type",
            "alpha",
        ],
    ];
    for arguments in table {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
    let table: [(&[&str], &str); 3] = [
        (&["estimate", "--no-sotp", text], "--no-sotp"),
        (
            &[
                "send",
                "--sandbox",
                "--transactionnal",
                "--to",
                NUMBER,
                text,
            ],
            "--transactionnal",
        ),
        (
            &[
                "mailing",
                "check",
                path,
                "--text",
                text,
                "--sendr",
                "A",
                "--transactional",
            ],
            "--sendr",
        ),
    ];
    for (arguments, option) in table {
        let output = run(arguments);
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {printed}");
        assert!(printed.contains(option), "{arguments:?}: {printed}");
    }
}

#[test]
fn a_mailing_without_its_kind_names_all_kinds() {
    let output = run(&[
        "mailing", "check", "x.csv", "--text", "x", "--sender", "SANDBOX",
    ]);
    let printed = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{printed}");
    for kind in ["--transactional", "--marketing", "--allow-replies"] {
        assert!(printed.contains(kind), "{kind}: {printed}");
    }
    let both = [
        "mailing",
        "check",
        "x.csv",
        "--text",
        "x",
        "--allow-replies",
        "--marketing",
    ];
    assert_eq!(run(&both).status.code(), Some(2));
}

#[test]
fn messages_name_options_and_commands_and_not_the_library() {
    let served = Served::start();
    let sender = [
        "send",
        "--transactional",
        "--sender",
        "UNKNOWN",
        "--to",
        NUMBER,
        "x",
    ];
    let printed = stderr(&served.run(&sender));
    assert!(printed.contains("`ovh-sms senders --usable`"), "{printed}");
    let printed = stderr(&served.run(&["accounts", "--service", "sms-zz99999-1"]));
    assert!(printed.contains("`ovh-sms accounts`"), "{printed}");
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, b"number;nom\n33600000001;For\xc3\xaat\n").unwrap();
    let path = file.path().to_str().unwrap();
    let check = [
        "mailing",
        "check",
        path,
        "--text",
        "#nom#",
        "--allow-replies",
    ];
    let printed = stdout(&run(&check));
    assert!(printed.contains("--bare-numbers"), "{printed}");
    assert!(!printed.contains('_'), "{printed}");
}

#[test]
fn values_that_are_none_are_refused_in_a_sentence() {
    let table: [(&[&str], &str); 5] = [
        (&["track", "abc"], "an id is a number"),
        (&["track", "-1"], "unexpected argument"),
        (&["jobs", "cancel", "abc"], "an id is a number"),
        (
            &["estimate", "--country", "zz", "x"],
            "OVHcloud has no such country",
        ),
        (
            &["accounts", "--min-credits", "many"],
            "a number of credits",
        ),
    ];
    for (arguments, words) in table {
        let output = run(arguments);
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {printed}");
        assert!(printed.contains(words), "{arguments:?}: {printed}");
    }
    let output = run(&["estimate", "--sandbox", "--country", "FR", "x"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}
