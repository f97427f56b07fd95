//! The state as a whole: reset, snapshots, and who may call.

use serde_json::json;

use super::{Control, PHONE, account, builder, send, started};
use crate::sandbox::support::Client;

#[tokio::test]
async fn the_document_and_the_state_are_served() {
    let (sandbox, _client, control) = started().await;
    let served = control.get("openapi.json").await;
    assert_eq!(served["info"]["title"], "Control of the sandbox");
    let state = control.get("state").await;
    assert_eq!(state["endpoint"], sandbox.endpoint());
    assert_eq!(state["keys"]["consumerKey"], sandbox.consumer_key());
    assert_eq!(state["services"], json!(["sms-ab12345-1"]));
    for (path, status) in [
        ("x", 404),
        ("phones/x", 400),
        ("phones/0600000000", 400),
        ("phones?x=1", 400),
    ] {
        assert_eq!(control.refused("GET", path, None).await.0, status, "{path}");
    }
    assert_eq!(control.refused("DELETE", "phones", None).await.0, 405);
}

#[tokio::test]
async fn a_reset_gives_the_initial_state_again() {
    let (sandbox, client, control) = started().await;
    let first = send(&client, json!({})).await;
    control.post("faults", json!({ "kind": "cutBody" })).await;
    control.post("advance", json!({ "seconds": 86400 })).await;
    let begun = sandbox.now();
    control.post("reset", json!({})).await;
    assert!(sandbox.now() < begun);
    assert!(sandbox.requests().is_empty());
    assert_eq!(control.get("messages").await, json!([]));
    assert_eq!(control.get("faults").await["faults"], json!([]));
    assert_eq!(send(&client, json!({})).await, first, "the same seed");
    control.post("reset", json!({ "seed": 99 })).await;
    assert_ne!(send(&client, json!({})).await, first);
    let (status, message) = control
        .refused("POST", "reset", Some(json!({ "seed": -1 })))
        .await;
    assert!(status == 400 && message.contains("seed"), "{message}");
}

#[tokio::test]
async fn a_snapshot_is_restored_and_another_version_is_refused() {
    let (sandbox, client, control) = started().await;
    let id = send(&client, json!({ "differedPeriod": 60 })).await;
    let mut snapshot = control.get("snapshot").await;
    control.post("advance", json!({ "seconds": 7200 })).await;
    assert_eq!(sandbox.phone(PHONE).inbox().len(), 1);
    control
        .call("PUT", "snapshot", Some(snapshot.clone()))
        .await;
    assert!(sandbox.phone(PHONE).inbox().is_empty());
    let restored = control.get("messages").await;
    assert_eq!(
        (&restored[0]["id"], &restored[0]["status"]),
        (&json!(id), &json!("waiting"))
    );
    // Another sandbox, whose own keys stay valid.
    let other = builder().random_keys().start().await.unwrap();
    let there = Control::new(&other);
    let (status, _) = there.call("PUT", "snapshot", Some(snapshot.clone())).await;
    assert_eq!(status, 200);
    let found = Client::new(&other).get(&account("/jobs")).await;
    assert_eq!(found, json!([id]));

    let before = control.get("snapshot").await;
    snapshot["version"] = json!(999);
    for (broken, words) in [
        (snapshot.clone(), "reads snapshots of version 1, not 999"),
        (json!({ "version": 1, "world": {} }), "not a snapshot"),
        (json!([]), "not a snapshot"),
    ] {
        let (status, message) = control.refused("PUT", "snapshot", Some(broken)).await;
        assert!(status == 400 && message.contains(words), "{message}");
    }
    let mut after = control.get("snapshot").await;
    for field in ["/clock/now", "/world/now"] {
        *after.pointer_mut(field).unwrap() = before.pointer(field).unwrap().clone();
    }
    assert_eq!(before, after);
}

#[tokio::test]
async fn foreign_pages_are_refused_on_each_path() {
    let (sandbox, _client, control) = started().await;
    let paths = super::document()["paths"].as_object().unwrap();
    for (path, item) in paths {
        for method in item.as_object().unwrap().keys() {
            for (name, value) in [
                ("host", "pages.example"),
                ("origin", "https://pages.example"),
            ] {
                let url = format!("{}{}", sandbox.origin(), path.replace(['{', '}'], ""));
                let method = method.to_uppercase().parse::<reqwest::Method>().unwrap();
                let sent = control
                    .http
                    .request(method, url)
                    .header(name, value)
                    .send()
                    .await;
                assert_eq!(sent.unwrap().status(), 403, "{path} {name}");
            }
        }
    }
}
