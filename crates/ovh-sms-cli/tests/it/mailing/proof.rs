//! What a service that contradicts itself proves: exit code 1 only if nothing was sent, an end in
//! any case, and no escape on the terminal.

use std::process::{Command, Stdio};
use std::time::Duration;

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
            // A figure that is missing is not shown as zero.
            let is_zero = figures["sent"] == json!(0);
            assert_eq!(text.contains(" 0 sent"), is_zero, "{figures}: {text}");
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

/// A message of the batch may be among those that are listed and can't be read.
#[test]
fn an_incomplete_history_does_not_prove_that_nothing_was_sent() {
    let zero = json!({"sent": 0, "delivered": 0, "pending": 0, "failed": 0});
    let other = json!({"id": 11, "batchID": "00000000-0000-4000-8000-000000000000"});
    for (list, expected) in [("[11]", 1), ("[11,null]", 3), (r#"[11,"x"]"#, 3)] {
        let (scene, proxy, batch) = sent();
        proxy.answer(&format!("{HISTORY}/11 "), &other.to_string());
        proxy.answer(&format!("{HISTORY}?"), list);
        answer(&proxy, &batch, "FAILED", &zero);
        let (code, text) = by_proxy(scene.sending(&["--step-timeout", "1s"]), &proxy);
        assert_eq!(code, Some(expected), "{list}: {text}");
    }
}

/// The unit tests of `left_out.rs` have all combinations.
#[test]
fn a_complete_batch_is_sent_only_if_no_figure_says_that_a_receiver_got_nothing() {
    let figures = |sent: u64, stoplisted: u64| json!({"sent": sent, "delivered": 0, "pending": 0, "failed": 0, "stoplisted": stoplisted});
    // The total, the refused receivers, the figures, whether the history is empty, the exit code and
    // what is printed.
    let cases = [
        (
            3,
            0,
            figures(3, 0),
            false,
            0,
            "Already sent to 3 receivers;",
        ),
        (
            3,
            0,
            figures(2, 1),
            false,
            4,
            "not to all of 3 receivers: 1 on the blacklist.",
        ),
        (
            2,
            0,
            figures(2, 0),
            false,
            4,
            "not to all of 3 receivers: 1 not in the batch.",
        ),
        (
            3,
            1,
            figures(2, 0),
            false,
            4,
            "not to all of 3 receivers: 1 refused by the service.",
        ),
        (
            2,
            1,
            figures(1, 0),
            false,
            4,
            "1 refused by the service, 1 not in the batch.",
        ),
        (
            4,
            0,
            figures(4, 0),
            false,
            3,
            "the batch has 1 receiver more than the mailing.",
        ),
        (
            3,
            0,
            figures(2, 0),
            false,
            3,
            "1 without a message or a reason",
        ),
        (
            3,
            0,
            figures(0, 0),
            true,
            3,
            "3 without a message or a reason",
        ),
        (
            3,
            0,
            figures(1, 1),
            false,
            3,
            "1 on the blacklist, 1 without a message",
        ),
        (
            3,
            3,
            figures(0, 3),
            true,
            1,
            "but sent it to none: 3 refused by the service, 3 on the",
        ),
        (3, 3, figures(0, 3), false, 3, "3 refused by the service"),
        (
            0,
            0,
            figures(0, 0),
            true,
            1,
            "but sent it to none: 3 not in the batch.",
        ),
        (
            3,
            0,
            json!({"stoplisted": 1}),
            false,
            4,
            "1 on the blacklist.",
        ),
        (3, 0, json!({}), false, 0, "Already sent to 3 receivers;"),
    ];
    for (total, refused, figures, is_empty, expected, words) in cases {
        let (scene, proxy, mut batch) = sent();
        if is_empty {
            proxy.answer(HISTORY, "[]");
        }
        batch["totalRecords"] = json!(total);
        batch["errors"] = (0..refused)
            .map(|_| json!({"message": "Invalid"}))
            .collect();
        answer(&proxy, &batch, "COMPLETED", &figures);
        let run = |more: &[&str]| {
            let more = [&["--step-timeout", "1s"], more].concat();
            by_proxy(scene.sending(&more), &proxy)
        };
        for more in [&[][..], &["--dry-run"]] {
            let (code, text) = run(more);
            assert_eq!(code, Some(expected), "{total} {refused} {figures}: {text}");
            assert!(text.contains(words), "{total} {refused} {figures}: {text}");
        }
        let (code, text) = run(&["--json"]);
        assert_eq!(code, Some(expected), "{text}");
        assert_eq!(text.contains(words), expected != 0, "{text}");
    }
}

/// A service that ignores the filter lists the messages of another mailing.
#[test]
fn a_history_of_more_messages_than_are_compared_proves_nothing() {
    let (scene, proxy, batch) = sent();
    let numbers: String = (1..=501)
        .map(|last| format!("+336000{last:05}\n"))
        .collect();
    scene.write("others.csv", format!("number\n{numbers}"));
    let others = scene.run(&[
        "send",
        "others.csv",
        "--name",
        "autre",
        "--text",
        "Bonjour",
        "--sender",
        "SANDBOX",
        "--transactional",
        "--yes",
        "--json",
    ]);
    assert_eq!(others.status.code(), Some(0), "{}", stderr(&others));
    let others: Value = serde_json::from_str(&stdout(&others)).unwrap();
    let id: uuid::Uuid = others["batch"]["id"].as_str().unwrap().parse().unwrap();
    let service = scene.served.sandbox.service().unwrap();
    let listed = service.api().outgoing_list().batch_id(id).send();
    let listed = scene.served.runtime.block_on(listed).unwrap().into_inner();
    assert_eq!(listed.len(), 501);

    let zero = json!({"sent": 0, "delivered": 0, "pending": 0, "failed": 0});
    answer(&proxy, &batch, "FAILED", &zero);
    // Messages are read fifty at a time. If there are too many, a few are read before that is known.
    for (messages, expected, reads) in [(500, 1, 10..=10), (501, 3, 1..=5)] {
        let list = json!(listed[..messages]).to_string();
        proxy.answer(&format!("{HISTORY}?"), &list);
        let begin = proxy.heads().len();
        let (code, text) = by_proxy(scene.sending(&["--step-timeout", "1s"]), &proxy);
        assert_eq!(code, Some(expected), "{messages}: {text}");
        let heads = proxy.heads().split_off(begin);
        let read = heads
            .iter()
            .filter(|head| head.starts_with(&format!("{HISTORY}/")));
        let read = read.count();
        assert!(reads.contains(&read), "{messages}: {read} requests");
    }
}

/// Statistics that account for all receivers are not read again.
#[test]
fn statistics_are_read_once_if_they_are_whole() {
    for (status, sent_messages) in [("COMPLETED", 3), ("FAILED", 0)] {
        let (scene, proxy, batch) = sent();
        let figures = json!({"sent": sent_messages, "delivered": 0, "pending": 0, "failed": 0});
        answer(&proxy, &batch, status, &figures);
        let reads = || {
            let heads = proxy.heads();
            let reads = heads.iter().filter(|head| head.contains("/statistics "));
            reads.count()
        };
        let before = reads();
        by_proxy(scene.sending(&["--step-timeout", "1m"]), &proxy);
        assert_eq!(reads() - before, 1, "{status}");
    }
}

/// Statistics that are behind are read again.
#[test]
fn a_mailing_whose_statistics_are_behind_for_a_moment_is_sent() {
    let (scene, proxy, batch) = sent();
    let figures = json!({"sent": 0, "delivered": 0, "pending": 0, "failed": 0, "stoplisted": 0});
    answer(&proxy, &batch, "COMPLETED", &figures);
    let reads = || {
        let heads = proxy.heads();
        let reads = heads.iter().filter(|head| head.contains("/statistics "));
        reads.count()
    };
    let before = reads();
    let mut command = scene.sending(&["--step-timeout", "1m"]);
    command.env("OVH_ENDPOINT", proxy.endpoint());
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    while reads() == before {
        std::thread::sleep(Duration::from_millis(1));
    }
    let figures = json!({"sent": 1, "delivered": 0, "pending": 2, "failed": 0, "stoplisted": 0});
    answer(&proxy, &batch, "COMPLETED", &figures);
    let output = child.unwrap().wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        stdout(&output) + &stderr(&output)
    );
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

/// Each request that was not refused may have made a batch: that one of them failed does not prove
/// that nothing was sent.
#[test]
fn a_batch_that_failed_proves_nothing_while_another_request_may_have_made_one() {
    let zero = json!({"sent": 0, "delivered": 0, "pending": 0, "failed": 0});
    let other = "3f2b5a52-0000-4000-8000-000000000000";
    // Another request in the journal, another batch in the list, a message with the tag.
    for (asked, listed, sent_of_second, with_tag, code) in [
        (1, None, 0, false, 1),
        (2, None, 0, false, 3),
        (1, Some("FAILED"), 3, false, 3),
        (1, Some("CANCELED"), 2, false, 3),
        (1, Some("CANCELED"), 0, false, 1),
        (2, Some("FAILED"), 0, false, 3),
        (1, Some("COMPLETED"), 3, false, 0),
        (1, None, 0, true, 3),
        // With a text that the service changed, and one that can't be read.
        (1, Some("ALTERED"), 3, false, 3),
        (1, Some("UNREAD"), 3, false, 3),
    ] {
        let (scene, proxy, batch) = sent();
        let journal = scene.journal();
        let line = journal
            .lines()
            .find(|line| line.contains(r#""event":"asked""#));
        let again = format!("{}\n", line.unwrap()).repeat(asked - 1);
        scene.write("clients.csv.journal", again + &journal);
        answer(&proxy, &batch, "FAILED", &zero);
        let mut failed = batch.clone();
        failed["status"] = json!("FAILED");
        let mut second = batch.clone();
        second["id"] = json!(other);
        second["status"] = json!(listed.unwrap_or_default());
        let list = match listed {
            None => json!([failed]),
            Some("UNREAD") => json!([failed, 12]),
            Some("ALTERED") => {
                second["status"] = json!("COMPLETED");
                second["message"] = json!("Bonjour #prenom# ! STOP au 36180");
                json!([failed, second])
            }
            Some(_) => json!([failed, second]),
        };
        proxy.answer("get /1.0/sms/sms-ab12345-1/batches ", &list.to_string());
        let all = json!({"sent": sent_of_second, "delivered": 0, "pending": 0, "failed": 0});
        proxy.answer(&format!("{BATCH}{other} "), &second.to_string());
        proxy.answer(&format!("{BATCH}{other}/statistics "), &all.to_string());
        let requests = scene.served.sandbox.requests();
        let request = requests
            .iter()
            .find(|one| one.operation.as_deref() == Some("batches_create"));
        let request: Value = serde_json::from_str(&request.unwrap().body).unwrap();
        let tag = &request["tag"];
        assert!(tag.is_string(), "{request}");
        let message = json!({"id": 11, "batchID": other, "tag": tag});
        proxy.answer(&format!("{HISTORY}/11 "), &message.to_string());
        let by_tag = if with_tag { "[11]" } else { "[]" };
        proxy.answer(&format!("{HISTORY}?"), "[]");
        proxy.answer(&format!("{HISTORY}?tag="), by_tag);
        for more in [&["--step-timeout", "1s"][..], &["--dry-run"]] {
            let (found, text) = by_proxy(scene.sending(more), &proxy);
            let case = format!("{more:?} {asked} {listed:?} {sent_of_second} {with_tag}");
            assert_eq!(found, Some(code), "{case}: {text}");
        }
    }
}
