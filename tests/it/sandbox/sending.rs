//! Sending, jobs, outgoing: the sandbox behaves like the service.

#![cfg(feature = "sandbox")]

use std::time::Duration;

use crate::sandbox::support::{Client, account, builder};
use ovh_sms::sandbox::Sandbox;
use serde_json::json;

async fn started() -> (Sandbox, Client) {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

#[tokio::test]
async fn a_message_is_sent_reported_and_charged() {
    let (sandbox, client) = started().await;
    assert_eq!(client.get("/sms").await, json!(["sms-ab12345-1"]));
    let report = client
        .post(&account("/jobs"), json!({"message": "Bonjour", "receivers": ["0033600000000", "+33600000001", "06", "+33600000001"]}))
        .await;
    assert_eq!(
        report["validReceivers"],
        json!(["+33600000000", "+33600000001"])
    );
    assert_eq!(report["invalidReceivers"], json!(["06"]));
    assert_eq!(report["totalCreditsRemoved"], 2);
    let tag = report["tag"].as_str().unwrap();
    assert!(
        tag.len() == 16
            && tag
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    );
    assert_eq!(client.get(&account("")).await["creditsLeft"], 998);
    assert_eq!(client.get(&account("/jobs")).await, json!([]));
    assert_eq!(
        client.get(&account(&format!("/outgoing?tag={tag}"))).await,
        report["ids"]
    );
    let id = report["ids"][0].as_i64().unwrap();
    let sent = client.get(&account(&format!("/outgoing/{id}"))).await;
    assert_eq!(
        (&sent["deliveryReceipt"], &sent["ptt"]),
        (&json!(0), &json!(3))
    );
    assert_eq!(sent["sender"], "SANDBOX");
    sandbox.advance(Duration::from_secs(2));
    let sent = client.get(&account(&format!("/outgoing/{id}"))).await;
    assert_eq!(
        (&sent["deliveryReceipt"], &sent["ptt"]),
        (&json!(1), &json!(4))
    );
    let inbox = sandbox.phone("+33600000000").inbox();
    assert_eq!(
        (inbox[0].from.as_str(), inbox[0].text.as_str()),
        ("SANDBOX", "Bonjour\nSTOP:36111")
    );
    client.delete(&account(&format!("/outgoing/{id}"))).await;
    assert_eq!(
        client
            .refused("GET", &account(&format!("/outgoing/{id}")), None)
            .await
            .0,
        404
    );
    assert_eq!(sandbox.phone("+33600000000").inbox().len(), 1);
}

#[tokio::test]
async fn filters_of_the_history_are_exact_and_combine() {
    let (sandbox, client) = started().await;
    client
        .post(
            &account("/jobs"),
            json!({"message": "a", "receivers": ["+33600000000"], "tag": "one"}),
        )
        .await;
    sandbox.advance(Duration::from_secs(3600));
    client.post(&account("/jobs"), json!({"message": "b", "receivers": ["+33600000000"], "tag": "two", "senderForResponse": true})).await;
    let count = async |query: &str| {
        client
            .get(&account(&format!("/outgoing?{query}")))
            .await
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count("").await, 2);
    assert_eq!(count("tag=one").await, 1);
    assert_eq!(count("sender=").await, 1);
    assert_eq!(count("sender=SANDBOX&tag=two").await, 0);
    assert_eq!(count("receiver=%2B33600000000").await, 2);
    assert_eq!(count("ptt=4").await, 1);
    assert_eq!(count("deliveryReceipt=1").await, 1);
    assert_eq!(count("differedDelivery=0").await, 2);
    assert_eq!(
        client
            .refused("GET", &account("/outgoing?creditDatetime=1"), None)
            .await
            .0,
        400
    );
    assert_eq!(count("creationDatetime.from=2026-01-15T12%3A00%3A00%2B01%3A00&creationDatetime.to=2026-01-15T12%3A30%3A00%2B01%3A00").await, 1);
}

#[tokio::test]
async fn deferred_messages_wait_as_jobs_and_can_be_cancelled() {
    let (sandbox, client) = started().await;
    let body = json!({"message": "Bonjour", "receivers": ["+33600000000", "+33600000001"], "noStopClause": true, "differedPeriod": 10});
    let report = client.post(&account("/jobs"), body).await;
    assert_eq!(client.get(&account("/jobs")).await, report["ids"]);
    assert_eq!(client.get(&account("/outgoing")).await, json!([]));
    let id = report["ids"][0].as_i64().unwrap();
    let job = client.get(&account(&format!("/jobs/{id}"))).await;
    assert_eq!(
        (&job["differedDelivery"], &job["sentAt"]),
        (&json!(10), &json!(null))
    );
    client.delete(&account(&format!("/jobs/{id}"))).await;
    assert_eq!(client.get(&account("")).await["creditsLeft"], 999);
    sandbox.advance(Duration::from_secs(601));
    assert_eq!(client.get(&account("/jobs")).await, json!([]));
    assert_eq!(
        client.get(&account("/outgoing")).await,
        json!([report["ids"][1]])
    );
}

#[tokio::test]
async fn advertising_waits_for_the_morning() {
    let sandbox = builder()
        .start_at("2026-01-17T22:00:00+01:00".parse().unwrap())
        .start()
        .await
        .unwrap();
    let client = Client::new(&sandbox);
    let body = json!({"message": "Soldes", "receivers": ["+33600000000"]});
    client.post(&account("/jobs"), body.clone()).await;
    let mut alert = body;
    alert["noStopClause"] = json!(true);
    client.post(&account("/jobs"), alert).await;
    assert_eq!(
        client
            .get(&account("/jobs"))
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
    sandbox.advance(Duration::from_secs(33 * 3600));
    assert_eq!(
        client
            .get(&account("/jobs"))
            .await
            .as_array()
            .unwrap()
            .len(),
        1,
        "Monday, 07:00"
    );
    sandbox.advance(Duration::from_secs(3600));
    assert_eq!(
        client.get(&account("/jobs")).await,
        json!([]),
        "Monday, 08:00"
    );
}

#[tokio::test]
async fn answerable_message_ignores_its_sender() {
    let (sandbox, client) = started().await;
    let body = json!({"message": "Oui ?", "receivers": ["+33600000000", "+447700900000"], "sender": "SANDBOX", "senderForResponse": true});
    let report = client.post(&account("/jobs"), body).await;
    assert_eq!(
        report["invalidReceivers"],
        json!(["+447700900000"]),
        "short numbers are French"
    );
    let sent = client
        .get(&account(&format!("/outgoing/{}", report["ids"][0])))
        .await;
    assert_eq!(sent["sender"], "");
    sandbox.advance(Duration::from_secs(1));
    let inbox = sandbox.phone("+33600000000").inbox();
    assert_eq!((inbox[0].from.len(), inbox[0].text.as_str()), (5, "Oui ?"));
    let body = json!({"message": "Voir www.ovh.com", "receivers": ["+33600000000"], "senderForResponse": true});
    let refused = client.refused("POST", &account("/jobs"), Some(body)).await;
    assert_eq!(
        refused,
        (
            400,
            "cannot send contact information with shortcode".to_owned()
        )
    );
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_and_costs_nothing() {
    let (_sandbox, client) = started().await;
    let cases = [
        (
            json!({"message": "x", "receivers": ["+33600000000"], "sender": "Nobody"}),
            403,
            "Sms sender Nobody does not exists. Please create it first",
        ),
        (
            json!({"message": "", "receivers": ["+33600000000"]}),
            400,
            "message",
        ),
        (json!({"message": "x"}), 400, "receivers"),
        (
            json!({"message": "x", "receivers": ["+33600000000"], "receiversSlotId": "1"}),
            400,
            "receivers",
        ),
        (
            json!({"message": "x", "receiversSlotId": "1"}),
            404,
            "slotId",
        ),
        (json!({"receivers": ["+33600000000"]}), 400, "message"),
        (
            json!({"message": "x", "receivers": "+33600000000"}),
            400,
            "receivers",
        ),
        (
            json!({"message": "x", "receivers": vec!["+33600000000"; 10_000]}),
            400,
            "receivers",
        ),
        (
            json!({"message": "x".repeat(159 * 9), "receivers": vec!["+33600000000"; 1], "differedPeriod": -1}),
            400,
            "differedPeriod",
        ),
    ];
    for (body, status, words) in cases {
        let refused = client.refused("POST", &account("/jobs"), Some(body)).await;
        assert!(
            refused.0 == status && refused.1.contains(words),
            "{refused:?} {words}"
        );
    }
    let all_bad = client
        .post(
            &account("/jobs"),
            json!({"message": "x", "receivers": ["06", "abc"]}),
        )
        .await;
    assert_eq!(
        (&all_bad["ids"], &all_bad["totalCreditsRemoved"]),
        (&json!([]), &json!(0))
    );
    assert_eq!(client.get(&account("")).await["creditsLeft"], 1000);
}

#[tokio::test]
async fn credits_run_out() {
    let sandbox = builder().credits(1.5).start().await.unwrap();
    let client = Client::new(&sandbox);
    let report = client
        .post(
            &account("/jobs"),
            json!({"message": "x", "receivers": ["+447700900000"]}),
        )
        .await;
    assert_eq!(report["totalCreditsRemoved"], 0.5);
    let both = json!({"message": "x", "receivers": ["+33600000000", "+447700900000"]});
    assert_eq!(
        client
            .refused("POST", &account("/jobs"), Some(both))
            .await
            .0,
        403
    );
    assert_eq!(client.get(&account("")).await["creditsLeft"], 1);
    client
        .post(
            &account("/jobs"),
            json!({"message": "x", "receivers": ["+33600000000"]}),
        )
        .await;
    assert_eq!(client.get(&account("")).await["creditsLeft"], 0);
}

#[tokio::test]
async fn settings_change_in_part_and_clear() {
    let (_sandbox, client) = started().await;
    let infos = account("/serviceInfos");
    client.put(&infos, json!({"renew": null})).await;
    assert_eq!(client.get(&infos).await["renew"], json!(null));
    client
        .put(&infos, json!({"renew": {"automatic": false}}))
        .await;
    let renew = &client.get(&infos).await["renew"];
    assert_eq!(
        (&renew["automatic"], &renew["forced"]),
        (&json!(false), &json!(false))
    );
    let options = |option: serde_json::Value| json!({"smsResponse": {"trackingOptions": [option]}});
    let partial = options(json!({"target": "+33600000007"}));
    let refused = client.refused("PUT", &account(""), Some(partial)).await;
    assert!(
        refused.1.contains("trackingOptions[0].media"),
        "{refused:?}"
    );
    let whole = options(json!({"media": "sms", "target": "+33600000007"}));
    client.put(&account(""), whole).await;
    let kept = &client.get(&account("")).await["smsResponse"]["trackingOptions"][0];
    assert_eq!(kept["sender"], "");
    client.put(&account(""), json!({"callBack": "http://127.0.0.1:9/x", "smsResponse": {"text": "Merci"}, "creditThresholdForAutomaticRecredit": "2.5"})).await;
    let service = client.get(&account("")).await;
    assert_eq!(service["callBack"], "http://127.0.0.1:9/x");
    assert_eq!(
        (
            &service["smsResponse"]["text"],
            &service["smsResponse"]["responseType"]
        ),
        (&json!("Merci"), &json!("none"))
    );
    client
        .put(
            &account(""),
            json!({"callBack": "", "smsResponse": {"text": null}}),
        )
        .await;
    let service = client.get(&account("")).await;
    assert_eq!(
        (&service["callBack"], &service["smsResponse"]["text"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(service["creditThresholdForAutomaticRecredit"], 2.5);
    let refused = client
        .refused("PUT", &account(""), Some(json!({"creditsLeft": 5})))
        .await;
    assert!(refused.0 == 400 && refused.1.contains("creditsLeft"));
    assert_eq!(
        client.refused("GET", "/sms/sms-xx99999-1", None).await,
        (404, "This service does not exist".to_owned())
    );
}

#[tokio::test]
async fn senders_are_validated_in_three_ways() {
    let (sandbox, client) = started().await;
    assert_eq!(client.get(&account("/senders")).await, json!(["SANDBOX"]));
    let refused = client
        .refused(
            "POST",
            &account("/senders"),
            Some(json!({"sender": "MP RENOV"})),
        )
        .await;
    assert_eq!(refused, (400, "Please provide a reason".to_owned()));
    client
        .post(
            &account("/senders"),
            json!({"sender": "MP RENOV", "reason": "My company"}),
        )
        .await;
    let status = async |name: &str| {
        client.get(&account(&format!("/senders/{name}"))).await["status"].clone()
    };
    assert_eq!(status("MP%20RENOV").await, "waitingValidation");
    sandbox.advance(Duration::from_secs(25 * 3600));
    assert_eq!(status("MP%20RENOV").await, "enable");
    client
        .post(&account("/senders"), json!({"sender": "MyCompany"}))
        .await;
    assert_eq!(status("MyCompany").await, "enable");
    client
        .post(&account("/senders"), json!({"sender": "+33600000000"}))
        .await;
    let text = sandbox.phone("+33600000000").inbox()[0].text.clone();
    let code = text.rsplit(' ').next().unwrap().to_owned();
    let path = account("/senders/%2B33600000000/validate");
    assert_eq!(
        client
            .refused("POST", &path, Some(json!({"code": "000"})))
            .await
            .0,
        400
    );
    client.post(&path, json!({ "code": code })).await;
    assert_eq!(status("%2B33600000000").await, "enable");
    client
        .post(
            &account("/senders"),
            json!({"sender": "REFUSED", "reason": "x"}),
        )
        .await;
    assert!(sandbox.review_sender("sms-ab12345-1", "REFUSED", Some("A brand of somebody else")));
    assert_eq!(status("REFUSED").await, "refused");
    client.delete(&account("/senders/REFUSED")).await;
}

#[tokio::test]
async fn lists_come_from_addresses_and_name_their_bad_rows() {
    let (_sandbox, client) = started().await;
    let upload = async |text: &str| {
        let document = client
            .post("/me/document", json!({"name": "list.csv"}))
            .await;
        let put = client
            .http
            .put(document["putUrl"].as_str().unwrap())
            .body(text.to_owned());
        assert_eq!(put.send().await.unwrap().status(), 201);
        (document["id"].clone(), document["getUrl"].clone())
    };
    let (good, url) = upload("number;nom\n+33600000000;Martin\n0033600000001;Durand\n").await;
    let slot = |id: i64, source: &str, value: &serde_json::Value, auto: bool| json!({"autoUpdate": auto, "description": "x", "slotId": id, source: value});
    let made = client
        .post(&account("/receivers"), slot(1, "csvUrl", &url, true))
        .await;
    assert_eq!(
        (&made["records"], &made["canAutoUpdate"]),
        (&json!(2), &json!(true))
    );
    let body =
        json!({"message": "Bonjour #nom#", "receiversDocumentUrl": url, "noStopClause": true});
    assert_eq!(
        client.post(&account("/jobs"), body).await["validReceivers"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let (bad, _) = upload("number;nom\n+33600000000;Martin\n06;Durand\n").await;
    let nowhere = json!("http://127.0.0.1:9/list.csv");
    let elsewhere = json!("http://192.0.2.1/storage/list.csv");
    let disguised = json!("http://localhost@192.0.2.1/list.csv");
    for (body, words) in [
        (slot(2, "documentId", &bad, false), "on line 3"),
        (slot(2, "documentId", &good, true), "autoUpdate"),
        (slot(10, "documentId", &good, false), "slotId"),
        (slot(1, "documentId", &good, false), "in use"),
        (slot(2, "csvUrl", &nowhere, false), "cannot be fetched"),
        (slot(2, "csvUrl", &elsewhere, false), "this machine only"),
        (slot(2, "csvUrl", &disguised, false), "this machine only"),
        (
            json!({"autoUpdate": false, "description": "x".repeat(41), "slotId": 2, "documentId": good}),
            "description",
        ),
        (
            json!({"autoUpdate": false, "description": "x", "slotId": 2}),
            "documentId",
        ),
    ] {
        let refused = client
            .refused("POST", &account("/receivers"), Some(body))
            .await;
        assert!(refused.1.contains(words), "{refused:?}");
    }
}

#[tokio::test]
async fn a_list_that_updates_itself_is_fetched_when_it_is_sent_to() {
    let (_sandbox, client) = started().await;
    let document = client
        .post("/me/document", json!({"name": "list.csv"}))
        .await;
    let fill = async |text: &str| {
        let url = document["putUrl"].as_str().unwrap();
        let put = client.http.put(url).body(text.to_owned());
        assert_eq!(put.send().await.unwrap().status(), 201);
    };
    fill("number\n+33600000000\n").await;
    let url = &document["getUrl"];
    for (id, auto) in [(1, true), (2, false)] {
        let slot = json!({"autoUpdate": auto, "description": "x", "slotId": id, "csvUrl": url});
        client.post(&account("/receivers"), slot).await;
    }
    fill("number\n+33600000001\n+33600000002\n").await;
    let job = |id: &str| json!({"message": "x", "receiversSlotId": id, "noStopClause": true});
    let sent = client.post(&account("/jobs"), job("1")).await;
    assert_eq!(
        sent["validReceivers"],
        json!(["+33600000001", "+33600000002"])
    );
    assert_eq!(client.get(&account("/receivers/1")).await["records"], 2);
    let sent = client.post(&account("/jobs"), job("2")).await;
    assert_eq!(sent["validReceivers"], json!(["+33600000000"]));

    fill("number\n+33600000003\n").await;
    let batch =
        json!({"name": "x", "message": "x", "from": "SANDBOX", "slotID": "1", "noStop": true});
    client.post(&account("/batches"), batch).await;
    assert_eq!(
        client.get(&account("/receivers/1/csv")).await,
        "number\n+33600000003\n"
    );

    fill("number\n06\n").await;
    let before = client.get(&account("")).await["creditsLeft"].clone();
    let refused = client
        .refused("POST", &account("/jobs"), Some(job("1")))
        .await;
    assert!(
        refused.1.contains("[receiversSlotId]") && refused.1.ends_with("on line 2"),
        "{refused:?}"
    );
    assert_eq!(client.get(&account("")).await["creditsLeft"], before);
    let stays = json!({"autoUpdate": false});
    client.put(&account("/receivers/1"), stays).await;
    let sent = client.post(&account("/jobs"), job("1")).await;
    assert_eq!(sent["validReceivers"], json!(["+33600000003"]));
}
