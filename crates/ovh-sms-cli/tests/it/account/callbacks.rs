//! `ovh-sms callbacks`: the URLs that the service calls.

use serde_json::{Value, json};

use crate::support::{Served, stderr, stdout};

const RECEIPTS: &str = "https://example.com/ovh/7f3c/receipt";
const REPLIES: &str = "https://example.com/ovh/7f3c/reply";

fn shown(served: &Served, arguments: &[&str]) -> Value {
    let output = served.run(&[&["callbacks"], arguments, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_str(&stdout(&output)).unwrap()
}

#[test]
fn urls_are_shown_set_and_removed() {
    let served = Served::start();
    let none = json!({ "receipts": null, "replies": null, "stops": null });
    assert_eq!(shown(&served, &[]), none);
    assert_eq!(shown(&served, &["show"]), none);
    let set = shown(
        &served,
        &["set", "--receipts", RECEIPTS, "--replies", REPLIES],
    );
    assert_eq!(
        set,
        json!({ "receipts": RECEIPTS, "replies": REPLIES, "stops": null })
    );
    assert_eq!(shown(&served, &[]), set);
    let cleared = shown(&served, &["clear", "--replies"]);
    assert_eq!(
        cleared,
        json!({ "receipts": RECEIPTS, "replies": null, "stops": null })
    );
    assert_eq!(shown(&served, &["clear", "--all"]), none);
    let output = served.run(&["callbacks"]);
    insta::assert_snapshot!(stdout(&output), @r"
    CALLBACK  URL
    receipts  not set
    replies   not set
    stops     not set
    ");
}

#[test]
fn what_is_no_url_or_no_change_is_refused() {
    let served = Served::start();
    for arguments in [
        &["callbacks", "set"][..],
        &["callbacks", "clear"],
        &["callbacks", "clear", "--all", "--stops"],
        &["callbacks", "set", "--receipts", "example.com/receipt"],
        &["callbacks", "set", "--stops", "ftp://example.com/"],
    ] {
        let output = served.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn a_change_that_can_not_be_read_back_is_unknown() {
    let served = Served::start();
    let refused = ovh_sms::sandbox::Fault::status(403).on("service_get");
    served.sandbox.faults().add(refused);
    let receipts = [
        "callbacks",
        "set",
        "--receipts",
        "https://example.com/receipt",
    ];
    let output = served.run(&receipts);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    // The change was refused.
    let refused = ovh_sms::sandbox::Fault::status(403).on("service_update");
    served.sandbox.faults().add(refused);
    let output = served.run(&receipts);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}
