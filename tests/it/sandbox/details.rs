//! Details of responses and requests as OVHcloud's exports, guides and published clients show them,
//! and the choices where its behaviour is not known.

use std::time::Duration;

use ovh_sms::sandbox::{DatesWithoutOffset, Outcome, Sandbox, UnnamedSender};
use serde_json::{Value, json};

use super::support::{Client, account, builder};

async fn started() -> (Sandbox, Client) {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

/// Returns the text of an export of sent messages.
async fn export(sandbox: &Sandbox, client: &Client, way: &str) -> String {
    let id = client
        .get(&account(&format!("/document?wayType={way}")))
        .await;
    sandbox.advance(Duration::from_secs(1));
    let path = format!("/me/document/{}", id.as_str().unwrap());
    let url = client.get(&path).await["getUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    client
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
}

#[tokio::test]
async fn an_export_is_quoted_as_ovhclouds_and_has_operator_and_stop_line() {
    let (sandbox, client) = started().await;
    let text = "Dit \"ok\"; merci";
    let job = json!({ "message": text, "receivers": ["+33600000000"], "tag": "one" });
    client.post(&account("/jobs"), job).await;
    let job = json!({
        "message": "x", "receivers": ["+447700900000"], "tag": "two", "noStopClause": true,
    });
    client.post(&account("/jobs"), job).await;
    sandbox.advance(Duration::from_secs(5));
    let text = export(&sandbox, &client, "outgoing").await;
    let (header, rows) = text.split_once('\n').unwrap();
    assert_eq!(
        header,
        "id;date;sender;receiver;ptt;operatorCode;descriptionDlr;tag;message;sentAt;deliveredAt"
    );
    let mut found = 0;
    for (receiver, operator, tail) in [
        (
            "+33600000000",
            "208",
            ";\"Success\";\"one\";\"Dit \"\"ok\"\"; merci\nSTOP 36184\";2026-01-15 11:00:",
        ),
        (
            "+447700900000",
            "23410",
            ";\"Success\";\"two\";\"x\";2026-01-15 11:00:",
        ),
    ] {
        let start = format!(";\"SANDBOX\";{receiver};4;{operator}");
        let at = rows
            .find(&start)
            .unwrap_or_else(|| panic!("{start} in {rows}"));
        let rest = &rows[at + start.len()..];
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        assert!(rest.starts_with(tail), "{rest}");
        found += 1;
    }
    assert_eq!(found, 2);
}

#[tokio::test]
async fn every_receipt_has_its_word_in_exports() {
    let (sandbox, client) = started().await;
    let table = [
        ("+33600000010", Outcome::Silent, 0, "Creating or pending"),
        ("+33600000011", Outcome::Delivered, 1, "Success"),
        ("+33600000012", Outcome::Failed(20), 2, "Failed"),
        ("+33600000013", Outcome::Absent, 4, "Waiting"),
        ("+33600000014", Outcome::Error(25), 16, "Error / not billed"),
    ];
    for (number, outcome, ..) in table {
        sandbox.phone(number).outcome(outcome);
        let job = json!({ "message": "x", "receivers": [number], "noStopClause": true });
        client.post(&account("/jobs"), job).await;
    }
    sandbox.advance(Duration::from_secs(5));
    let text = export(&sandbox, &client, "outgoing").await;
    for (number, _, code, word) in table {
        let id = client
            .get(&account(&format!("/outgoing?receiver=%2B{}", &number[1..])))
            .await;
        let message = client.get(&account(&format!("/outgoing/{}", id[0]))).await;
        assert_eq!(message["deliveryReceipt"], code, "{number}");
        let row = text.lines().find(|line| line.contains(number)).unwrap();
        assert!(row.contains(&format!(";\"{word}\";")), "{row}");
    }
}

#[tokio::test]
async fn a_reply_costs_at_least_one_credit() {
    let (sandbox, client) = started().await;
    let job = json!({
        "message": "OUI ?", "receivers": ["+33600000000"], "senderForResponse": true,
    });
    let report = client.post(&account("/jobs"), job).await;
    sandbox.advance(Duration::from_secs(5));
    assert!(sandbox.phone("+33600000000").reply("oui"));
    let id = client.get(&account("/incoming")).await[0].to_string();
    let reply = client.get(&account(&format!("/incoming/{id}"))).await;
    let credits = reply["credits"].as_f64().unwrap();
    assert!(credits >= 1.0, "{reply}");
    let left = client.get(&account("")).await["creditsLeft"]
        .as_f64()
        .unwrap();
    assert!((report["creditsLeft"].as_f64().unwrap() - left - credits).abs() < 1e-9);
}

#[tokio::test]
async fn numbers_have_at_least_eight_digits() {
    let (_sandbox, client) = started().await;
    let numbers = [
        "+29000000",
        "0037630000",
        "00376300000",
        "+687700000",
        "+298200000",
    ];
    let short = ["+2900000", "+33600", "+3360000000"];
    let all: Vec<_> = numbers.iter().chain(&short).collect();
    let job = json!({ "message": "x", "receivers": all, "noStopClause": true });
    let report = client.post(&account("/jobs"), job).await;
    assert_eq!(report["invalidReceivers"], json!(short));
    assert_eq!(report["ids"].as_array().unwrap().len(), numbers.len());
}

#[tokio::test]
async fn an_empty_text_is_an_unset_boolean_or_filter() {
    let (sandbox, client) = started().await;
    let job = json!({
        "message": "x", "receivers": ["+33600000000"], "tag": "",
        "noStopClause": "", "senderForResponse": "", "sender": "",
    });
    let report = client.post(&account("/jobs"), job.clone()).await;
    sandbox.advance(Duration::from_secs(5));
    let ids = report["ids"].clone();
    let filters = "tag=&receiver=&creationDatetime.from=&creationDatetime.to=&ptt=\
        &deliveryReceipt=&differedDelivery=&batchID=&messageID=";
    assert_eq!(
        client.get(&account(&format!("/outgoing?{filters}"))).await,
        ids
    );
    // An empty sender is that of a short number.
    assert_eq!(client.get(&account("/outgoing?sender=")).await, json!([]));
    let short = json!({ "message": "x", "receivers": ["+33600000001"], "senderForResponse": true });
    let short = client.post(&account("/jobs"), short).await["ids"].clone();
    assert_eq!(client.get(&account("/outgoing?sender=")).await, short);
    sandbox.advance(Duration::from_secs(5));
    assert!(sandbox.phone("+33600000001").reply("oui"));
    let incoming = client
        .get(&account("/incoming?sender=&tag=&creationDatetime.from="))
        .await;
    assert_eq!(incoming.as_array().unwrap().len(), 1);
    for path in [
        "/task?status=",
        "/senders?referer=",
        "/blacklists?batchID=&smsOutgoingID=",
        "/document?wayType=outgoing&tag=&batchID=",
    ] {
        let path = account(path);
        let answer = client.call("GET", &path, None).await;
        let words = answer.body["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        // A list without this filter refuses the name, and not the value.
        assert!(
            answer.status == 200 || words.contains("not described"),
            "{path} {words}"
        );
    }
    // A required parameter must have a value.
    let (status, _) = client
        .refused("GET", &account("/document?wayType="), None)
        .await;
    assert_eq!(status, 400);

    let strict = builder().empty_is_unset(false).start().await.unwrap();
    let client = Client::new(&strict);
    assert_eq!(
        client.refused("POST", &account("/jobs"), Some(job)).await.0,
        400
    );
    assert_eq!(
        client
            .refused("GET", &account("/outgoing?ptt="), None)
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn filters_read_dates_with_any_offset() {
    let (sandbox, client) = started().await;
    let job = json!({ "message": "x", "receivers": ["+33600000000"], "noStopClause": true });
    let ids = client.post(&account("/jobs"), job).await["ids"].clone();
    sandbox.advance(Duration::from_secs(5));
    // Sent at 12:00 French time.
    for (from, to) in [
        ("2026-01-15T10:59:00Z", "2026-01-15T11:01:00Z"),
        ("2026-01-15T11:59:00%2B01:00", "2026-01-15T12:01:00%2B01:00"),
        ("2026-01-15T11:59:00%2B0100", "2026-01-15T12:01:00%2B0100"),
        ("2026-01-15T11:59:00+01:00", "2026-01-15T12:01:00+01:00"),
        ("2026-01-15T05:59:00-05:00", "2026-01-15T16:31:00%2B05:30"),
        (
            "2026-01-15T11:59:00.000%2B01:00",
            "2026-01-15T12:01:00.999%2B01:00",
        ),
        ("2026-01-15T11:59:00", "2026-01-15T12:01:00"),
        ("2026-01-15%2011:59:00", "2026-01-15+12:01:00"),
    ] {
        let filter = format!("creationDatetime.from={from}&creationDatetime.to={to}");
        let path = account(&format!("/outgoing?{filter}"));
        assert_eq!(client.get(&path).await, ids, "{filter}");
        let before = account(&format!("/outgoing?creationDatetime.to={from}"));
        assert_eq!(client.get(&before).await, json!([]), "{from}");
        let after = account(&format!("/outgoing?creationDatetime.from={to}"));
        assert_eq!(client.get(&after).await, json!([]), "{to}");
    }
    for wrong in ["soon", "2026-13-01T00:00:00Z", "1768474800", "2026-01-15"] {
        let path = account(&format!("/outgoing?creationDatetime.from={wrong}"));
        assert_eq!(client.refused("GET", &path, None).await.0, 400, "{wrong}");
    }
    for (dates, status) in [
        (DatesWithoutOffset::Utc, 200),
        (DatesWithoutOffset::Refuse, 400),
    ] {
        let sandbox = builder().dates_without_offset(dates).start().await.unwrap();
        let client = Client::new(&sandbox);
        let job = json!({ "message": "x", "receivers": ["+33600000000"], "noStopClause": true });
        client.post(&account("/jobs"), job).await;
        // As French time it would find the message.
        let path = account("/outgoing?creationDatetime.from=2026-01-15T11:59:00");
        let answer = client.call("GET", &path, None).await;
        assert_eq!(answer.status, status, "{dates:?} {}", answer.body);
        if status == 200 {
            assert_eq!(answer.body, json!([]));
        }
    }
}

#[tokio::test]
async fn the_bounds_of_packs_are_exclusive() {
    let (_sandbox, client) = started().await;
    for country in ["fr", "gb", "be", "in", "ch"] {
        let packs = client
            .get(&format!("/sms/rates/packs?country={country}"))
            .await;
        let packs = packs.as_array().unwrap();
        for (pack, next) in packs.iter().zip(packs.iter().skip(1)) {
            for name in ["credit", "sms"] {
                let (end, start) = (format!("{name}QuantityMax"), format!("{name}QuantityMin"));
                assert_eq!(pack[&end], next[&start], "{country} {name}");
            }
            // The last message count of a pack costs less than the next pack's first credits.
            let credit = pack["credit"].as_f64().unwrap();
            let bound = pack["creditQuantityMax"].as_f64().unwrap();
            let messages = pack["smsQuantityMax"].as_f64().unwrap();
            assert!((messages - 1.0) * credit < bound, "{country} {pack}");
            assert!(messages * credit >= bound - 1e-9, "{country} {pack}");
        }
        assert_eq!(packs.last().unwrap()["creditQuantityMax"], Value::Null);
    }
}

#[tokio::test]
async fn the_sender_of_a_job_without_one_or_with_two_is_a_choice() {
    let job = |fields: Value| {
        let mut job = json!({ "message": "x", "receivers": ["+33600000000"] });
        job.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        Some(job)
    };
    let neither = || job(json!({}));
    let both = || job(json!({ "sender": "SANDBOX", "senderForResponse": true }));
    for (unnamed, sender) in [
        (UnnamedSender::First, Some("SANDBOX")),
        (UnnamedSender::ShortNumber, Some("")),
        (UnnamedSender::Refuse, None),
    ] {
        let sandbox = builder().unnamed_sender(unnamed).start().await.unwrap();
        let client = Client::new(&sandbox);
        let sent = client.call("POST", &account("/jobs"), neither()).await;
        let Some(sender) = sender else {
            assert_eq!(sent.status, 400, "{}", sent.body);
            continue;
        };
        assert_eq!(sent.status, 200, "{}", sent.body);
        let message = client
            .get(&account(&format!("/outgoing/{}", sent.body["ids"][0])))
            .await;
        assert_eq!(message["sender"], sender, "{unnamed:?}");
        // A virtual number is its own sender.
        let number = "/virtualNumbers/%2B33639980001/jobs";
        client.ok("POST", &account(number), neither()).await;
    }
    for (wins, status) in [(true, 200), (false, 400)] {
        let sandbox = builder().short_number_wins(wins).start().await.unwrap();
        let client = Client::new(&sandbox);
        let sent = client.call("POST", &account("/jobs"), both()).await;
        assert_eq!(sent.status, status, "{}", sent.body);
        if wins {
            let path = account(&format!("/outgoing/{}", sent.body["ids"][0]));
            assert_eq!(client.get(&path).await["sender"], "");
        }
    }
}

#[tokio::test]
async fn an_account_without_credits_refuses_with_the_chosen_text() {
    for text in [None, Some("Insufficient credits")] {
        let mut builder = builder().credits(0.5);
        if let Some(text) = text {
            builder = builder.no_credits_message(text);
        }
        let sandbox = builder.start().await.unwrap();
        let client = Client::new(&sandbox);
        let job = json!({ "message": "x", "receivers": ["+33600000000"] });
        let hlr = json!({ "receivers": vec!["+33600000000"; 6] });
        for (path, body) in [("/jobs", job), ("/hlr", hlr)] {
            let (status, words) = client.refused("POST", &account(path), Some(body)).await;
            let expected = text.unwrap_or("There are not enough credits left on this account");
            assert_eq!((status, words.as_str()), (403, expected), "{path}");
        }
    }
}

#[tokio::test]
async fn a_public_holiday_is_a_choice() {
    for (closed, waiting) in [(false, 0), (true, 1)] {
        let mut builder = builder();
        if closed {
            // The day on which the sandbox starts.
            builder = builder.closed_on("2026-01-15".parse().unwrap());
        }
        let sandbox = builder.start().await.unwrap();
        let client = Client::new(&sandbox);
        let job = json!({ "message": "x", "receivers": ["+33600000000"], "sender": "SANDBOX" });
        client.post(&account("/jobs"), job).await;
        let jobs = client.get(&account("/jobs")).await;
        assert_eq!(jobs.as_array().unwrap().len(), waiting, "{closed}");
        sandbox.advance(Duration::from_secs(20 * 3600));
        assert_eq!(client.get(&account("/jobs")).await, json!([]));
    }
}

#[tokio::test]
async fn the_number_of_parts_is_a_choice() {
    let job = json!({
        "message": "x".repeat(919), "receivers": ["+33600000000"], "noStopClause": true,
    });
    for (most, status) in [(6, 400), (7, 200)] {
        let sandbox = builder().max_parts(most).start().await.unwrap();
        let client = Client::new(&sandbox);
        let sent = client
            .call("POST", &account("/jobs"), Some(job.clone()))
            .await;
        assert_eq!(sent.status, status, "{}", sent.body);
    }
}

#[tokio::test]
async fn a_final_slash_in_rules_is_a_choice() {
    for (literal, granted) in [(false, [200, 200]), (true, [403, 200])] {
        let sandbox = builder()
            .literal_slashes(literal)
            .validate_consumer_keys(true);
        let sandbox = sandbox.start().await.unwrap();
        let mut client = Client::new(&sandbox);
        let rules = json!({ "accessRules": [{ "method": "GET", "path": "/sms/" }] });
        let asked = client
            .http
            .post(format!("{}/auth/credential", client.endpoint));
        let asked = asked
            .header("X-Ovh-Application", &client.application)
            .json(&rules);
        let asked: Value = asked.send().await.unwrap().json().await.unwrap();
        client.consumer = asked["consumerKey"].as_str().unwrap().to_owned();
        for (path, status) in ["/sms", "/sms/"].into_iter().zip(granted) {
            let answer = client.call("GET", path, None).await;
            assert_eq!(answer.status, status, "{literal} {path} {}", answer.body);
        }
    }
}
