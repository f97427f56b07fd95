//! What a service that contradicts itself proves: exit code 1 only if nothing was sent, an end in
//! any case, and no escape on the terminal.

use std::process::Command;

use serde_json::{Value, json};

use super::Scene;
use crate::support::{stderr, stdout};
use ovh_sms_test_support::proxy::Proxy;

const BATCH: &str = "get /1.0/sms/sms-ab12345-1/batches/";

/// A mailing that was sent by a proxy, and its batch.
fn sent() -> (Scene, Proxy, Value) {
    let scene = Scene::new();
    let proxy = scene.proxy();
    let mut sending = scene.sending(&["--json"]);
    let output = sending.env("OVH_ENDPOINT", proxy.endpoint()).output();
    let value: Value = serde_json::from_str(&stdout(&output.unwrap())).unwrap();
    (scene, proxy, value["batch"].clone())
}

/// The proxy answers this batch and these figures from now on.
fn answer(proxy: &Proxy, batch: &Value, status: &str, figures: &Value) {
    let mut batch = batch.clone();
    batch["status"] = json!(status);
    let id = batch["id"].as_str().unwrap().to_owned();
    proxy.answer(&format!("{BATCH}{id} "), &batch.to_string());
    proxy.answer(&format!("{BATCH}{id}/statistics "), &figures.to_string());
}

fn by_proxy(mut command: Command, proxy: &Proxy) -> (Option<i32>, String) {
    let output = command.env("OVH_ENDPOINT", proxy.endpoint()).output();
    let output = output.unwrap();
    (output.status.code(), stdout(&output) + &stderr(&output))
}

const HISTORY: &str = "get /1.0/sms/sms-ab12345-1/outgoing";

#[test]
fn a_batch_that_ended_early_sent_nothing_only_if_figures_and_history_prove_it() {
    let zero = json!({"sent": 0, "delivered": 0, "pending": 0, "failed": 0});
    let with = |name: &str, value: Value| {
        let mut figures = zero.clone();
        figures[name] = value;
        figures
    };
    // The figures, whether the history is empty, the exit codes of `send` and of `cancel`.
    let cases = [
        (zero.clone(), true, 1, 0),
        (zero.clone(), false, 3, 3),
        (json!({}), true, 3, 3),
        (with("sent", Value::Null), true, 3, 3),
        (with("pending", json!(2)), true, 3, 3),
        (with("failed", json!(2)), true, 3, 3),
        (with("delivered", json!(2)), true, 4, 4),
        (with("sent", json!(2)), true, 4, 4),
    ];
    for (figures, is_empty, code_of_send, code_of_cancel) in cases {
        let (scene, proxy, batch) = sent();
        if is_empty {
            proxy.answer(HISTORY, "[]");
        }
        for status in ["FAILED", "CANCELED"] {
            answer(&proxy, &batch, status, &figures);
            let (code, text) = by_proxy(scene.sending(&["--step-timeout", "1s"]), &proxy);
            assert_eq!(code, Some(code_of_send), "{status} {figures}: {text}");
            assert!(
                !text.contains("othing was sent"),
                "{status} {figures}: {text}"
            );
        }
        let (code, text) = by_proxy(scene.command(&["cancel", "soldes"]), &proxy);
        assert_eq!(code, Some(code_of_cancel), "{figures}: {text}");
        assert_eq!(
            text.contains("othing was sent"),
            code_of_cancel == 0,
            "{text}"
        );
    }
}

#[test]
fn a_listed_message_that_can_not_be_read_proves_nothing() {
    let zero = json!({"sent": 0, "delivered": 0, "pending": 0, "failed": 0});
    let (scene, proxy, batch) = sent();
    // The account has no messages with these ids.
    proxy.answer(&format!("{HISTORY}?"), "[7, 8]");
    answer(&proxy, &batch, "FAILED", &zero);
    let (code, text) = by_proxy(scene.sending(&["--step-timeout", "1s"]), &proxy);
    assert_eq!(code, Some(3), "{text}");

    // A new mailing, whose messages may be these.
    let scene = Scene::new();
    let proxy = scene.proxy();
    proxy.answer(&format!("{HISTORY}?"), "[7, 8]");
    let (code, text) = by_proxy(scene.sending(&["--step-timeout", "1s"]), &proxy);
    assert_eq!(code, Some(3), "{text}");
    assert_eq!(scene.asked("batches_create"), 0);
}

/// Items that are no ids, and no batches, may stand for messages and batches of the mailing.
#[test]
fn a_list_that_is_only_partly_readable_does_not_prove_that_nothing_was_sent() {
    let zero = json!({"sent": 0, "delivered": 0, "pending": 0, "failed": 0});
    let (scene, proxy, batch) = sent();
    proxy.answer(&format!("{HISTORY}?"), r#"["unreadable"]"#);
    answer(&proxy, &batch, "FAILED", &zero);
    let (code, text) = by_proxy(scene.sending(&["--step-timeout", "1s"]), &proxy);
    assert_eq!(code, Some(3), "{text}");

    for (list, expected) in [
        (format!("{HISTORY}?"), 3),
        ("get /1.0/sms/sms-ab12345-1/batches ".to_owned(), 1),
    ] {
        let scene = Scene::new();
        let proxy = scene.proxy();
        proxy.answer(&list, r#"["unreadable"]"#);
        let (code, text) = by_proxy(scene.sending(&["--step-timeout", "1s"]), &proxy);
        assert_eq!(code, Some(expected), "{list}: {text}");
        assert_eq!(scene.asked("batches_create"), 0);
    }
}

#[test]
fn a_batch_whose_status_never_ends_is_not_waited_for_without_end() {
    let figures = json!({"sent": 0, "delivered": 0, "pending": 3, "failed": 0});
    for status in ["PENDING", "INSERTING", "TO_CANCEL", "PAUSED", ""] {
        let (scene, proxy, batch) = sent();
        answer(&proxy, &batch, status, &figures);
        for more in [
            &["--step-timeout", "1s"][..],
            &["--step-timeout", "1s", "--dry-run"],
        ] {
            let (code, text) = by_proxy(scene.sending(more), &proxy);
            assert_eq!(code, Some(3), "{status}: {text}");
            assert!(!text.contains("othing was sent"), "{status}: {text}");
        }
        // The journal is free, and holds that the service accepted it.
        proxy.answer(&format!("{BATCH}{}", batch["id"].as_str().unwrap()), "{}");
        assert!(scene.journal().trim().ends_with('}'), "{}", scene.journal());
        assert_eq!(scene.send(&["--step-timeout", "1s"]).status.code(), Some(0));
        scene.assert_each_got_one();
    }
}

#[test]
fn nothing_of_the_service_acts_on_the_terminal() {
    let acting = ['\u{1b}', '\u{9b}', '\u{202e}', '\u{2028}', '\u{2066}'];
    let evil: String = acting.iter().collect();
    let (scene, proxy, mut batch) = sent();
    batch["errors"] = json!([{"receiver": evil, "message": evil}]);
    let figures = json!({"sent": 3, "delivered": 0, "pending": 0, "failed": 0});
    batch["name"] = json!(format!("{} {evil}", batch["name"].as_str().unwrap()));
    answer(&proxy, &batch, &format!("COMPLETED{evil}"), &figures);
    let list = Value::Array(vec![batch.clone()]).to_string();
    proxy.answer("get /1.0/sms/sms-ab12345-1/batches ", &list);
    let id = batch["id"].as_str().unwrap();
    let commands = [
        scene.sending(&["--step-timeout", "1s"]),
        scene.sending(&["--step-timeout", "1s", "--json"]),
        scene.sending(&["--step-timeout", "1s", "--tag", &evil]),
        scene.command(&["status"]),
        scene.command(&["status", "--json"]),
        scene.command(&["status", id]),
        scene.command(&["status", id, "--json"]),
        scene.command(&["status", &evil]),
        scene.command(&["cancel", id]),
        scene.command(&["report", id]),
        scene.command(&["report", id, "--reasons", "--json"]),
    ];
    for command in commands {
        let arguments = format!("{command:?}");
        let (_, text) = by_proxy(command, &proxy);
        assert!(!text.is_empty());
        assert!(!text.contains(acting), "{arguments}: {text:?}");
    }
    // Refusals, too.
    let refused = ovh_sms::sandbox::Fault::error(403, evil);
    scene.served.sandbox.faults().add(refused);
    for command in [
        scene.sending(&["--journal", "other.journal"]),
        scene.command(&["status"]),
    ] {
        let mut command = command;
        let output = command.output().unwrap();
        let text = stdout(&output) + &stderr(&output);
        assert!(!text.contains(acting), "{text:?}");
    }
}
