//! Phones, messages, accounts, faults and callbacks.

use std::time::Duration;

use serde_json::json;

use super::{PHONE, account, builder, send, started};
use crate::sandbox::control::Control;
use crate::sandbox::phones::application;
use crate::sandbox::support::Client;

#[tokio::test]
async fn a_conversation_shows_messages_replies_and_reasons() {
    let sandbox = builder().start_at("2026-01-17T21:00:00+01:00".parse().unwrap());
    let sandbox = sandbox.start().await.unwrap();
    let (client, control) = (Client::new(&sandbox), Control::new(&sandbox));
    send(&client, json!({ "senderForResponse": true })).await;
    sandbox.advance(Duration::from_secs(60));
    control
        .post(&format!("phones/{PHONE}/reply"), json!({ "text": "OUI" }))
        .await;
    // Saturday evening: advertising waits until Monday.
    send(
        &client,
        json!({ "noStopClause": false, "message": "Fête à {prix}" }),
    )
    .await;
    control
        .post(&format!("phones/{PHONE}/stop"), json!({}))
        .await;
    let all = control.get(&format!("phones/{PHONE}/conversation")).await;
    let shown: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["direction"].as_str().unwrap(),
                one["status"].as_str().unwrap(),
            )
        })
        .collect();
    let wanted = [
        ("out", "delivered"),
        ("in", "received"),
        ("out", "waiting"),
        ("in", "received"),
    ];
    assert_eq!(shown, wanted, "{all:#}");
    assert_eq!(
        (&all[1]["text"], &all[3]["text"]),
        (&json!("OUI"), &json!("STOP"))
    );
    let path = format!("phones/{PHONE}/conversation?limit=");
    let newest = control.get(&format!("{path}2")).await;
    assert_eq!(newest, json!([all[2], all[3]]));
    let (status, _) = control.refused("GET", &format!("{path}0"), None).await;
    assert_eq!(status, 400);
    let waiting = &all[2];
    let reason = waiting["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("waits until Monday 08:00: advertising"),
        "{reason}"
    );
    assert_eq!(waiting["until"], "2026-01-19T07:00:00.000Z");
    assert_eq!(
        (&waiting["encoding"], &waiting["costly"]),
        (&json!("unicode"), &json!(["ê"]))
    );
    assert_eq!(waiting["stopClause"], "STOP:36111");
    let phones = control.get("phones").await;
    assert_eq!(phones[0]["number"], PHONE);
    assert_eq!(phones[0]["messages"], 4);
    assert_eq!(phones[0]["isBlacklisted"], true);
    for (search, count) in [("600000000", 1), ("fête", 1), ("rien", 0)] {
        let found = control.get(&format!("phones?search={search}")).await;
        assert_eq!(found.as_array().unwrap().len(), count, "{search}");
    }
}

#[tokio::test]
async fn a_message_is_ended_by_hand() {
    let (sandbox, client, control) = started().await;
    let waits = send(&client, json!({ "differedPeriod": 60 })).await;
    let sent = send(&client, json!({})).await;
    control
        .post(&format!("messages/{waits}/deliver"), json!({}))
        .await;
    control
        .post(&format!("messages/{sent}/fail"), json!({ "ptt": 26 }))
        .await;
    let again = control
        .refused("POST", &format!("messages/{sent}/deliver"), None)
        .await;
    assert_eq!(again.0, 409, "{again:?}");
    sandbox.advance(Duration::from_secs(7200));
    let all = control.get("messages").await;
    assert_eq!(all[0]["status"], "delivered");
    assert_eq!(
        (&all[1]["status"], &all[1]["ptt"]),
        (&json!("failed"), &json!(26))
    );
    let unknown = control
        .refused("POST", "messages/7/fail", Some(json!({ "ptt": 4 })))
        .await;
    assert_eq!(unknown.0, 404);
    let bad = control
        .refused(
            "POST",
            &format!("messages/{sent}/fail"),
            Some(json!({ "ptt": 70_000 })),
        )
        .await;
    assert_eq!(bad.0, 400);
}

#[tokio::test]
async fn accounts_are_read_and_changed() {
    let (_sandbox, client, control) = started().await;
    let body = json!({ "sender": "SHOP", "reason": "my shop", "description": "" });
    client.post(&account("/senders"), body).await;
    send(&client, json!({ "differedPeriod": 60 })).await;
    let name = "accounts/sms-ab12345-1";
    let left = control
        .post(&format!("{name}/credits"), json!({ "add": -5000 }))
        .await;
    assert_eq!(left, json!({ "credits": 0 }));
    control
        .post(&format!("{name}/credits"), json!({ "add": 10.5 }))
        .await;
    let sender = format!("{name}/senders/SHOP");
    let review = json!({ "status": "refused", "comment": "no logo" });
    control.post(&sender, review.clone()).await;
    assert_eq!(control.refused("POST", &sender, Some(review)).await.0, 409);
    control
        .post(
            &format!("{name}/tags"),
            json!({ "name": "env", "value": "test" }),
        )
        .await;
    let accounts = control.get("accounts").await;
    let one = &accounts[0];
    assert_eq!(
        (&one["credits"], &one["waiting"]),
        (&json!(10.5), &json!(1))
    );
    assert_eq!(one["tags"], json!({ "env": "test" }));
    let senders = one["senders"].as_array().unwrap();
    let shop = senders.iter().find(|one| one["sender"] == "SHOP").unwrap();
    assert_eq!(
        (&shop["status"], &shop["comment"]),
        (&json!("refused"), &json!("no logo"))
    );
    let other = control
        .refused("POST", "accounts/x/credits", Some(json!({ "add": 1 })))
        .await;
    assert_eq!(other.0, 404);
}

#[tokio::test]
async fn faults_are_added_listed_and_removed() {
    let (_sandbox, client, control) = started().await;
    let fault = json!({ "kind": "status", "status": 503, "on": "services_list", "times": 2 });
    let id = control.post("faults", fault).await["id"].clone();
    assert_eq!(client.call("GET", "/sms", None).await.status, 503);
    let all = control.get("faults").await;
    assert_eq!(
        (&all["faults"][0]["applied"], &all["faults"][0]["times"]),
        (&json!(1), &json!(1))
    );
    control.call("DELETE", &format!("faults/{id}"), None).await;
    client.get("/sms").await;
    let later =
        json!({ "kind": "html", "status": 502, "on": "services_list", "after": 60, "lasts": 60 });
    control.post("faults", later).await;
    client.get("/sms").await;
    control.post("advance", json!({ "seconds": 61 })).await;
    assert_eq!(client.call("GET", "/sms", None).await.status, 502);
    control.post("advance", json!({ "seconds": 60 })).await;
    client.get("/sms").await;
    for (fault, field) in [
        (json!({ "kind": "latency" }), "seconds"),
        (json!({ "kind": "status" }), "status"),
        (json!({ "kind": "flood" }), "kind"),
        (json!({ "kind": "cutBody", "share": 2 }), "share"),
        (json!({ "kind": "cutBody", "on": "jobs_creat" }), "on"),
        (json!({ "kind": "cutBody", "often": 2 }), "often"),
    ] {
        let (status, message) = control.refused("POST", "faults", Some(fault)).await;
        assert!(status == 400 && message.contains(field), "{message}");
    }
    assert_eq!(control.refused("DELETE", "faults/7", None).await.0, 404);
}

#[tokio::test]
async fn the_clock_is_moved_stopped_and_sped_up() {
    let (sandbox, client, control) = started().await;
    control.post("clock", json!({ "running": false })).await;
    let stopped = control.get("clock").await;
    assert_eq!(
        (&stopped["running"], &stopped["next"]),
        (&json!(false), &json!(null))
    );
    send(&client, json!({ "differedPeriod": 60 })).await;
    let next = control.get("clock").await["next"].clone();
    let moved = control.post("clock", json!({ "to": "next" })).await;
    assert_eq!(moved["now"], next);
    assert_eq!(
        sandbox
            .now()
            .to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        next.as_str().unwrap()
    );
    let fast = control.post("clock", json!({ "speed": 2.5 })).await;
    assert_eq!(
        (&fast["running"], &fast["speed"]),
        (&json!(true), &json!(2.5))
    );
    for (change, word) in [
        (json!({}), "one of"),
        (json!({ "running": true, "speed": 2 }), "one of"),
        (json!({ "to": "2020-01-01T00:00:00Z" }), "backwards"),
        (json!({ "to": "soon" }), "neither"),
        (json!({ "advance": -1 }), "advance"),
        (json!({ "advance": 1e300 }), "advance"),
        (json!({ "to": "9999-12-31T23:59:59.999Z", "x": 1 }), "x"),
        (json!({ "speed": 1e9 }), "speed"),
    ] {
        let (status, message) = control.refused("POST", "clock", Some(change)).await;
        assert!(status == 400 && message.contains(word), "{word}: {message}");
    }
}

#[tokio::test]
async fn magic_numbers_decide_without_a_call() {
    let (sandbox, client, control) = started().await;
    let number = |digits: u32| format!("+33639980{digits}");
    let all: Vec<String> = (101..=112)
        .filter(|digits| *digits != 106)
        .map(number)
        .collect();
    let body = json!({ "message": "Oui ?", "receivers": all, "senderForResponse": true });
    let report = client.post(&account("/jobs"), body).await;
    assert_eq!(
        report["invalidReceivers"],
        json!([number(104), number(105)])
    );
    let body = json!({ "message": "Oui ?", "receivers": [number(106)], "noStopClause": true });
    let refused = client.refused("POST", &account("/jobs"), Some(body)).await;
    assert_eq!(refused.0, 403);
    assert!(refused.1.contains("not enough credits"), "{}", refused.1);
    let status = async |digits: u32| {
        let found = control
            .get(&format!(
                "messages?to={}",
                number(digits).replace('+', "%2B")
            ))
            .await;
        (
            found[0]["status"].as_str().unwrap().to_owned(),
            found[0]["ptt"].as_i64().unwrap(),
        )
    };
    sandbox.advance(Duration::from_secs(10));
    for (digits, wanted, ptt) in [
        (101, "sent", 3),
        (102, "retrying", 24),
        (103, "retrying", 24),
        (107, "delivered", 4),
        (108, "delivered", 4),
        (109, "failed", 26),
        (110, "sent", 3),
        (111, "error", 202),
        (112, "failed", 23),
    ] {
        assert_eq!(status(digits).await, (wanted.to_owned(), ptt), "{digits}");
    }
    let replies = client.get(&account("/incoming")).await;
    assert_eq!(replies.as_array().unwrap().len(), 1);
    let reply = client
        .get(&account(&format!("/incoming/{}", replies[0])))
        .await;
    assert_eq!(
        (&reply["message"], &reply["sender"]),
        (&json!("OUI"), &json!(number(107)))
    );
    assert_eq!(
        client.get(&account("/blacklists")).await,
        json!([number(108)])
    );
    sandbox.advance(Duration::from_secs(3600));
    assert_eq!(status(101).await.0, "delivered");
    assert_eq!(status(103).await.0, "delivered");
    // An outcome that is set replaces that of the number.
    sandbox
        .phone(&number(104))
        .outcome(ovh_sms::sandbox::Outcome::Delivered);
    send(&client, json!({ "receivers": [number(104)] })).await;
}

#[tokio::test]
async fn a_callback_is_repeated() {
    let (sandbox, client, control) = started().await;
    let (url, mut received) = application(0).await;
    client.put(&account(""), json!({ "callBack": url })).await;
    send(&client, json!({})).await;
    sandbox.advance(Duration::from_secs(2));
    control.get("callbacks/settled?wait=10s").await;
    let first = &control.get("callbacks").await[0];
    let replay = format!("callbacks/{}/replay", first["id"]);
    control.post(&replay, json!({})).await;
    control.get("callbacks/settled?wait=10s").await;
    let (once, again) = (received.recv().await, received.recv().await);
    assert_eq!(once.unwrap().1, again.unwrap().1);
    let all = control.get("callbacks").await;
    assert_eq!(all.as_array().unwrap().len(), 2);
    let (status, _) = control
        .refused("POST", "callbacks/999/replay", Some(json!({})))
        .await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn connections_are_refused_for_some_seconds() {
    let (sandbox, _, control) = started().await;
    for body in [
        json!({ "refused": true }),
        json!({ "refused": true, "seconds": 3601 }),
    ] {
        let (status, message) = control
            .refused("POST", "faults/connections", Some(body))
            .await;
        assert_eq!(status, 400);
        assert!(message.contains("[seconds]"), "{message}");
    }
    let connect = || tokio::net::TcpStream::connect(sandbox.address());
    let pause = || tokio::time::sleep(Duration::from_millis(5));
    let body = json!({ "refused": true, "seconds": 3600 });
    control.post("faults/connections", body).await;
    while connect().await.is_ok() {
        pause().await;
    }
    sandbox.faults().refuse_connections(false);
    while connect().await.is_err() {
        pause().await;
    }
    // The port opens again by itself, unless the connections are refused by another call since.
    for again in [false, true] {
        let body = json!({ "refused": true, "seconds": 1.5 });
        control.post("faults/connections", body).await;
        for _ in 0..300 {
            if connect().await.is_err() {
                break;
            }
            pause().await;
        }
        if again {
            sandbox.faults().refuse_connections(true);
            tokio::time::sleep(Duration::from_secs(2)).await;
            assert!(connect().await.is_err());
        }
        while !again && connect().await.is_err() {
            pause().await;
        }
    }
}
